@tool
extends RefCounted
## The lines that are not over: those that wait for a session and those that are spoken.
##
## After a session was lost, what was cut off is asked for again, from where it stopped: the
## same text with the same seed is the same samples.

const Line := preload("line.gd")
const Messages := preload("../wire/messages.gd")
const Turns := preload("turns.gd")

## A line that waits so long for a session fails.
const LONGEST_WAIT_S := 30.0
## A line that brings the sidecar down so often is not tried again.
const MOST_RESTARTS := 3
## [code]speak[/code] fields that may be given as options.
const OPTIONS: Array[String] = [
	"voice",
	"speaker",
	"mood",
	"curve",
	"priority",
	"deadline_ms",
	"distance_m",
	"tier",
	"seed",
	"interrupt",
	"line",
	"take",
]

var _turns: Turns
var _by_wire_id: Dictionary = {}
var _waiting: Array[Line] = []
var _since_s: Dictionary = {}
var _made := 0
var _moods: Dictionary = {}


## Who plays a line hears of it through [param turns].
func _init(turns: Turns) -> void:
	_turns = turns


## A new line, which waits for [method flush].
func make(character: String, text: String, options: Dictionary) -> Line:
	_made += 1
	var line := Line.new()
	line.id = "line-%d" % _made
	line.wire_id = line.id
	line.character = character
	line.text = text
	line.options = options
	return line


## Lets [param line] wait for a session; it fails if too many do already.
func wait(line: Line, limit: int, now_s: float) -> void:
	if _waiting.size() >= limit:
		line.fail("queue_full", "%d lines wait for the sidecar already" % limit)
		return
	_waiting.append(line)
	_since_s[line] = now_s


## The messages that bring a new session to where we are: moods, then lines in their order.
func flush() -> Array[Dictionary]:
	var messages: Array[Dictionary] = []
	for character: String in _moods:
		messages.append(Messages.mood(character, _moods[character], 0.0))
	for line in _waiting:
		messages.append_array(speak(line))
	_waiting.clear()
	_since_s.clear()
	return messages


## The messages that have [param line] spoken, the rest of it if it has begun already.
func speak(line: Line) -> Array[Dictionary]:
	_by_wire_id[line.wire_id] = line
	var messages: Array[Dictionary] = [
		Messages.speak(line.wire_id, line.character, line.text, line.options)
	]
	if line.received_samples > 0:
		messages.append(Messages.credit(line.wire_id, line.received_samples))
	return messages


## Remembers how a character feels, for the next session.
func keep_mood(character: String, mood: Dictionary) -> void:
	_moods[character] = mood


## The session is lost: what was not over waits again.
func requeue(now_s: float) -> void:
	var cut_off: Array[Line] = []
	cut_off.assign(_by_wire_id.values())
	_by_wire_id.clear()
	cut_off.reverse()
	for line in cut_off:
		line.restarts += 1
		if line.restarts > MOST_RESTARTS:
			line.fail("sidecar", "the sidecar went away %d times in this line" % line.restarts)
			continue
		line.wire_id = "%s-%d" % [line.id, line.restarts]
		line.options.erase("interrupt")
		_waiting.push_front(line)
		_since_s[line] = now_s


## Lines that have waited too long fail.
func expire(now_s: float, why: String) -> void:
	while not _waiting.is_empty() and now_s - _since_s[_waiting[0]] > LONGEST_WAIT_S:
		_forget(_waiting[0])
		_waiting.pop_front().fail("not_connected", why)


## All lines fail: there will be no session.
func fail_all(why: String, hint: String) -> void:
	var lines := _waiting.duplicate()
	lines.append_array(_by_wire_id.values())
	_waiting.clear()
	_since_s.clear()
	_by_wire_id.clear()
	for line: Line in lines:
		line.fail("not_connected", why, "", hint)


## Whether [param line] only waited, and is forgotten now.
func cancel_waiting(line: Line) -> bool:
	if not _waiting.has(line):
		return false
	_waiting.erase(line)
	_forget(line)
	line.finish("cancelled")
	return true


## How many lines are not over.
func count() -> int:
	return _waiting.size() + _by_wire_id.size()


## Blocks and marks have come.
func take_all(messages: Array[Dictionary]) -> void:
	for message in messages:
		var line: Line = _by_wire_id.get(message.id)
		if line == null:
			continue
		if message.type == "block":
			line.add_block(message)
			_turns.wake(line.seat)
		else:
			line.add_marks(message.marks)


## Another message about a line has come; false if it was about none of ours.
func take(message: Dictionary) -> bool:
	var line: Line = _by_wire_id.get(message.get("id", ""))
	if line == null:
		return false
	match message.type:
		"done":
			_by_wire_id.erase(line.wire_id)
			line.notices = message.notices
			line.finish(message.reason)
		"error":
			if not message.line_over:
				return false
			_by_wire_id.erase(line.wire_id)
			line.fail(message.code, message.message, message.where, message.hint)
	_turns.wake(line.seat)
	return true


func _forget(line: Line) -> void:
	_since_s.erase(line)
