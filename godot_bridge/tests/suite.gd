@tool
extends RefCounted
## What every suite of tests has: checks, waiting, and tidying up.

## Longer than anything takes that works.
const PATIENCE_S := 30.0

## The tree that the tests run in.
var tree: SceneTree
## What was given on the command line.
var options: Dictionary = {}
## How many checks were made.
var checks := 0
## What they found.
var failures: Array[String] = []

var _nodes: Array[Node] = []


## [param condition] must hold.
func check(condition: bool, what: String) -> bool:
	checks += 1
	if not condition:
		failures.append(what)
	return condition


## [param got] must be [param wanted], also in type.
func equal(got: Variant, wanted: Variant, what: String) -> bool:
	var same: bool = typeof(got) == typeof(wanted) and got == wanted
	return check(same, "%s: got %s, wanted %s" % [what, _short(got), _short(wanted)])


## Waits, tick by tick, until [param happens]; false and a failure if it never does.
func until(happens: Callable, what: String, patience_s := PATIENCE_S) -> bool:
	var end_msec := Time.get_ticks_msec() + int(patience_s * 1e3)
	while not happens.call():
		if Time.get_ticks_msec() > end_msec:
			return check(false, "%s did not happen within %d s" % [what, int(patience_s)])
		await tree.process_frame
	return check(true, what)


## How long this thread has waited for a core that others had, where the system tells it.
static func waited_usec() -> int:
	var file := FileAccess.open("/proc/thread-self/schedstat", FileAccess.READ)
	return 0 if file == null else floori(file.get_line().get_slice(" ", 1).to_int() / 1e3)


## Lets ticks go by.
func ticks(count: int) -> void:
	for index in count:
		await tree.process_frame


## Puts [param node] into the tree until the test is over.
func add(node: Node) -> Node:
	_nodes.append(node)
	tree.root.add_child(node)
	return node


## Frees what was added.
func clean_up() -> void:
	for node in _nodes:
		if is_instance_valid(node):
			node.queue_free()
	_nodes.clear()
	await tree.process_frame


## The golden file [param name].
func golden(name: String) -> PackedByteArray:
	return FileAccess.get_file_as_bytes(str(options.golden).path_join(name))


## JSON in which whole numbers are integers; the engine's own reader makes all of them floats.
func golden_json(name: String) -> Variant:
	return str_to_var(golden(name).get_string_from_utf8())


func _short(value: Variant) -> String:
	var text := "%s (%s)" % [str(value), type_string(typeof(value))]
	return text if text.length() < 300 else text.left(300) + "..."
