extends "suite.gd"
## ZMTP as arithmetic: bytes in, messages out, however they are cut.

const Limits := preload("res://addons/moodvox/wire/limits.gd")
const Zmtp := preload("res://addons/moodvox/wire/zmtp.gd")


func test_a_conversation_cut_anywhere_is_the_same() -> void:
	var bytes := _opening()
	bytes.append_array(Zmtp.message(_parts(["a".repeat(300), ""])))
	bytes.append_array(Zmtp.message(_parts(["b"])))
	for cut in bytes.size() + 1:
		var halves := Zmtp.new()
		halves.feed(bytes.slice(0, cut))
		halves.feed(bytes.slice(cut))
		_has_both(halves, "cut at %d" % cut)
	var zmtp := Zmtp.new()
	for byte in bytes:
		zmtp.feed(PackedByteArray([byte]))
	_has_both(zmtp, "byte by byte")


func test_a_ping_is_answered() -> void:
	var zmtp := _open()
	zmtp.output.clear()
	zmtp.feed(Zmtp.command("PING", PackedByteArray([0, 9, 1, 2, 3])))
	equal(zmtp.output, Zmtp.command("PONG", PackedByteArray([1, 2, 3])), "pong")


func test_strangers_are_told() -> void:
	for greeting: String in ["HTTP/1.1 400 Bad Request\r\n", "SSH-2.0-OpenSSH_9", "220 ready\r\n"]:
		_refuses(greeting.to_utf8_buffer(), "no ZeroMQ")
	var old := Zmtp.greeting()
	old[10] = 1
	_refuses(old, "old ZMTP")
	var guarded := Zmtp.greeting()
	for index in 5:
		guarded[12 + index] = "CURVE".unicode_at(index)
	_refuses(guarded, "CURVE")


func test_parts_that_are_too_long_are_refused_before_they_come() -> void:
	_refuses_after_opening([2, 0, 0, 0, 0, 2, 0, 0, 0], "too long")
	_refuses_after_opening([2, 255, 0, 0, 0, 0, 0, 0, 0], "too long")
	_refuses_after_opening([6, 0, 0, 0, 0, 0, 1, 0, 0], "too long")
	_refuses_after_opening([8, 0], "no ZMTP")
	_refuses_after_opening([5, 0], "no ZMTP")
	_refuses_after_opening([4, 0], "without a name")
	_refuses_after_opening([4, 2, 9, 65], "without a name")


func test_a_message_before_ready_is_refused() -> void:
	var bytes := Zmtp.greeting()
	bytes.append_array(Zmtp.message(_parts(["early"])))
	_refuses(bytes, "before READY")


func test_an_error_of_the_peer_is_told() -> void:
	var bytes := Zmtp.greeting()
	bytes.append_array(Zmtp.command("ERROR", PackedByteArray([2, 78, 79])))
	_refuses(bytes, "NO")


func test_more_parts_than_any_message_has_are_not_kept() -> void:
	var zmtp := _open()
	var texts := []
	for index in 50:
		texts.append("x")
	zmtp.feed(Zmtp.message(_parts(texts)))
	equal(zmtp.take()[0].size(), Limits.MAX_PARTS + 1, "parts kept")
	texts.resize(2_000)
	texts.fill("x")
	zmtp.feed(Zmtp.message(_parts(texts)))
	check(not zmtp.fault.is_empty(), "two thousand parts are a fault")


func test_random_bytes_never_harm() -> void:
	var random := RandomNumberGenerator.new()
	random.seed = 7
	for round_number in 300:
		var zmtp := _open()
		for step in 20:
			var bytes := PackedByteArray()
			for index in random.randi_range(1, 30):
				bytes.append(random.randi_range(0, 255))
			zmtp.feed(bytes)
		check(zmtp.take().size() >= 0, "it lives")


func _opening() -> PackedByteArray:
	var bytes := Zmtp.greeting()
	bytes.append_array(Zmtp.command("READY", PackedByteArray()))
	return bytes


func _open() -> Zmtp:
	var zmtp := Zmtp.new()
	zmtp.feed(_opening())
	return zmtp


func _parts(texts: Array) -> Array[PackedByteArray]:
	var parts: Array[PackedByteArray] = []
	for text: String in texts:
		parts.append(text.to_utf8_buffer())
	return parts


func _has_both(zmtp: Zmtp, what: String) -> void:
	equal(zmtp.fault, "", what)
	var messages := zmtp.take()
	if equal(messages.size(), 2, what):
		equal(messages[0].size(), 2, what)
		equal(messages[0][0].size(), 300, what)
		equal(messages[1][0].get_string_from_ascii(), "b", what)


func _refuses(bytes: PackedByteArray, why: String) -> void:
	var zmtp := Zmtp.new()
	zmtp.feed(bytes)
	check(zmtp.fault.contains(why), "'%s' says '%s'" % [zmtp.fault, why])
	equal(zmtp.take().size(), 0, "no message")


func _refuses_after_opening(bytes: Array, why: String) -> void:
	var whole := _opening()
	whole.append_array(PackedByteArray(bytes))
	_refuses(whole, why)
