@tool
extends RefCounted
## Writes a mood that moves over a line as tags, each at the word where its part begins.
##
## A tag acts from its place on, so it has to be known when each word is heard: that is told by
## the marks of the line when it was spoken last.

const MoodText := preload("mood_text.gd")
const TaggedText := preload("tagged_text.gd")

## A shorter move is none.
const SHORTEST_S := 0.05


## [param tagged] with tags for [param keys] (keyframes of the protocol, the first at 0), whose
## words are heard at the places of [param words] (marks). Moods that stood before the first
## word are replaced; "" if no word is known and more than one move has to be placed.
static func written(
	tagged: String, keys: Array, words: Array[Dictionary], sample_rate_hz: int, emotions: Array
) -> String:
	var text := without_first_mood(tagged, emotions)
	if keys.size() < 2:
		return _joined(_tag(keys[0].mood), text)
	if keys.size() == 2:
		return _joined(_move(keys[0].mood, keys[1].mood, keys[1].at_s), text)
	if words.is_empty() or sample_rate_hz == 0:
		return ""
	var places := TaggedText.places(text)
	var head := ""
	var insertions: Array[Array] = []
	var from_s := 0.0
	for index in range(1, keys.size()):
		var over_s: float = keys[index].at_s - from_s
		if over_s < SHORTEST_S:
			continue
		if index == 1:
			head = _move(keys[0].mood, keys[1].mood, over_s)
		else:
			insertions.append([_place(from_s, words, sample_rate_hz, places), keys[index], over_s])
		from_s = _next_word_s(keys[index].at_s, words, sample_rate_hz)
	insertions.reverse()
	for insertion in insertions:
		var at: int = insertion[0]
		var tag := "[-> %s over %s] " % [MoodText.format(insertion[1].mood), _time(insertion[2])]
		text = text.left(at) + tag + text.substr(at)
	return _joined(head, text)


## [param tagged] without the moods before its first word; other tags there stay.
static func without_first_mood(tagged: String, emotions: Array) -> String:
	var at := 0
	var kept := ""
	for tag in TaggedText.tags(tagged):
		if not tagged.substr(at, tag.x - at).strip_edges().is_empty():
			break
		var body := tagged.substr(tag.x, tag.y - tag.x)
		if not is_mood(body, emotions):
			kept += body + " "
		at = tag.y
	return kept + tagged.substr(at).strip_edges(true, false)


## Whether a tag, with its brackets, sets or moves a mood of [param emotions].
static func is_mood(tag: String, emotions: Array) -> bool:
	var body := tag.trim_prefix("[").trim_suffix("]").strip_edges().to_lower()
	if body.begins_with("->") or body.begins_with("emotion:"):
		return true
	var first := body.get_slice(" ", 0)
	return first == "neutral" or first in emotions


## Seconds at which the first word at or behind [param at_s] begins; that itself behind all.
static func _next_word_s(at_s: float, words: Array[Dictionary], rate_hz: int) -> float:
	for word in words:
		var begins_s := float(word.first_sample) / rate_hz
		if begins_s >= at_s - SHORTEST_S:
			return maxf(begins_s, at_s)
	return at_s


## Where in the tagged text the word begins that is heard at [param at_s]; its end behind all.
static func _place(
	at_s: float, words: Array[Dictionary], rate_hz: int, places: PackedInt32Array
) -> int:
	for word in words:
		if float(word.first_sample) / rate_hz >= at_s - SHORTEST_S and word.start < places.size():
			return places[word.start]
	return places[-1] + 1 if not places.is_empty() else 0


static func _tag(mood: Dictionary) -> String:
	return "[%s]" % MoodText.format(mood)


static func _move(from: Dictionary, to: Dictionary, over_s: float) -> String:
	return "[%s -> %s over %s]" % [MoodText.format(from), MoodText.format(to), _time(over_s)]


static func _time(seconds: float) -> String:
	return "%ss" % String.num(maxf(seconds, 0.1), 2)


static func _joined(tag: String, text: String) -> String:
	return "%s %s" % [tag, text] if not tag.is_empty() else text
