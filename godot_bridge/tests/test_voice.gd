extends "sidecar_suite.gd"
## Voices in a scene: what is played, what is told, and what it costs.

const Manifest := preload("res://addons/moodvox/baked/manifest.gd")
const Pcm := preload("res://addons/moodvox/wire/pcm.gd")
const Place := preload("res://addons/moodvox/speech/place.gd")
const Playback := preload("res://addons/moodvox/speech/playback.gd")
const Suite := preload("suite.gd")
const Turns := preload("res://addons/moodvox/speech/turns.gd")
const Wav := preload("res://addons/moodvox/baked/wav.gd")

const RATE_HZ := 24_000
const BUDGET_MS := 0.5
## An engine with its debugger in it is not what players have; there only gross faults are found.
const DEBUG_BUDGET_MS := 2.0


## Notes when it is its turn in a tick: before all others, or after them.
class Probe:
	extends Node
	var at_usec := 0
	var waited_usec := 0

	func _process(_delta: float) -> void:
		# What the reading itself costs is left out at both ends.
		if process_priority < 0:
			waited_usec = Suite.waited_usec()
		at_usec = Time.get_ticks_usec()
		if process_priority > 0:
			waited_usec = Suite.waited_usec()


var _told: Array = []


func test_a_line_is_heard_and_told() -> void:
	var voice: Voice = await _voice("Marta")
	var line := voice.say("Quiet. He is right above us.")
	await until(func() -> bool: return not voice.is_speaking(), "silence")
	equal(line.reason, "finished", line.message)
	var words := _told.filter(func(entry: Array) -> bool: return entry[0] == "word")
	equal(
		words.map(func(entry: Array) -> String: return str(entry[1]).to_lower()),
		["quiet", "he", "is", "right", "above", "us"],
		"words"
	)
	var kinds := _told.map(func(entry: Array) -> String: return entry[0])
	equal(kinds.front(), "line_started", "first")
	equal(kinds.back(), "line_finished", "last")
	check(kinds.count("viseme") > 6, "visemes")
	equal(_told[-2], ["viseme", &"sil"], "the mouth closes")


func test_lines_are_spoken_one_after_the_other() -> void:
	var voice: Voice = await _voice("Bram")
	var lines := [voice.say("One."), voice.say("Two."), voice.say("Three.")]
	await until(func() -> bool: return not voice.is_speaking(), "silence")
	var finished := _told.filter(func(entry: Array) -> bool: return entry[0] == "line_finished")
	equal(finished.map(func(entry: Array) -> Line: return entry[1]), lines, "order")


func test_the_player_interrupts() -> void:
	var voice: Voice = await _voice("Wren")
	var first := voice.say(TEXT)
	var second := voice.say("Never said.")
	await until(func() -> bool: return _has("word"), "a word")
	var third := voice.interrupt("Out!", {"angry": 0.8})
	await until(func() -> bool: return not voice.is_speaking(), "silence")
	equal([first.reason, second.reason], ["cancelled", "cancelled"], "cut short")
	equal(third.reason, "finished", third.message)
	check(first.received_samples < int(options.samples), "the rest was never made")


func test_stop_at_any_moment() -> void:
	var voice: Voice = await _voice("Guard")
	for wait in 20:
		var line := voice.say(TEXT)
		await ticks(wait)
		voice.stop()
		check(not voice.is_speaking(), "silence after %d ticks" % wait)
		equal(line.reason, "cancelled", "after %d ticks" % wait)
	var last := voice.say("Well.")
	await until(func() -> bool: return not voice.is_speaking(), "silence")
	equal(last.reason, "finished", last.message)


func test_a_voice_rests_while_it_is_paused() -> void:
	var voice: Voice = await _voice("Guard")
	var in_menu: Voice = await _voice("Menu")
	in_menu.process_mode = Node.PROCESS_MODE_ALWAYS
	voice.say(TEXT)
	await until(func() -> bool: return _has("word"), "a word")
	tree.paused = true
	var told := _told.size()
	await ticks(30)
	equal(_told.size(), told, "what a paused voice told")
	var line := in_menu.say("Continue?")
	await until(func() -> bool: return not in_menu.is_speaking(), "a menu that is not paused")
	equal(line.reason, "finished", line.message)
	check(voice.is_speaking(), "it still has something to say")
	tree.paused = false
	await until(func() -> bool: return not voice.is_speaking(), "silence")
	equal(_told[-1][0], "line_finished", "last")


func test_said_before_it_is_in_the_tree() -> void:
	var one: Service = await shared()
	var voice := _listen(Voice.new(), "Guard", one)
	voice.voice = "ramp"
	var line := voice.say("Well.")
	await ticks(5)
	check(voice.is_speaking(), "it waits")
	add(voice)
	await until(func() -> bool: return not voice.is_speaking(), "silence")
	equal(line.reason, "finished", line.message)


