extends Control
## A face of a few lines whose mouth follows visemes and whose brows follow the mood.

## How far a viseme opens the mouth, and how wide it makes it.
const SHAPES := {
	&"sil": Vector2(0.7, 0.02),
	&"PP": Vector2(0.55, 0.0),
	&"FF": Vector2(0.65, 0.1),
	&"TH": Vector2(0.7, 0.2),
	&"DD": Vector2(0.75, 0.25),
	&"kk": Vector2(0.75, 0.35),
	&"CH": Vector2(0.45, 0.35),
	&"SS": Vector2(0.85, 0.12),
	&"nn": Vector2(0.75, 0.2),
	&"RR": Vector2(0.5, 0.3),
	&"aa": Vector2(0.8, 1.0),
	&"E": Vector2(0.95, 0.55),
	&"ih": Vector2(0.95, 0.35),
	&"oh": Vector2(0.5, 0.75),
	&"ou": Vector2(0.35, 0.45),
}
## What an emotion does: brows down (x) or raised inside (y), corners of the mouth up (z).
const EXPRESSIONS := {
	"angry": Vector3(1.0, 0.0, -0.5),
	"cold_angry": Vector3(0.7, 0.0, -0.3),
	"happy": Vector3(-0.3, 0.0, 1.0),
	"tender": Vector3(0.0, 0.3, 0.5),
	"sad": Vector3(0.0, 1.0, -0.7),
	"wailing": Vector3(0.0, 1.0, -1.0),
	"fearful": Vector3(-0.6, 0.9, -0.4),
	"panicked": Vector3(-1.0, 1.0, -0.6),
	"surprised": Vector3(-1.0, 0.2, 0.0),
	"contempt": Vector3(0.4, 0.0, -0.2),
	"tired": Vector3(0.2, 0.5, -0.2),
}
const INK := Color("2a1b14")
const SPEED := 18.0

const EDGE := 1.5

## The colour of the skin.
@export var skin := Color("e8b48c")
## The colour of the hair.
@export var hair := Color("5a3a28")
## What is worn: "bun", "beard" or "hood".
@export var style := "bun"

var _mouth: Vector2 = SHAPES[&"sil"]
var _mouth_goal: Vector2 = SHAPES[&"sil"]
var _look := Vector3.ZERO
var _look_goal := Vector3.ZERO


func _process(delta: float) -> void:
	var step := minf(1.0, delta * SPEED)
	_mouth = _mouth.lerp(_mouth_goal, step)
	_look = _look.lerp(_look_goal, step * 0.3)
	queue_redraw()


func _draw() -> void:
	var radius := minf(size.x, size.y) * 0.4
	var middle := Vector2(size.x / 2.0, size.y - radius * 1.15)
	_draw_behind(middle, radius)
	_disc(middle, radius, skin)
	_draw_hair(middle, radius)
	for side: float in [-1.0, 1.0]:
		var eye := middle + Vector2(side * radius * 0.38, -radius * 0.15)
		_disc(eye, radius * 0.085, INK)
		var inner := eye + Vector2(-side * 0.2, -0.24 + 0.14 * _look.x - 0.16 * _look.y) * radius
		var outer := eye + Vector2(side * 0.2, -0.22 - 0.06 * _look.x + 0.06 * _look.y) * radius
		draw_line(inner, outer, INK, radius * 0.06, true)
	var mouth := middle + Vector2(0.0, radius * 0.45)
	var wide := _mouth.x * radius * 0.5
	var open := _mouth.y * radius * 0.32
	var corner := -_look.z * radius * 0.16
	var lips := PackedVector2Array()
	for step in 21:
		var x := lerpf(-1.0, 1.0, step / 20.0)
		lips.append(mouth + Vector2(x * wide, corner * x * x - open * (1.0 - x * x) * 0.5))
	for step in range(20, -1, -1):
		var x := lerpf(-1.0, 1.0, step / 20.0)
		lips.append(mouth + Vector2(x * wide, corner * x * x + open * (1.0 - x * x) + 1.0))
	draw_colored_polygon(lips, INK.lerp(Color("7a2a2a"), clampf(_mouth.y, 0.0, 1.0)))
	lips.append(lips[0])
	draw_polyline(lips, INK, radius * 0.025, true)


## What is seen behind the face.
func _draw_behind(middle: Vector2, radius: float) -> void:
	if style == "bun":
		_disc(middle + Vector2(0.0, -radius * 1.02), radius * 0.26, hair)
	elif style == "hood":
		_disc(middle + Vector2(0.0, -radius * 0.04), radius * 1.12, hair)


## What hangs into the face.
func _draw_hair(middle: Vector2, radius: float) -> void:
	if style == "beard":
		_cap(middle, radius + EDGE, 0.04, 0.96, 0.66)
	else:
		_cap(middle, radius + EDGE, 1.1, 1.9, 0.5 if style == "bun" else 0.62)


## The part of the head between two angles (in half turns) that is farther than [param inner]
## from a point in the middle of the face.
func _cap(middle: Vector2, radius: float, from: float, to: float, inner: float) -> void:
	var edge := PackedVector2Array()
	for step in 25:
		edge.append(middle + Vector2.from_angle(lerpf(from, to, step / 24.0) * PI) * radius)
	for step in range(24, -1, -1):
		var angle := lerpf(from, to, step / 24.0) * PI
		var bend := lerpf(inner, 1.0, absf(step / 12.0 - 1.0) ** 2.0)
		edge.append(middle + Vector2.from_angle(angle) * radius * bend)
	draw_colored_polygon(edge, hair)
	draw_polyline(edge, hair, EDGE, true)


## A circle with a smooth edge.
func _disc(middle: Vector2, radius: float, colour: Color) -> void:
	draw_circle(middle, radius, colour)
	draw_arc(middle, radius, 0.0, TAU, 64, colour, EDGE, true)


## The mouth goes to the shape of a viseme.
func show_viseme(viseme: StringName) -> void:
	_mouth_goal = SHAPES.get(viseme, SHAPES[&"sil"])


## The rest of the face goes where the mood is.
func show_mood(mood: Dictionary) -> void:
	_look_goal = Vector3.ZERO
	for emotion: String in mood:
		_look_goal += EXPRESSIONS.get(emotion, Vector3.ZERO) * float(mood[emotion])
