extends "sidecar_suite.gd"
## The editor's desk, run as a game runs it: checking, hearing, comparing, baking.

const Baker := preload("res://addons/moodvox/editor/baker.gd")
const Checker := preload("res://addons/moodvox/editor/checker.gd")
const CurveTags := preload("res://addons/moodvox/script/curve_tags.gd")
const Desk := preload("res://addons/moodvox/editor/desk.gd")
const Dock := preload("res://addons/moodvox/editor/dock.gd")
const Enroller := preload("res://addons/moodvox/editor/enroller.gd")
const Manifest := preload("res://addons/moodvox/baked/manifest.gd")
const MoodCurve := preload("res://addons/moodvox/editor/mood_curve.gd")
const MoodSliders := preload("res://addons/moodvox/editor/mood_sliders.gd")
const Row := preload("res://addons/moodvox/script/scene_row.gd")
const Scene := preload("res://addons/moodvox/script/scene.gd")
const TaggedText := preload("res://addons/moodvox/script/tagged_text.gd")
const Wav := preload("res://addons/moodvox/baked/wav.gd")

const MANIFEST := "user://desk/manifest.json"


func test_all_faults_are_found_at_their_columns() -> void:
	var one: Service = await shared()
	var checker := Checker.new()
	checker.look_at("Well [angri] then [puase 1s].", 0.0)
	check(not checker.tick(one, "", 0.0), "typing is not over")
	var began_usec := Time.get_ticks_usec()
	await until(func() -> bool: return checker.tick(one, "", 9.0), "an answer")
	print("CHECK answered after %.1f ms" % ((Time.get_ticks_usec() - began_usec) / 1e3))
	equal(checker.fault, "", "it could be checked")
	var places := checker.findings.map(
		func(one_found: Array) -> Array: return one_found.slice(0, 2)
	)
	equal(places, [[1, 7], [1, 20]], str(checker.findings))
	check(checker.findings[0][2].contains("did you mean 'angry'?"), "a hint")
	checker.look_at("[angry] Well.", 10.0)
	await until(func() -> bool: return checker.tick(one, "ramp", 19.0), "another answer")
	equal(checker.findings.size(), 0, "nothing is wrong")
	checker.look_at("[angry] Well?", 20.0)
	await until(func() -> bool: return checker.tick(one, "rump", 29.0), "a refusal")
	check(checker.fault.contains("unknown voice 'rump'"), checker.fault)


func test_a_question_without_a_sidecar_fails_at_once() -> void:
	var idle := Service.new()
	idle.starts_by_itself = false
	add(idle)
	var question := idle.check("Well.")
	check(question.is_over and not question.fault.is_empty(), question.fault)
	var one := service()
	await until(one.is_sidecar_ready, "ready")
	OS.execute("kill", ["-STOP", str(one.sidecar_pid())])
	var lost := one.check("Well.")
	await until(func() -> bool: return lost.is_over, "its end")
	check(not lost.fault.is_empty(), "a hung sidecar answers nothing")


func test_a_recording_is_learnt_or_refused_with_words() -> void:
	var one: Service = await shared()
	var enroller := add(Enroller.new()) as Enroller
	var told: Array[String] = []
	enroller.told.connect(func(text: String) -> void: told.append(text))
	check(not enroller.read_recording("res://icon.svg"), "no recording")
	var path := "user://desk_recording.wav"
	var hum := PackedFloat32Array()
	hum.resize(24_000 * 4)
	for index in hum.size():
		hum[index] = 0.3 * sin(index * 0.05)
	var file := FileAccess.open(path, FileAccess.WRITE)
	file.store_buffer(Wav.bytes_of(hum, 24_000))
	file.close()
	check(enroller.read_recording(path), "a recording")
	enroller.learn(one, "ramp")
	await until(func() -> bool: return told.size() == 3, "an answer")
	print("ENROLL answered: %s" % told[-1])
	check(not enroller.button().disabled, "it can be tried again")


func test_sliders_stay_within_one() -> void:
	var sliders := add(MoodSliders.new()) as MoodSliders
	sliders.show_emotions(["angry", "sad", "calm"])
	sliders.set_mood({"angry": 0.5, "sad": 0.5})
	(sliders._sliders["calm"] as HSlider).value = 0.5
	var sum := 0.0
	for weight: float in sliders.mood().values():
		sum += weight
	check(absf(sum - 1.0) < 0.06, "together %.2f" % sum)
	equal(sliders.mood().calm, 0.5, "what was dragged")


