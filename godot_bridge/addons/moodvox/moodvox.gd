@tool
extends Node
## The autoload: one sidecar and one session for the whole game.
##
## Nodes of type [MoodvoxVoice] do all that most games need. This is for those who want more:
## to speak without a node, to know which voices there are, or to start the sidecar by hand.

## The sidecar can be talked to; [param voices] are the protocol's maps.
signal sidecar_ready(voices: Array)
## The session has ended; another one is being made. What was cut off is spoken again.
signal sidecar_lost(reason: String)
## No other attempt is made; lines fail, or are baked.
signal sidecar_failed(reason: String, hint: String)
## An error that ended no line: a mood that no voice knows, say.
signal fault_told(code: String, message: String, hint: String)

const Baked := preload("baked/manifest.gd")
const Keeper := preload("sidecar/keeper.gd")
const Line := preload("speech/line.gd")
const Lines := preload("speech/lines.gd")
const Messages := preload("wire/messages.gd")
const Question := preload("speech/question.gd")
const Questions := preload("speech/questions.gd")
const Settings := preload("sidecar/settings.gd")
const Turns := preload("speech/turns.gd")

## Start when the game starts. Set it before the node enters the tree.
var starts_by_itself := true
## What the project settings said at [method begin].
var settings: Settings
## The sidecar's last [code]ready[/code]; empty before it.
var ready_message: Dictionary = {}
## Lines that were baked to files.
var baked := Baked.new()
## Who has something to say: the nodes of type [MoodvoxVoice] put themselves there.
var turns := Turns.new()

var _keeper := Keeper.new()
var _lines := Lines.new(turns)
var _questions := Questions.new()
var _credits: Dictionary = {}


func _init() -> void:
	# A voice of a menu speaks while the game is paused; the others rest by themselves.
	process_mode = PROCESS_MODE_ALWAYS


func _ready() -> void:
	if starts_by_itself and not Engine.is_editor_hint():
		begin()


func _exit_tree() -> void:
	end()


func _process(_delta: float) -> void:
	var now_usec := Time.get_ticks_usec()
	if not _keeper.is_at_rest():
		_receive(now_usec / 1e6)
	turns.run(now_usec)
	if not _credits.is_empty():
		_keeper.post_credits(_credits)
		_credits = {}


## Starts the sidecar, or connects to the remote one. Done by itself when the game starts.
## [param with] replaces the project settings.
func begin(with: Settings = null) -> void:
	end()
	settings = with if with != null else Settings.new()
	baked.load_file(settings.manifest)
	_keeper.begin(settings, Time.get_ticks_usec() / 1e6)
	if _keeper.state == Keeper.State.FAILED:
		_tell_failure.call_deferred()


## Stops the sidecar; all lines fail.
func end() -> void:
	_keeper.end()
	ready_message = {}
	_lines.fail_all("Moodvox was stopped", "")
	_questions.fail_all("Moodvox was stopped")


## Whether lines are spoken at once.
func is_sidecar_ready() -> bool:
	return _keeper.state == Keeper.State.READY


## Whether there is a sidecar, or will be.
func has_sidecar() -> bool:
	return _keeper.state not in [Keeper.State.OFF, Keeper.State.FAILED]


## Why there is no session; "" if there is one.
func fault() -> String:
	return _keeper.fault


## The sidecar's process id; -1 if none of ours runs.
func sidecar_pid() -> int:
	return _keeper.pid()


## How often a sidecar was started.
func sidecar_starts() -> int:
	return _keeper.starts


## The voices of the sidecar, as maps of the protocol.
func voices() -> Array:
	return ready_message.get("voices", [])


## Has [param character] say [param text]; its samples are the caller's to play.
##
## [param options] are fields of the protocol's [code]speak[/code]: voice, speaker, mood,
## priority, distance_m, interrupt and others. While there is no session, lines wait, up to
## the setting [code]speech/queue_limit[/code].
func say(character: String, text: String, options: Dictionary = {}) -> Line:
	var given := options.duplicate()
	var line := _lines.make(character, text, given)
	for option: String in options:
		if option not in Lines.OPTIONS:
			_fail_soon(line, "bad_option", "there is no option '%s'" % option)
			return line
	if is_sidecar_ready():
		for message in _lines.speak(line):
			_keeper.post(message)
	elif has_sidecar():
		_lines.wait(line, settings.queue_limit, Time.get_ticks_usec() / 1e6)
	else:
		_fail_soon(line, "not_connected", _keeper.fault)
	return line


