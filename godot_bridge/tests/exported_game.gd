extends Node
## A whole game in one line: what an exported project says when it is run.
##
## Prints what started the sidecar and how the line ended.

const Limits := preload("res://addons/moodvox/wire/limits.gd")
const Locator := preload("res://addons/moodvox/sidecar/locator.gd")
const Service := preload("res://addons/moodvox/moodvox.gd")

@onready var _service: Service = get_tree().root.get_node("Moodvox")


func _ready() -> void:
	print("LOCATED %s" % [Locator.find(_service.settings.command)])
	await _service.sidecar_ready
	# The cast of the game's project file says which voice this is.
	var line := _service.say("Marta", "Get out of my tavern!")
	_service.credit(line, Limits.MAX_SAMPLES)
	if not line.is_over():
		await line.over
	print("SPOKEN %s %s %d %s" % [line.reason, line.code, line.received_samples, line.message])
	_service.end()
	get_tree().quit()