func test_turns_are_taken_and_left_within_a_turn() -> void:
	var turns := Turns.new()
	var seen: Array[String] = []
	var seats: Array[int] = []
	var late := func(_now_usec: int) -> int:
		seen.append("late")
		return 200
	var again := func(_now_usec: int) -> int:
		seen.append("again")
		turns.leave(seats[1])
		seats.append(turns.sit(late))
		return 100
	seats.append(turns.sit(again))
	seats.append(turns.sit(func(_now_usec: int) -> int: return seen.size() + 1_000))
	turns.run(10)
	equal(seats, [0, 1, 1], "a seat is given to the next")
	equal(seen, ["again", "late"], "the one who left is not called")
	turns.run(99)
	equal(seen.size(), 2, "nobody is due")
	turns.leave(0)
	turns.run(199)
	equal(seen.size(), 2, "nobody is called after leaving")
	turns.wake(1)
	turns.run(150)
	turns.run(200)
	equal(seen.size(), 4, "woken before its time, and at its time")


func test_a_fault_is_told() -> void:
	var voice: Voice = await _voice("Guard")
	var line := voice.say("[angri] What?")
	await until(func() -> bool: return _has("line_failed"), "the fault")
	equal([line.code, voice.is_speaking()], ["bad_script", false], line.message)


func test_a_gap_is_counted_and_played_over() -> void:
	var player := add(AudioStreamPlayer.new()) as AudioStreamPlayer
	var playback := Playback.new()
	playback.use(player)
	var line := Line.new()
	playback.begin(line)
	_feed(line, 0, 4_800)
	await until(func() -> bool: return playback.advance() >= 0 and playback.underruns == 1, "a gap")
	for index in 5:
		playback.advance()
		await tree.process_frame
	equal(playback.underruns, 1, "one gap is one")
	_feed(line, 4_800, 9_600)
	line.finish("finished")
	await until(func() -> bool: return playback.advance() >= 0 and playback.is_done, "the end")
	equal(playback.mixed, 14_400, "samples that the mixer took")
	playback.stop()


func test_what_is_played_is_what_came() -> void:
	var bus := AudioServer.bus_count
	AudioServer.add_bus(bus)
	var capture := AudioEffectCapture.new()
	capture.buffer_length = 4.0
	AudioServer.add_bus_effect(bus, capture)
	var player := add(AudioStreamPlayer.new()) as AudioStreamPlayer
	player.bus = AudioServer.get_bus_name(bus)
	var playback := Playback.new()
	playback.use(player)
	var line := Line.new()
	var step := PackedFloat32Array()
	step.resize(RATE_HZ)
	step.fill(0.25)
	line.add_block(_block(0, step))
	line.finish("finished")
	playback.begin(line)
	await until(func() -> bool: return playback.advance() >= 0 and playback.is_done, "the end")
	var heard := capture.get_buffer(capture.get_frames_available())
	var loud := 0
	for sample in heard:
		loud += int(absf(sample.x - 0.25) < 0.01 and absf(sample.y - 0.25) < 0.01)
	var wanted := AudioServer.get_mix_rate()
	check(absf(loud - wanted) < wanted * 0.05, "%d samples of %d" % [loud, int(wanted)])
	playback.stop()
	AudioServer.remove_bus(bus)


func test_baked_lines_are_played_where_no_sidecar_runs() -> void:
	var folder := "user://baked"
	DirAccess.make_dir_recursive_absolute(folder)
	var samples := PackedFloat32Array()
	samples.resize(floori(RATE_HZ * 0.5))
	var file := FileAccess.open(folder + "/out.wav", FileAccess.WRITE)
	file.store_buffer(Wav.bytes_of(samples, RATE_HZ))
	file.close()
	var mark := {"kind": "word", "text": "out", "first_sample": 4_800, "samples": 9_600}
	mark.merge({"start": 0, "end": 3})
	var made := Manifest.new()
	(
		made
		. add(
			{
				"id": "out",
				"character": "Marta",
				"text": "[angry] Out!",
				"file": "out.wav",
				"sample_rate_hz": RATE_HZ,
				"samples": samples.size(),
				"marks": [mark],
				"moods": [[0, {"angry": 1.0}]],
			}
		)
	)
	equal(made.save_file(folder + "/manifest.json"), OK, "written")
	var one := service({"mode": "baked", "manifest": folder + "/manifest.json"})
	var voice := _listen(Voice.new(), "Marta", one)
	add(voice)
	var began_msec: Array[int] = []
	for moment: Signal in [voice.line_started, voice.word]:
		moment.connect(
			func(_a: Variant, _b: Variant = 0, _c: Variant = 0) -> void:
				began_msec.append(Time.get_ticks_msec())
		)
	voice.say("[angry] Out!")
	var missing := voice.say("Not baked.")
	await until(func() -> bool: return not voice.is_speaking(), "silence")
	var kinds := _told.map(func(entry: Array) -> String: return entry[0])
	for kind: String in ["line_started", "word", "mood_changed", "line_finished"]:
		check(kind in kinds, kind)
	equal(missing.code, "not_connected", missing.message)
	# It is 200 ms after the first sample, of which the mixer may take a step or two at once.
	check(began_msec.size() == 2 and began_msec[1] - began_msec[0] > 60, "the word in its time")
	equal(Wav.parse(Wav.bytes_of(samples, RATE_HZ)).data.size(), RATE_HZ, "bytes of a WAV")
	for length: int in [0, 11, 20, 40]:
		check(Wav.parse(Wav.bytes_of(samples, RATE_HZ).slice(0, length)) == null, "no WAV")


