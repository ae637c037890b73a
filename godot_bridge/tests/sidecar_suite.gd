extends "suite.gd"
## What tests with a real sidecar share: one that is started once, and services of their own.
##
## Options: [code]command[/code] starts it, [code]voices[/code] has a voice "ramp" whose
## sample i is i / 2^24.

const Line := preload("res://addons/moodvox/speech/line.gd")
const Limits := preload("res://addons/moodvox/wire/limits.gd")
const Service := preload("res://addons/moodvox/moodvox.gd")
const Settings := preload("res://addons/moodvox/sidecar/settings.gd")
const Voice := preload("res://addons/moodvox/moodvox_voice.gd")

const RAMP_STEP := 1.0 / 16_777_216.0
const TEXT := "Get out of my tavern! Long day, and my feet went home an hour ago."

static var _shared: Service


## A service with its own sidecar, ended with the test.
func service(changes: Dictionary = {}) -> Service:
	var made := Service.new()
	made.starts_by_itself = false
	add(made)
	made.begin(settings(changes))
	return made


## A service that all tests of a run share; it is never harmed.
func shared() -> Service:
	if _shared == null:
		_shared = Service.new()
		_shared.starts_by_itself = false
		tree.root.add_child(_shared)
		_shared.begin(settings())
	await until(_shared.is_sidecar_ready, "the shared sidecar")
	return _shared


## Settings for the sidecar of the tests.
func settings(changes: Dictionary = {}) -> Settings:
	var made := Settings.new()
	made.mode = "local"
	made.command = options.command
	made.voices = options.voices
	made.project = ""
	made.manifest = ""
	for name: String in changes:
		made.set(name, changes[name])
	return made


## Has a line spoken as fast as it can be, and keeps its samples.
func take(from: Service, character: String, text := TEXT) -> Line:
	var line := from.say(character, text, {"voice": "ramp"})
	line.keeps_samples = true
	from.credit(line, Limits.MAX_SAMPLES)
	return line


## All samples of [param line] are those of the ramp voice, none lost, doubled or moved.
func is_ramp(line: Line, what: String) -> void:
	var wrong := 0
	for index in line.samples.size():
		if line.samples[index] != index * RAMP_STEP:
			wrong += 1
	equal(wrong, 0, "%s: wrong samples of %d" % [what, line.samples.size()])
	equal(line.samples.size(), line.received_samples, what)
