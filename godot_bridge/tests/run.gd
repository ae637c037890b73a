extends SceneTree
## Runs the tests: [code]godot --headless -s tests/run.gd -- [--key=value ...] suite ...[/code].
##
## Ends with 1 if one failed or nothing ran at all. What is given with
## [code]--key=value[/code] is the suites' to read.

const Suites := preload("suites.gd")


func _initialize() -> void:
	_run.call_deferred()


func _run() -> void:
	Engine.max_fps = 60
	await process_frame
	var options := {}
	var names: Array[String] = []
	for argument in OS.get_cmdline_user_args():
		if argument.begins_with("--"):
			var pair := argument.trim_prefix("--").split("=", true, 1)
			options[pair[0]] = pair[1] if pair.size() > 1 else ""
		else:
			names.append(argument)
	var status: int = await Suites.new(self, options).run(names)
	quit(status)
