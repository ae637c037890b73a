extends RichTextLabel
## The line that is being said, its words coming up as they are heard.

const Subtitles := preload("subtitles.gd")

var _plain := ""
var _who := ""


## Begins a line of [param who]; nothing of it is seen yet.
func begin(who: String, tagged: String) -> void:
	_who = who
	_plain = Subtitles.plain_of(tagged)
	_show(0)


## Shows the line up to the place [param end].
func reach(end: int) -> void:
	_show(end)


## The text without its tags, as the places of words count it.
static func plain_of(tagged: String) -> String:
	var plain := ""
	var depth := 0
	var at := 0
	while at < tagged.length():
		var letter := tagged[at]
		if letter == "\\" and at + 1 < tagged.length():
			at += 1
			plain += tagged[at]
		elif letter == "[":
			depth += 1
		elif letter == "]" and depth > 0:
			depth -= 1
		elif depth == 0 and not (letter == " " and (plain.is_empty() or plain.ends_with(" "))):
			plain += letter
		at += 1
	return plain.strip_edges()


func _show(end: int) -> void:
	text = (
		"[center][b]%s[/b]\n%s[color=#ffffff38]%s[/color][/center]"
		% [_who, _escaped(_plain.left(end)), _escaped(_plain.substr(end))]
	)


func _escaped(words: String) -> String:
	return words.replace("[", "[lb]")
