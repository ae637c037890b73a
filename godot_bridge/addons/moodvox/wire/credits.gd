@tool
extends RefCounted
## How far playback of each line has come, as the sidecar is told.
##
## The game's thread says it now and then; in between it is reckoned on, so that the sidecar
## knows it well although the game hardly ever looks. Used by the connection's thread.

const Messages := preload("messages.gd")

## The sidecar is told of each line so often, at the most and at the least: what many lines cost
## it is bounded, at the price of some of its lead.
const EVERY_USEC := 50_000
const SELDOM_USEC := 100_000
## Where all lines together are more than 400 messages a second.
const EACH_USEC := 2_500
## Nothing is reckoned on for longer: the game does not look, or the line is over.
const LONGEST_USEC := 400_000

## Wire id -> [played, handed to the mixer, sample rate, when it was said, told the sidecar].
var _said: Dictionary = {}
var _next_usec := 0


## The game has said so: [param credits] are samples played, samples that the mixer was handed,
## and the sample rate, by the lines' names on the wire.
func take(credits: Dictionary, now_usec: int) -> void:
	for id: String in credits:
		var said: Array = credits[id]
		var told: int = _said[id][4] if _said.has(id) else 0
		_said[id] = [said[0], said[1], said[2], now_usec, told]


## Forgets all lines: the session is another one.
func clear() -> void:
	_said.clear()


## The messages that are to be sent now.
func due(now_usec: int) -> Array[Dictionary]:
	var messages: Array[Dictionary] = []
	if now_usec < _next_usec or _said.is_empty():
		return messages
	_next_usec = now_usec + clampi(_said.size() * EACH_USEC, EVERY_USEC, SELDOM_USEC)
	for id: String in _said.keys():
		var said: Array = _said[id]
		var since_usec: int = now_usec - said[3]
		var reckoned: int = mini(said[0] + floori(since_usec * said[2] / 1e6), said[1])
		if reckoned > said[4]:
			said[4] = reckoned
			messages.append(Messages.credit(id, reckoned))
		if since_usec > LONGEST_USEC:
			_said.erase(id)
	return messages
