@tool
extends RefCounted
## A session with a sidecar, kept by a thread of its own: hello, heartbeats, reconnects.
##
## The game's thread calls [method open], [method post], [method take] and [method close];
## none of them waits for the network ([method close] joins the thread, which takes
## milliseconds). Besides the protocol's messages [method take] gives
## [code]{"type": "lost", "reason": ...}[/code] when a session ends or none can be had, and
## [code]{"type": "refused", "code": ..., "message": ...}[/code] when the sidecar does not let
## us in; then no other attempt is made.

const Credits := preload("credits.gd")
const Dealer := preload("dealer.gd")
const Messages := preload("messages.gd")
const MixerClock := preload("../speech/mixer_clock.gd")

## Errors about [code]hello[/code], which no second attempt would better.
const HELLO_CODES: Array[String] = ["bad_token", "bad_version"]
## How long a sidecar that is alive may take for [code]ready[/code].
const ANSWER_S := 10.0
## The thread looks so often, in microseconds.
const LOOK_USEC := 2_000
## Messages that may wait for the game's thread; beyond them the sidecar waits.
const MOST_WAITING := 4_096

## Nearly all that comes: these go to the lines without another look.
const OF_LINES: Array[String] = ["block", "mark"]

## What has come of lines until the last [method take], in order: blocks and marks. All of it
## came before what else has come of the same line.
var of_lines: Array[Dictionary] = []
## Messages that were not understood, for statistics.
var skipped := 0

var _host := ""
var _port := 0
var _token := ""
var _lead_ms := 0.0
var _thread: Thread
var _mutex := Mutex.new()
var _outbox: Array[Dictionary] = []
var _new_credits: Dictionary = {}
var _inbox: Array[Dictionary] = []
var _inbox_of_lines: Array[Dictionary] = []
var _used: Array[Dictionary] = []
var _freed: Array[Dictionary] = []
var _nothing: Array[Dictionary] = []
var _closing := false
var _dealer := Dealer.new()
var _reader := Messages.new()
var _credits := Credits.new()
var _in_session := false
var _session := 0
var _heard_s := 0.0
var _said_s := 0.0
var _heartbeat_s := 1.0
var _timeout_s := 5.0
var _told := ""
var _moods: Dictionary = {}


## Connects to a sidecar from now on, again and again.
func open(host: String, port: int, token: String, lead_ms := 0.0) -> void:
	_host = host
	_port = port
	_token = token
	_lead_ms = lead_ms
	_thread = Thread.new()
	_thread.start(_run)


## Sends [param message] as soon as possible; what is posted outside of a session is lost.
func post(message: Dictionary) -> void:
	_mutex.lock()
	_outbox.append(message)
	_mutex.unlock()


## Says how far playback of lines has come, as [code]credits.gd[/code] takes it.
func post_credits(credits: Dictionary) -> void:
	_mutex.lock()
	_new_credits.merge(credits, true)
	_mutex.unlock()


## What has come since the last call, in order; what is [member of_lines] is there.
func take() -> Array[Dictionary]:
	_mutex.lock()
	_used = of_lines
	of_lines = _inbox_of_lines
	_inbox_of_lines = []
	var messages := _inbox
	_inbox = []
	_mutex.unlock()
	return messages


## Says [param last] if there is a session, and disconnects. May be called twice.
func close(last: Dictionary = {}) -> void:
	if _thread == null:
		return
	if not last.is_empty():
		post(last)
	_mutex.lock()
	_closing = true
	_mutex.unlock()
	_thread.wait_to_finish()
	_thread = null


func _run() -> void:
	_dealer.open(_host, _port)
	while not _asked_to_close():
		_step(Time.get_ticks_usec() / 1e6)
		MixerClock.look()
		OS.delay_usec(LOOK_USEC)
	var until_usec := Time.get_ticks_usec() + 50_000
	_send_outbox(Time.get_ticks_usec() / 1e6)
	_dealer.poll(Time.get_ticks_usec() / 1e6)
	while not _dealer.is_flushed() and Time.get_ticks_usec() < until_usec:
		OS.delay_usec(LOOK_USEC)
		_dealer.poll(Time.get_ticks_usec() / 1e6)
	_dealer.close()


