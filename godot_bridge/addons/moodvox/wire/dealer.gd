@tool
extends RefCounted
## An engine's socket: connects by itself, and again after a loss, ever more slowly.
##
## Belongs to one thread, which calls [method poll] often. Nothing here waits.

## From nothing to a connection that takes messages.
enum State { CLOSED, WAITING, CONNECTING, SHAKING, READY }

const Limits := preload("limits.gd")
const Zmtp := preload("zmtp.gd")

const FIRST_RETRY_S := 0.05
const LONGEST_RETRY_S := 1.0
## Time for a connection and its handshake.
const HANDSHAKE_S := 5.0
## Bytes that are read in one [method poll], so that no peer holds up its caller.
const MOST_BYTES := 1 << 20

## Where the connection stands.
var state := State.CLOSED
## Why the last connection ended, or could not be made.
var fault := ""
## How many connections have been made; a new one knows nothing of what was sent before.
var connections := 0

var _host := ""
var _port := 0
var _tcp := StreamPeerTCP.new()
var _zmtp: Zmtp
var _unsent: Array[PackedByteArray] = []
var _retry_s := FIRST_RETRY_S
var _until_s := 0.0


## Connects to [param host] (an address or a name) from the next [method poll] on.
func open(host: String, port: int) -> void:
	_host = host
	_port = port
	_retry_s = FIRST_RETRY_S
	_until_s = 0.0
	state = State.WAITING


## Ends the connection and makes no other.
func close() -> void:
	_tcp.disconnect_from_host()
	_unsent.clear()
	state = State.CLOSED


## Ends the connection, because of [param why]; another is made after a while.
func drop(why: String, now_s: float) -> void:
	_tcp.disconnect_from_host()
	_unsent.clear()
	fault = why
	state = State.WAITING
	_until_s = now_s + _retry_s
	_retry_s = minf(_retry_s * 2.0, LONGEST_RETRY_S)


## Queues a message; false if there is no connection that takes it.
func send(parts: Array[PackedByteArray]) -> bool:
	if state != State.READY or _unsent.size() >= Limits.MAX_UNSENT:
		return false
	_unsent.append(Zmtp.message(parts))
	return true


## Whether all that was queued has been handed to the system.
func is_flushed() -> bool:
	return _unsent.is_empty()


## Does what can be done now, and returns the messages that have come.
func poll(now_s: float) -> Array[Array]:
	match state:
		State.CLOSED:
			return []
		State.WAITING:
			if now_s >= _until_s:
				_connect(now_s)
			return []
	_tcp.poll()
	var status := _tcp.get_status()
	if status == StreamPeerTCP.STATUS_CONNECTING:
		if now_s > _until_s:
			drop("nothing answers at %s port %d" % [_host, _port], now_s)
		return []
	if status != StreamPeerTCP.STATUS_CONNECTED:
		drop(_why_closed(), now_s)
		return []
	if state == State.CONNECTING:
		_tcp.set_no_delay(true)
		_zmtp = Zmtp.new()
		state = State.SHAKING
	return _exchange(now_s)


func _why_closed() -> String:
	match state:
		State.READY:
			return "the connection was closed"
		State.SHAKING:
			return "what answers at port %d closed the connection" % _port
	return "nothing answers at %s port %d" % [_host, _port]


func _connect(now_s: float) -> void:
	_tcp = StreamPeerTCP.new()
	_until_s = now_s + HANDSHAKE_S
	state = State.CONNECTING
	if _tcp.connect_to_host(_host, _port) != OK:
		drop("'%s' cannot be connected to" % _host, now_s)


func _exchange(now_s: float) -> Array[Array]:
	var waiting := mini(_tcp.get_available_bytes(), MOST_BYTES)
	if waiting > 0:
		var got := _tcp.get_partial_data(waiting)
		if got[0] == OK:
			_zmtp.feed(got[1])
	if not _zmtp.fault.is_empty():
		drop(_zmtp.fault, now_s)
		return []
	if state == State.SHAKING:
		if _zmtp.is_ready:
			state = State.READY
			connections += 1
			fault = ""
			_retry_s = FIRST_RETRY_S
		elif now_s > _until_s:
			drop("no ZeroMQ socket answers at port %d" % _port, now_s)
			return []
	_flush(now_s)
	return _zmtp.take()


func _flush(now_s: float) -> void:
	while _zmtp.output.size() > 0 or not _unsent.is_empty():
		if _zmtp.output.is_empty():
			_zmtp.output = _unsent.pop_front()
		var sent := _tcp.put_partial_data(_zmtp.output)
		if sent[0] != OK:
			drop("the connection was closed", now_s)
			return
		var count: int = sent[1]
		if count == 0:
			return
		_zmtp.output = _zmtp.output.slice(count)
