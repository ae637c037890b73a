extends "suite.gd"
## The golden messages: what comes is read, what we make has the very same bytes.

const Credits := preload("res://addons/moodvox/wire/credits.gd")
const Limits := preload("res://addons/moodvox/wire/limits.gd")
const Line := preload("res://addons/moodvox/speech/line.gd")
const Messages := preload("res://addons/moodvox/wire/messages.gd")
const MixerClock := preload("res://addons/moodvox/speech/mixer_clock.gd")
const Msgpack := preload("res://addons/moodvox/wire/msgpack.gd")
const Pcm := preload("res://addons/moodvox/wire/pcm.gd")
const Playback := preload("res://addons/moodvox/speech/playback.gd")
const Reader := preload("res://addons/moodvox/wire/msgpack_reader.gd")


func test_all_golden_maps_are_read_as_they_are() -> void:
	for case: Dictionary in _cases():
		var reader := Reader.new()
		var got: Variant = reader.read(golden(case.file))
		equal(reader.fault, "", case.name)
		equal(var_to_str(got), var_to_str(_with_bytes(case.map)), case.name)


func test_what_comes_is_understood() -> void:
	var read := 0
	for case: Dictionary in _cases():
		if not str(case.direction).begins_with("sidecar"):
			continue
		var parts := [golden(case.file)]
		if case.has("audio_file"):
			parts.append(golden(case.audio_file))
		var reader := Messages.new()
		var message := reader.read(parts)
		equal(reader.fault, "", case.name)
		if not case.known:
			check(message.is_empty(), "%s is skipped" % case.name)
			continue
		read += 1
		for field: String in case.map:
			if typeof(case.map[field]) not in [TYPE_DICTIONARY, TYPE_ARRAY]:
				equal(message.get(field), case.map[field], "%s.%s" % [case.name, field])
	check(read >= 15, "messages were read")


func test_audio_is_read_in_both_formats() -> void:
	for name: String in ["block_f32le", "block_s16le", "block_empty"]:
		var audio := golden(name + ".audio.bin")
		var block := Messages.new().read([golden(name + ".bin"), audio])
		var pcm: PackedFloat32Array = block.pcm
		var stereo: PackedVector2Array = block.stereo
		equal(pcm.size(), block.samples, name)
		equal(stereo.size(), block.samples, name)
		for index in pcm.size():
			equal(stereo[index], Vector2(pcm[index], pcm[index]), "%s at %d" % [name, index])
		if name == "block_f32le":
			equal(pcm.to_byte_array(), audio, name)


func test_what_we_send_has_the_golden_bytes() -> void:
	var hello := Messages.hello("", "", 0.0)
	hello.erase("engine")
	_writes("hello_least", hello)
	_writes("ping", Messages.ping(70_000))
	_writes("pong", Messages.pong(70_000))
	_writes("shutdown", Messages.shutdown("the game is over"))
	_writes("speak_least", Messages.speak("line-1", "Marta", "Get out of my tavern!", {}))
	for name: String in ["speak_all", "speak_curve", "speak_take"]:
		var map := _map_of(name).duplicate()
		var given := [map.id, map.character, map.text]
		for field: String in ["type", "v", "id", "character", "text"]:
			map.erase(field)
		_writes(name, Messages.speak(given[0], given[1], given[2], map))
	_writes("check_line", Messages.check("check-1", "Well [angyr] then."))
	var scene: String = _map_of("check_file").text
	_writes("check_file", Messages.check("check-2", scene, "tavern.mood", "kathleen"))
	_writes("cancel_line", Messages.cancel_line("line-2"))
	_writes("cancel_character", Messages.cancel_character("Old Tom"))
	_writes("cancel_all", Messages.cancel_all())
	_writes("credit", Messages.credit("line-2", 72_000))
	var mood := {"fearful": 0.4, "sad": 0.5}
	_writes("mood_character", Messages.mood("Marta", mood, 2.5, "ease_in_out"))


func test_stereo_is_the_same_whatever_the_length() -> void:
	for length: int in [1, 2, 3, 959, 960, 16_384, 16_385, 40_001]:
		var samples := PackedFloat32Array()
		samples.resize(length)
		for index in length:
			samples[index] = index / 16_777_216.0
		var stereo := Pcm.stereo(samples)
		var wrong := 0
		for index in length:
			if stereo[index] != Vector2(samples[index], samples[index]):
				wrong += 1
		equal(stereo.size(), length, "length")
		equal(wrong, 0, "of %d samples" % length)


