@tool
extends RefCounted
## Keeps a sidecar running and a session with it: starts, connects, restarts, gives up.
##
## [method tick] is called once a tick and gives the protocol's messages. A session that ends
## is told by [code]{"type": "lost", "reason": ...}[/code], its beginning by
## [code]ready[/code], the end of all attempts by [code]{"type": "failed", ...}[/code].

## From nothing to a session.
enum State { OFF, STARTING, CONNECTING, READY, FAILED }

const Connection := preload("../wire/connection.gd")
const Farewell := preload("farewell.gd")
const Messages := preload("../wire/messages.gd")
const SidecarProcess := preload("process.gd")
const Settings := preload("settings.gd")

## Starts in a row that may fail before we give up.
const MOST_FAILURES := 5
const FIRST_RESTART_S := 0.25
const LONGEST_RESTART_S := 8.0
## A session of so long makes up for all failures before it.
const PROVEN_S := 30.0
## How long a sidecar has to end by itself when it is asked to.
const GRACE_S := 0.3
## Looking for a file in every tick would cost too much.
const LOOK_EVERY_S := 0.05
## In a session the connection says so when the sidecar ends; this is to be sure.
const LOOK_IN_SESSION_S := 0.5

## Where we stand.
var state := State.OFF
## Why there is no session.
var fault := ""
## What to do about it.
var hint := ""
## How often a sidecar was started.
var starts := 0
## What has come of lines until the last [method tick]: blocks and marks, in order.
var of_lines: Array[Dictionary] = []

var _settings: Settings
var _process: SidecarProcess
var _connection: Connection
var _farewell := Farewell.new()
var _failures := 0
var _next_s := 0.0
var _ready_s := 0.0


## Begins; from now on [method tick] is to be called.
func begin(settings: Settings, now_s: float) -> void:
	_settings = settings
	_failures = 0
	_next_s = now_s
	if settings.mode == "baked":
		_give_up("no sidecar is used (moodvox/sidecar/mode is baked)", "")
	elif settings.mode == "remote":
		if settings.port == 0:
			_give_up("no port is set", "set moodvox/remote/port")
		else:
			_connect(settings.host, settings.port, settings.token)
	else:
		state = State.STARTING


## Whether [method tick] has nothing to do: there is no session, and none is being made.
func is_at_rest() -> bool:
	return state in [State.OFF, State.FAILED] and _farewell.is_over


## Sends [param message] if there is a session.
func post(message: Dictionary) -> void:
	if state == State.READY:
		_connection.post(message)


## Ends the session, and the sidecar if it is ours. May be called twice.
func end() -> void:
	if _connection != null:
		var is_ours := _process != null
		_connection.close(Messages.shutdown("the game ends") if is_ours else Messages.cancel_all())
		_connection = null
	if _process != null:
		_process.stop(GRACE_S if state == State.READY else 0.0)
		_process = null
	_farewell.wait()
	state = State.OFF


## The sidecar's process id; -1 if none of ours runs.
func pid() -> int:
	return _process.pid() if _process != null else -1


## Says how far playback of lines has come, as [code]credits.gd[/code] takes it.
func post_credits(credits: Dictionary) -> void:
	if state == State.READY:
		_connection.post_credits(credits)


## Does what is to be done now; the messages that have come, but for those [method of_lines].
func tick(now_s: float) -> Array[Dictionary]:
	var events: Array[Dictionary] = []
	if not _farewell.is_over:
		_farewell.tick()
	if state == State.STARTING:
		_start(now_s, events)
	elif _process != null and now_s >= _next_s:
		_next_s = now_s + (LOOK_IN_SESSION_S if state == State.READY else LOOK_EVERY_S)
		if not _process.is_running():
			_fall("the sidecar has ended", now_s, events)
		elif state == State.CONNECTING and _process.is_late(now_s):
			_fall("the sidecar does not answer", now_s, events)
	if _connection == null:
		of_lines = []
		return events
	var messages := _connection.take()
	of_lines = _connection.of_lines
	for message in messages:
		_take(message, now_s, events)
		if _connection == null:
			break
	return events


func _take(message: Dictionary, now_s: float, events: Array[Dictionary]) -> void:
	match message.type:
		"ready":
			state = State.READY
			fault = ""
			_ready_s = now_s
			events.append(message)
		"refused":
			events.append({"type": "lost", "reason": message.message})
			_give_up(message.message, "is the token that of the sidecar's ready line?")
			events.append({"type": "failed"})
		"lost":
			fault = message.reason
			if not message.had_session:
				return
			if _process != null:
				_fall(message.reason, now_s, events)
			else:
				state = State.CONNECTING
				events.append(message)
		_:
			events.append(message)


func _start(now_s: float, events: Array[Dictionary]) -> void:
	if now_s < _next_s:
		return
	_next_s = now_s + LOOK_EVERY_S
	if _process == null:
		_process = SidecarProcess.new()
		starts += 1
		if not _process.start(_settings, now_s):
			_give_up(_process.fault, _process.hint)
			events.append({"type": "failed"})
	elif _process.look():
		_connect("127.0.0.1", _process.ready_file.port, _process.ready_file.token)
	elif not _process.is_running():
		_fall("the sidecar ended before it was ready", now_s, events)
	elif _process.is_late(now_s):
		_fall("the sidecar was not ready in time", now_s, events)


func _connect(host: String, port: int, token: String) -> void:
	state = State.CONNECTING
	_connection = Connection.new()
	_connection.open(host, port, token, _settings.lead_ms)


## Our sidecar is of no use any more: another one, after a while.
func _fall(why: String, now_s: float, events: Array[Dictionary]) -> void:
	if state == State.READY and now_s - _ready_s > PROVEN_S:
		_failures = 0
	_failures += 1
	fault = why
	_let_go()
	events.append({"type": "lost", "reason": why})
	if _failures > MOST_FAILURES:
		_give_up("%s, %d times" % [why, _failures], "run 'moodvox doctor'; its log says why")
		events.append({"type": "failed"})
		return
	state = State.STARTING
	_next_s = now_s + minf(FIRST_RESTART_S * 2.0 ** (_failures - 1), LONGEST_RESTART_S)


func _give_up(why: String, what_to_do: String) -> void:
	fault = why
	hint = what_to_do
	_let_go()
	state = State.FAILED


func _let_go() -> void:
	if _connection != null or _process != null:
		_farewell.begin(_connection, _process)
	_connection = null
	_process = null
