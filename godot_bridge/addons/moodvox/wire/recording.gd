@tool
extends RefCounted
## A recording that is to be learnt, as a Dictionary that a game has made: whether it can be sent.

const Limits := preload("limits.gd")


## What the sidecar could not read in [param recording]; empty if it can be sent.
static func fault_of(recording: Dictionary) -> String:
	for field: String in ["name", "voice"]:
		var value: Variant = recording.get(field, "")
		if (
			typeof(value) != TYPE_STRING
			or value.is_empty()
			or value.length() > Limits.MAX_NAME_CHARS
		):
			return "%s is no name of 1 to %d characters" % [field, Limits.MAX_NAME_CHARS]
	if recording.get("kind", "speaker") not in ["speaker", "emotion"]:
		return "kind is 'speaker' or 'emotion'"
	if typeof(recording.get("samples")) != TYPE_PACKED_FLOAT32_ARRAY:
		return "samples is no PackedFloat32Array"
	if recording.samples.size() * 2 > Limits.MAX_PART_BYTES:
		return "the recording is too long: 30 s are enough"
	var rate_hz: Variant = recording.get("sample_rate_hz")
	if typeof(rate_hz) != TYPE_INT or rate_hz < Limits.MIN_RATE_HZ or rate_hz > Limits.MAX_RATE_HZ:
		return "sample_rate_hz is no int of %d to %d" % [Limits.MIN_RATE_HZ, Limits.MAX_RATE_HZ]
	return ""
