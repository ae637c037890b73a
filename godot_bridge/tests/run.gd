extends SceneTree
## Runs the tests: [code]godot --headless -s tests/run.gd -- [--key=value ...] suite ...[/code].
##
## Prints one line for each test, at last how many ran, and ends with 1 if one failed or
## nothing ran at all. A suite is a script of this folder; its tests are its methods
## [code]test_*[/code], its argument what was given with [code]--key=value[/code].

const Suite := preload("suite.gd")


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
	var ran := 0
	var failed := 0
	for name in names:
		var script := load("res://tests/%s.gd" % name) as GDScript
		if script == null or not script.can_instantiate():
			print("FAIL %s cannot be loaded" % name)
			failed += 1
			continue
		for method in script.get_script_method_list():
			var test: String = method.name
			if not test.begins_with("test_") or not test.match(options.get("only", "*")):
				continue
			ran += 1
			failed += await _run_one(script, name, test, options)
	print("RAN %d FAILED %d" % [ran, failed])
	quit(0 if failed == 0 and ran > 0 else 1)


func _run_one(script: GDScript, name: String, test: String, options: Dictionary) -> int:
	var suite: Suite = script.new()
	suite.tree = self
	suite.options = options
	var began := Time.get_ticks_msec()
	await suite.call(test)
	await suite.clean_up()
	if suite.checks == 0:
		suite.failures.append("it checked nothing")
	for failure in suite.failures:
		print("    %s" % failure)
	var word := "ok" if suite.failures.is_empty() else "FAIL"
	print(
		(
			"%s %s.%s (%d checks, %d ms)"
			% [word, name, test, suite.checks, Time.get_ticks_msec() - began]
		)
	)
	return 0 if suite.failures.is_empty() else 1
