@tool
extends GridContainer
## One slider for each emotion; together they are at most 1, the rest is neutral.

## A slider was moved by hand; [param mood] are all weights above 0.
signal mood_dragged(mood: Dictionary)

const TagHighlighter := preload("tag_highlighter.gd")

var _sliders: Dictionary = {}
var _is_setting := false


func _init() -> void:
	columns = 2


## Shows sliders for [param emotions].
func show_emotions(emotions: Array) -> void:
	for child in get_children():
		remove_child(child)
		child.queue_free()
	_sliders.clear()
	for emotion: String in emotions:
		var label := Label.new()
		label.text = emotion
		label.modulate = TagHighlighter.COLOURS.get(emotion, TagHighlighter.UNKNOWN_COLOUR)
		var slider := HSlider.new()
		slider.max_value = 1.0
		slider.step = 0.05
		slider.custom_minimum_size.x = 90.0
		slider.size_flags_horizontal = Control.SIZE_EXPAND_FILL
		slider.size_flags_vertical = Control.SIZE_SHRINK_CENTER
		slider.tooltip_text = "weight of %s" % emotion
		slider.value_changed.connect(_on_dragged.bind(emotion))
		add_child(label)
		add_child(slider)
		_sliders[emotion] = slider


## The weights above 0.
func mood() -> Dictionary:
	var weights := {}
	for emotion: String in _sliders:
		var slider: HSlider = _sliders[emotion]
		if slider.value > 0.0:
			weights[emotion] = slider.value
	return weights


## Moves the sliders to [param weights].
func set_mood(weights: Dictionary) -> void:
	_is_setting = true
	for emotion: String in _sliders:
		_sliders[emotion].value = weights.get(emotion, 0.0)
	_is_setting = false


func _on_dragged(value: float, emotion: String) -> void:
	if _is_setting:
		return
	var others := mood()
	others.erase(emotion)
	var sum := 0.0
	for weight: float in others.values():
		sum += weight
	if value + sum > 1.0 and sum > 0.0:
		_is_setting = true
		for other: String in others:
			_sliders[other].value = others[other] * (1.0 - value) / sum
		_is_setting = false
	mood_dragged.emit(mood())
