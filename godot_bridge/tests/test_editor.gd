@tool
extends "suite.gd"
## The plugin in a real editor. Run by [code]editor_run.gd[/code], which is a plugin itself.

const Dock := preload("res://addons/moodvox/editor/dock.gd")
const Voice := preload("res://addons/moodvox/moodvox_voice.gd")

const PLUGIN := "moodvox"
const LINE := "[angry] Get out! [-> calm over 2s] ...sorry."


func test_the_plugin_is_on_and_its_dock_is_there() -> void:
	check(EditorInterface.is_plugin_enabled(PLUGIN), "enabled")
	equal(_docks().size(), 1, "docks")
	var dock := _docks()[0] as Dock
	check(dock._desk.lines.item_count >= 12, "the scene's lines are listed")
	check(not dock._service.has_sidecar(), "no sidecar before anybody says anything")
	for setting: String in ["sidecar/mode", "sidecar/command", "baked/manifest"]:
		check(ProjectSettings.has_setting("moodvox/" + setting), setting)


func test_a_line_is_opened_coloured_checked_and_heard() -> void:
	var dock := _docks()[0] as Dock
	ProjectSettings.set_setting("moodvox/sidecar/command", options.command)
	ProjectSettings.set_setting("moodvox/sidecar/voices", options.voices)
	dock._pick(1)
	check(not dock._desk.text.text.is_empty(), "a line is opened")
	dock._desk.text.text = LINE
	dock._desk.text.text_changed.emit()
	var colours: Dictionary = dock._desk.text.syntax_highlighter.get_line_syntax_highlighting(0)
	check(colours.has(0) and colours.has(17), "tags are coloured: %s" % str(colours))
	await until(dock._service.is_sidecar_ready, "a sidecar, woken by typing")
	dock._desk.text.text = "[angri] Out!"
	dock._desk.text.text_changed.emit()
	await until(func() -> bool: return dock._desk._fault.text.contains("column 2"), "the fault")
	dock._desk.text.text = LINE
	for take in 2:
		dock._hear()
		await until(
			func() -> bool: return dock._desk.takes._takes.size() == take + 1, "take %d" % take
		)
	check(not dock._desk.takes._buttons[0].disabled, "two versions can be compared")


func test_the_inspector_has_a_line_to_hear() -> void:
	var voice := add(Voice.new()) as Voice
	EditorInterface.inspect_object(voice)
	await ticks(5)
	var inspector := EditorInterface.get_inspector()
	var found := inspector.find_children("*", "Button", true, false).filter(
		func(button: Button) -> bool: return button.text == "Hear"
	)
	equal(found.size(), 1, "the button")
	EditorInterface.inspect_object(null)
	await ticks(2)


func test_it_unloads_cleanly_and_comes_back() -> void:
	var pid := (_docks()[0] as Dock)._service.sidecar_pid()
	check(pid > 0 and OS.is_process_running(pid), "a sidecar runs")
	for times in 2:
		EditorInterface.set_plugin_enabled(PLUGIN, false)
		await ticks(5)
		equal(_docks().size(), 0, "no dock")
		check(not ProjectSettings.has_setting("autoload/Moodvox"), "no autoload")
		check(
			not ProjectSettings.has_setting("moodvox/sidecar/mode"), "no settings at their default"
		)
		EditorInterface.set_plugin_enabled(PLUGIN, true)
		await ticks(5)
		equal(_docks().size(), 1, "a dock again")
		check(ProjectSettings.has_setting("autoload/Moodvox"), "the autoload again")
	check(not OS.is_process_running(pid), "its sidecar has gone with it")


func test_every_script_loads_without_a_warning() -> void:
	var loaded := 0
	for path in _scripts_in("res://"):
		var script := load(path) as GDScript
		if check(script != null, path):
			loaded += 1
	check(loaded > 45, "%d scripts" % loaded)


func _docks() -> Array:
	return EditorInterface.get_base_control().find_children("Moodvox", "VBoxContainer", true, false)


func _scripts_in(folder: String) -> Array[String]:
	var found: Array[String] = []
	for file in DirAccess.get_files_at(folder):
		if file.get_extension() == "gd":
			found.append(folder.path_join(file))
	for inner in DirAccess.get_directories_at(folder):
		if not inner.begins_with("."):
			found.append_array(_scripts_in(folder.path_join(inner)))
	return found
