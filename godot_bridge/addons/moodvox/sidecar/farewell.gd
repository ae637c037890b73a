@tool
extends RefCounted
## Ends sessions and sidecars beside the game.
##
## To end a process is to wait for it, and a thread that shares a busy machine ends when it can.
## The game goes on meanwhile.

const Connection := preload("../wire/connection.gd")
const SidecarProcess := preload("process.gd")

## Whether nothing is left that has to end.
var is_over := true

var _threads: Array[Thread] = []


## Ends [param connection] and then [param process]; either may be null.
func begin(connection: Connection, process: SidecarProcess) -> void:
	var thread := Thread.new()
	thread.start(_end.bind(connection, process))
	_threads.append(thread)
	is_over = false


## Forgets what has ended; called every tick.
func tick() -> void:
	for thread in _threads:
		if not thread.is_alive():
			thread.wait_to_finish()
			_threads.erase(thread)
			is_over = _threads.is_empty()
			return


## Waits until all has ended: the game does, too.
func wait() -> void:
	for thread in _threads:
		thread.wait_to_finish()
	_threads.clear()
	is_over = true


static func _end(connection: Connection, process: SidecarProcess) -> void:
	if connection != null:
		connection.close()
	if process != null:
		process.stop()
