@tool
extends RefCounted
## Samples from the wire's bytes, and in the shape that the engine plays.

## Bytes of one sample in each format of the wire.
const WIDTHS := {"f32le": 4, "s16le": 2}
## Samples that are doubled at once; the engine's own arithmetic takes up to 40,000.
const MOST_AT_ONCE := 16_384


## Mono float32 samples in [-1, 1] of [param audio].
static func mono(audio: PackedByteArray, format: String) -> PackedFloat32Array:
	if format == "f32le":
		return audio.to_float32_array()
	var samples := PackedFloat32Array()
	samples.resize(audio.size() / WIDTHS[format])
	for index in samples.size():
		samples[index] = audio.decode_s16(index * 2) / 32767.0
	return samples


## Each of [param samples] on the left and on the right, as
## [method AudioStreamGeneratorPlayback.push_buffer] takes them.
##
## A loop over samples would cost a game of twenty voices a millisecond in every tick. An
## image that is stretched to twice its width does the same, in the engine's own code.
static func stereo(samples: PackedFloat32Array) -> PackedVector2Array:
	if samples.is_empty():
		return PackedVector2Array()
	var bytes := PackedByteArray()
	bytes.resize(8)
	bytes.encode_u32(0, TYPE_PACKED_VECTOR2_ARRAY)
	bytes.encode_u32(4, samples.size())
	for start in range(0, samples.size(), MOST_AT_ONCE):
		var part := samples.slice(start, start + MOST_AT_ONCE)
		var image := Image.create_from_data(
			part.size(), 1, false, Image.FORMAT_RF, part.to_byte_array()
		)
		image.resize(part.size() * 2, 1, Image.INTERPOLATE_NEAREST)
		bytes.append_array(image.get_data())
	return bytes_to_var(bytes)


## 16-bit little-endian samples, as WAV files hold them.
static func to_s16(samples: PackedFloat32Array) -> PackedByteArray:
	var bytes := PackedByteArray()
	bytes.resize(samples.size() * 2)
	for index in samples.size():
		bytes.encode_s16(index * 2, roundi(clampf(samples[index], -1.0, 1.0) * 32767.0))
	return bytes
