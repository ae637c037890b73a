extends "sidecar_suite.gd"
## The whole path to a real sidecar: samples, cancels, crashes, refusals.

const Keeper := preload("res://addons/moodvox/sidecar/keeper.gd")
const Suite := preload("suite.gd")

## Of the game's thread, when a sidecar is given up and another one is started.
const LONGEST_TICK_USEC := 50_000


func test_a_sidecar_starts_and_ends_with_us() -> void:
	var one := service()
	await until(one.is_sidecar_ready, "ready")
	var pid := one.sidecar_pid()
	check(OS.is_process_running(pid), "it runs")
	check(one.voices().any(func(map: Dictionary) -> bool: return map.name == "ramp"), "ramp")
	one.end()
	check(not OS.is_process_running(pid), "it has ended")
	for file in DirAccess.get_files_at("user://moodvox"):
		check(not file.begins_with("ready-"), "%s was left" % file)


func test_samples_are_the_sidecars() -> void:
	var one: Service = await shared()
	var line := take(one, "Marta")
	await until(line.is_over, "the end")
	equal(line.reason, "finished", line.message)
	is_ramp(line, "a line")
	equal(line.received_samples, int(options.samples), "as many as the Python client gets")
	var words := line.marks.filter(func(mark: Dictionary) -> bool: return mark.kind == "word")
	equal(words.size(), 15, "words")
	var last := -1
	for mark in line.marks:
		check(mark.first_sample >= last or mark.kind == "word", "marks in order")
		last = mark.first_sample


func test_twenty_characters_at_once() -> void:
	var one: Service = await shared()
	var lines: Array[Line] = []
	for index in 20:
		lines.append(take(one, "Guard %d" % index, "%s And %d." % [TEXT, index]))
	for line in lines:
		await until(line.is_over, "the end of %s" % line.character)
		equal(line.reason, "finished", line.message)
		is_ramp(line, line.character)


func test_cancel_at_any_moment() -> void:
	var one: Service = await shared()
	var cancelled := 0
	for wait in 24:
		var line := one.say("Bram", TEXT, {"voice": "ramp"})
		await ticks(wait)
		one.cancel(line)
		await until(line.is_over, "the end after %d ticks" % wait)
		check(line.reason in ["cancelled", "finished"], line.reason)
		cancelled += int(line.reason == "cancelled")
	check(cancelled >= 20, "%d of 24 were cut short" % cancelled)


func test_a_recording_becomes_a_speaker_of_the_bundled_voice() -> void:
	var one: Service = await shared()
	var rests := TEXT.replace(" ", " [pause 300ms] ")
	var spoken := one.say("Marta", rests, {"voice": "hearth"})
	spoken.keeps_samples = true
	one.credit(spoken, Limits.MAX_SAMPLES)
	await until(spoken.is_over, "what is learnt from")
	var recording := {
		"name": "twin",
		"voice": "hearth",
		"samples": spoken.samples,
		"sample_rate_hz": spoken.sample_rate_hz,
	}
	var asked := one.enroll(recording)
	var learnt := await asked.result()
	equal(asked.fault, "", "a fault")
	equal([learnt.get("name"), learnt.get("kind")], ["twin", "speaker"], "the answer")
	var line := one.say("Twin", "Good dog.", {"voice": "hearth", "speaker": "twin"})
	one.credit(line, Limits.MAX_SAMPLES)
	await until(line.is_over, "the end")
	equal([line.reason, line.received_samples > 5_000], ["finished", true], line.message)
	recording["samples"] = spoken.samples.slice(0, 10_000)
	recording["name"] = "brief"
	var brief := one.enroll(recording)
	equal(await brief.result(), {}, "no answer")
	check(brief.fault.contains(" s"), brief.fault)
	recording["name"] = ""
	check(one.enroll(recording).fault.begins_with("name"), "a name")


func test_a_wrong_tag_is_told_with_its_place() -> void:
	var one: Service = await shared()
	var line := take(one, "Bram", "Well [angri] then.")
	await until(line.is_over, "the end")
	equal([line.reason, line.code], ["failed", "bad_script"], line.message)
	check(line.where.ends_with("1:7"), "where: %s" % line.where)
	check(line.hint.contains("angry") or line.message.contains("angry"), "a hint: " + line.hint)


func test_a_mood_that_no_voice_knows_is_told() -> void:
	var one: Service = await shared()
	var told: Array[String] = []
	var listen := func(code: String, _message: String, _hint: String) -> void: told.append(code)
	one.fault_told.connect(listen)
	one.set_mood("Bram", {"grumpy": 0.5})
	await until(func() -> bool: return not told.is_empty(), "the fault")
	one.fault_told.disconnect(listen)
	one.set_mood("Bram", {})
	check(told[0].begins_with("bad_"), told[0])


