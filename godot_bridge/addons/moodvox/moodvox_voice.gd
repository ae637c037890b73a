@tool
@icon("icon.svg")
class_name MoodvoxVoice
extends Node
## Gives a character a voice. Put it under the character, or under one of the three players.
##
## [codeblock]
## $Marta/MoodvoxVoice.say("[angry] Get out of my tavern! [-> calm over 2s] ...sorry.")
## [/codeblock]
## Lines are spoken one after the other. Where no sidecar runs, lines that were baked are
## played instead.

## The first sample of a line is played.
signal line_started(line: Line)
## A word begins to be heard; [param start] and [param end] are its place in the text without
## tags, in characters.
signal word(text: String, start: int, end: int)
## The mouth takes another shape: one of the 15 of the Oculus set.
signal viseme(shape: StringName)
## The mood that is heard has changed: weights by emotion.
signal mood_changed(mood: Dictionary)
## All of a line has been played, or it was stopped: see its [code]reason[/code].
signal line_finished(line: Line)
## A line could not be spoken: see its [code]code[/code], [code]message[/code], [code]where[/code].
signal line_failed(line: Line)

const Limits := preload("wire/limits.gd")
const Line := preload("speech/line.gd")
const Service := preload("moodvox.gd")
const Place := preload("speech/place.gd")
const Playback := preload("speech/playback.gd")

## The mixer is asked when a block comes, and so often where none does.
const LONGEST_REST_USEC := 200_000
## What is heard so soon is told now: the next tick would be later still.
const EARLY_S := 0.008
const SILENCE := &"sil"

## Who speaks; a name of the project's cast or any other. Empty: the parent's name.
@export var character := ""
## A voice's name; empty: the cast's.
@export var voice := ""
## One of the voice's speakers; empty: the cast's, or the voice's first.
@export var speaker := ""
## The mood to begin with: emotion names and weights. Empty: the cast's.
@export var temperament: Dictionary = {}
## 0 to 100, higher first where not all can be in time; -1: the cast's.
@export_range(-1, 100) var priority := -1
## The player to use; without one a child or the parent is taken, or one is made.
@export var player: Node

## Who speaks for us; the autoload unless it is set.
var service: Service

var _playback := Playback.new()
var _queue: Array[Line] = []
var _streams: Dictionary = {}
var _current: Line
var _has_started := false
var _next_mark := 0
var _next_mood := 0
var _heard_mood: Dictionary = {}
var _ask_usec := 0
var _seat := -1


func _ready() -> void:
	if Engine.is_editor_hint():
		return
	if service == null:
		service = get_tree().root.get_node_or_null("Moodvox") as Service
	if player == null:
		player = Place.player_for(self)
	_playback.use(player)
	if character.is_empty():
		character = str(get_parent().name)
	if service != null and not temperament.is_empty():
		service.set_mood(character, temperament)


func _enter_tree() -> void:
	if not _queue.is_empty():
		_seat = service.turns.sit(_look, _seat)


func _exit_tree() -> void:
	if not Engine.is_editor_hint():
		stop()


## Says [param text], which may hold tags, after all that was said before.
##
## [param mood] is the mood of this line only: emotion names and weights. Without it the line
## is spoken as the character feels.
func say(text: String, mood := {}) -> Line:
	return _say(text, mood, false)


## Says [param text] at once: what was being said is cut short.
func interrupt(text: String, mood := {}) -> Line:
	stop()
	return _say(text, mood, true)


## Silence; what was to be said is forgotten.
func stop() -> void:
	var lines := _queue
	_queue = []
	if _current != null:
		lines.push_front(_current)
	_playback.stop()
	_current = null
	if service != null:
		_seat = service.turns.leave(_seat)
	for line in lines:
		line.seat = -1
		if service != null:
			service.cancel(line)
		if not line.is_over():
			line.finish("cancelled")
		elif line.reason == "finished":
			line.reason = "cancelled"
		_streams.erase(line)
		line_finished.emit(line)
	if not lines.is_empty():
		viseme.emit(SILENCE)


## Moves the character's mood, also of the line that is being spoken.
func set_mood(mood: Dictionary, over_seconds := 0.0) -> void:
	if service != null:
		service.set_mood(character, mood, over_seconds)


## Whether something is being said or waits to be said.
func is_speaking() -> bool:
	return _current != null or not _queue.is_empty()


## How often the sound ran dry in the middle of a line.
func underruns() -> int:
	return _playback.underruns


