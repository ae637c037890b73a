extends Control
## The Last Lantern, closing time: plays [code]tavern.mood[/code], and you may interrupt.
##
## Everything that speaks is in [method _say]; the rest is a stage.

const Patron := preload("patron.gd")
const Row := preload("res://addons/moodvox/script/scene_row.gd")
const Scene := preload("res://addons/moodvox/script/scene.gd")
const Subtitles := preload("subtitles.gd")
const Voice := preload("res://addons/moodvox/moodvox_voice.gd")

const SCRIPT_FILE := "res://samples/tavern_godot/tavern.mood"
const COMEBACK := "[surprised 0.6] Hey! [angry 0.4] I was talking."

var _rows: Array[Row] = []
var _next := 0
var _speaker: Patron
var _line_began_s := 0.0
var _cues: Array[Row] = []
var _wait_s := 0.0

@onready var _patrons := {"Marta": %Marta, "Bram": %Bram, "Wren": %Wren}
@onready var _subtitles: Subtitles = %Subtitles
@onready var _status: Label = %Status


func _ready() -> void:
	_rows = Scene.load_file(SCRIPT_FILE)
	for patron: Patron in _patrons.values():
		patron.word_heard.connect(_on_word)
		patron.voice.line_started.connect(_on_line_started.bind(patron))
		patron.voice.line_finished.connect(_on_line_over.bind(patron))
		patron.voice.line_failed.connect(_on_line_failed.bind(patron))
		patron.highlight(false)
	%Interrupt.pressed.connect(_interrupt)
	%Again.pressed.connect(_restart)
	for slider: HSlider in [%Angry, %Happy, %Fearful]:
		slider.value_changed.connect(func(_value: float) -> void: _push_mood())
	_restart()


func _process(delta: float) -> void:
	_show_status()
	for cue: Row in _cues.duplicate():
		if _speaker != null and _now_s() - _line_began_s >= cue.after_s and _line_began_s > 0.0:
			_cues.erase(cue)
			_act(cue)
	if _speaker == null and _next < _rows.size():
		_wait_s -= delta
		if _wait_s <= 0.0:
			_step()


func _unhandled_key_input(event: InputEvent) -> void:
	if event.is_action_pressed("ui_accept"):
		_interrupt()


## Goes on to the next line, with the directions that come with it.
func _step() -> void:
	var row := _rows[_next]
	_next += 1
	if row.kind == Row.Kind.WAIT:
		_wait_s = row.wait_s
	elif row.kind == Row.Kind.MOOD:
		_act(row)
	elif row.kind == Row.Kind.LINE and _patrons.has(row.character):
		while _next < _rows.size() and _rows[_next].after_s >= 0.0:
			_cues.append(_rows[_next])
			_next += 1
		_say(_patrons[row.character], row.text)


func _say(patron: Patron, text: String) -> void:
	_speaker = patron
	_line_began_s = 0.0
	_subtitles.begin(patron.character, text)
	patron.voice.say(text)


func _act(cue: Row) -> void:
	var patron: Patron = _patrons.get(cue.character)
	if patron == null:
		return
	if cue.kind == Row.Kind.MOOD:
		patron.voice.set_mood(cue.mood, cue.over_s)
	elif cue.kind == Row.Kind.INTERRUPT:
		patron.voice.stop()


## The player has had enough of whoever speaks.
func _interrupt() -> void:
	if _speaker == null:
		return
	_cues.clear()
	_subtitles.begin(_speaker.character, COMEBACK)
	var patron := _speaker
	patron.voice.interrupt(COMEBACK)
	_speaker = patron


## What the sliders say is felt by whoever speaks.
func _push_mood() -> void:
	if _speaker == null:
		return
	var mood := {}
	var sum: float = maxf(1.0, %Angry.value + %Happy.value + %Fearful.value)
	for pair: Array in [["angry", %Angry], ["happy", %Happy], ["fearful", %Fearful]]:
		var slider: HSlider = pair[1]
		if slider.value > 0.0:
			mood[pair[0]] = slider.value / sum
	_speaker.voice.set_mood(mood, 0.4)


func _restart() -> void:
	_cues.clear()
	for patron: Patron in _patrons.values():
		patron.voice.stop()
	_speaker = null
	_next = 0
	_wait_s = 0.5


func _on_line_started(_line: Voice.Line, patron: Patron) -> void:
	_line_began_s = _now_s()
	for other: Patron in _patrons.values():
		other.highlight(other == patron)


func _on_word(patron: Patron, _text: String, _start: int, end: int) -> void:
	if patron == _speaker:
		_subtitles.reach(end)


func _on_line_over(_line: Voice.Line, patron: Patron) -> void:
	if patron == _speaker and not patron.voice.is_speaking():
		_speaker = null
		for cue in _cues:
			if cue.kind == Row.Kind.MOOD:
				_act(cue)
		_cues.clear()


func _on_line_failed(line: Voice.Line, patron: Patron) -> void:
	_status.text = "%s %s" % [line.message, line.hint]
	_on_line_over(line, patron)
	_wait_s = 1.0


func _show_status() -> void:
	var moodvox := _patrons.Marta.voice.service as Voice.Service
	if moodvox == null:
		_status.text = "The plugin Moodvox is not enabled."
	elif not moodvox.is_sidecar_ready() and moodvox.has_sidecar():
		_status.text = "Waking the voices ... %s" % moodvox.fault()
	elif moodvox.is_sidecar_ready():
		_status.text = "Space interrupts. The sliders move the mood of whoever speaks."


func _now_s() -> float:
	return Time.get_ticks_usec() / 1e6
