@tool
extends RefCounted
## Bakes lines to WAV files and a manifest, one after the other; only what has changed.
##
## [method begin], then [method tick] until [method is_done]. [method cancel] keeps what is done.

const Ground := preload("ground.gd")
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
## Lines that are another each time they are said, and are not baked.
var varying := 0

var _service: Service
var _path := ""
var _ground := ""
var _old := Manifest.new()
var _new := Manifest.new()
var _rows: Array[Row] = []
var _names: Dictionary = {}
var _line: Line
var _row: Row


## Bakes [param rows], those of a file or of the whole project, to the manifest [param path] and
## files beside it. What the manifest has besides is forgotten.
func begin(service: Service, rows: Array[Row], path: String) -> void:
	_service = service
	_path = path
	var seen: Dictionary = {}
	for row in rows:
		var saying := "%s\n%s" % [row.character, row.text]
		if row.kind != Row.Kind.LINE or seen.has(saying):
			continue
		seen[saying] = true
		if row.varies:
			varying += 1
		else:
			_rows.append(row)
	total = _rows.size()
	_old.load_file(path)
	DirAccess.make_dir_recursive_absolute(ProjectSettings.globalize_path(path.get_base_dir()))


## Goes on; called every tick.
func tick() -> void:
	if _line != null:
		if not _line.is_over():
			return
		_keep()
	if _rows.is_empty() or _is_waiting():
		return
	while _line == null and not _rows.is_empty():
		_row = _rows.pop_front()
		var before := _old.entry_of(_row.character, _row.text)
		if before.get("hash", "") == _hash_of(_row) and FileAccess.file_exists(_file(before)):
			_names[before.file] = true
			_new.add(before)
			_count()
			continue
		var options := {} if _row.id.is_empty() else {"line": _row.id}
		_line = _service.say(_row.character, _row.text, options)
		_line.keeps_samples = true
		_service.credit(_line, Limits.MAX_SAMPLES)


## Whether all lines are done.
func is_done() -> bool:
	return _rows.is_empty() and _line == null


## Stops; what is baked already stays, also what was baked before of lines not looked at yet.
func cancel() -> void:
	if _line != null:
		_rows.push_front(_row)
		_service.cancel(_line)
		_line = null
	for row in _rows:
		var before := _old.entry_of(row.character, row.text)
		if not before.is_empty():
			_new.add(before)
	_rows.clear()
	_new.save_file(_path)


## What lines depend on besides is known when the sidecar is there.
func _is_waiting() -> bool:
	if not _ground.is_empty():
		return false
	if _service.is_sidecar_ready():
		_ground = Ground.of(_service)
		return false
	if not _service.has_sidecar():
		failures.append(_service.fault())
		done = total
		_rows.clear()
	return true


## What a line's sound depends on.
func _hash_of(row: Row) -> String:
	return ("%s\n%s\n%s\n%s" % [row.character, row.text, row.id, _ground]).sha256_text().left(16)


## A file that no other line has: by the line's name if it has one.
func _name_of(row: Row) -> String:
	var name := row.id.validate_filename() if not row.id.is_empty() else _hash_of(row)
	while _names.has(name + ".wav"):
		name += "_"
	_names[name + ".wav"] = true
	return name + ".wav"


func _keep() -> void:
	var line := _line
	_line = null
	if line.reason != "finished":
		failures.append("%s: %s" % [_row.character, line.message])
		_count()
		return
	var name := _name_of(_row)
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
				"hash": _hash_of(_row),
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
