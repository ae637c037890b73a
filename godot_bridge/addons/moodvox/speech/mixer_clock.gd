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

static var _mixed_at_usec := 0
static var _step_usec := 0.0
## From when the mixer takes a sample to when it is heard: what the driver says, and at least
## one of its steps; some drivers do not count their own buffer.
static var _lag_usec := 0


## Looks at the mixer; called by one thread, again and again.
static func look() -> void:
	var since_s := AudioServer.get_time_since_last_mix()
	var mixed_at_usec := Time.get_ticks_usec() - int(since_s * 1e6)
	var step_usec := mixed_at_usec - _mixed_at_usec
	if step_usec < SHORTEST_STEP_USEC:
		return
	_mixed_at_usec = mixed_at_usec
	if step_usec < LONGEST_STEP_USEC:
		_step_usec += (step_usec - _step_usec) * WEIGHT
	_lag_usec = int(maxf(_step_usec, AudioServer.get_output_latency() * 1e6))


## How many samples the mixer takes at once.
static func step_samples(rate_hz: int) -> int:
	return int(_step_usec * rate_hz / 1e6)


## The sample that is heard at [param now_usec], where the mixer has taken [param mixed] in all.
static func heard(mixed: int, rate_hz: int, now_usec: int) -> int:
	var behind_usec := _lag_usec - now_usec + _mixed_at_usec
	return clampi(mixed - floori(behind_usec * rate_hz / 1e6), 0, mixed)
