@tool
extends SyntaxHighlighter
## Colours tags in a line, each by its strongest emotion, and what was found to be wrong.

const Highlighter := preload("tag_highlighter.gd")
const MoodText := preload("../script/mood_text.gd")

## Tags that are no moods.
const OTHERS: Array[String] = ["pause", "rate", "pitch", "whisper", "/whisper", "say"]
const OTHER_COLOUR := Color("8a9ba8")
const FAULT_COLOUR := Color("ff5c5c")
## Emotion -> colour of its tags and sliders.
const COLOURS := {
	"happy": Color("e8b83a"),
	"sad": Color("6a93c9"),
	"wailing": Color("5a78d8"),
	"angry": Color("e8604a"),
	"cold_angry": Color("7fa0d8"),
	"fearful": Color("a883d8"),
	"panicked": Color("c06ae0"),
	"disgusted": Color("9ab84a"),
	"surprised": Color("4ac8c0"),
	"tender": Color("e89ab0"),
	"calm": Color("7ac89a"),
	"contempt": Color("b0a04a"),
	"tired": Color("9a9aa8"),
	"bored": Color("a89a8a"),
}
const UNKNOWN_COLOUR := Color("d8a86a")

## What the checker found: [row, column, message].
var findings: Array[Array] = []


## Colours by column, as the text editor asks for them.
func _get_line_syntax_highlighting(row: int) -> Dictionary:
	var text := get_text_edit().get_line(row)
	var columns := {}
	for span in Highlighter.spans(text):
		columns[span[0]] = {"color": span[2]}
		columns[span[1]] = {}
	for finding in findings:
		var column: int = finding[1] - 1
		if finding[0] == row + 1 and column < text.length():
			columns[column] = {"color": FAULT_COLOUR}
	var sorted := {}
	var keys := columns.keys()
	keys.sort()
	for key: int in keys:
		sorted[key] = columns[key]
	return sorted


## The tags of [param text] as [first column, column behind, colour].
static func spans(text: String) -> Array[Array]:
	var found: Array[Array] = []
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
					var body := text.substr(start + 1, at - start - 1)
					found.append([start, at + 1, colour_of(body)])
				start = -1
		at += 1
	return found


## The colour of the tag [param body].
static func colour_of(body: String) -> Color:
	var first := body.strip_edges().get_slice(" ", 0).to_lower()
	if first in OTHERS:
		return OTHER_COLOUR
	var mood := MoodText.parse(body.get_slice(" over ", 0).get_slice("->", body.count("->")))
	var strongest := ""
	for name: String in mood:
		if strongest.is_empty() or mood[name] > mood[strongest]:
			strongest = name
	return COLOURS.get(strongest, UNKNOWN_COLOUR)
