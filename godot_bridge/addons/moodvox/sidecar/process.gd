@tool
extends RefCounted
## A sidecar as a child process: started, watched, stopped for sure.
##
## It is told our process id and ends with us, however we end.

const Locator := preload("locator.gd")
const ReadyFile := preload("ready_file.gd")
const Settings := preload("settings.gd")

const INSTALL := "install Moodvox as the addon's README says, or set moodvox/sidecar/command"

## Why it could not be started.
var fault := ""
## What to do about it.
var hint := ""
## Where it listens, once [method look] says true.
var ready_file: ReadyFile

var _pid := -1
var _until_s := 0.0


## Starts it; false with a [member fault] if that is impossible.
func start(settings: Settings, now_s: float) -> bool:
	if not Locator.can_run():
		return _fail("programs cannot be started on %s" % OS.get_name(), "bake the lines")
	var program := Locator.find(settings.command)
	if program.is_empty():
		return _fail("no sidecar was found", INSTALL)
	ready_file = ReadyFile.new()
	var arguments := program.slice(1)
	arguments.append_array(
		["--ready-file", ready_file.path(), "--parent", str(OS.get_process_id())]
	)
	if not settings.voices.is_empty():
		arguments.append_array(["--voices", ProjectSettings.globalize_path(settings.voices)])
	var project := _project_folder(settings.project)
	if not project.is_empty():
		arguments.append_array(["--project", project])
	_until_s = now_s + settings.start_timeout_s
	_pid = OS.create_process(program[0], arguments)
	if _pid <= 0:
		return _fail("'%s' cannot be started" % program[0], "is moodvox/sidecar/command right?")
	return true


## Whether it says where it listens. Look at [method is_running] too.
func look() -> bool:
	return ready_file != null and ready_file.look()


## Whether it has taken longer than it may.
func is_late(now_s: float) -> bool:
	return now_s > _until_s


## Whether the process lives.
func is_running() -> bool:
	return _pid > 0 and OS.is_process_running(_pid)


## Its process id; -1 if there is none.
func pid() -> int:
	return _pid


## Ends it at once, if it has not ended by itself within [param grace_s].
func stop(grace_s := 0.0) -> void:
	var until_usec := Time.get_ticks_usec() + int(grace_s * 1e6)
	while is_running() and Time.get_ticks_usec() < until_usec:
		OS.delay_usec(5_000)
	if is_running():
		OS.kill(_pid)
	_pid = -1
	if ready_file != null:
		ready_file.remove()


func _fail(what: String, what_to_do: String) -> bool:
	fault = what
	hint = what_to_do
	return false


## The project's folder as another program finds it. Inside an exported game's package no
## other program can read: the files are copied out.
func _project_folder(project: String) -> String:
	if not FileAccess.file_exists(project):
		return ""
	var folder := ProjectSettings.globalize_path(project).get_base_dir()
	if (
		DirAccess.dir_exists_absolute(folder)
		and FileAccess.file_exists(folder.path_join(project.get_file()))
	):
		return folder
	var copy := ProjectSettings.globalize_path("user://moodvox/project")
	DirAccess.make_dir_recursive_absolute(copy)
	var inside := project.get_base_dir()
	for name in DirAccess.get_files_at(inside):
		if name.get_extension() in ["toml", "lexicon"]:
			_copy_out(inside.path_join(name), copy.path_join(name))
	return copy


## The engine's own way to copy does not find what is inside a package.
func _copy_out(from: String, to: String) -> void:
	var file := FileAccess.open(to, FileAccess.WRITE)
	if file != null:
		file.store_buffer(FileAccess.get_file_as_bytes(from))
