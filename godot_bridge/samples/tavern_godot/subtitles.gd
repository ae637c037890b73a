extends RichTextLabel
## The line that is being said, its words coming up as they are heard.

const TaggedText := preload("res://addons/moodvox/script/tagged_text.gd")

var _plain := ""
var _who := ""


## Begins a line of [param who]; nothing of it is seen yet.
func begin(who: String, tagged: String) -> void:
	_who = who
	_plain = TaggedText.plain(tagged)
	_show(0)


## Shows the line up to the place [param end].
func reach(end: int) -> void:
	_show(end)


func _show(end: int) -> void:
	text = (
		"[center][b]%s[/b]\n%s[color=#ffffff38]%s[/color][/center]"
		% [_who, _escaped(_plain.left(end)), _escaped(_plain.substr(end))]
	)


func _escaped(words: String) -> String:
	return words.replace("[", "[lb]")
