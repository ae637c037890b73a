@tool
extends RefCounted
## Values to msgpack bytes, each in its shortest form. [code]msgpack_reader.gd[/code] reads them.
##
## Takes null, bool, int, float, String, StringName, Array, Dictionary with string keys and
## PackedByteArray; what else is given is written as null and told in [member fault].

const Limits := preload("limits.gd")

## What could not be written; empty if all was.
var fault := ""

var _out := StreamPeerBuffer.new()


## The bytes of [param value]; empty if it cannot be written.
static func encode(value: Variant) -> PackedByteArray:
	var writer := new()
	var bytes := writer.write(value)
	return bytes if writer.fault.is_empty() else PackedByteArray()


## The bytes of [param value]; look at [member fault] afterwards.
func write(value: Variant) -> PackedByteArray:
	fault = ""
	_out = StreamPeerBuffer.new()
	_out.big_endian = true
	_value(value, 0)
	return _out.data_array


func _value(value: Variant, depth: int) -> void:
	match typeof(value):
		TYPE_STRING, TYPE_STRING_NAME:
			_text(value)
		TYPE_INT:
			_integer(value)
		TYPE_FLOAT:
			_out.put_u8(0xcb)
			_out.put_double(value)
		TYPE_BOOL:
			_out.put_u8(0xc3 if value else 0xc2)
		TYPE_DICTIONARY:
			_map(value, depth)
		TYPE_ARRAY:
			_list(value, depth)
		TYPE_PACKED_BYTE_ARRAY:
			_bytes(value)
		TYPE_NIL:
			_out.put_u8(0xc0)
		_:
			_out.put_u8(0xc0)
			fault = "a %s cannot be sent" % type_string(typeof(value))


func _integer(value: int) -> void:
	if value >= 0:
		_positive(value)
	elif value >= -32:
		_out.put_8(value)
	elif value >= -0x80:
		_out.put_u8(0xd0)
		_out.put_8(value)
	elif value >= -0x8000:
		_out.put_u8(0xd1)
		_out.put_16(value)
	elif value >= -0x8000_0000:
		_out.put_u8(0xd2)
		_out.put_32(value)
	else:
		_out.put_u8(0xd3)
		_out.put_64(value)


func _positive(value: int) -> void:
	if value < 0x80:
		_out.put_u8(value)
	elif value < 0x100:
		_out.put_u8(0xcc)
		_out.put_u8(value)
	elif value < 0x1_0000:
		_out.put_u8(0xcd)
		_out.put_u16(value)
	elif value < 0x1_0000_0000:
		_out.put_u8(0xce)
		_out.put_u32(value)
	else:
		_out.put_u8(0xcf)
		_out.put_u64(value)


func _text(value: String) -> void:
	var bytes := value.to_utf8_buffer()
	if bytes.size() < 32:
		_out.put_u8(0xa0 | bytes.size())
	elif bytes.size() < 0x100:
		_out.put_u8(0xd9)
		_out.put_u8(bytes.size())
	else:
		_length(bytes.size(), 0xda, 0xdb)
	_out.put_data(bytes)


func _bytes(value: PackedByteArray) -> void:
	if value.size() < 0x100:
		_out.put_u8(0xc4)
		_out.put_u8(value.size())
	else:
		_length(value.size(), 0xc5, 0xc6)
	_out.put_data(value)


func _list(value: Array, depth: int) -> void:
	if not _may_nest(depth):
		return
	if value.size() < 16:
		_out.put_u8(0x90 | value.size())
	else:
		_length(value.size(), 0xdc, 0xdd)
	for item: Variant in value:
		_value(item, depth + 1)


func _map(value: Dictionary, depth: int) -> void:
	if not _may_nest(depth):
		return
	if value.size() < 16:
		_out.put_u8(0x80 | value.size())
	else:
		_length(value.size(), 0xde, 0xdf)
	for key: Variant in value:
		if typeof(key) != TYPE_STRING and typeof(key) != TYPE_STRING_NAME:
			fault = "a map's key is a string, not a %s" % type_string(typeof(key))
		_value(key, depth + 1)
		_value(value[key], depth + 1)


func _may_nest(depth: int) -> bool:
	if depth < Limits.MAX_NESTING:
		return true
	fault = "nested more than %d deep" % Limits.MAX_NESTING
	_out.put_u8(0xc0)
	return false


func _length(length: int, short_tag: int, long_tag: int) -> void:
	if length < 0x1_0000:
		_out.put_u8(short_tag)
		_out.put_u16(length)
	else:
		_out.put_u8(long_tag)
		_out.put_u32(length)
