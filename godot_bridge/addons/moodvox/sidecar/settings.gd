@tool
extends RefCounted
## The project settings of Moodvox: their names, defaults and what they say now.

const Settings := preload("settings.gd")

const PREFIX := "moodvox/"
## Name after the prefix -> [default, hint, hint string].
const ALL := {
	"sidecar/mode": ["local", PROPERTY_HINT_ENUM, "local,remote,baked"],
	"sidecar/command": ["", PROPERTY_HINT_GLOBAL_FILE, ""],
	"sidecar/voices": ["", PROPERTY_HINT_GLOBAL_DIR, ""],
	"sidecar/project": ["res://moodvox.toml", PROPERTY_HINT_FILE, "*.toml"],
	"sidecar/start_timeout_s": [60.0, PROPERTY_HINT_RANGE, "1,300"],
	"remote/host": ["127.0.0.1", PROPERTY_HINT_NONE, ""],
	"remote/port": [0, PROPERTY_HINT_RANGE, "0,65535"],
	"remote/token": ["", PROPERTY_HINT_NONE, ""],
	"speech/lead_ms": [0.0, PROPERTY_HINT_RANGE, "0,60000"],
	"speech/queue_limit": [64, PROPERTY_HINT_RANGE, "0,1000"],
	"baked/manifest": ["res://moodvox_baked/manifest.json", PROPERTY_HINT_FILE, "manifest.json"],
}

## Where the sidecar is: "local" (started by us), "remote" or "baked" (nowhere).
var mode: String = Settings.value_of("sidecar/mode")
## What is started; "" = what [code]locator.gd[/code] finds.
var command: String = Settings.value_of("sidecar/command")
## Folder of voices; "" = those that come with Moodvox.
var voices: String = Settings.value_of("sidecar/voices")
## The project file; used if it is there.
var project: String = Settings.value_of("sidecar/project")
## How long loading voices may take.
var start_timeout_s: float = Settings.value_of("sidecar/start_timeout_s")
## Of a remote sidecar.
var host: String = Settings.value_of("remote/host")
## Of a remote sidecar.
var port: int = Settings.value_of("remote/port")
## Of a remote sidecar.
var token: String = Settings.value_of("remote/token")
## How far speech is made ahead of what is heard; 0 = as the project file says.
var lead_ms: float = Settings.value_of("speech/lead_ms")
## Lines that may wait for a connection.
var queue_limit: int = Settings.value_of("speech/queue_limit")
## Where baked lines are listed.
var manifest: String = Settings.value_of("baked/manifest")


## The setting [param name], or its default.
static func value_of(name: String) -> Variant:
	return ProjectSettings.get_setting(PREFIX + name, ALL[name][0])


## Shows all settings in the editor's dialogue.
static func register() -> void:
	for name: String in ALL:
		var path := PREFIX + name
		var initial: Variant = ALL[name][0]
		if not ProjectSettings.has_setting(path):
			ProjectSettings.set_setting(path, initial)
		ProjectSettings.set_initial_value(path, initial)
		ProjectSettings.set_as_basic(path, true)
		(
			ProjectSettings
			. add_property_info(
				{
					"name": path,
					"type": typeof(initial),
					"hint": ALL[name][1],
					"hint_string": ALL[name][2],
				}
			)
		)


## Takes the settings that are still at their default out of the editor's dialogue.
static func unregister() -> void:
	for name: String in ALL:
		var path := PREFIX + name
		if ProjectSettings.get_setting(path) == ALL[name][0]:
			ProjectSettings.clear(path)