func test_a_killed_sidecar_is_started_again_and_speaks_on() -> void:
	var one := service()
	await until(one.is_sidecar_ready, "ready")
	var lost: Array[String] = []
	one.sidecar_lost.connect(func(reason: String) -> void: lost.append(reason))
	var line := one.say("Wren", TEXT, {"voice": "ramp"})
	line.keeps_samples = true
	await until(func() -> bool: return line.received_samples > 2_000, "its first samples")
	var pid := one.sidecar_pid()
	var before := line.received_samples
	OS.kill(pid)
	await until(func() -> bool: return one.sidecar_starts() == 2, "another start")
	var other := one.say("Wren", "Quiet.", {"voice": "ramp"})
	other.keeps_samples = true
	await until(one.is_sidecar_ready, "ready again")
	check(one.sidecar_pid() != pid, "another process")
	check(lost.size() == 1, "lost: %s" % str(lost))
	one.credit(line, Limits.MAX_SAMPLES)
	one.credit(other, Limits.MAX_SAMPLES)
	await until(line.is_over, "the end")
	equal([line.reason, line.restarts], ["finished", 1], line.message)
	check(line.received_samples > before, "it went on")
	is_ramp(line, "cut off at %d" % before)
	equal(line.received_samples, int(options.samples), "all of it")
	await until(other.is_over, "the line that was asked for meanwhile")
	is_ramp(other, "the other")


func test_a_sidecar_that_hangs_is_replaced() -> void:
	var one := service()
	await until(one.is_sidecar_ready, "ready")
	var pid := one.sidecar_pid()
	OS.execute("kill", ["-STOP", str(pid)])
	var line := take(one, "Wren")
	one.set_process(false)
	var ticks_usec: Array[int] = [0]
	var has_restarted := func() -> bool:
		var before_usec := Time.get_ticks_usec() - Suite.waited_usec()
		one._process(0.0)
		ticks_usec.append(Time.get_ticks_usec() - Suite.waited_usec() - before_usec)
		return one.sidecar_starts() == 2
	await until(has_restarted, "another start")
	check(ticks_usec.max() < LONGEST_TICK_USEC, "a tick took %d us" % ticks_usec.max())
	one.set_process(true)
	await until(one.is_sidecar_ready, "ready again")
	one.credit(line, Limits.MAX_SAMPLES)
	await until(line.is_over, "the end")
	is_ramp(line, "after the change")


func test_a_wrong_token_fails_clearly() -> void:
	var one: Service = await shared()
	var port: int = one._keeper._process.ready_file.port
	var other := service({"mode": "remote", "port": port, "token": "wrong"})
	var line := other.say("Marta", TEXT)
	await until(line.is_over, "the end")
	equal([line.reason, line.code], ["failed", "not_connected"], line.message)
	check(other.fault().contains("token"), other.fault())
	equal(other._keeper.state, Keeper.State.FAILED, "no other attempt")
	var right := service(
		{"mode": "remote", "port": port, "token": one._keeper._process.ready_file.token}
	)
	var spoken := right.say("Marta", TEXT, {"voice": "ramp"})
	await until(right.is_sidecar_ready, "a remote session")
	right.cancel(spoken)
	await until(spoken.is_over, "its end")
	check(one.is_sidecar_ready(), "the sidecar does not mind")


func test_lines_wait_up_to_a_limit() -> void:
	var one := service({"queue_limit": 3})
	var lines: Array[Line] = []
	for index in 4:
		lines.append(one.say("Bram", "Line %d." % index, {"voice": "ramp"}))
	equal([lines[3].reason, lines[3].code], ["failed", "queue_full"], lines[3].message)
	one.cancel(lines[1])
	equal(lines[1].reason, "cancelled", "a waiting line")
	await until(one.is_sidecar_ready, "ready")
	for index: int in [0, 2]:
		one.credit(lines[index], Limits.MAX_SAMPLES)
		await until(lines[index].is_over, "line %d" % index)
		equal(lines[index].reason, "finished", lines[index].message)


func test_what_cannot_be_started_is_told() -> void:
	for command: String in ["/nowhere/moodvox", "/bin/false"]:
		var one := service({"command": command})
		var line := one.say("Marta", TEXT)
		await until(line.is_over, "the end with %s" % command)
		equal([line.reason, line.code], ["failed", "not_connected"], line.message)
		check(not one.fault().is_empty(), "a reason")
		var late := one.say("Marta", TEXT)
		await until(late.is_over, "the end of a late line")
		equal(late.code, "not_connected", late.message)


func test_an_option_that_is_none_is_told() -> void:
	var one: Service = await shared()
	var line := one.say("Marta", TEXT, {"mod": {}})
	await until(line.is_over, "the end")
	equal(line.code, "bad_option", line.message)
