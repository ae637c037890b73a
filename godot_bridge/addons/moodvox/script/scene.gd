@tool
extends RefCounted
## Scene files ([code].mood[/code]), Dialogue Manager's files and plain scripts, row by row.
##
## This reads who says what; tags stay as they are, for the sidecar to understand. What a
## format has besides lines (jumps, choices' targets) is passed over; conditions are kept beside
## the lines that they decide about.

const Conditions := preload("conditions.gd")
const MoodText := preload("mood_text.gd")
const Row := preload("scene_row.gd")

## Endings of files that can be read.
const EXTENSIONS: Array[String] = ["mood", "dialogue", "txt"]
## First letters and words of Dialogue Manager's rows in which nobody speaks.
const COMMANDS: Array[String] = [
	"~",
	"=>",
	"#",
	"if ",
	"elif ",
	"else",
	"while ",
	"match ",
	"when ",
	"do ",
	"set ",
	"import ",
	"using "
]


## The rows of the file at [param path]; none if it cannot be read.
static func load_file(path: String) -> Array[Row]:
	var source := FileAccess.get_file_as_string(path)
	return parse_dialogue(source) if path.get_extension() == "dialogue" else parse(source)


## The rows of a scene file. A row that is neither a direction nor [code]NAME: text[/code] is
## a line of nobody.
static func parse(source: String) -> Array[Row]:
	var rows: Array[Row] = []
	var number := 0
	for whole in source.split("\n"):
		number += 1
		var text := whole.strip_edges()
		if text.is_empty() or text.begins_with("#"):
			continue
		var row := _direction(text) if text.begins_with("@") else _line(text)
		if row != null:
			row.row = number
			row.column += whole.length() - whole.strip_edges(true, false).length()
			rows.append(row)
	return rows


## The lines of a file of Dialogue Manager: [code]Name: text [#tags][/code].
static func parse_dialogue(source: String) -> Array[Row]:
	var rows: Array[Row] = []
	var number := 0
	var conditions := Conditions.new()
	for whole in source.split("\n"):
		number += 1
		var text := whole.strip_edges()
		if text.is_empty():
			continue
		conditions.look_at(whole)
		text = text.trim_prefix("- ").trim_prefix("| ")
		if _is_command(text):
			continue
		var jump := text.find(" => ")
		text = text.left(jump) if jump >= 0 else text
		var row := _line(_without_marks(text))
		if row.text.is_empty():
			continue
		row.row = number
		row.condition = conditions.of(text)
		row.varies = Conditions.varies(text)
		var id := text.find("[ID:")
		if id >= 0:
			row.id = text.substr(id + 4, text.find("]", id) - id - 4)
		rows.append(row)
	return rows


## [param source] with [param text] in the place of what [param row] says; "" if that cannot be
## done because the row holds marks that are not ours. Nothing else changes.
static func replaced(source: String, row: Row, text: String) -> String:
	var rows := source.split("\n")
	if row.row < 1 or row.row > rows.size() or row.raw.is_empty():
		return ""
	var at := rows[row.row - 1].rfind(row.raw)
	if at < 0:
		return ""
	var lead := row.text.left(row.text.length() - row.raw.length())
	var whole := rows[row.row - 1]
	rows[row.row - 1] = (
		whole.left(at) + text.trim_prefix(lead) + whole.substr(at + row.raw.length())
	)
	return "\n".join(rows)


static func _line(text: String) -> Row:
	var row := Row.new()
	var id := text.rfind(" #")
	if id > 0 and not text.substr(id + 2).contains(" "):
		row.id = text.substr(id + 2)
		text = text.left(id).strip_edges()
	var colon := _colon(text)
	if colon < 0:
		row.text = text
		row.raw = text
		return row
	var name := text.left(colon).strip_edges()
	row.text = text.substr(colon + 1).strip_edges()
	row.raw = row.text
	row.column = text.length() - row.text.length() + 1
	if name.ends_with(")"):
		var mood := name.substr(name.find("(") + 1).trim_suffix(")")
		row.text = "[%s] %s" % [mood, row.text]
		name = name.left(name.find("(")).strip_edges()
	row.character = name
	return row


static func _is_command(text: String) -> bool:
	for command in COMMANDS:
		if text.begins_with(command):
			return true
	return false


static func _direction(text: String) -> Row:
	var row := Row.new()
	var words := Array(text.split(" ", false))
	match words.pop_front():
		"@wait":
			row.kind = Row.Kind.WAIT
			row.wait_s = maxf(MoodText.seconds(" ".join(words)), 0.0)
		"@interrupt":
			row.kind = Row.Kind.INTERRUPT
			row.after_s = _taken(words, "after")
			row.character = " ".join(words)
		"@mood":
			row.kind = Row.Kind.MOOD
			row.after_s = _taken(words, "after")
			row.over_s = maxf(_taken(words, "over"), 0.0)
			row.character = str(words.pop_front()) if not words.is_empty() else ""
			row.mood = MoodText.parse(" ".join(words))
		_:
			return null
	return row


## The time behind [param word], which is taken out with it and all that follows; -1 if it
## is not there.
static func _taken(words: Array, word: String) -> float:
	var at := words.find(word)
	if at < 0 or at + 1 >= words.size():
		return -1.0
	var time := MoodText.seconds(words[at + 1])
	words.resize(at)
	return time


## The colon behind a name: not one inside a tag or a sentence.
static func _colon(text: String) -> int:
	var colon := text.find(":")
	var tag := text.find("[")
	if colon <= 0 or colon > 64 or tag >= 0 and tag < colon:
		return -1
	return colon


## Without Dialogue Manager's own marks: what is left is what is said.
static func _without_marks(text: String) -> String:
	for mark: String in [
		"[#", "[ID:", "[wait=", "[speed=", "[next=", "[do ", "[set ", "[if ", "[else]", "[/if]"
	]:
		var at := text.find(mark)
		while at >= 0:
			var end := text.find("]", at)
			if end < 0:
				break
			text = text.left(at).strip_edges(false, true) + text.substr(end + 1)
			at = text.find(mark)
	return text.strip_edges()
