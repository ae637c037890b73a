@tool
extends EditorPlugin
## Adds Moodvox to the editor, and takes all of it away again.

const Dock := preload("editor/dock.gd")
const Inspector := preload("editor/inspector.gd")
const Settings := preload("sidecar/settings.gd")

const AUTOLOAD := "Moodvox"

var _dock: Dock
var _inspector: Inspector


func _enable_plugin() -> void:
	add_autoload_singleton(AUTOLOAD, "res://addons/moodvox/moodvox.gd")


func _disable_plugin() -> void:
	remove_autoload_singleton(AUTOLOAD)
	Settings.unregister()


func _enter_tree() -> void:
	Settings.register()
	_dock = Dock.new()
	add_control_to_dock(DOCK_SLOT_RIGHT_BL, _dock)
	_inspector = Inspector.new(_dock)
	add_inspector_plugin(_inspector)


func _exit_tree() -> void:
	remove_inspector_plugin(_inspector)
	_inspector = null
	remove_control_from_docks(_dock)
	_dock.queue_free()
	_dock = null
