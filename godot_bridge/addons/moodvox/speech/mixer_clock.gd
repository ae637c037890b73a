@tool
extends RefCounted
## When samples that the mixer has taken are heard.
##
## A driver takes samples in steps of some 10 to 100 ms and plays them one after the other. What
## is heard moves on between the steps, and so do words and lips. To ask the driver is to wait
## until it has mixed: a thread does that ([method look]), and nobody else.

## A pause of the mixer longer than this is no step of it.
const LONGEST_STEP_USEC := 200_000
## What comes sooner than this is the same step, seen again.
const SHORTEST_STEP_USEC := 1_000
## Of a new step in what is known of the steps.
const WEIGHT := 0.1

## When the mixer took samples last; 0 while nobody looks.
static var mixed_at_usec := 0
## From when the mixer takes a sample to when it is heard: what the driver says, and at least
## one of its steps; some drivers do not count their own buffer.
static var lag_usec := 0
## How much the mixer takes at once.
static var step_usec := 0.0


## Looks at the mixer; called by one thread, again and again.
static func look() -> void:
	var since_s := AudioServer.get_time_since_last_mix()
	var at_usec := Time.get_ticks_usec() - int(since_s * 1e6)
	var since_usec := at_usec - mixed_at_usec
	if since_usec < SHORTEST_STEP_USEC:
		return
	mixed_at_usec = at_usec
	if since_usec < LONGEST_STEP_USEC:
		var weight := WEIGHT if step_usec > 0.0 else 1.0
		step_usec += (since_usec - step_usec) * weight
	lag_usec = int(maxf(step_usec, AudioServer.get_output_latency() * 1e6))


## How many samples the mixer takes at once.
static func step_samples(rate_hz: int) -> int:
	return int(step_usec * rate_hz / 1e6)
