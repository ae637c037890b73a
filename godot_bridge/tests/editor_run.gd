@tool
extends EditorPlugin
## Runs tests inside an editor, as a second plugin beside the one that is tested.
##
## What to run stands in [code]user://editor_tests.json[/code]. The tests put this file into a
## plugin of its own; where that is not there, nothing happens.

const Suites := preload("suites.gd")

const ORDER := "user://editor_tests.json"


func _enter_tree() -> void:
	if FileAccess.file_exists(ORDER) and DisplayServer.get_name() == "headless":
		_run.call_deferred()


func _run() -> void:
	var order: Dictionary = JSON.parse_string(FileAccess.get_file_as_string(ORDER))
	var scanned := EditorInterface.get_resource_filesystem()
	while scanned.is_scanning():
		await get_tree().process_frame
	var names: Array[String] = []
	names.assign(order.suites)
	var status: int = await Suites.new(get_tree(), order.options).run(names)
	get_tree().quit(status)
