@tool
extends RefCounted
## Plays one line at a time through a player of the game, and knows how far it is heard.
##
## The player is an AudioStreamPlayer, AudioStreamPlayer2D or AudioStreamPlayer3D. Positions
## are those of samples that were really mixed, not of a clock.

const Line := preload("line.gd")

## The engine's buffer between us and the mixer. A tick of 10 per second is survived.
const BUFFER_S := 0.15
## After it ran dry, so much is gathered before it goes on.
const REFILL_S := 0.08
## Asking for the output latency is slow; it hardly changes.
const LATENCY_EVERY_TICKS := 60

## How often it ran dry in the middle of a line.
var underruns := 0

var _player: Node
var _generator: AudioStreamGeneratorPlayback
var _line: Line
var _is_baked := false
var _capacity := 0
var _pushed := 0
var _skips := 0
var _is_dry := false
var _latency_s := 0.0
var _ticks := 0


## Plays through [param player] from now on.
func use(player: Node) -> void:
	stop()
	_player = player


## Begins [param line], whose blocks may still be to come.
func begin(line: Line, stream: AudioStream = null) -> void:
	stop()
	_line = line
	_is_baked = stream != null
	_pushed = 0
	_is_dry = false
	if _is_baked:
		_player.set(&"stream", stream)
		_player.call(&"play")


## Whether a line is being played.
func is_busy() -> bool:
	return _line != null


## Silence, at once; the engine fades it out over one mix.
func stop() -> void:
	if _player != null and is_instance_valid(_player) and _line != null:
		_player.call(&"stop")
	_line = null
	_generator = null


## Hands over what has come; the samples that are heard by now.
func advance() -> int:
	if _line == null:
		return 0
	if _is_baked:
		var position_s: float = _player.call(&"get_playback_position")
		return int(position_s * _line.sample_rate_hz)
	if _generator == null:
		if not _line.has_blocks():
			return 0
		_open()
	_fill()
	return maxi(0, mixed() - _latency_samples())


## Samples that the mixer has taken: what is told to the sidecar as credit.
func mixed() -> int:
	if _generator == null:
		return 0
	return _pushed - (_capacity - _generator.get_frames_available())


## Whether all of the line has been played.
func is_done() -> bool:
	if _line == null:
		return true
	if _is_baked:
		var playing: bool = _player.get(&"playing")
		return not playing
	if not _line.is_over() or _line.has_blocks():
		return false
	return _generator == null or mixed() >= _pushed


func _open() -> void:
	var stream := AudioStreamGenerator.new()
	stream.mix_rate = _line.sample_rate_hz
	stream.buffer_length = BUFFER_S
	_player.set(&"stream", stream)
	_player.call(&"play")
	_generator = _player.call(&"get_stream_playback")
	_capacity = _generator.get_frames_available()
	_skips = _generator.get_skips()
	_latency_s = AudioServer.get_output_latency()


func _fill() -> void:
	_look_for_dryness()
	if _is_dry and not _may_go_on():
		return
	while _line.has_blocks():
		var room := _generator.get_frames_available()
		if room == 0:
			return
		var block := _line.take_block()
		if block.size() > room:
			_line.return_block(block.slice(room))
			block = block.slice(0, room)
		_generator.push_buffer(block)
		_pushed += block.size()
		_is_dry = false


## The mixer wanted samples, had none, and the line is not over: a gap is heard.
func _look_for_dryness() -> void:
	var skips := _generator.get_skips()
	var wanted_more := skips > _skips
	_skips = skips
	if wanted_more and not _is_dry and _pushed > 0 and not _line.is_over():
		if mixed() >= _pushed:
			_is_dry = true
			underruns += 1


func _may_go_on() -> bool:
	return (
		_line.is_over() or _line.received_samples - _pushed >= int(REFILL_S * _line.sample_rate_hz)
	)


func _latency_samples() -> int:
	_ticks += 1
	if _ticks % LATENCY_EVERY_TICKS == 0:
		_latency_s = AudioServer.get_output_latency()
	return int(_latency_s * _line.sample_rate_hz)