## Stops [param line]. What comes of it still is a short fade.
func cancel(line: Line) -> void:
	if not line.is_over() and not _lines.cancel_waiting(line):
		_keeper.post(Messages.cancel_line(line.wire_id))


## Moves the mood of [param character] over [param over_seconds].
func set_mood(character: String, mood: Dictionary, over_seconds := 0.0, easing := "linear") -> void:
	_lines.keep_mood(character, mood)
	_keeper.post(Messages.mood(character, mood, over_seconds, easing))


## Has [param text] read as the game would, and its faults told. [param file] is the name of a
## file that it stands in, saved or not; "" is one tagged line. The answer is a map with
## [code]findings[/code]. Without a session the question fails at once.
func check(text: String, file := "", voice := "") -> Question:
	if not is_sidecar_ready():
		return _no_question()
	return _questions.check(text, file, voice, _keeper.post)


## Has a speaker or an emotion learnt from a recording: the player's own voice, say. It can be
## used when the answer has come, now and in later sessions.
## [codeblock]
## var asked := Moodvox.enroll({"name": "tom", "samples": samples, "sample_rate_hz": 48000})
## var learnt := await asked.result()
## print(asked.fault if learnt.is_empty() else "%s can speak" % learnt.name)
## [/codeblock]
## [param recording] has name, samples (mono, 3 to 30 s) and sample_rate_hz; voice (the first,
## if it is left out), kind ("speaker", or "emotion" of 2 to 30 s) and replace (of another
## recording of that name) may be given. Without a session the question fails at once.
func enroll(recording: Dictionary) -> Question:
	if not is_sidecar_ready():
		return _no_question()
	var given := recording.duplicate()
	if given.get("voice", "") == "" and not voices().is_empty():
		given["voice"] = voices()[0].name
	return _questions.enroll(given, _keeper.post)


## Tells the sidecar how far playback of [param line] has come. Between two calls playback goes
## on, and the sidecar is told so, up to the [param handed_samples] that the mixer has.
func credit(line: Line, played_samples: int, handed_samples := 0) -> void:
	if line.state != Line.State.OVER:
		var handed := maxi(played_samples, handed_samples)
		_credits[line.wire_id] = [played_samples, handed, line.sample_rate_hz]


## The callers of [method say] hear of a fault after they could connect to its signals.
func _fail_soon(line: Line, code: String, what: String) -> void:
	line.fail.call_deferred(code, what, "", _keeper.hint)


func _no_question() -> Question:
	var question := Question.new()
	question.fail(_keeper.fault if not _keeper.fault.is_empty() else "no sidecar is ready")
	return question


func _tell_failure() -> void:
	sidecar_failed.emit(_keeper.fault, _keeper.hint)


func _receive(now_s: float) -> void:
	var events := _keeper.tick(now_s)
	_lines.take_all(_keeper.of_lines)
	for message in events:
		if not _lines.take(message):
			_take(message, now_s)
	if _keeper.state != Keeper.State.READY:
		_lines.expire(now_s, _keeper.fault)


func _take(message: Dictionary, now_s: float) -> void:
	match message.type:
		"ready":
			ready_message = message
			for waiting in _lines.flush():
				_keeper.post(waiting)
			sidecar_ready.emit(voices())
		"lost":
			_credits.clear()
			_lines.requeue(now_s)
			_questions.fail_all(message.reason)
			sidecar_lost.emit(message.reason)
		"failed":
			_lines.fail_all(_keeper.fault, _keeper.hint)
			_questions.fail_all(_keeper.fault)
			_tell_failure()
		_:
			if not _questions.take(message) and message.type == "error":
				fault_told.emit(message.code, message.message, message.hint)
