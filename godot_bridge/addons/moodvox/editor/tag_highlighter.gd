@tool
extends SyntaxHighlighter
## Colours tags in a line, each by its strongest emotion, and what was found to be wrong.

const MoodText := preload("../script/mood_text.gd")
const TaggedText := preload("../script/tagged_text.gd")

## Of tags that set no mood.
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
## Of emotions that have no colour of their own, and of the project's moods.
const UNKNOWN_COLOUR := Color("d8a86a")

## What the voices can feel; a tag that names none of it and moves nothing is no mood.
var emotions: Array = COLOURS.keys()
## What the checker found: [row, column, message].
var findings: Array[Array] = []


## Colours by column, as the text editor asks for them.
func _get_line_syntax_highlighting(row: int) -> Dictionary:
	var text := get_text_edit().get_line(row)
	var columns := {}
	for span in spans(text):
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
func spans(text: String) -> Array[Array]:
	var found: Array[Array] = []
	for tag in TaggedText.tags(text):
		found.append([tag.x, tag.y, colour_of(text.substr(tag.x, tag.y - tag.x))])
	return found


## The colour of [param tag], with its brackets: that of the strongest emotion in it.
func colour_of(tag: String) -> Color:
	var body := tag.trim_prefix("[").trim_suffix("]").strip_edges().to_lower()
	var mood := MoodText.parse(body.get_slice(" over ", 0).get_slice("->", body.count("->")))
	var strongest := ""
	for emotion: String in mood:
		if strongest.is_empty() or mood[emotion] > mood[strongest]:
			strongest = emotion
	if strongest in emotions or body.contains("->") or body.contains("+"):
		return COLOURS.get(strongest, UNKNOWN_COLOUR)
	return OTHER_COLOUR
