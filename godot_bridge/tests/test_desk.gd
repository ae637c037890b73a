extends "sidecar_suite.gd"
## The editor's desk, run as a game runs it: checking, hearing, comparing, baking.

const Baker := preload("res://addons/moodvox/editor/baker.gd")
const Checker := preload("res://addons/moodvox/editor/checker.gd")
const Dock := preload("res://addons/moodvox/editor/dock.gd")
const Manifest := preload("res://addons/moodvox/baked/manifest.gd")
const MoodCurve := preload("res://addons/moodvox/editor/mood_curve.gd")
const MoodSliders := preload("res://addons/moodvox/editor/mood_sliders.gd")
const MoodText := preload("res://addons/moodvox/script/mood_text.gd")
const Row := preload("res://addons/moodvox/script/scene_row.gd")
const Scene := preload("res://addons/moodvox/script/scene.gd")

const MANIFEST := "user://desk/manifest.json"


func test_faults_are_found_at_their_columns() -> void:
	var found := Checker.parse(
		"/tmp/moodvox/line.txt:1:6: unknown tag 'angri' (did you mean 'angry'?)\nno errors\n"
	)
	equal(found, [[1, 6, "unknown tag 'angri' (did you mean 'angry'?)"]], "parsed")
	ProjectSettings.set_setting("moodvox/sidecar/command", options.command)
	var checker := Checker.new()
	var now_s := Time.get_ticks_usec() / 1e6
	checker.look_at("Well [angri] then.", now_s)
	await until(func() -> bool: return checker.tick(now_s + 9.0), "an answer")
	equal(checker.fault, "", "it could be checked")
	equal(checker.findings.size(), 1, str(checker.findings))
	equal(checker.findings[0].slice(0, 2), [1, 7], "where")
	checker.close()
	ProjectSettings.set_setting("moodvox/sidecar/command", "")


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
	var tag := curve.tag({"angry": 0.8}, MoodText.format)
	equal(tag, "[angry 0.4 -> angry 0.8 over 2s]", "tag")
	curve.reset()
	equal(curve.tag({"angry": 0.8}, MoodText.format), "[angry 0.8]", "one mood")


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
