@tool
class_name MoodvoxLine
extends RefCounted
## One line that somebody says: what was asked for, what has come, and how it ended.
##
## [codeblock]
## var line := $Marta.say("[angry] Out!")
## await line.over
## print(line.reason, " after ", line.received_samples, " samples")
## [/codeblock]

## The line will not change any more. It may still be playing.
signal over

## It waits, it comes, or it is over.
enum State { WAITING, COMING, OVER }

## Unique in this game.
var id := ""
## Its name on the wire; another one when it has to be spoken again.
var wire_id := ""
## Who says it.
var character := ""
## What is said, with tags.
var text := ""
## Fields of the protocol's [code]speak[/code]: voice, mood, priority, ...
var options: Dictionary = {}
## Where it stands.
var state := State.WAITING
## "finished", "cancelled", "dropped" or "failed", once it is over.
var reason := ""
## The error's stable word, where the line failed: "bad_script", "not_connected", ...
var code := ""
## What was wrong, where the line failed.
var message := ""
## The place of the fault: file:line:column of the text, or a field.
var where := ""
## What to do about it.
var hint := ""
## Samples that have come.
var received_samples := 0
## Of its samples; 0 before the first block.
var sample_rate_hz := 0
## How often it was begun anew after the sidecar went away.
var restarts := 0
## Words and visemes in the order in which they are heard, as maps of the protocol.
var marks: Array[Dictionary] = []
## Where another mood begins, and which: [first_sample, weights].
var moods: Array[Array] = []
## What of the text was not spoken.
var notices: Array = []
## Keep all samples in [member samples]: for baking and for tests.
var keeps_samples := false
## All samples that have come, mono, if [member keeps_samples].
var samples := PackedFloat32Array()

## What has come and was not played yet, in stereo. Whoever plays the line takes from its front.
var blocks: Array[PackedVector2Array] = []
## The seat of who plays it, among the turns of the autoload; -1 for nobody.
var seat := -1

var _last_mood: Dictionary = {}


## Whether nothing more will come.
func is_over() -> bool:
	return state == State.OVER


## A block has come. After a restart those parts that were here before are left out.
func add_block(block: Dictionary) -> void:
	var first: int = block.first_sample
	var stereo: PackedVector2Array = block.stereo
	var last := first + stereo.size()
	sample_rate_hz = block.sample_rate_hz
	if last <= received_samples or first > received_samples:
		return
	var known := received_samples - first
	state = State.COMING
	var mood: Dictionary = block.mood
	# Nearly always it is the very same: the connection sees to that.
	if not is_same(mood, _last_mood) and (moods.is_empty() or mood != _last_mood):
		moods.append([received_samples, mood])
	_last_mood = mood
	blocks.append(stereo.slice(known) if known > 0 else stereo)
	if keeps_samples:
		var pcm: PackedFloat32Array = block.pcm
		samples.append_array(pcm.slice(known) if known > 0 else pcm)
	received_samples = last


## Words and visemes have come.
func add_marks(list: Array) -> void:
	if restarts == 0:
		marks.append_array(list)
		return
	var known := received_samples
	for mark: Dictionary in list:
		if mark.first_sample >= known:
			marks.append(mark)


## The line ends well.
func finish(why: String) -> void:
	if not is_over():
		reason = why
		state = State.OVER
		over.emit()


## The line ends with a fault.
func fail(fault_code: String, what: String, place := "", what_to_do := "") -> void:
	code = fault_code
	message = what
	where = place
	hint = what_to_do
	finish("failed")
