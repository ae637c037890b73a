@tool
extends VBoxContainer
## The designer's desk: pick or type a line, colour it with moods, hear it, write it back.

const Baker := preload("baker.gd")
const CurveTags := preload("../script/curve_tags.gd")
const Desk := preload("desk.gd")
const Service := preload("../moodvox.gd")
const MoodText := preload("../script/mood_text.gd")
const Row := preload("../script/scene_row.gd")
const Scene := preload("../script/scene.gd")
const TaggedText := preload("../script/tagged_text.gd")

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
	var scroll := ScrollContainer.new()
	scroll.horizontal_scroll_mode = ScrollContainer.SCROLL_MODE_DISABLED
	for control: Control in [scroll, _desk]:
		control.size_flags_horizontal = Control.SIZE_EXPAND_FILL
		control.size_flags_vertical = Control.SIZE_EXPAND_FILL
	scroll.add_child(_desk)
	add_child(scroll)


func _ready() -> void:
	_service.sidecar_ready.connect(_on_ready)
	_service.sidecar_failed.connect(
		func(reason: String, hint: String) -> void: _desk.tell("%s; %s" % [reason, hint])
	)
	_desk.sliders.show_emotions(_desk.emotions())
	_desk.files.item_selected.connect(func(_index: int) -> void: _open(_desk.chosen(_desk.files)))
	_desk.lines.item_selected.connect(_pick)
	_desk.hear.pressed.connect(_hear)
	_desk.silence.pressed.connect(_desk.takes.stop)
	_desk.insert.pressed.connect(_insert_tag)
	_desk.insert_curve.pressed.connect(_write_curve)
	_desk.text.text_changed.connect(_wake)
	_desk.enroller.told.connect(_desk.tell)
	_desk.enroller.button().pressed.connect(_enroll)
	_desk.write.pressed.connect(_write_back)
	_desk.bake.pressed.connect(_bake)
	_desk.cancel.pressed.connect(_cancel_bake)
	_desk.refresh.pressed.connect(find_files)
	_desk.takes.told.connect(_desk.tell)
	_desk.takes.length_known.connect(func(length_s: float) -> void: _desk.curve.length_s = length_s)
	find_files()


func _process(_delta: float) -> void:
	_desk.tick(_service)
	if _baker == null:
		return
	_baker.tick()
	_desk.show_progress(_baker.done, _baker.total)
	if _baker.is_done():
		var failures := "; ".join(_baker.failures)
		var left_out := (
			"%d lines vary and are not baked. " % _baker.varying if _baker.varying else ""
		)
		_desk.tell(
			(
				"%d baked, %d unchanged of %d. %s%s"
				% [
					_baker.baked,
					_baker.total - _baker.baked - _baker.failures.size(),
					_baker.total,
					left_out,
					failures
				]
			)
		)
		_end_bake()


func _exit_tree() -> void:
	_desk.takes.stop()
	_service.end()


## Has [param text] heard as [param character]; used by the inspector, too.
func hear_line(character: String, text: String, options: Dictionary) -> void:
	_wake()
	_desk.takes.hear(_service, character, text, options)


## The sidecar is started when somebody has something to say, not with the editor.
func _wake() -> void:
	if not _service.has_sidecar():
		_service.begin()
		_desk.tell("waking the voices ...")


func _on_ready(_voices: Array) -> void:
	_desk.show_voices(_service.ready_message)
	_desk.tell("")


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
	_desk.tell("said only %s" % _row.condition if not _row.condition.is_empty() else "")
	_desk.look_at_text()


func _hear() -> void:
	var options := _desk.voice_options()
	var mood := _desk.sliders.mood()
	if _desk.curve.points.size() > 1 and not mood.is_empty():
		options["curve"] = _desk.curve.keyframes(mood)
	hear_line(_desk.character.text, _desk.text.text, options)


func _insert_tag() -> void:
	var mood := _desk.sliders.mood()
	_desk.text.insert_text_at_caret("[%s] " % MoodText.format(mood))
	_desk.look_at_text()


## The mood that moves, as tags. Where its turns are in the text is known from the line as it
## was heard last.
func _write_curve() -> void:
	var mood := _desk.sliders.mood()
	if mood.is_empty():
		_desk.tell("no slider stands above 0")
		return
	var line := _desk.takes.newest()
	var words: Array[Dictionary] = []
	var rate_hz := 0
	if line != null and _is_same(line.text):
		words = line.marks.filter(func(mark: Dictionary) -> bool: return mark.kind == "word")
		rate_hz = line.sample_rate_hz
	var keys := _desk.curve.keyframes(mood)
	var written := CurveTags.written(_desk.text.text, keys, words, rate_hz, _desk.emotions())
	if written.is_empty():
		_desk.tell("hear the line once: then it is known when each of its words is said")
		return
	_desk.text.text = written
	_desk.curve.reset()
	_desk.sliders.set_mood({})
	_desk.look_at_text()


## Whether [param tagged] has the words of the line on the desk.
func _is_same(tagged: String) -> bool:
	return TaggedText.plain(tagged) == TaggedText.plain(_desk.text.text)


func _enroll() -> void:
	var voice := _desk.chosen(_desk.voice)
	if voice.is_empty() and not _service.voices().is_empty():
		voice = _service.voices()[0].name
	_wake()
	_desk.enroller.learn(_service, voice)


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
	_wake()
	_baker = Baker.new()
	_baker.begin(_service, _all_rows(), _service.settings.manifest)
	_desk.show_baking(true)


## Those of all dialogue files of the project.
func _all_rows() -> Array[Row]:
	var rows: Array[Row] = []
	for path in _find_in("res://"):
		if path.get_extension() != "txt" or path == _file:
			rows.append_array(Scene.load_file(path))
	return rows


func _cancel_bake() -> void:
	if _baker != null:
		_baker.cancel()
		_desk.tell("%d of %d done" % [_baker.done, _baker.total])
		_end_bake()


func _end_bake() -> void:
	_baker = null
	_desk.show_baking(false)