func test_a_curve_becomes_keyframes_and_a_tag() -> void:
	var curve := add(MoodCurve.new()) as MoodCurve
	curve.points = [Vector2(0.0, 0.5), Vector2(2.0, 1.0)]
	equal(
		curve.keyframes({"angry": 0.8}),
		[{"at_s": 0.0, "mood": {"angry": 0.4}}, {"at_s": 2.0, "mood": {"angry": 0.8}}],
		"keyframes"
	)
	var none: Array[Dictionary] = []
	var keys := curve.keyframes({"angry": 0.8})
	equal(
		CurveTags.written("[sad] [rate 0.9] Out! [calm] Now.", keys, none, 0, ["sad", "calm"]),
		"[angry 0.4 -> angry 0.8 over 2s] [rate 0.9] Out! [calm] Now.",
		"two points"
	)
	curve.reset()
	keys = curve.keyframes({"angry": 0.8})
	equal(CurveTags.written("Out!", keys, none, 0, []), "[angry 0.8] Out!", "one mood")
	curve.points = [Vector2(0.0, 0.5), Vector2(1.0, 1.0), Vector2(2.0, 0.0)]
	keys = curve.keyframes({"angry": 0.8})
	equal(CurveTags.written("Out!", keys, none, 0, []), "", "nobody knows when words are said")


func test_a_curve_of_many_points_sounds_alike_as_tags() -> void:
	var one: Service = await shared()
	var plain := "[rate 0.9] One fox, [pause 200ms] two dogs and three lazy cats run home."
	var line := take(one, "Marta", plain)
	await until(line.is_over, "the line without moods")
	var curve := add(MoodCurve.new()) as MoodCurve
	var length_s := float(line.received_samples) / line.sample_rate_hz
	curve.points = [
		Vector2(0.0, 0.2),
		Vector2(length_s * 0.3, 1.0),
		Vector2(length_s * 0.6, 0.1),
		Vector2(length_s, 0.9)
	]
	var keys := curve.keyframes({"angry": 1.0})
	var words: Array[Dictionary] = []
	words = line.marks.filter(func(mark: Dictionary) -> bool: return mark.kind == "word")
	var tagged := CurveTags.written(plain, keys, words, line.sample_rate_hz, [])
	equal(tagged.count("->"), 3, tagged)
	equal(TaggedText.plain(tagged), TaggedText.plain(plain), "the words stay")
	var drawn := one.say("Marta", plain, {"voice": "ramp", "curve": keys})
	var written := one.say("Marta", tagged, {"voice": "ramp"})
	for one_line: Line in [drawn, written]:
		one.credit(one_line, Limits.MAX_SAMPLES)
		await until(one_line.is_over, "a line with moods")
		equal(one_line.reason, "finished", one_line.message)
	equal(drawn.received_samples, written.received_samples, "their length")
	var far := 0.0
	var count := 0
	for mood in written.moods:
		var heard: float = mood[1].get("angry", 0.0)
		far += absf(heard - _mood_at(drawn, mood[0]))
		count += 1
	check(count > 5 and far / count < 0.12, "moods differ by %.3f in the mean" % (far / count))


func test_baking_makes_only_what_has_changed() -> void:
	var one: Service = await shared()
	if FileAccess.file_exists(MANIFEST):
		DirAccess.remove_absolute(MANIFEST)
	var rows := Scene.parse("Marta: Out! #out\nBram: [angri] What? #what\nMarta: Now. #now\n")
	var first: Baker = await _bake(one, rows)
	equal([first.done, first.total, first.baked], [3, 3, 2], str(first.failures))
	equal(first.failures.size(), 1, str(first.failures))
	var again: Baker = await _bake(one, rows)
	equal([again.done, again.baked], [3, 0], "nothing has changed")
	rows[2].text = "Now, please."
	var third: Baker = await _bake(one, rows)
	equal([third.done, third.baked], [3, 1], "one has changed")
	one.ready_message.sidecar = "0.2.0"
	var newer: Baker = await _bake(one, rows)
	equal([newer.done, newer.baked], [3, 2], "another sidecar")
	var doubled: Array[Row] = Scene.parse_dialogue("Marta: Out!\nMarta: Out!\nAnn: {{name}}!\n")
	doubled.append_array(rows)
	var project: Baker = await _bake(one, doubled)
	equal([project.total, project.varying, project.baked], [3, 1, 1], "what differs is baked once")
	var made := Manifest.new()
	check(made.load_file(MANIFEST), made.fault)
	equal(made.entries.size(), 2, "entries")
	var entry := made.entry_of("Marta", "Out!")
	var stream := made.stream_of(entry) as AudioStreamWAV
	equal(stream.data.size(), int(entry.samples) * 2, "samples")
	check(made.line_of(entry, {}).marks.size() > 1, "marks")


