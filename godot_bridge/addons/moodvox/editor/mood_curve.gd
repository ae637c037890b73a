@tool
extends Control
## How strong the mood is over the line: points that are dragged, added (click) and removed
## (right click). The first stands at the line's beginning.

## A point was moved, added or removed.
signal curve_dragged

const POINT_RADIUS := 5.0
## Around the curve, so that no point is cut off.
const INSET := Vector2(7.0, 7.0)
const NEAR_PIXELS := 12.0
const MOST_POINTS := 16

## Length of the line that is shown, in seconds.
var length_s := 4.0:
	set(value):
		length_s = maxf(value, 0.5)
		queue_redraw()
## The points: seconds and intensity, in order of time.
var points: Array[Vector2] = [Vector2(0.0, 1.0)]

var _dragged := -1


func _init() -> void:
	custom_minimum_size = Vector2(120.0, 64.0)
	tooltip_text = "Intensity of the mood over the line. Click adds a point, right click removes."


func _draw() -> void:
	draw_rect(Rect2(Vector2.ZERO, size), Color(0.0, 0.0, 0.0, 0.25))
	var line := PackedVector2Array()
	for point in points:
		line.append(_at(point))
	line.append(Vector2(size.x - INSET.x, line[-1].y))
	draw_polyline(line, Color("e8b83a"), 2.0, true)
	for point in points:
		draw_circle(_at(point), POINT_RADIUS, Color.WHITE)


func _gui_input(event: InputEvent) -> void:
	var button := event as InputEventMouseButton
	if button != null and button.pressed:
		_press(button)
	elif button != null:
		_dragged = -1
	elif event is InputEventMouseMotion and _dragged >= 0:
		_drag((event as InputEventMouseMotion).position)


## The curve as keyframes of the protocol, for [param mood] at intensity 1.
func keyframes(mood: Dictionary) -> Array:
	var keys := []
	for point in points:
		var weights := {}
		for emotion: String in mood:
			weights[emotion] = snappedf(mood[emotion] * point.y, 0.001)
		keys.append({"at_s": snappedf(point.x, 0.001), "mood": weights})
	return keys


## Back to one mood throughout.
func reset() -> void:
	points = [Vector2(0.0, 1.0)]
	queue_redraw()


func _press(button: InputEventMouseButton) -> void:
	var near := _near(button.position)
	if button.button_index == MOUSE_BUTTON_RIGHT:
		if near > 0:
			points.remove_at(near)
			_changed()
	elif button.button_index == MOUSE_BUTTON_LEFT:
		if near < 0 and points.size() < MOST_POINTS:
			var point := _point(button.position)
			near = points.size()
			while near > 0 and points[near - 1].x > point.x:
				near -= 1
			points.insert(near, point)
			_changed()
		_dragged = near


func _drag(position_px: Vector2) -> void:
	var point := _point(position_px)
	var least := points[_dragged - 1].x + 0.05 if _dragged > 0 else 0.0
	var most := points[_dragged + 1].x - 0.05 if _dragged + 1 < points.size() else length_s
	point.x = clampf(point.x, least, maxf(least, most)) if _dragged > 0 else 0.0
	points[_dragged] = point
	_changed()


func _changed() -> void:
	queue_redraw()
	curve_dragged.emit()


func _near(position_px: Vector2) -> int:
	for index in points.size():
		if _at(points[index]).distance_to(position_px) < NEAR_PIXELS:
			return index
	return -1


func _at(point: Vector2) -> Vector2:
	return INSET + Vector2(point.x / length_s, 1.0 - point.y) * (size - 2.0 * INSET)


func _point(position_px: Vector2) -> Vector2:
	var place := (position_px - INSET) / (size - 2.0 * INSET).clamp(Vector2.ONE, Vector2.INF)
	return Vector2(clampf(place.x, 0.0, 1.0) * length_s, clampf(1.0 - place.y, 0.0, 1.0))
