@tool
extends EditorInspectorPlugin
## A row in the inspector of every MoodvoxVoice: type a line, hear it in that voice.

const Dock := preload("dock.gd")
const Voice := preload("../moodvox_voice.gd")

const GREETING := "[happy 0.5] Good evening, and welcome."

var _dock: Dock


func _init(dock: Dock = null) -> void:
	_dock = dock


func _can_handle(object: Object) -> bool:
	return object is Voice


func _parse_begin(object: Object) -> void:
	var voice := object as Voice
	var row := HBoxContainer.new()
	var line := LineEdit.new()
	line.text = GREETING
	line.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	var button := Button.new()
	button.text = "Hear"
	button.pressed.connect(func() -> void: _hear(voice, line.text))
	line.text_submitted.connect(func(text: String) -> void: _hear(voice, text))
	row.add_child(line)
	row.add_child(button)
	add_custom_control(row)


func _hear(voice: Voice, text: String) -> void:
	if _dock == null or not is_instance_valid(voice):
		return
	var options := {}
	if not voice.voice.is_empty():
		options["voice"] = voice.voice
	if not voice.speaker.is_empty():
		options["speaker"] = voice.speaker
	if not voice.temperament.is_empty():
		options["mood"] = voice.temperament
	var character := voice.character
	if character.is_empty():
		character = str(voice.get_parent().name) if voice.get_parent() != null else "Somebody"
	_dock.hear_line(character, text, options)
