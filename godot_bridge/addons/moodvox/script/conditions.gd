@tool
extends RefCounted
## What decides whether a row of a Dialogue Manager file is said: the blocks that it stands in,
## by their indentation, and what it says of itself.

const CHOICE := "if the choice is made"

## Those above the present row: depth, text, and the condition that an else goes back to.
var _open: Array[Dictionary] = []
var _is_choice := false


## The next row, with its indentation; what it opens holds for rows that stand deeper.
func look_at(whole: String) -> void:
	var text := whole.strip_edges()
	var depth := whole.length() - whole.strip_edges(true, false).length()
	var before := ""
	while not _open.is_empty() and _open[-1].depth >= depth:
		var closed: Dictionary = _open.pop_back()
		before = closed.first if closed.depth == depth else ""
	_is_choice = text.begins_with("- ")
	if _is_choice:
		var inside := _inside(text)
		var made := CHOICE if inside.is_empty() else "%s, %s" % [CHOICE, inside]
		_open.append({"depth": depth, "text": made, "first": ""})
		return
	text = text.trim_suffix(":")
	match text.get_slice(" ", 0):
		"else":
			_open.append({"depth": depth, "text": "else of: %s" % before, "first": before})
		"elif":
			_open.append({"depth": depth, "text": text, "first": before})
		"if", "while", "match", "when":
			_open.append({"depth": depth, "text": text, "first": text})


## The conditions of the row that was looked at last, whose text is [param text]; "" if it is
## always said.
func of(text: String) -> String:
	var found := PackedStringArray()
	# A choice is shown before it is made: what it opens decides about the rows below it.
	for index in _open.size() - int(_is_choice):
		found.append(_open[index].text)
	var inside := _inside(text)
	if not inside.is_empty():
		found.append(inside)
	return ", ".join(found)


## Whether a row is another one each time it is said.
static func varies(text: String) -> bool:
	return text.contains("{{") or text.contains("[[") or text.contains("[/if]")


## The condition in a row: [code][if brave][/code].
func _inside(text: String) -> String:
	var at := text.find("[if ")
	return text.substr(at + 1, text.find("]", at) - at - 1).trim_suffix("/") if at >= 0 else ""
