@tool
extends RefCounted
## The file in which a sidecar says where and how to connect: its name, and what it says.

const FOLDER := "user://moodvox"

## Where the sidecar is; 0 as long as it is not known.
var port := 0
## What it wants to hear in [code]hello[/code].
var token := ""
## The version of Moodvox.
var version := ""

var _path := ""


## A name that no other sidecar of this or another game has.
func _init() -> void:
	DirAccess.make_dir_recursive_absolute(ProjectSettings.globalize_path(FOLDER))
	var name := "ready-%d-%d.json" % [OS.get_process_id(), Time.get_ticks_usec()]
	_path = ProjectSettings.globalize_path(FOLDER.path_join(name))


## Its path outside of the engine.
func path() -> String:
	return _path


## Looks whether it is there by now. A sidecar writes it at once and whole.
func look() -> bool:
	if not FileAccess.file_exists(_path):
		return false
	var said: Variant = JSON.parse_string(FileAccess.get_file_as_string(_path))
	if typeof(said) != TYPE_DICTIONARY:
		return false
	port = int(said.get("port", 0))
	token = str(said.get("token", ""))
	version = str(said.get("moodvox", ""))
	return port > 0


## Takes it away; a sidecar that was killed could not.
func remove() -> void:
	if FileAccess.file_exists(_path):
		DirAccess.remove_absolute(_path)
