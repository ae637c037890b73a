@tool
extends RefCounted
## Bakes lines to WAV files and a manifest, one after the other; only what has changed.
##
## [method begin], then [method tick] until [method is_done]. [method cancel] keeps what is done.

const Limits := preload("../wire/limits.gd")
const Line := preload("../speech/line.gd")
const Manifest := preload("../baked/manifest.gd")
const Service := preload("../moodvox.gd")
const Row := preload("../script/scene_row.gd")
const Wav := preload("../baked/wav.gd")

## Lines that are done, baked or found unchanged.
var done := 0
## Lines in all.
var total := 0
## Lines that were made anew.
var baked := 0
## What failed, as "character: message".
var failures := PackedStringArray()

var _service: Service
var _path := ""
var _old := Manifest.new()
var _new := Manifest.new()
var _rows: Array[Row] = []
var _line: Line
var _row: Row


## Bakes [param rows] to the manifest [param path] and files beside it.
func begin(service: Service, rows: Array[Row], path: String) -> void:
	_service = service
	_path = path
	_rows = rows.filter(func(row: Row) -> bool: return row.kind == Row.Kind.LINE)
	total = _rows.size()
	_old.load_file(path)
	DirAccess.make_dir_recursive_absolute(ProjectSettings.globalize_path(path.get_base_dir()))


## Goes on; called every tick.
func tick() -> void:
	if _line != null:
		if not _line.is_over():
			return
		_keep()
	while _line == null and not _rows.is_empty():
		_row = _rows.pop_front()
		var before := _old.entry_of(_row.character, _row.text)
		if before.get("hash", "") == hash_of(_row) and FileAccess.file_exists(_file(before)):
			_new.add(before)
			_count()
			continue
		_line = _service.say(_row.character, _row.text, {})
		_line.keeps_samples = true
		_service.credit(_line, Limits.MAX_SAMPLES)


## Whether all lines are done.
func is_done() -> bool:
	return _rows.is_empty() and _line == null


## Stops; what is baked already stays.
func cancel() -> void:
	_rows.clear()
	if _line != null:
		_service.cancel(_line)
		_line = null
	_new.save_file(_path)


## What a line's sound depends on, as far as a scene says it.
static func hash_of(row: Row) -> String:
	return ("%s\n%s" % [row.character, row.text]).sha256_text().left(16)


func _keep() -> void:
	var line := _line
	_line = null
	if line.reason != "finished":
		failures.append("%s: %s" % [_row.character, line.message])
		_count()
		return
	var name := "%s.wav" % (_row.id if not _row.id.is_empty() else hash_of(_row))
	var file := FileAccess.open(_path.get_base_dir().path_join(name), FileAccess.WRITE)
	if file == null:
		failures.append("%s: '%s' cannot be written" % [_row.character, name])
		_count()
		return
	file.store_buffer(Wav.bytes_of(line.samples, line.sample_rate_hz))
	file.close()
	baked += 1
	(
		_new
		. add(
			{
				"id": _row.id,
				"character": _row.character,
				"text": _row.text,
				"file": name,
				"hash": hash_of(_row),
				"sample_rate_hz": line.sample_rate_hz,
				"samples": line.received_samples,
				"marks": line.marks,
				"moods": line.moods,
			}
		)
	)
	_count()


func _count() -> void:
	done += 1
	if is_done() and _new.save_file(_path) != OK:
		failures.append("'%s' cannot be written" % _path)


func _file(entry: Dictionary) -> String:
	return _path.get_base_dir().path_join(str(entry.get("file", "")))
