@tool
extends RefCounted
## The messages of the protocol: those that we send are made here, those that come are read.
##
## [method read] gives a Dictionary whose fields have the right types, with defaults filled in,
## or none and a [member fault]. A block's audio is in [code]pcm[/code], mono float32, and
## in [code]stereo[/code], ready for the engine. A field at its default is not sent.

const Limits := preload("limits.gd")
const Msgpack := preload("msgpack.gd")
const MsgpackReader := preload("msgpack_reader.gd")
const Pcm := preload("pcm.gd")

const VERSION := 1
## Where a map that is to be sent keeps its second part.
const AUDIO := "audio"
## Field -> default, for each type that a sidecar sends. What has no default is required.
const COMING := {
	"ready":
	{
		"version": 1,
		"sidecar": "",
		"heartbeat_ms": 1000.0,
		"timeout_ms": 5000.0,
		"voices": [],
		"characters": [],
		"visemes": [],
		"arkit": {},
		"tags": [],
		"sounds": [],
		"moods": [],
	},
	"block": {"mood": {}},
	"mark": {},
	"done": {"timings": {}, "notices": [], "why": "", "retry_ms": 0.0},
	"diagnostics": {"findings": [], "left_out": 0},
	"error": {"where": "", "hint": "", "id": "", "line_over": false},
	"enrolled": {"replaced": false, "remarks": []},
	"pong": {"nonce": 0},
	"ping": {"nonce": 0},
	"stats": {"counters": {}},
	"shutdown": {"reason": ""},
}
const REQUIRED := {
	"block":
	{
		"id": TYPE_STRING,
		"sequence": TYPE_INT,
		"first_sample": TYPE_INT,
		"samples": TYPE_INT,
		"sample_rate_hz": TYPE_INT,
		"format": TYPE_STRING,
	},
	"mark": {"id": TYPE_STRING, "marks": TYPE_ARRAY},
	"done": {"id": TYPE_STRING, "samples": TYPE_INT, "reason": TYPE_STRING},
	"error": {"code": TYPE_STRING, "message": TYPE_STRING},
	"diagnostics": {"id": TYPE_STRING},
	"enrolled": {"id": TYPE_STRING, "kind": TYPE_STRING, "name": TYPE_STRING, "voice": TYPE_STRING},
}
const MARK := {
	"kind": TYPE_STRING,
	"text": TYPE_STRING,
	"first_sample": TYPE_INT,
	"samples": TYPE_INT,
	"start": TYPE_INT,
	"end": TYPE_INT,
}
const FINDING := {
	"line": TYPE_INT,
	"column": TYPE_INT,
	"severity": TYPE_STRING,
	"message": TYPE_STRING,
}

## Why [method read] gave nothing; empty for a type from the future, which is to be skipped.
var fault := ""

var _reader := MsgpackReader.new()


## The first message of a session.
static func hello(token: String, engine: String, lead_ms: float) -> Dictionary:
	var map := _new("hello")
	map.versions = [VERSION]
	if not token.is_empty():
		map.token = token
	map.engine = engine
	if lead_ms > 0.0:
		map.lead_ms = lead_ms
	return map


## Has a line spoken. [param options] are fields of the protocol's [code]speak[/code].
static func speak(id: String, character: String, text: String, options: Dictionary) -> Dictionary:
	var map := _new("speak")
	map.id = id
	map.character = character
	map.text = text
	map.merge(options)
	return map


## Stops one line.
static func cancel_line(id: String) -> Dictionary:
	var map := _new("cancel")
	map.id = id
	return map


## Stops all that one character says and was to say.
static func cancel_character(character: String) -> Dictionary:
	var map := _new("cancel")
	map.character = character
	return map


## Stops all lines of this game.
static func cancel_all() -> Dictionary:
	var map := _new("cancel")
	map.all = true
	return map


## Says how far playback of a line has come.
static func credit(id: String, played_samples: int) -> Dictionary:
	var map := _new("credit")
	map.id = id
	map.played_samples = played_samples
	return map


## Moves a character's mood.
static func mood(
	character: String, target: Dictionary, over_s: float, easing := "linear"
) -> Dictionary:
	var map := _new("mood")
	map.character = character
	map.target = target
	if over_s > 0.0:
		map.over_s = over_s
	if easing != "linear":
		map.easing = easing
	return map


## Has [param text] read as the game would, and its faults told. [param file] is its name,
## whose ending says how it is read; "" is one tagged line.
static func check(id: String, text: String, file := "", voice := "") -> Dictionary:
	var map := _new("check")
	map.id = id
	map.text = text
	if not file.is_empty():
		map.file = file
	if not voice.is_empty():
		map.voice = voice
	return map


