@tool
extends RefCounted
## Plays one line at a time through a player of the game, and knows how far it is heard.
##
## The player is an AudioStreamPlayer, AudioStreamPlayer2D or AudioStreamPlayer3D. Positions
## are those of samples that were really mixed, not of a clock.

const Line := preload("line.gd")
const MixerClock := preload("mixer_clock.gd")

## The engine's buffer between us and the mixer. It takes all that a sidecar sends ahead by
## default, as it comes: nothing has to be cut into pieces, and ticks may be late. What was
## sent does not change any more, so a mood is heard no later for it.
const BUFFER_S := 0.4
## After it ran dry, so much is gathered before it goes on, and a step of the mixer.
const REFILL_S := 0.08

## How often it ran dry in the middle of a line.
var underruns := 0
## Samples of the line that the mixer has taken.
var mixed := 0
## Samples that it would have taken if it took them evenly: what is told to the sidecar as credit.
## A mixer that takes 90 ms at once is behind that by half as much, and by so much the sidecar
## would be ahead less.
var played := 0
## Samples that wait to be mixed.
var left := 0
## Whether all of the line has been played, or there is none.
var is_done := true

var _player: Node
var _generator: AudioStreamGeneratorPlayback
var _line: Line
var _is_baked := false
var _capacity := 0
var _pushed := 0
var _skips := 0
var _per_usec := 0.0
var _begun_usec := 0
var _is_dry := false


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
	mixed = 0
	left = 0
	is_done = false
	_is_dry = false
	if _is_baked:
		_player.set(&"stream", stream)
		_player.call(&"play")


## Silence, at once; the engine fades it out over one mix.
func stop() -> void:
	if _player != null and is_instance_valid(_player) and _line != null:
		_player.call(&"stop")
	_line = null
	_generator = null
	is_done = true


## Hands over what has come; the samples that are heard by now. [member mixed] and
## [member is_done] are true of the same moment.
##
## Called for twenty voices again and again: one pass, and the engine is asked as little as can be.
func advance(now_usec := Time.get_ticks_usec()) -> int:
	if _line == null:
		return 0
	if _generator == null:
		return _advance_baked(now_usec) if _is_baked else _wait_for_sound(now_usec)
	var room := _generator.get_frames_available()
	if room == _capacity and not _may_fill():
		mixed = _pushed
	else:
		if not _line.blocks.is_empty():
			room = _push(room)
		mixed = _pushed - _capacity + room
		if room == _capacity and _line.state == Line.State.OVER:
			is_done = _line.blocks.is_empty()
	return _note(_pushed, now_usec)


## The samples that are heard at [param now_usec], a moment after [method advance]; the mixer is
## not asked.
func heard(now_usec: int) -> int:
	return clampi(int((now_usec - _begun_usec) * _per_usec), 0, mixed + left)


func _advance_baked(now_usec: int) -> int:
	var position_s: float = _player.call(&"get_playback_position")
	is_done = not _player.get(&"playing")
	mixed = int(position_s * _line.sample_rate_hz)
	return _note(_line.received_samples, now_usec)


## Where playback stands, with [param last] samples to be played for now; those that are heard.
func _note(last: int, now_usec: int) -> int:
	_per_usec = _line.sample_rate_hz / 1e6
	left = last - mixed
	var since_usec := mini(now_usec - MixerClock.mixed_at_usec, int(MixerClock.step_usec))
	played = mini(mixed + int(since_usec * _per_usec), last)
	_begun_usec = now_usec - since_usec + MixerClock.lag_usec - int(mixed / _per_usec)
	return clampi(int((now_usec - _begun_usec) * _per_usec), 0, mixed)


## Less has come than the mixer takes at once; a line that is over without a sample is done.
func _wait_for_sound(now_usec: int) -> int:
	if _line.is_over():
		is_done = _line.blocks.is_empty()
	elif _line.received_samples <= MixerClock.step_samples(_line.sample_rate_hz):
		return 0
	if _line.blocks.is_empty():
		return 0
	_open()
	return advance(now_usec)


func _open() -> void:
	var stream := AudioStreamGenerator.new()
	stream.mix_rate = _line.sample_rate_hz
	stream.buffer_length = BUFFER_S
	_player.set(&"stream", stream)
	_player.call(&"play")
	_generator = _player.call(&"get_stream_playback")
	_capacity = _generator.get_frames_available()
	_skips = _generator.get_skips()


## Fills the [param room] in the engine's buffer as far as blocks have come; what is left of it.
func _push(room: int) -> int:
	var blocks := _line.blocks
	while room > 0 and not blocks.is_empty():
		var block: PackedVector2Array = blocks.pop_front()
		var size := block.size()
		if size > room:
			blocks.push_front(block.slice(room))
			block = block.slice(0, room)
			size = room
		_generator.push_buffer(block)
		_pushed += size
		room -= size
		_is_dry = false
	return room


## The mixer has taken all. If it wanted more and the line is not over, a gap is heard, and
## so much is gathered that there is not another at once.
func _may_fill() -> bool:
	if _pushed == 0:
		return true
	var is_over := _line.is_over()
	if is_over and _line.blocks.is_empty():
		is_done = true
		return false
	var skips := _generator.get_skips()
	if skips > _skips and not _is_dry and not is_over:
		_is_dry = true
		underruns += 1
	_skips = skips
	if not _is_dry or is_over:
		return true
	var rate_hz := _line.sample_rate_hz
	var enough := int(REFILL_S * rate_hz) + MixerClock.step_samples(rate_hz)
	return _line.received_samples - _pushed >= enough
