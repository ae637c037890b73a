@tool
extends VBoxContainer
## The designer's desk: pick or type a line, colour it with moods, hear it, write it back.

const Baker := preload("baker.gd")
const Desk := preload("desk.gd")
const Service := preload("../moodvox.gd")
const MoodText := preload("../script/mood_text.gd")
const Row := preload("../script/scene_row.gd")
const Scene := preload("../script/scene.gd")

## What is tagged before any voice is known.
const EMOTIONS: Array[String] = ["happy", "sad", "angry", "fearful", "surprised", "tender", "calm"]

var _service := Service.new()
var _desk := Desk.new()
var _rows: Array[Row] = []
var _file := ""
var _row: Row
var _baker: Baker


func _init() -> void:
	name = "Moodvox"
	custom_minimum_size = Vector2(260.0, 0.0)
	_service.starts_by_itself = false
	add_child(_service)
	add_child(_desk)
	_desk.size_flags_vertical = Control.SIZE_EXPAND_FILL


func _ready() -> void:
	_service.sidecar_ready.connect(_desk.show_voices)
	_service.sidecar_failed.connect(
		func(reason: String, hint: String) -> void: _desk.tell("%s; %s" % [reason, hint])
	)
	_desk.sliders.show_emotions(EMOTIONS)
	_desk.files.item_selected.connect(func(_index: int) -> void: _open(_desk.chosen(_desk.files)))
	_desk.lines.item_selected.connect(_pick)
	_desk.hear.pressed.connect(_hear)
	_desk.silence.pressed.connect(_desk.takes.stop)
	_desk.insert.pressed.connect(_insert_tag)
	_desk.write.pressed.connect(_write_back)
	_desk.bake.pressed.connect(_bake)
	_desk.cancel.pressed.connect(_cancel_bake)
	_desk.refresh.pressed.connect(find_files)
	_desk.takes.told.connect(_desk.tell)
	_desk.takes.length_known.connect(func(length_s: float) -> void: _desk.curve.length_s = length_s)
	find_files()


func _process(_delta: float) -> void:
	_desk.tick()
	if _baker == null:
		return
	_baker.tick()
	_desk.show_progress(_baker.done, _baker.total)
	if _baker.is_done():
		var failures := "; ".join(_baker.failures)
		_desk.tell("%d of %d baked. %s" % [_baker.baked, _baker.total, failures])
		_end_bake()


func _exit_tree() -> void:
	_desk.takes.stop()
	_desk.checker.close()
	_service.end()


## Has [param text] heard as [param character]; used by the inspector, too.
func hear_line(character: String, text: String, options: Dictionary) -> void:
	if not _service.has_sidecar():
		_service.begin()
		_desk.tell("waking the voices ...")
	_desk.takes.hear(_service, character, text, options)


## Looks for scenes and dialogue files in the project.
func find_files() -> void:
	var found := _find_in("res://")
	_desk.show_files(found)
	if not found.is_empty() and _file.is_empty():
		_open(found[0])


func _find_in(folder: String) -> PackedStringArray:
	var found := PackedStringArray()
	for file in DirAccess.get_files_at(folder):
		if file.get_extension() in Scene.EXTENSIONS:
			found.append(folder.path_join(file))
	for inner in DirAccess.get_directories_at(folder):
		if not inner.begins_with(".") and folder.path_join(inner) != "res://addons":
			found.append_array(_find_in(folder.path_join(inner)))
	return found


func _open(path: String) -> void:
	_file = path
	_rows = Scene.load_file(path).filter(func(row: Row) -> bool: return row.kind == Row.Kind.LINE)
	_desk.show_lines(_rows)
	if not _rows.is_empty():
		_pick(0)


func _pick(index: int) -> void:
	_row = _rows[index]
	_desk.text.text = _row.text
	_desk.character.text = _row.character
	_desk.look_at_text()


func _hear() -> void:
	var options := _desk.voice_options()
	var mood := _desk.sliders.mood()
	if _desk.curve.points.size() > 1 and not mood.is_empty():
		options["curve"] = _desk.curve.keyframes(mood)
	hear_line(_desk.character.text, _desk.text.text, options)


func _insert_tag() -> void:
	var mood := _desk.sliders.mood()
	_desk.text.insert_text_at_caret(_desk.curve.tag(mood, MoodText.format) + " ")
	_desk.curve.reset()
	_desk.look_at_text()


func _write_back() -> void:
	if _row == null:
		return
	var source := FileAccess.get_file_as_string(_file)
	var changed := Scene.replaced(source, _row, _desk.text.text.replace("\n", " "))
	if changed.is_empty():
		_desk.tell("this row holds marks of another addon; please change it in its own editor")
		return
	var file := FileAccess.open(_file, FileAccess.WRITE)
	if file == null:
		_desk.tell("'%s' cannot be written" % _file)
		return
	file.store_string(changed)
	file.close()
	var number := _row.row
	_open(_file)
	for index in _rows.size():
		if _rows[index].row == number:
			_pick(index)
	_desk.tell("written to %s:%d" % [_file, number])


func _bake() -> void:
	if not _service.has_sidecar():
		_service.begin()
	_baker = Baker.new()
	var rows: Array[Row] = _rows.duplicate()
	_baker.begin(_service, rows, _service.settings.manifest)
	_desk.show_baking(true)


func _cancel_bake() -> void:
	if _baker != null:
		_baker.cancel()
		_desk.tell("%d of %d done" % [_baker.done, _baker.total])
		_end_bake()


func _end_bake() -> void:
	_baker = null
	_desk.show_baking(false)
