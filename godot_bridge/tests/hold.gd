extends SceneTree
## Starts a sidecar, prints its process id, and holds it until somebody ends us.

const Service := preload("res://addons/moodvox/moodvox.gd")
const Settings := preload("res://addons/moodvox/sidecar/settings.gd")

var _service := Service.new()
var _was_told := false


func _initialize() -> void:
	var settings := Settings.new()
	settings.mode = "local"
	settings.command = OS.get_cmdline_user_args()[0]
	settings.voices = OS.get_cmdline_user_args()[1]
	_service.starts_by_itself = false
	root.add_child(_service)
	_service.begin(settings)


func _process(_delta: float) -> bool:
	if _service.is_sidecar_ready() and not _was_told:
		_was_told = true
		print("SIDECAR %d" % _service.sidecar_pid())
	return false
