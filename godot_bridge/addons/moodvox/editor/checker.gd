@tool
extends RefCounted
## Has [code]moodvox check[/code] read a line while it is typed; a thread waits for it.
##
## The tags have one definition, that of the runtime: nothing here understands them.

const Locator := preload("../sidecar/locator.gd")
const Settings := preload("../sidecar/settings.gd")

const FOLDER := "user://moodvox"
## So long after the last key press the text is read.
const QUIET_S := 0.3

## What was found, as [row, column, message]; both counted from 1.
var findings: Array[Array] = []
## Why nothing can be checked; empty if it can.
var fault := ""

var _thread: Thread
var _text := ""
var _read_text := ""
var _due_s := -1.0


## [param text] was typed.
func look_at(text: String, now_s: float) -> void:
	_text = text
	_due_s = now_s + QUIET_S


## Called every tick; true if [member findings] are new.
func tick(now_s: float) -> bool:
	if _thread != null:
		if _thread.is_alive():
			return false
		_take(_thread.wait_to_finish())
		_thread = null
		return true
	if _due_s >= 0.0 and now_s >= _due_s:
		_due_s = -1.0
		if _text != _read_text:
			_begin()
	return false


## Waits for the thread.
func close() -> void:
	if _thread != null:
		_thread.wait_to_finish()
		_thread = null


## The findings in the rows that the program printed.
static func parse(output: String) -> Array[Array]:
	var found: Array[Array] = []
	for row in output.split("\n", false):
		var name := row.find("line.txt:")
		if name < 0:
			continue
		var parts := row.substr(name).split(":", true, 3)
		if parts.size() == 4 and parts[1].is_valid_int() and parts[2].is_valid_int():
			found.append([parts[1].to_int(), parts[2].to_int(), parts[3].strip_edges()])
	return found


func _begin() -> void:
	_read_text = _text
	var settings := Settings.new()
	var program := Locator.find(settings.command)
	if program.is_empty() or program[-1] != "serve":
		fault = "no 'moodvox' was found to check lines with"
		return
	DirAccess.make_dir_recursive_absolute(ProjectSettings.globalize_path(FOLDER))
	var path := ProjectSettings.globalize_path(FOLDER.path_join("line.txt"))
	var file := FileAccess.open(path, FileAccess.WRITE)
	if file == null:
		fault = "'%s' cannot be written" % path
		return
	file.store_string(_text + "\n")
	file.close()
	var arguments := program.slice(1)
	arguments[-1] = "check"
	arguments.append_array(["--tags-only", path])
	var project := ProjectSettings.globalize_path(settings.project)
	if FileAccess.file_exists(project):
		arguments.append_array(["--project", project.get_base_dir()])
	_thread = Thread.new()
	_thread.start(_run.bind(program[0], arguments))


## On the thread.
func _run(program: String, arguments: PackedStringArray) -> Array:
	var output := []
	var status := OS.execute(program, arguments, output, true)
	return [status, "".join(PackedStringArray(output))]


func _take(answer: Array) -> void:
	var status: int = answer[0]
	findings = parse(answer[1])
	fault = ""
	if findings.is_empty() and status != 0:
		fault = "the line could not be checked: %s" % str(answer[1]).right(200).strip_edges()
