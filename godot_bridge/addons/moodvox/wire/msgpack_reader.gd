@tool
extends RefCounted
## msgpack bytes to values. Whatever the bytes are, it ends with a value or a [member fault].
##
## Extension types are skipped (they become null), integers beyond 64 signed bits are refused.

const Limits := preload("limits.gd")

## What is wrong with the bytes; empty if nothing is.
var fault := ""

var _in := StreamPeerBuffer.new()
var _size := 0


## The one value that [param bytes] hold; null with a [member fault] if they do not.
func read(bytes: PackedByteArray) -> Variant:
	fault = ""
	_in.big_endian = true
	_in.data_array = bytes
	_size = bytes.size()
	var value: Variant = _value(0)
	if fault.is_empty() and _in.get_position() != _size:
		fault = "%d bytes too many" % (_size - _in.get_position())
	return value if fault.is_empty() else null


func _value(depth: int) -> Variant:
	if not _has(1):
		return null
	var tag := _in.get_u8()
	if tag < 0x80:
		return tag
	if tag < 0x90:
		return _map(tag & 0x0f, depth)
	if tag < 0xa0:
		return _list(tag & 0x0f, depth)
	if tag < 0xc0:
		return _text(tag & 0x1f)
	if tag >= 0xe0:
		return tag - 0x100
	if tag < 0xca:
		return _constant_or_bytes(tag)
	if tag < 0xd4:
		return _number(tag)
	return _extension_or_long(tag, depth)


func _constant_or_bytes(tag: int) -> Variant:
	match tag:
		0xc0:
			return null
		0xc1:
			return _fail("0xc1 is no value")
		0xc2:
			return false
		0xc3:
			return true
		0xc4, 0xc5, 0xc6:
			return _bytes(_length(1 << (tag - 0xc4)))
	var length := _length(1 << (tag - 0xc7))
	return _skip(length + 1)


func _number(tag: int) -> Variant:
	match tag:
		0xca:
			return _in.get_float() if _has(4) else 0.0
		0xcb:
			return _in.get_double() if _has(8) else 0.0
		0xcc, 0xcd, 0xce:
			return _length(1 << (tag - 0xcc))
		0xd0:
			return _in.get_8() if _has(1) else 0
		0xd1:
			return _in.get_16() if _has(2) else 0
		0xd2:
			return _in.get_32() if _has(4) else 0
	var value := _in.get_64() if _has(8) else 0
	if tag == 0xcf and value < 0:
		return _fail("an integer beyond 2^63")
	return value


func _extension_or_long(tag: int, depth: int) -> Variant:
	match tag:
		0xd9:
			return _text(_length(1))
		0xda:
			return _text(_length(2))
		0xdb:
			return _text(_length(4))
		0xdc, 0xdd:
			return _list(_length(2 << (tag - 0xdc)), depth)
		0xde, 0xdf:
			return _map(_length(2 << (tag - 0xde)), depth)
	return _skip(1 + (1 << (tag - 0xd4)))


## An unsigned integer of 1, 2 or 4 bytes.
func _length(width: int) -> int:
	if not _has(width):
		return 0
	match width:
		1:
			return _in.get_u8()
		2:
			return _in.get_u16()
	return _in.get_u32()


func _text(length: int) -> String:
	if length == 0:
		return ""
	if not _has(length):
		return ""
	var bytes: PackedByteArray = _in.get_data(length)[1]
	var text := bytes.get_string_from_ascii()
	if text.length() == length and text.to_utf8_buffer() == bytes:
		return text
	if not _is_utf8(bytes):
		_fail("a string is not UTF-8")
		return ""
	return bytes.get_string_from_utf8()


func _bytes(length: int) -> PackedByteArray:
	return _in.get_data(length)[1] if length > 0 and _has(length) else PackedByteArray()


func _skip(length: int) -> Variant:
	if _has(length):
		_in.seek(_in.get_position() + length)
	return null


func _list(length: int, depth: int) -> Array:
	var list := []
	if not _may_hold(length, depth):
		return list
	for index in length:
		list.append(_value(depth + 1))
		if not fault.is_empty():
			break
	return list


func _map(length: int, depth: int) -> Dictionary:
	var map := {}
	if not _may_hold(length, depth):
		return map
	for index in length:
		var key: Variant = _value(depth + 1)
		if typeof(key) != TYPE_STRING:
			_fail("a map's key is no string")
			break
		map[key] = _value(depth + 1)
		if not fault.is_empty():
			break
	return map


func _may_hold(length: int, depth: int) -> bool:
	if depth >= Limits.MAX_NESTING:
		_fail("nested more than %d deep" % Limits.MAX_NESTING)
	elif length > Limits.MAX_ENTRIES:
		_fail("%d entries, at most %d are taken" % [length, Limits.MAX_ENTRIES])
	return fault.is_empty()


func _has(length: int) -> bool:
	if not fault.is_empty():
		return false
	if _size - _in.get_position() < length:
		_fail("the bytes end in the middle of a value")
		return false
	return true


func _fail(what: String) -> Variant:
	if fault.is_empty():
		fault = what
	return null


## Strict: no overlong forms, no surrogates, nothing beyond U+10FFFF. The engine's own
## decoder would print an error for each fault instead of telling us.
func _is_utf8(bytes: PackedByteArray) -> bool:
	var at := 0
	while at < bytes.size():
		var lead := bytes[at]
		var more := 0 if lead < 0x80 else 1 if lead < 0xe0 else 2 if lead < 0xf0 else 3
		if lead >= 0x80 and (lead < 0xc2 or lead > 0xf4) or at + more >= bytes.size():
			return false
		for step in more:
			if bytes[at + 1 + step] & 0xc0 != 0x80:
				return false
		if more == 2:
			var second := bytes[at + 1]
			if lead == 0xe0 and second < 0xa0 or lead == 0xed and second > 0x9f:
				return false
		elif more == 3:
			var second := bytes[at + 1]
			if lead == 0xf0 and second < 0x90 or lead == 0xf4 and second > 0x8f:
				return false
		at += 1 + more
	return true