func test_without_the_autoload_it_says_so() -> void:
	var autoload := tree.root.get_node_or_null("Moodvox")
	if autoload != null:
		autoload.name = "Elsewhere"
	var voice := _listen(Voice.new(), "Marta", null)
	add(voice)
	var line := voice.say("Hello?")
	await until(func() -> bool: return _has("line_failed"), "the fault")
	equal(line.code, "no_autoload", line.message)
	if autoload != null:
		autoload.name = "Moodvox"


func test_a_voice_finds_or_makes_its_player() -> void:
	for pair: Array in [
		[Node3D.new(), "AudioStreamPlayer3D"],
		[Node2D.new(), "AudioStreamPlayer2D"],
		[Control.new(), "AudioStreamPlayer2D"],
		[Node.new(), "AudioStreamPlayer"],
	]:
		var parent: Node = add(pair[0])
		var inner := Voice.new()
		parent.add_child(inner)
		await ticks(2)
		equal(inner.player.get_class(), pair[1], "made")
		check(inner.player.is_inside_tree(), "in the tree")
		equal(Place.distance_m(inner.player), 0.0, "no camera")
	var own := add(AudioStreamPlayer3D.new())
	var voice := Voice.new()
	own.add_child(voice)
	check(voice.player == own, "the parent is the player")
	var camera := add(Camera3D.new()) as Camera3D
	camera.current = true
	camera.global_position = Vector3(3, 4, 0)
	equal(Place.distance_m(own), 5.0, "distance")


func test_twenty_voices_cost_little() -> void:
	var one: Service = await shared()
	var probes: Array[Probe] = []
	for priority: int in [-1_000, 1_000]:
		probes.append(add(Probe.new()))
		probes.back().process_priority = priority
	var voices: Array[Voice] = []
	for index in 20:
		var voice := _listen(Voice.new(), "Cost %d" % index, one)
		voice.player = add(AudioStreamPlayer.new())
		add(voice)
		voice.voice = "ramp"
		for repeated in 2:
			voice.say(TEXT)
		voices.append(voice)
	var costs: Array[float] = []
	var dry := 0
	while voices.all(func(voice: Voice) -> bool: return voice.is_speaking()):
		await tree.process_frame
		var others_usec := probes[1].waited_usec - probes[0].waited_usec
		costs.append((probes[1].at_usec - probes[0].at_usec - others_usec) / 1e3)
	for voice in voices:
		dry += voice.underruns()
		voice.stop()
	costs.sort()
	var engine: String = Engine.get_version_info().build
	engine += " debug" if OS.is_debug_build() else " release"
	var median := costs[floori(costs.size() * 0.5)]
	var p95 := costs[int(costs.size() * 0.95)]
	var text := "COST of 20 voices, ms a tick: %.3f (median; %.3f p95, %.3f most), %d ticks, "
	print((text + "%d underruns, engine %s") % [median, p95, costs[-1], costs.size(), dry, engine])
	var budget_ms := DEBUG_BUDGET_MS if OS.is_debug_build() else BUDGET_MS
	check(median < budget_ms, "%.3f ms a tick" % median)


func _voice(character: String) -> Voice:
	var one: Service = await shared()
	var voice := _listen(Voice.new(), character, one)
	voice.voice = "ramp"
	add(voice)
	return voice


## Writes down all that [param voice] tells.
func _listen(voice: Voice, character: String, one: Service) -> Voice:
	_told.clear()
	voice.character = character
	voice.service = one
	voice.line_started.connect(func(line: Line) -> void: _told.append(["line_started", line]))
	voice.word.connect(
		func(text: String, _start: int, _end: int) -> void: _told.append(["word", text])
	)
	voice.viseme.connect(func(shape: StringName) -> void: _told.append(["viseme", shape]))
	voice.mood_changed.connect(func(mood: Dictionary) -> void: _told.append(["mood_changed", mood]))
	voice.line_finished.connect(func(line: Line) -> void: _told.append(["line_finished", line]))
	voice.line_failed.connect(func(line: Line) -> void: _told.append(["line_failed", line]))
	return voice


func _has(kind: String) -> bool:
	return _told.any(func(entry: Array) -> bool: return entry[0] == kind)


func _feed(line: Line, first: int, count: int) -> void:
	var samples := PackedFloat32Array()
	samples.resize(count)
	line.add_block(_block(first, samples))


func _block(first: int, samples: PackedFloat32Array) -> Dictionary:
	return {
		"first_sample": first,
		"samples": samples.size(),
		"sample_rate_hz": RATE_HZ,
		"mood": {},
		"pcm": samples,
		"stereo": Pcm.stereo(samples),
	}
