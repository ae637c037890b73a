@tool
extends HBoxContainer
## Hears lines in the editor and keeps the last two as A and B, to be compared.

## The newest line's length so far, in seconds; told while it comes.
signal length_known(length_s: float)
## Something to be read: what is heard, or why not.
signal told(text: String)

const Line := preload("../speech/line.gd")
const Service := preload("../moodvox.gd")
const Playback := preload("../speech/playback.gd")
const Wav := preload("../baked/wav.gd")

const CREDIT_EVERY_S := 0.1

var _playback := Playback.new()
var _player := AudioStreamPlayer.new()
var _service: Service
var _line: Line
var _takes: Array[Line] = []
var _buttons: Array[Button] = []
var _credited_s := 0.0
var _asked_s := 0.0


func _init() -> void:
	add_child(_player)
	for version: String in ["A", "B"]:
		var button := Button.new()
		button.text = "Play %s" % version
		button.disabled = true
		button.tooltip_text = "B is the newest version, A the one before"
		button.pressed.connect(_replay.bind(_buttons.size()))
		_buttons.append(button)
		add_child(button)
	_playback.use(_player)


func _process(_delta: float) -> void:
	if _line == null:
		return
	var heard := _playback.advance()
	var now_s := Time.get_ticks_usec() / 1e6
	if _asked_s > 0.0 and heard > 0:
		told.emit("first sound after %d ms" % int((now_s - _asked_s) * 1e3))
		_asked_s = 0.0
	if now_s - _credited_s > CREDIT_EVERY_S:
		_credited_s = now_s
		_service.credit(_line, _playback.mixed)
		if _line.sample_rate_hz > 0:
			length_known.emit(float(_line.received_samples) / _line.sample_rate_hz)
	if _playback.is_done:
		_keep()


func _exit_tree() -> void:
	stop()


## Has [param text] spoken through [param service], and keeps it as take B.
func hear(service: Service, character: String, text: String, options: Dictionary) -> void:
	stop()
	_service = service
	_asked_s = Time.get_ticks_usec() / 1e6
	_line = service.say(character, text, options)
	_line.keeps_samples = true
	_playback.begin(_line)


## The line that was spoken last; null before.
func newest() -> Line:
	return _takes[-1] if not _takes.is_empty() else null


## Silence.
func stop() -> void:
	if _line != null:
		_service.cancel(_line)
		_line = null
	_playback.stop()
	_player.stop()


func _keep() -> void:
	var line := _line
	_line = null
	_playback.stop()
	if line.reason == "failed":
		told.emit("%s %s" % [line.message, line.hint])
		return
	_takes.append(line)
	while _takes.size() > 2:
		_takes.pop_front()
	for index in _buttons.size():
		_buttons[index].disabled = _take(index) == null


func _replay(index: int) -> void:
	stop()
	var line := _take(index)
	_player.stream = Wav.parse(Wav.bytes_of(line.samples, line.sample_rate_hz))
	_player.play()
	told.emit(line.text)


## A is the older of two takes.
func _take(index: int) -> Line:
	var at := _takes.size() - 2 + index
	return _takes[at] if at >= 0 else null
