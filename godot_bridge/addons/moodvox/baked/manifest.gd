@tool
extends RefCounted
## Lines that were made into files beforehand, for where no sidecar runs.
##
## [codeblock lang=text]
## {"moodvox_baked": 1, "lines": [{
##     "id": "out", "character": "Marta", "text": "[angry] Out!", "mood": {},
##     "file": "out.wav", "sample_rate_hz": 24000, "samples": 31200, "hash": "5d41...",
##     "marks": [{"kind": "word", "text": "out", "first_sample": 1440, "samples": 9600,
##                "start": 0, "end": 3}],
##     "moods": [[0, {"angry": 1.0}]]}]}
## [/codeblock]
## Files are named from the manifest's folder. [code]hash[/code] is of what was spoken, so that
## only what changed is baked again. All but character, text and file may be left out.

const Line := preload("../speech/line.gd")
const Wav := preload("wav.gd")

const VERSION := 1

## What is wrong with the file that was loaded; empty if nothing is.
var fault := ""
## The entries, as they stand in the file.
var entries: Array[Dictionary] = []

var _folder := ""
var _by_saying: Dictionary = {}


## Reads [param path]; false with a [member fault] if that cannot be done. A missing file has
## no entries and no fault.
func load_file(path: String) -> bool:
	fault = ""
	entries.clear()
	_by_saying.clear()
	_folder = path.get_base_dir()
	if path.is_empty() or not FileAccess.file_exists(path):
		return false
	var read: Variant = JSON.parse_string(FileAccess.get_file_as_string(path))
	if typeof(read) != TYPE_DICTIONARY or typeof(read.get("lines")) != TYPE_ARRAY:
		fault = "%s is no manifest of baked lines" % path
	elif int(read.get("moodvox_baked", 0)) != VERSION:
		fault = "%s is of another version" % path
	else:
		for entry: Variant in read.lines:
			if typeof(entry) == TYPE_DICTIONARY and entry.has("text") and entry.has("file"):
				add(entry)
	return fault.is_empty()


## Adds an entry.
func add(entry: Dictionary) -> void:
	entries.append(entry)
	_by_saying[_saying(str(entry.get("character", "")), str(entry.text))] = entry


## Writes all entries to [param path].
func save_file(path: String) -> Error:
	var file := FileAccess.open(path, FileAccess.WRITE)
	if file == null:
		return FileAccess.get_open_error()
	file.store_string(
		JSON.stringify({"moodvox_baked": VERSION, "lines": entries}, "\t", true, true) + "\n"
	)
	file.close()
	return OK


## The entry for what [param character] says; empty if it was not baked.
func entry_of(character: String, text: String) -> Dictionary:
	return _by_saying.get(_saying(character, text), {})


## The sound of an entry; null if its file cannot be played.
func stream_of(entry: Dictionary) -> AudioStream:
	return Wav.stream_of(_folder.path_join(str(entry.file)))


## A line that is over before it began to be played: all that is known of it is there.
func line_of(entry: Dictionary, options: Dictionary) -> Line:
	var line := Line.new()
	line.id = "baked-%s" % entry.get("id", entry.file)
	line.character = str(entry.get("character", ""))
	line.text = str(entry.text)
	line.options = options
	line.sample_rate_hz = int(entry.get("sample_rate_hz", 24_000))
	line.received_samples = int(entry.get("samples", 0))
	for mark: Variant in entry.get("marks", []):
		if typeof(mark) == TYPE_DICTIONARY:
			line.marks.append(mark)
	for mood: Variant in entry.get("moods", []):
		if typeof(mood) == TYPE_ARRAY and mood.size() == 2 and mood[1] is Dictionary:
			line.moods.append(mood)
	line.finish("finished")
	return line


func _saying(character: String, text: String) -> String:
	return "%s\n%s" % [character, text]
