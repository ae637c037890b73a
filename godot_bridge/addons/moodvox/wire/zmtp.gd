@tool
extends RefCounted
## ZMTP 3 as a DEALER speaks it, mechanism NULL: bytes in, messages out. No socket, no node.
##
## Bytes that came are given to [method feed]; what is to be sent stands in
## [member output]; whole messages are taken with [method take]. A peer that breaks the rules
## leaves a [member fault], after which the connection is to be closed.
## CURVE is not spoken: a peer that wants it is refused with a fault that says so.

const Limits := preload("limits.gd")
const Zmtp := preload("zmtp.gd")

const GREETING_BYTES := 64
const MAX_COMMAND_BYTES := 4_096
const MORE := 1
const LONG := 2
const COMMAND := 4

## Bytes to be sent; whoever sends them takes them away.
var output := PackedByteArray()
## What the peer did wrong; empty as long as all is well.
var fault := ""
## Whether messages may be sent: both sides have said that they are ready.
var is_ready := false

var _input := PackedByteArray()
var _at := 0
var _greeted := false
var _parts: Array[PackedByteArray] = []
var _parts_seen := 0
var _messages: Array[Array] = []


## Begins with our greeting, and our READY at once after it: we need not wait for the peer's.
func _init() -> void:
	output = Zmtp.greeting()
	output.append_array(Zmtp.command("READY", _properties()))


## The 64 bytes that open a connection: ZMTP 3.1, NULL, client.
static func greeting() -> PackedByteArray:
	var bytes := PackedByteArray()
	bytes.resize(GREETING_BYTES)
	bytes[0] = 0xff
	bytes[9] = 0x7f
	bytes[10] = 3
	bytes[11] = 1
	var mechanism := "NULL".to_ascii_buffer()
	for index in mechanism.size():
		bytes[12 + index] = mechanism[index]
	return bytes


## The bytes of one command.
static func command(name: String, body: PackedByteArray) -> PackedByteArray:
	var whole := PackedByteArray([name.length()])
	whole.append_array(name.to_ascii_buffer())
	whole.append_array(body)
	return _framed(COMMAND, whole)


## The bytes of one message.
static func message(parts: Array[PackedByteArray]) -> PackedByteArray:
	var whole := PackedByteArray()
	for index in parts.size():
		whole.append_array(_framed(MORE if index + 1 < parts.size() else 0, parts[index]))
	return whole


## Takes bytes that have come, however they were cut.
func feed(bytes: PackedByteArray) -> void:
	_input.append_array(bytes)
	if not _greeted:
		_read_greeting()
	while _greeted and fault.is_empty() and _read_one():
		pass
	if _at > 0:
		_input = _input.slice(_at)
		_at = 0


## The messages that have come whole, each an array of parts.
func take() -> Array[Array]:
	var messages := _messages
	_messages = []
	return messages


func _read_greeting() -> void:
	if _input.size() > 0 and _input[0] != 0xff or _input.size() > 9 and _input[9] & 1 == 0:
		fault = "what answers there is no ZeroMQ socket"
	elif _input.size() > 10 and _input[10] < 3:
		fault = "the peer speaks an old ZMTP (version %d)" % _input[10]
	elif _input.size() >= GREETING_BYTES:
		var mechanism := _input.slice(12, 32).get_string_from_ascii()
		if mechanism != "NULL":
			fault = "the peer wants security mechanism '%s'; only NULL is spoken here" % mechanism
		_greeted = true
		_at = GREETING_BYTES


## Reads one message part or command, if it is all there; whether it was.
func _read_one() -> bool:
	var left := _input.size() - _at
	if left < 2:
		return false
	var flags := _input[_at]
	var head := 9 if flags & LONG else 2
	if left < head:
		return false
	var length := _input[_at + 1]
	if flags & LONG:
		length = _big_endian(_at + 1)
	if flags > 7 or flags & COMMAND and flags & MORE:
		fault = "flags %d are no ZMTP" % flags
		return false
	if length < 0 or length > (MAX_COMMAND_BYTES if flags & COMMAND else Limits.MAX_PART_BYTES):
		fault = "the peer sends a part that is too long"
		return false
	if left < head + length:
		return false
	var body := _input.slice(_at + head, _at + head + length)
	_at += head + length
	if flags & COMMAND:
		_take_command(body)
	elif not is_ready:
		fault = "a message came before READY"
	else:
		_take_part(body, flags & MORE != 0)
	return true


func _take_part(body: PackedByteArray, more: bool) -> void:
	_parts_seen += 1
	if _parts.size() <= Limits.MAX_PARTS:
		_parts.append(body)
	if not more:
		_messages.append(_parts)
		_parts = []
		_parts_seen = 0
	elif _parts_seen > 1_000:
		fault = "a message of more than 1000 parts"


func _take_command(body: PackedByteArray) -> void:
	if body.is_empty() or body.size() < 1 + body[0]:
		fault = "a command without a name"
		return
	var name := body.slice(1, 1 + body[0]).get_string_from_ascii()
	var rest := body.slice(1 + body[0])
	match name:
		"READY":
			is_ready = true
		"ERROR":
			fault = "the peer refuses: %s" % rest.slice(1).get_string_from_ascii()
		"PING":
			output.append_array(Zmtp.command("PONG", rest.slice(2)))


func _properties() -> PackedByteArray:
	var bytes := PackedByteArray()
	for property: Array in [["Socket-Type", "DEALER"], ["Identity", ""]]:
		var key: PackedByteArray = str(property[0]).to_ascii_buffer()
		var value: PackedByteArray = str(property[1]).to_ascii_buffer()
		bytes.append(key.size())
		bytes.append_array(key)
		bytes.append_array(PackedByteArray([0, 0, 0, value.size()]))
		bytes.append_array(value)
	return bytes


func _big_endian(at: int) -> int:
	var value := 0
	for index in 8:
		value = value << 8 | _input[at + index]
	return value


static func _framed(flags: int, body: PackedByteArray) -> PackedByteArray:
	var whole := PackedByteArray()
	var size := body.size()
	if size < 0x100:
		whole.append(flags)
		whole.append(size)
	else:
		whole.append(flags | LONG)
		for shift: int in [56, 48, 40, 32, 24, 16, 8, 0]:
			whole.append(size >> shift & 0xff)
	whole.append_array(body)
	return whole
