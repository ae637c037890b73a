extends PanelContainer
## One guest of the tavern: a face, a voice, and what it feels.

## Words as they are heard.
signal word_heard(patron: Control, text: String, start: int, end: int)

const Face := preload("face.gd")
const MoodMeter := preload("mood_meter.gd")
const Voice := preload("res://addons/moodvox/moodvox_voice.gd")

## The name of the project's cast.
@export var character := ""
## The colour of the face.
@export var skin := Color("e8b48c")
## The colour of the hair.
@export var hair := Color("5a3a28")
## What is worn: "bun", "beard" or "hood".
@export var style := "bun"

## Speaks for this guest.
@onready var voice: Voice = %Voice
@onready var _face: Face = %Face
@onready var _meter: MoodMeter = %Meter
@onready var _name: Label = %Name


func _ready() -> void:
	_name.text = character
	_face.skin = skin
	_face.hair = hair
	_face.style = style
	voice.character = character
	voice.viseme.connect(_face.show_viseme)
	voice.mood_changed.connect(_face.show_mood)
	voice.mood_changed.connect(_meter.show_mood)
	voice.word.connect(
		func(text: String, start: int, end: int) -> void: word_heard.emit(self, text, start, end)
	)


## Lights up whoever speaks.
func highlight(is_speaking: bool) -> void:
	modulate = Color.WHITE if is_speaking else Color(0.72, 0.7, 0.7)