## Has a speaker or an emotion learnt from [param recording]: name, voice, kind
## ("speaker" or "emotion"), samples (mono), sample_rate_hz, replace. [code]recording.gd[/code] has
## found nothing wrong with it.
static func enroll(id: String, recording: Dictionary) -> Dictionary:
	var samples: PackedFloat32Array = recording.samples
	var map := _new("enroll")
	map.id = id
	map.kind = recording.get("kind", "speaker")
	map.name = recording.name
	map.voice = recording.voice
	map.samples = samples.size()
	map.sample_rate_hz = recording.sample_rate_hz
	map.format = "s16le"
	if recording.get("replace", false):
		map.replace = true
	map[AUDIO] = Pcm.to_s16(samples)
	return map


## Asks for a pong: a sign of life in both directions.
static func ping(nonce := 0) -> Dictionary:
	return _with_nonce("ping", nonce)


## Answers a ping.
static func pong(nonce := 0) -> Dictionary:
	return _with_nonce("pong", nonce)


## Ends the sidecar.
static func shutdown(reason: String) -> Dictionary:
	var map := _new("shutdown")
	map.reason = reason
	return map


## The parts of [param map]; none if it cannot be sent.
static func parts_of(map: Dictionary) -> Array[PackedByteArray]:
	var parts: Array[PackedByteArray] = []
	var audio: PackedByteArray = map.get(AUDIO, PackedByteArray())
	if not audio.is_empty():
		map = map.duplicate()
		map.erase(AUDIO)
	var bytes := Msgpack.encode(map)
	if not bytes.is_empty() and bytes.size() <= Limits.MAX_MAP_BYTES:
		parts.append(bytes)
		if not audio.is_empty():
			parts.append(audio)
	return parts


## What the parts of one multipart say; empty if nothing can be made of them.
func read(parts: Array) -> Dictionary:
	fault = ""
	if parts.is_empty() or parts.size() > Limits.MAX_PARTS:
		return _refuse("a message has 1 or 2 parts, not %d" % parts.size())
	var first: PackedByteArray = parts[0]
	if first.size() > Limits.MAX_MAP_BYTES:
		return _refuse("a map of %d bytes is too long" % first.size())
	var value: Variant = _reader.read(first)
	if not _reader.fault.is_empty():
		return _refuse(_reader.fault)
	if typeof(value) != TYPE_DICTIONARY:
		return _refuse("a message is a map")
	var map: Dictionary = value
	if typeof(map.get("type")) != TYPE_STRING or typeof(map.get("v")) != TYPE_INT:
		return _refuse("a message without type or v")
	if map.v != VERSION:
		return _refuse("protocol version %d is not spoken here" % map.v)
	if not COMING.has(map.type):
		return {}
	return _checked(map, parts)


func _checked(map: Dictionary, parts: Array) -> Dictionary:
	var type: String = map.type
	var required: Dictionary = REQUIRED.get(type, {})
	for field: String in required:
		if typeof(map.get(field)) != required[field]:
			return _refuse("%s.%s is missing or of a wrong type" % [type, field])
	var defaults: Dictionary = COMING[type]
	for field: String in defaults:
		if not map.has(field) or map[field] == null:
			map[field] = defaults[field]
		elif typeof(defaults[field]) == TYPE_FLOAT and typeof(map[field]) == TYPE_INT:
			map[field] = float(map[field])
		elif typeof(map[field]) != typeof(defaults[field]):
			return _refuse("%s.%s is of a wrong type" % [type, field])
	if type == "block":
		return _with_audio(map, parts)
	if parts.size() != 1:
		return _refuse("'%s' has no second part" % type)
	if type == "mark":
		return _with_entries(map, "marks", MARK, Limits.MAX_MARKS)
	if type == "diagnostics":
		return _with_entries(map, "findings", FINDING, Limits.MAX_FINDINGS)
	return map


func _with_audio(map: Dictionary, parts: Array) -> Dictionary:
	if parts.size() != 2:
		return _refuse("block.audio is missing")
	var audio: PackedByteArray = parts[1]
	var samples: int = map.samples
	var format: String = map.format
	if map.first_sample < 0 or samples < 0 or not Pcm.WIDTHS.has(format):
		return _refuse("a block that cannot be")
	if audio.size() != samples * Pcm.WIDTHS[format]:
		return _refuse("block.audio has %d bytes for %d samples" % [audio.size(), samples])
	map.pcm = Pcm.mono(audio, format)
	map.stereo = Pcm.stereo(map.pcm)
	return map


## The maps in the list [param name] have [param fields], each of its type.
func _with_entries(map: Dictionary, name: String, fields: Dictionary, most: int) -> Dictionary:
	var entries: Array = map[name]
	if entries.size() > most:
		return _refuse("too many %s" % name)
	for entry: Variant in entries:
		if typeof(entry) != TYPE_DICTIONARY:
			return _refuse("%s are maps" % name)
		for field: String in fields:
			if typeof(entry.get(field)) != fields[field]:
				return _refuse("%s.%s is missing or of a wrong type" % [name, field])
	return map


func _refuse(what: String) -> Dictionary:
	fault = what
	return {}


static func _with_nonce(type: String, nonce: int) -> Dictionary:
	var map := _new(type)
	if nonce != 0:
		map.nonce = nonce
	return map


static func _new(type: String) -> Dictionary:
	return {"type": type, "v": VERSION}
