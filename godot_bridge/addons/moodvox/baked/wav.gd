@tool
extends RefCounted
## WAV files, read and written by ourselves: the engine reads them only when it imports.

const Pcm := preload("../wire/pcm.gd")

const HEAD_BYTES := 44


## The bytes of a 16-bit mono WAV file.
static func bytes_of(samples: PackedFloat32Array, sample_rate_hz: int) -> PackedByteArray:
	var data := Pcm.to_s16(samples)
	var out := StreamPeerBuffer.new()
	out.put_data("RIFF".to_ascii_buffer())
	out.put_u32(HEAD_BYTES - 8 + data.size())
	out.put_data("WAVEfmt ".to_ascii_buffer())
	out.put_u32(16)
	out.put_u16(1)
	out.put_u16(1)
	out.put_u32(sample_rate_hz)
	out.put_u32(sample_rate_hz * 2)
	out.put_u16(2)
	out.put_u16(16)
	out.put_data("data".to_ascii_buffer())
	out.put_u32(data.size())
	out.put_data(data)
	return out.data_array


## What the engine plays, of a file that was imported or of one that was not; null if it is
## not there or is no 16-bit mono WAV.
static func stream_of(path: String) -> AudioStream:
	if ResourceLoader.exists(path, "AudioStream"):
		return load(path) as AudioStream
	return parse(FileAccess.get_file_as_bytes(path)) if FileAccess.file_exists(path) else null


## Mono samples in [-1, 1] of what [method parse] gave.
static func samples_of(stream: AudioStreamWAV) -> PackedFloat32Array:
	return Pcm.mono(stream.data, "s16le")


## What the engine plays, of a file's bytes; null if they are no 16-bit mono WAV.
static func parse(bytes: PackedByteArray) -> AudioStreamWAV:
	if bytes.size() < 12 or bytes.slice(0, 4).get_string_from_ascii() != "RIFF":
		return null
	var stream := AudioStreamWAV.new()
	var at := 12
	var is_known := false
	while at + 8 <= bytes.size():
		var name := bytes.slice(at, at + 4).get_string_from_ascii()
		var size := bytes.decode_u32(at + 4)
		if name == "fmt " and size >= 16 and at + 24 <= bytes.size():
			is_known = (
				bytes.decode_u16(at + 8) == 1
				and bytes.decode_u16(at + 10) == 1
				and bytes.decode_u16(at + 22) == 16
			)
			stream.mix_rate = bytes.decode_u32(at + 12)
		elif name == "data" and is_known:
			stream.format = AudioStreamWAV.FORMAT_16_BITS
			stream.data = bytes.slice(at + 8, at + 8 + size)
			return stream
		at += 8 + size + size % 2
	return null
