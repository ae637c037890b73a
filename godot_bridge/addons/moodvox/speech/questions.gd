@tool
extends RefCounted
## The questions that wait for an answer, by their names on the wire.

const Messages := preload("../wire/messages.gd")
const Question := preload("question.gd")
const Recording := preload("../wire/recording.gd")

var _waiting: Dictionary = {}
var _asked := 0


## A question of what is wrong with [param text]; the message that asks it is sent to
## [param post].
func check(text: String, file: String, voice: String, post: Callable) -> Question:
	var id := _name("check")
	return _ask(id, Messages.check(id, text, file, voice), post)


## A question to learn a speaker or an emotion from [param recording], a Dictionary with
## name, voice, kind, samples (mono), sample_rate_hz and replace.
func enroll(recording: Dictionary, post: Callable) -> Question:
	var wrong := Recording.fault_of(recording)
	if not wrong.is_empty():
		var refused := Question.new()
		refused.fail(wrong)
		return refused
	var id := _name("enroll")
	return _ask(id, Messages.enroll(id, recording), post)


## Whether [param message] is the answer to one of ours, which then knows.
func take(message: Dictionary) -> bool:
	var question: Question = _waiting.get(message.get("id", ""))
	if question == null:
		return false
	_waiting.erase(message.id)
	if message.type == "error":
		var hint: String = " (%s)" % message.hint if not message.hint.is_empty() else ""
		question.fail(message.message + hint)
	else:
		question.take(message)
	return true


## Nobody is left who could answer.
func fail_all(why: String) -> void:
	var questions := _waiting.values()
	_waiting.clear()
	for question: Question in questions:
		question.fail(why)


func _name(kind: String) -> String:
	_asked += 1
	return "%s-%d" % [kind, _asked]


func _ask(id: String, message: Dictionary, post: Callable) -> Question:
	var question := Question.new()
	_waiting[id] = question
	post.call(message)
	return question
