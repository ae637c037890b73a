@tool
extends RefCounted
## What a designer may be typing in a tag: names that begin like the word at the caret.
##
## The names are the sidecar's: what a tag means has one definition, that of the runtime.

## What voices can feel, and the project's own moods.
var moods: PackedStringArray = []
## First words of other tags, and sounds.
var tags: PackedStringArray = []


## The names that may follow in a row that is [param before] up to the caret; none outside of a
## tag, and none where a number or a time is meant.
func options(before: String) -> PackedStringArray:
	var found := PackedStringArray()
	var body := _open_tag(before)
	if body.is_empty():
		return found
	var word := _last_word(body)
	var head := body.left(body.length() - word.length()).strip_edges()
	var names := PackedStringArray()
	if head == "[" or head.ends_with("->") or head.ends_with("+") or head.ends_with(":"):
		names.append_array(moods)
	if head == "[":
		names.append_array(tags)
	for name in names:
		if name.begins_with(word) and name != word:
			found.append(name)
	return found


## What of [param option] is to be put in for the word at the caret: a text editor ends a
## word at "-", and leaves what is before it.
func inserted(option: String, before: String) -> String:
	return option.substr(_last_word(before.to_lower()).rfind("-") + 1)


## The tag that is not closed before the caret, with its bracket; "" if there is none.
func _open_tag(before: String) -> String:
	var open := before.rfind("[")
	if open < 0 or before.find("]", open) >= 0:
		return ""
	var slashes := 0
	while slashes < open and before[open - 1 - slashes] == "\\":
		slashes += 1
	return before.substr(open).to_lower() if slashes % 2 == 0 else ""


func _last_word(body: String) -> String:
	var start := body.length()
	while start > 0 and (body[start - 1] in "-_/" or body[start - 1].to_upper() != body[start - 1]):
		start -= 1
	return body.substr(start)