func test_messages_that_cannot_be_are_refused() -> void:
	var block := _map_of("block_f32le")
	var audio := golden("block_f32le.audio.bin")
	_refuses([], "nothing")
	_refuses([PackedByteArray([1, 2, 3])], "no msgpack")
	_refuses([Msgpack.encode([1])], "a list")
	_refuses([Msgpack.encode({"type": "done"})], "no version")
	_refuses([Msgpack.encode({"type": "done", "v": 2})], "another version")
	_refuses([Msgpack.encode({"type": "done", "v": 1})], "no id")
	_refuses([Msgpack.encode(block)], "a block without audio")
	_refuses([Msgpack.encode(block), audio.slice(1)], "a block with less audio")
	_refuses([Msgpack.encode(block), audio, audio], "three parts")
	_refuses([golden("mark.bin"), audio], "a mark with audio")
	for field: String in ["id", "samples", "sample_rate_hz", "format"]:
		var wrong := block.duplicate()
		wrong[field] = 1.5
		if field == "samples":
			wrong[field] = -1
		_refuses([Msgpack.encode(wrong), audio], "block.%s" % field)
	var mark := _map_of("mark").duplicate(true)
	mark.marks[1].erase("text")
	_refuses([Msgpack.encode(mark)], "a mark without text")
	mark.marks[1] = 7
	_refuses([Msgpack.encode(mark)], "a mark that is a number")
	var found := _map_of("diagnostics").duplicate(true)
	found.findings[1].column = "8"
	_refuses([Msgpack.encode(found)], "a finding whose column is text")
	found.findings = {}
	_refuses([Msgpack.encode(found)], "findings that are no list")


func _refuses(parts: Array, what: String) -> void:
	var reader := Messages.new()
	check(reader.read(parts).is_empty() and not reader.fault.is_empty(), "%s is refused" % what)


func _writes(name: String, map: Dictionary) -> void:
	var wanted := _map_of(name)
	equal(var_to_str(_sorted(map)), var_to_str(_sorted(wanted)), name)
	equal(Msgpack.encode(wanted).hex_encode(), golden(name + ".bin").hex_encode(), name)


func _sorted(map: Dictionary) -> Dictionary:
	var keys := map.keys()
	keys.sort()
	var sorted := {}
	for key: String in keys:
		sorted[key] = map[key]
	return sorted


func _cases() -> Array:
	var index: Dictionary = golden_json("index.json")
	return index.messages


func _map_of(name: String) -> Dictionary:
	for case: Dictionary in _cases():
		if case.name == name:
			return case.map
	check(false, "there is no golden message '%s'" % name)
	return {}


## The bytes that JSON cannot hold.
func _with_bytes(value: Variant) -> Variant:
	if value is Dictionary:
		if value.size() == 1 and value.has("bytes_as_hex"):
			return str(value.bytes_as_hex).hex_decode()
		var map := {}
		for key: String in value:
			map[key] = _with_bytes(value[key])
		return map
	if value is Array:
		return value.map(_with_bytes)
	return value


func test_credit_is_reckoned_on_between_two_looks_of_the_game() -> void:
	var credits := Credits.new()
	var told := func(now_usec: int) -> Array:
		return credits.due(now_usec).map(
			func(map: Dictionary) -> Array: return [map.id, map.played_samples]
		)
	credits.take({"a": [2_400, 4_800, 24_000], "b": [0, 0, 24_000]}, 1_000_000)
	equal(told.call(1_000_000), [["a", 2_400]], "at once; nothing is told of what stands still")
	equal(told.call(1_020_000), [], "not more often")
	equal(told.call(1_050_000), [["a", 3_600]], "50 ms later")
	equal(told.call(1_200_000), [["a", 4_800]], "never more than the mixer has")
	equal(told.call(1_300_000), [], "nothing new")
	credits.take({"a": [4_000, 9_600, 24_000]}, 1_350_000)
	equal(told.call(1_360_000), [], "never back")
	equal(told.call(1_410_000), [["a", 5_440]], "on")
	credits.clear()
	equal(told.call(1_500_000), [], "another session")
	credits.take({"a": [Limits.MAX_SAMPLES, Limits.MAX_SAMPLES, 0]}, 2_000_000)
	equal(told.call(2_000_000), [["a", Limits.MAX_SAMPLES]], "as fast as can be")
	var crowd := {}
	for index in 60:
		crowd["line-%d" % index] = [2_400, 24_000, 24_000]
	credits.clear()
	credits.take(crowd, 3_000_000)
	equal(told.call(3_000_000).size(), 60, "many at once")
	equal(told.call(3_060_000), [], "many are told more seldom")
	equal(told.call(3_100_000)[59], ["line-59", 4_800], "but ten times a second")


func test_what_is_heard_moves_between_two_steps_of_the_mixer() -> void:
	MixerClock.mixed_at_usec = 1_000_000
	MixerClock.lag_usec = 20_000
	MixerClock.step_usec = 15_000.0
	var line := Line.new()
	line.sample_rate_hz = 24_000
	var playback := Playback.new()
	playback.begin(line)
	playback.mixed = 2_400
	equal(playback._note(2_760, 1_000_000), 1_920, "one lag behind")
	equal([playback.played, playback.left], [2_400, 360], "what the mixer has, and what waits")
	equal(playback._note(2_760, 1_010_000), 2_160, "half of the lag later")
	equal(playback.played, 2_640, "evenly between two steps")
	equal(playback.heard(1_015_000), 2_280, "the mixer is not asked")
	equal(playback.heard(1_900_000), 2_760, "never more than there is")
	equal(playback._note(2_760, 1_900_000), 2_280, "a mixer that is late is not waited for")
	equal(playback.played, 2_760, "never more than was handed over")
	playback.mixed = 240
	equal(playback._note(480, 1_000_000), 0, "never before the line")
	equal(playback.heard(1_015_000), 120, "nor in between")
	MixerClock.mixed_at_usec = 0
	MixerClock.step_usec = 0.0
	MixerClock.lag_usec = 0
	equal(playback._note(480, 5_000_000), 240, "where nobody looks at the mixer")