func _say(text: String, mood: Dictionary, at_once: bool) -> Line:
	var options := _options(mood, at_once)
	var line: Line
	if service == null:
		line = Line.new()
		line.text = text
		line.character = character
		_fail_alone.call_deferred(line)
		return line
	if service.has_sidecar():
		line = service.say(character, text, options)
	else:
		line = _baked(text, options)
		if line == null:
			line = service.say(character, text, options)
	_queue.append(line)
	if is_inside_tree():
		_seat = service.turns.sit(_look, _seat)
	return line


## Callers hear of it after they could connect to the line's signal.
func _fail_alone(line: Line) -> void:
	line.fail("no_autoload", "there is no autoload named Moodvox", "", "enable the plugin Moodvox")
	line_failed.emit(line)


func _options(mood: Dictionary, at_once: bool) -> Dictionary:
	var options := {}
	if not voice.is_empty():
		options["voice"] = voice
	if not speaker.is_empty():
		options["speaker"] = speaker
	if not mood.is_empty():
		options["mood"] = mood
	if priority >= 0:
		options["priority"] = priority
	if at_once:
		options["interrupt"] = true
	var distance_m := Place.distance_m(player) if player != null else 0.0
	if distance_m > 0.0:
		options["distance_m"] = distance_m
	return options


func _baked(text: String, options: Dictionary) -> Line:
	var entry := service.baked.entry_of(character, text)
	if entry.is_empty():
		return null
	var stream := service.baked.stream_of(entry)
	if stream == null:
		return null
	var line := service.baked.line_of(entry, options)
	_streams[line] = stream
	return line


func _begin_next() -> bool:
	if _queue.is_empty():
		_seat = service.turns.leave(_seat)
		return false
	_current = _queue.pop_front()
	_current.seat = _seat
	_ask_usec = 0
	_has_started = false
	_next_mark = 0
	_next_mood = 0
	_playback.begin(_current, _streams.get(_current))
	_streams.erase(_current)
	return true


## Plays on and tells what is heard by now; when to look again, in microseconds. Twenty voices
## that asked the mixer in every tick would cost a game three times as much.
func _look(now_usec: int) -> int:
	if not can_process() or _current == null and not _begin_next():
		return 0
	var line := _current
	var asks := now_usec >= _ask_usec or not line.blocks.is_empty()
	var heard := _playback.advance(now_usec) if asks else _playback.heard(now_usec)
	if not _has_started:
		if _playback.mixed > 0:
			_has_started = true
			line_started.emit(line)
		elif _playback.is_done:
			_finish()
		if not _has_started or line != _current:
			return 0
	var rate_hz := line.sample_rate_hz
	var is_done := _playback.is_done
	var next := _tell(line, line.received_samples if is_done else heard + int(EARLY_S * rate_hz))
	if line != _current:
		return 0
	if is_done:
		_finish()
		return 0
	if asks:
		var left := _playback.left
		service.credit(line, _playback.played, _playback.mixed + left)
		_ask_usec = now_usec + LONGEST_REST_USEC
		if line.state == Line.State.OVER and line.blocks.is_empty():
			_ask_usec = mini(_ask_usec, now_usec + int(left * 1e6 / rate_hz))
	return mini(_ask_usec, now_usec + int((next - heard) * 1e6 / rate_hz))


## Tells all that is heard by now and was not told yet, and gives the sample of what is next.
## Whoever hears it may stop the line.
func _tell(line: Line, heard: int) -> int:
	var next := Limits.MAX_SAMPLES
	while line == _current and _next_mood < line.moods.size():
		var begins: int = line.moods[_next_mood][0]
		if begins > heard:
			next = begins
			break
		var mood: Dictionary = line.moods[_next_mood][1]
		_next_mood += 1
		if mood != _heard_mood:
			_heard_mood = mood
			mood_changed.emit(mood)
	while line == _current and _next_mark < line.marks.size():
		var mark := line.marks[_next_mark]
		var first: int = mark.first_sample
		if first > heard:
			return mini(next, first)
		_next_mark += 1
		if mark.kind == "viseme":
			viseme.emit(StringName(mark.text))
		elif mark.kind == "word":
			word.emit(mark.text, int(mark.start), int(mark.end))
	return next


func _finish() -> void:
	var line := _current
	_playback.stop()
	_current = null
	line.seat = -1
	if line.reason == "failed":
		if _play_baked_instead(line):
			return
		line_failed.emit(line)
	else:
		if _has_started:
			viseme.emit(SILENCE)
		line_finished.emit(line)


## The sidecar could not be had after the line was asked for.
func _play_baked_instead(line: Line) -> bool:
	if line.code != "not_connected" or _has_started or service == null:
		return false
	var baked := _baked(line.text, line.options)
	if baked == null:
		return false
	_queue.push_front(baked)
	return true