func _step(now_s: float) -> void:
	if _is_full():
		_heard_s = now_s
		return
	var messages := _dealer.poll(now_s)
	if _dealer.state != Dealer.State.READY:
		_lose(_dealer.fault)
		return
	if _session != _dealer.connections:
		_session = _dealer.connections
		_heard_s = now_s
		_say(Messages.hello(_token, "godot %s" % Engine.get_version_info().string, _lead_ms), now_s)
	for parts in messages:
		_heard_s = now_s
		_take(_reader.read(parts), now_s)
	if _in_session:
		_send_outbox(now_s)
		if now_s - _said_s > _heartbeat_s / 2.0:
			_say(Messages.ping(), now_s)
	if now_s - _heard_s > (_timeout_s if _in_session else ANSWER_S):
		_end_session("the sidecar does not answer", now_s)


func _take(message: Dictionary, now_s: float) -> void:
	if message.is_empty():
		skipped += 1
		return
	match message.type:
		"ready":
			_in_session = true
			_told = ""
			_heartbeat_s = message.heartbeat_ms / 1e3
			_timeout_s = message.timeout_ms / 1e3
			_mutex.lock()
			_outbox.clear()
			_new_credits.clear()
			_mutex.unlock()
			_credits.clear()
			_moods.clear()
			_put(message)
		"ping":
			_say(Messages.pong(message.nonce), now_s)
		"pong":
			pass
		"shutdown":
			_end_session("the sidecar ends: %s" % message.reason, now_s)
		"error":
			_take_error(message, now_s)
		"block":
			# The mood of the block before, if it is equal: the game compares it at no cost.
			if _moods.get(message.id) == message.mood:
				message.mood = _moods[message.id]
			_moods[message.id] = message.mood
			_put(message)
		"done":
			_moods.erase(message.id)
			_put(message)
		"mark":
			# Visemes are made of phonemes, and the game has nothing else to do with those.
			message.marks = message.marks.filter(
				func(mark: Dictionary) -> bool: return mark.kind != "phoneme"
			)
			_put(message)
		_:
			_put(message)


func _take_error(message: Dictionary, now_s: float) -> void:
	if message.code in HELLO_CODES:
		_put({"type": "refused", "code": message.code, "message": message.message})
		_dealer.close()
	elif message.code == "not_ready" and _in_session:
		_end_session("the sidecar has forgotten us", now_s)
	else:
		_put(message)


func _end_session(why: String, now_s: float) -> void:
	_dealer.drop(why, now_s)
	_lose(why)


## Tells the game once of each reason.
func _lose(why: String) -> void:
	if _in_session or not why.is_empty() and why != _told:
		_told = why
		_put({"type": "lost", "reason": why, "had_session": _in_session})
	_in_session = false


func _say(message: Dictionary, now_s: float) -> void:
	var parts := Messages.parts_of(message)
	if not parts.is_empty() and _dealer.send(parts):
		_said_s = now_s


func _send_outbox(now_s: float) -> void:
	if not _in_session:
		return
	_mutex.lock()
	var messages := _outbox
	if not messages.is_empty():
		_outbox = []
	var credits := _new_credits
	if not credits.is_empty():
		_new_credits = {}
	_freed = _used
	_used = _nothing
	_mutex.unlock()
	# To free memory is work, too; here it is not the game's.
	_freed = _nothing
	for message in messages:
		_say(message, now_s)
	var now_usec := Time.get_ticks_usec()
	_credits.take(credits, now_usec)
	for message in _credits.due(now_usec):
		_say(message, now_s)


func _put(message: Dictionary) -> void:
	_mutex.lock()
	if message.type in OF_LINES:
		_inbox_of_lines.append(message)
	else:
		_inbox.append(message)
	_mutex.unlock()


func _is_full() -> bool:
	_mutex.lock()
	var full := _inbox.size() + _inbox_of_lines.size() >= MOST_WAITING
	_mutex.unlock()
	return full


func _asked_to_close() -> bool:
	_mutex.lock()
	var asked := _closing
	_mutex.unlock()
	return asked
