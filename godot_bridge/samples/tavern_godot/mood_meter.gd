extends Control
## The strongest emotions that are heard now, as bars.

const ROWS := 3
const ROW_HEIGHT := 19.0
const INSET := 12.0
const COLOURS := {
	"angry": Color("d8432f"),
	"cold_angry": Color("5a78b8"),
	"happy": Color("e8b83a"),
	"sad": Color("4a6fa5"),
	"tender": Color("d88aa0"),
	"fearful": Color("8a63b8"),
	"panicked": Color("b04ad0"),
	"surprised": Color("4ab8b0"),
	"tired": Color("7a8088"),
	"contempt": Color("7f9a3a"),
}

var _shown: Dictionary = {}
var _goal: Dictionary = {}


func _process(delta: float) -> void:
	var step := minf(1.0, delta * 8.0)
	for emotion: String in _shown.keys():
		var weight := lerpf(_shown[emotion], _goal.get(emotion, 0.0), step)
		_shown[emotion] = weight
		if weight < 0.01:
			_shown.erase(emotion)
	queue_redraw()


func _draw() -> void:
	var names := _shown.keys()
	names.sort_custom(func(a: String, b: String) -> bool: return _shown[a] > _shown[b])
	var font := get_theme_default_font()
	for row in mini(ROWS, names.size()):
		var emotion: String = names[row]
		var top := row * ROW_HEIGHT
		var full := size.x - 2.0 * INSET
		draw_rect(Rect2(INSET, top, full, ROW_HEIGHT - 4.0), Color(1.0, 1.0, 1.0, 0.06))
		var bar := Rect2(INSET, top, full * float(_shown[emotion]), ROW_HEIGHT - 4.0)
		draw_rect(bar, COLOURS.get(emotion, Color("9a8a7a")))
		var at := Vector2(INSET + 4.0, top + ROW_HEIGHT - 8.0)
		draw_string(
			font, at, emotion.replace("_", " "), HORIZONTAL_ALIGNMENT_LEFT, -1, 12, Color.WHITE
		)


## The bars go to [param mood].
func show_mood(mood: Dictionary) -> void:
	_goal = mood
	for emotion: String in mood:
		if not _shown.has(emotion):
			_shown[emotion] = 0.02
