@tool
extends RefCounted
## Something that was asked of the sidecar, and its answer: a check, an enrolment.

## The answer has come, or none will.
signal answered

## Whether it was answered, or never will be.
var is_over := false
## The protocol's [code]diagnostics[/code] or [code]enrolled[/code]; empty if there is none.
var answer: Dictionary = {}
## Why there is no answer; empty if there is one.
var fault := ""


## Waits for the end: the answer, or an empty Dictionary and a [member fault].
func result() -> Dictionary:
	if not is_over:
		await answered
	return answer


## The answer has come.
func take(message: Dictionary) -> void:
	answer = message
	_end()


## There will be no answer.
func fail(why: String) -> void:
	fault = why
	_end()


func _end() -> void:
	if not is_over:
		is_over = true
		answered.emit()
