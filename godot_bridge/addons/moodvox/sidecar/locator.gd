@tool
extends RefCounted
## Finds what starts a sidecar on this machine.
##
## In this order: the project setting, the environment variable MOODVOX_SIDECAR, a folder
## [code]moodvox[/code] beside the game's executable (the one-folder build), [code]moodvox[/code]
## on PATH, [code]python3[/code] or [code]python[/code] on PATH.

const VARIABLE := "MOODVOX_SIDECAR"


## The program and its first arguments, up to and with [code]serve[/code]; empty if there is
## none. A Python is asked for its module [code]moodvox[/code].
static func find(command: String) -> PackedStringArray:
	for given: String in [command, OS.get_environment(VARIABLE)]:
		if not given.is_empty():
			return _call_of(_global(given))
	var bundled := OS.get_executable_path().get_base_dir().path_join("moodvox/moodvox")
	for place in _with_endings(bundled):
		if FileAccess.file_exists(place):
			return _call_of(place)
	for name: String in ["moodvox", "python3", "python"]:
		var place := on_path(name)
		if not place.is_empty():
			return _call_of(place)
	return PackedStringArray()


## Where [param name] is on PATH; "" if nowhere.
static func on_path(name: String) -> String:
	var is_windows := OS.get_name() == "Windows"
	for folder in OS.get_environment("PATH").split(";" if is_windows else ":", false):
		for place in _with_endings(folder.path_join(name)):
			if FileAccess.file_exists(place):
				return place
	return ""


## Whether child processes can be started here at all.
static func can_run() -> bool:
	return OS.get_name() in ["Windows", "macOS", "Linux", "FreeBSD", "NetBSD", "OpenBSD", "BSD"]


static func _call_of(program: String) -> PackedStringArray:
	var name := program.get_file().get_basename().to_lower()
	if program.ends_with(".py"):
		var python := on_path("python3")
		return PackedStringArray([python if not python.is_empty() else "python", program])
	if name.begins_with("python") or name == "py":
		return PackedStringArray([program, "-m", "moodvox", "serve"])
	return PackedStringArray([program, "serve"])


static func _global(place: String) -> String:
	return ProjectSettings.globalize_path(place) if place.contains("://") else place


static func _with_endings(place: String) -> PackedStringArray:
	if OS.get_name() == "Windows":
		return PackedStringArray([place + ".exe", place])
	return PackedStringArray([place])
