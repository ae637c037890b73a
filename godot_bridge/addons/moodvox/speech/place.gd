@tool
extends RefCounted
## Where a voice sounds from: its player, made if there is none, and how far the listener is.

## Two-dimensional games measure in pixels.
const PIXELS_PER_METRE := 100.0


## The player that [param voice] uses: a child or its parent if that is one, else a new one
## of the kind that suits the parent.
static func player_for(voice: Node) -> Node:
	for child in voice.get_children():
		if is_player(child):
			return child
	var parent := voice.get_parent()
	if is_player(parent):
		return parent
	var made: Node
	if parent is Node3D:
		made = AudioStreamPlayer3D.new()
	elif parent is CanvasItem:
		made = AudioStreamPlayer2D.new()
	else:
		made = AudioStreamPlayer.new()
	made.name = "%sPlayer" % voice.name
	# A player in space takes its place from its parent, which a plain node between would hide.
	if parent is Node3D or parent is CanvasItem:
		parent.add_child.call_deferred(made)
	else:
		voice.add_child(made)
	return made


## Whether [param node] is one of the engine's three players.
static func is_player(node: Node) -> bool:
	return node is AudioStreamPlayer or node is AudioStreamPlayer2D or node is AudioStreamPlayer3D


## Metres from the camera to [param player]; 0 for one that has no place.
static func distance_m(player: Node) -> float:
	if not player.is_inside_tree():
		return 0.0
	if player is AudioStreamPlayer3D:
		var camera := player.get_viewport().get_camera_3d()
		if camera == null:
			return 0.0
		return camera.global_position.distance_to((player as Node3D).global_position)
	if player is AudioStreamPlayer2D:
		var camera := player.get_viewport().get_camera_2d()
		if camera == null:
			return 0.0
		var pixels := camera.global_position.distance_to((player as Node2D).global_position)
		return pixels / PIXELS_PER_METRE
	return 0.0
