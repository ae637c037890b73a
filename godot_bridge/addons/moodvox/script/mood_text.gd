@tool
extends RefCounted
## Moods as people write them, "sad 0.6 + fearful 0.4", to weights and back.
##
## Names are not checked here: what a voice knows, its sidecar says.


## The weights of [param text]; a name without a weight takes its part of what is left.
static func parse(text: String) -> Dictionary:
	var weights := {}
	var bare: Array[String] = []
	var left := 1.0
	for part in text.split("+", false):
		var words := part.strip_edges().split(" ", false)
		if words.is_empty() or words[0].to_lower() == "neutral":
			continue
		var name := words[0].to_lower()
		if words.size() < 2:
			bare.append(name)
			continue
		var weight := words[1].trim_suffix("%").to_float()
		weight = weight / 100.0 if words[1].ends_with("%") else weight
		weights[name] = weight
		left -= weight
	for name in bare:
		weights[name] = maxf(left, 0.0) / bare.size()
	return weights


## [param weights] as in a tag; "neutral" if there are none.
static func format(weights: Dictionary) -> String:
	var parts := PackedStringArray()
	for name: String in weights:
		var weight: float = weights[name]
		if weight > 0.0:
			parts.append("%s %s" % [name, String.num(weight, 2)])
	return " + ".join(parts) if not parts.is_empty() else "neutral"


## Seconds of "1.5s", "300ms" or "2"; -1 if it is no time.
static func seconds(text: String) -> float:
	var number := text.trim_suffix("ms").trim_suffix("s")
	if not number.is_valid_float():
		return -1.0
	return number.to_float() / (1e3 if text.ends_with("ms") else 1.0)
