@tool
extends VBoxContainer
## A new speaker, or a new emotion, from a recording: chosen, named, sent to the sidecar.

## Something to be read: what was learnt, or why not.
signal told(text: String)
## A speaker or emotion can be used from now on.
signal learnt

const Question := preload("../speech/question.gd")
const Service := preload("../moodvox.gd")
const Wav := preload("../baked/wav.gd")

const KINDS: Array[String] = ["speaker", "emotion"]

var _question: Question
var _samples := PackedFloat32Array()
var _rate_hz := 0
var _kind := OptionButton.new()
var _name := LineEdit.new()
var _replace := CheckBox.new()
var _learn := Button.new()
var _dialog: FileDialog


func _init() -> void:
	var choose := Button.new()
	choose.text = "Recording..."
	choose.tooltip_text = "A WAV file, 16 bits, 3 to 30 s of one voice without music"
	choose.pressed.connect(_choose)
	for kind in KINDS:
		_kind.add_item(kind)
	_name.placeholder_text = "Its name"
	_name.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_replace.text = "replace"
	_replace.tooltip_text = "Take the place of another recording of that name"
	_learn.text = "Learn"
	_learn.disabled = true
	_name.custom_minimum_size.x = 110.0
	var row := HFlowContainer.new()
	for control: Control in [choose, _kind, _name, _replace, _learn]:
		row.add_child(control)
	add_child(row)


func _process(_delta: float) -> void:
	if _question == null or not _question.is_over:
		return
	var question := _question
	_question = null
	_learn.disabled = false
	if not question.fault.is_empty():
		told.emit(question.fault)
		return
	var remarks := "; ".join(PackedStringArray(question.answer.remarks))
	told.emit("'%s' can be used from now on. %s" % [question.answer.name, remarks])
	learnt.emit()


## Reads the recording at [param path]; false, and said why, if it is none.
func read_recording(path: String) -> bool:
	var stream := Wav.parse(FileAccess.get_file_as_bytes(path))
	if stream == null:
		told.emit("'%s' is no WAV file of 16 bits with one channel" % path.get_file())
		return false
	_samples = Wav.samples_of(stream)
	_rate_hz = stream.mix_rate
	if _name.text.is_empty():
		_name.text = path.get_file().get_basename().to_lower().replace(" ", "_")
	_learn.disabled = false
	told.emit("%s: %.1f s" % [path.get_file(), float(_samples.size()) / _rate_hz])
	return true


## Sends the recording, to be learnt for [param voice]; the button of the dock calls it.
func learn(service: Service, voice: String) -> void:
	if _samples.is_empty() or _name.text.is_empty() or _question != null:
		told.emit("choose a recording and give it a name")
		return
	_learn.disabled = true
	_question = (
		service
		. enroll(
			{
				"name": _name.text,
				"voice": voice,
				"kind": KINDS[maxi(_kind.selected, 0)],
				"samples": _samples,
				"sample_rate_hz": _rate_hz,
				"replace": _replace.button_pressed,
			}
		)
	)


## The button that says go; who has a sidecar and a voice connects to it.
func button() -> Button:
	return _learn


func _choose() -> void:
	if _dialog == null:
		_dialog = FileDialog.new()
		_dialog.access = FileDialog.ACCESS_FILESYSTEM
		_dialog.file_mode = FileDialog.FILE_MODE_OPEN_FILE
		_dialog.filters = PackedStringArray(["*.wav"])
		_dialog.file_selected.connect(read_recording)
		add_child(_dialog)
	_dialog.popup_centered(Vector2i(640, 480))
