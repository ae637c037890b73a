extends "suite.gd"
## The msgpack codec: the golden values, random ones, and bytes that nobody should send.

const Msgpack := preload("res://addons/moodvox/wire/msgpack.gd")
const Reader := preload("res://addons/moodvox/wire/msgpack_reader.gd")

const ROUNDS := 300


func test_golden_values_are_written_and_read() -> void:
	var table: Dictionary = golden_json("values.json")
	for case: Dictionary in table.written_and_read:
		var bytes := str(case.hex).hex_decode()
		var value: Variant = case.value
		if bytes[0] == 0xcb:
			# The engine's own reader of numbers loses the smallest.
			var little := bytes.slice(1)
			little.reverse()
			value = little.decode_double(0)
		_reads(bytes, value, case.name)
		equal(Msgpack.encode(value).hex_encode(), case.hex, "written %s" % case.name)
	check(checks > 80, "there are golden values")


func test_longer_forms_are_read() -> void:
	var table: Dictionary = golden_json("values.json")
	for case: Dictionary in table.only_read:
		_reads(str(case.hex).hex_decode(), case.value, case.name)


func test_random_values_come_back() -> void:
	var random := RandomNumberGenerator.new()
	random.seed = 5
	for round_number in ROUNDS:
		var value: Variant = _random_value(random, 0)
		_reads(Msgpack.encode(value), value, "round %d" % round_number)


func test_random_bytes_never_harm() -> void:
	var random := RandomNumberGenerator.new()
	random.seed = 6
	var reader := Reader.new()
	for round_number in ROUNDS * 10:
		var bytes := PackedByteArray()
		for index in random.randi_range(0, 40):
			bytes.append(random.randi_range(0, 255))
		var value: Variant = reader.read(bytes)
		check(value == null or reader.fault.is_empty(), "a fault gives no value")


func test_every_cut_of_a_message_is_told() -> void:
	var whole := golden("ready.bin")
	var reader := Reader.new()
	for length in whole.size():
		check(reader.read(whole.slice(0, length)) == null, "cut at %d" % length)
		check(not reader.fault.is_empty(), "cut at %d is told" % length)


func test_deep_nesting_is_refused() -> void:
	var bytes := PackedByteArray()
	bytes.resize(100_000)
	bytes.fill(0x91)
	_refuses(bytes, "a hundred thousand lists")
	var list: Array = []
	for depth in 40:
		list = [list]
	check(Msgpack.encode(list).is_empty(), "too deep to be written")


func test_lengths_that_lie_are_refused() -> void:
	for hex: String in ["ddffffffff", "dfffffffff", "dbffffffff", "c6ffffffff", "c9ffffffff00"]:
		_refuses(hex.hex_decode(), hex)


func test_text_that_is_no_utf8_is_refused() -> void:
	for hex: String in ["a1ff", "a2c080", "a3eda080", "a4f4908080", "a1c3", "a3e28261"]:
		_refuses(hex.hex_decode(), hex)


func test_other_nonsense_is_refused() -> void:
	for hex: String in ["", "c1", "0000", "8101c0", "cfffffffffffffffff"]:
		_refuses(hex.hex_decode(), hex)
	check(Msgpack.encode(Vector2.ONE).is_empty(), "a vector cannot be sent")
	check(Msgpack.encode({1: 2}).is_empty(), "keys are strings")


func test_extensions_are_skipped() -> void:
	equal(Reader.new().read("92d40100c7020100ff".hex_decode()), [null, null], "two extensions")


func _reads(bytes: PackedByteArray, wanted: Variant, what: String) -> void:
	var reader := Reader.new()
	var got: Variant = reader.read(bytes)
	equal(reader.fault, "", "%s has no fault" % what)
	check(_same(got, wanted), "%s: got %s, wanted %s" % [what, str(got), str(wanted)])


func _refuses(bytes: PackedByteArray, what: String) -> void:
	var reader := Reader.new()
	check(reader.read(bytes) == null and not reader.fault.is_empty(), "'%s' is refused" % what)


## Equal in type and value, through and through.
func _same(one: Variant, other: Variant) -> bool:
	if typeof(one) != typeof(other):
		return false
	if one is Array:
		if one.size() != other.size():
			return false
		for index: int in one.size():
			if not _same(one[index], other[index]):
				return false
		return true
	if one is Dictionary:
		if one.size() != other.size():
			return false
		for key: Variant in one:
			if not other.has(key) or not _same(one[key], other[key]):
				return false
		return true
	return one == other


func _random_value(random: RandomNumberGenerator, depth: int) -> Variant:
	match random.randi_range(0, 7 if depth < 4 else 5):
		0:
			return null
		1:
			return random.randi_range(0, 1) == 1
		2:
			return (random.randi() << 32 | random.randi()) >> random.randi_range(0, 63)
		3:
			return random.randfn(0.0, 1e6)
		4:
			return "né…🍺x".repeat(random.randi_range(0, 60))
		5:
			var bytes := PackedByteArray()
			bytes.resize(random.randi_range(0, 300))
			return bytes
		6:
			var list := []
			for index in random.randi_range(0, 20):
				list.append(_random_value(random, depth + 1))
			return list
	var map := {}
	for index in random.randi_range(0, 20):
		map["key %d" % index] = _random_value(random, depth + 1)
	return map