func test_the_dock_lives_and_goes() -> void:
	var dock := add(Dock.new()) as Dock
	await ticks(3)
	check(dock._desk.files.item_count >= 1, "files")
	check(dock._all_rows().size() >= 12, "rows of the whole project")
	check(dock._desk.lines.item_count >= 12, "lines")
	equal(dock._desk.character.text, "Marta", "who speaks")
	dock._service.begin(settings())
	dock._desk.character.text = "Marta"
	dock._desk.text.text = "Out!"
	dock._hear()
	await until(func() -> bool: return dock._desk.takes._takes.size() == 1, "a take")
	dock._desk.text.text = "[angry] Out!"
	dock._hear()
	await until(func() -> bool: return dock._desk.takes._takes.size() == 2, "another take")
	check(not dock._desk.takes._buttons[0].disabled, "A can be compared")
	check(dock._desk.voice.item_count >= 2, "voices")
	var pid := dock._service.sidecar_pid()
	dock.queue_free()
	await ticks(3)
	check(not OS.is_process_running(pid), "its sidecar has gone")


func test_a_cancelled_bake_keeps_what_there_was() -> void:
	var one: Service = await shared()
	var rows := Scene.parse("Marta: Out! #out\nMarta: Now. #now\nMarta: Bye. #bye\n")
	var first: Baker = await _bake(one, rows)
	equal(first.failures.size(), 0, str(first.failures))
	rows[0].text = "Out with you!"
	var baker := Baker.new()
	baker.begin(one, rows, MANIFEST)
	baker.tick()
	baker.cancel()
	check(baker.is_done(), "it has ended")
	var made := Manifest.new()
	check(made.load_file(MANIFEST), made.fault)
	equal(made.entries.map(func(entry: Dictionary) -> String: return entry.id), ["now", "bye"], "")


## The mood of [param line] at a sample, on the way between two blocks.
func _mood_at(line: Line, sample: int) -> float:
	var before: Array = line.moods[0]
	for mood in line.moods:
		if mood[0] > sample:
			var part: float = float(sample - before[0]) / (mood[0] - before[0])
			return lerpf(before[1].get("angry", 0.0), mood[1].get("angry", 0.0), part)
		before = mood
	return before[1].get("angry", 0.0)


func _bake(one: Service, rows: Array[Row]) -> Baker:
	var baker := Baker.new()
	baker.begin(one, rows, MANIFEST)
	await until(
		func() -> bool:
			baker.tick()
			return baker.is_done(),
		"baking"
	)
	return baker


func test_names_of_the_sidecar_are_completed_while_typing() -> void:
	var one: Service = await shared()
	var desk := add(Desk.new()) as Desk
	var ready := one.ready_message.duplicate()
	ready["moods"] = ["world-weary"]
	desk.show_voices(ready)
	for pair: Array in [["[lau", "laugh"], ["[pau", "pause"], ["[tend", "tender"], ["[la] l", ""]]:
		desk.text.text = pair[0]
		desk.text.set_caret_column(desk.text.text.length())
		desk.text.text_changed.emit()
		var offered := desk.text.get_code_completion_options().map(
			func(option: Dictionary) -> String: return option.insert_text
		)
		equal(offered, [pair[1]] if not pair[1].is_empty() else [], pair[0])
	for pair: Array in [["[lau", "[laugh"], ["[/wh", "[/whisper"], ["[world-w", "[world-weary"]]:
		desk.text.text = pair[0]
		desk.text.set_caret_column(desk.text.text.length())
		desk.text.text_changed.emit()
		desk.text.confirm_code_completion()
		equal(desk.text.text, pair[1], "taken")
