@tool
extends RefCounted
## A tagged line as an editor sees it: where its tags are, and which place of it belongs to
## which character of what is spoken. What a tag means is the sidecar's to say.

const CLOSING := ",;:.!?)»”"


## What is spoken of [param tagged], without tags, as the places of words count it.
static func plain(tagged: String) -> String:
	return _walk(tagged)[0]


## For each character of the plain text, its place in [param tagged].
static func places(tagged: String) -> PackedInt32Array:
	return _walk(tagged)[1]


## The tags of [param text] as [first column, column behind].
static func tags(text: String) -> Array[Vector2i]:
	var found: Array[Vector2i] = []
	var start := -1
	var at := 0
	while at < text.length():
		match text[at]:
			"\\":
				at += 1
			"[":
				start = at
			"]":
				if start >= 0:
					found.append(Vector2i(start, at + 1))
				start = -1
		at += 1
	return found


## The plain text and its places. A tag with spaces on both sides leaves one of them, and none
## before a closing mark; the line's ends are stripped.
static func _walk(tagged: String) -> Array:
	var text := ""
	var where := PackedInt32Array()
	var at := 0
	var after_tag := false
	var was_spaced := false
	for tag in tags(tagged) + [Vector2i(tagged.length(), tagged.length())] as Array[Vector2i]:
		while at < tag.x:
			if tagged[at] == "\\" and at + 1 < tag.x:
				at += 1
			var letter := tagged[at]
			if after_tag and _is_space(letter) and (text.is_empty() or _is_space(text[-1])):
				was_spaced = true
				at += 1
				continue
			if after_tag and not was_spaced and _closes(tagged, at):
				while not text.is_empty() and _is_space(text[-1]):
					text = text.left(-1)
					where.resize(text.length())
			after_tag = false
			was_spaced = false
			text += letter
			where.append(at)
			at += 1
		var said := _said(tagged.substr(tag.x, tag.y - tag.x))
		for letter in said:
			text += letter
			where.append(tag.x)
		after_tag = said.is_empty()
		was_spaced = false
		at = maxi(at, tag.y)
	var lead := text.length() - text.strip_edges(true, false).length()
	var whole := text.strip_edges()
	return [whole, where.slice(lead, lead + whole.length())]


## The word that a tag puts into the text: of [code][say Kylo as ...][/code] it is Kylo.
static func _said(tag: String) -> String:
	var body := tag.trim_prefix("[").trim_suffix("]").strip_edges()
	var middle := body.find(" as ")
	if not body.begins_with("say ") or middle < 0:
		return ""
	return body.substr(4, middle - 4).strip_edges()


## Whether a mark stands at [param at] before which there is no space.
static func _closes(text: String, at: int) -> bool:
	if not CLOSING.contains(text[at]):
		return false
	var next := text.substr(at + 1, 1)
	return next != "." and not (next + "a").is_valid_identifier() or next.is_empty()


static func _is_space(letter: String) -> bool:
	return letter.strip_edges().is_empty()
