@tool
extends RefCounted
## Runs suites of tests and prints one line for each test, at last how many ran.
##
## A suite is a script of this folder; its tests are its methods [code]test_*[/code].

const Suite := preload("suite.gd")

var _tree: SceneTree
var _options: Dictionary


func _init(tree: SceneTree, options: Dictionary) -> void:
	_tree = tree
	_options = options


## Runs the suites called [param names]; 1 if a test failed or none ran at all, else 0.
func run(names: Array[String]) -> int:
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
			if not test.begins_with("test_") or not test.match(_options.get("only", "*")):
				continue
			ran += 1
			failed += await _run_one(script, name, test)
	print("RAN %d FAILED %d" % [ran, failed])
	return 0 if failed == 0 and ran > 0 else 1


func _run_one(script: GDScript, name: String, test: String) -> int:
	var suite: Suite = script.new()
	suite.tree = _tree
	suite.options = _options
	var began := Time.get_ticks_msec()
	await suite.call(test)
	await suite.clean_up()
	if suite.checks == 0:
		suite.failures.append("it checked nothing")
	for failure in suite.failures:
		print("    %s" % failure)
	var word := "ok" if suite.failures.is_empty() else "FAIL"
	var took_ms := Time.get_ticks_msec() - began
	print("%s %s.%s (%d checks, %d ms)" % [word, name, test, suite.checks, took_ms])
	return 0 if suite.failures.is_empty() else 1
