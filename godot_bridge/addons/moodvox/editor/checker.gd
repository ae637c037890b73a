@tool
extends RefCounted
## Has the sidecar read a line while it is typed, and keeps what it found.
##
## The tags have one definition, that of the runtime: nothing here understands them.

const Question := preload("../speech/question.gd")
const Service := preload("../moodvox.gd")

## So long after the last key press the text is read.
const QUIET_S := 0.15

## What was found, as [row, column, message]; both counted from 1.
var findings: Array[Array] = []
## Why nothing can be checked; empty if it can.
var fault := ""

var _question: Question
var _text := ""
var _read_text := ""
var _due_s := -1.0


## [param text] was typed.
func look_at(text: String, now_s: float) -> void:
	_text = text
	_due_s = now_s + QUIET_S


## Called every tick; true if [member findings] are new.
func tick(service: Service, voice: String, now_s: float) -> bool:
	if _question != null:
		if not _question.is_over:
			return false
		_take(_question)
		_question = null
		return true
	if _due_s < 0.0 or now_s < _due_s or not service.is_sidecar_ready():
		return false
	_due_s = -1.0
	if _text != _read_text or not fault.is_empty():
		_read_text = _text
		_question = service.check(_text, "", voice)
	return false


func _take(question: Question) -> void:
	fault = question.fault
	findings.clear()
	for found: Dictionary in question.answer.get("findings", []):
		var hint: String = found.get("hint", "")
		var message: String = found.message
		message += " (%s)" % hint if not hint.is_empty() else ""
		findings.append([found.line, found.column, message])
