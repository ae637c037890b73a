@tool
extends RefCounted
## How large a message and its fields may be; the twin of [code]protocol/limits.py[/code].

## The msgpack map of one message.
const MAX_MAP_BYTES := 1 << 20
## Any one part of a multipart: 60 s of audio fit.
const MAX_PART_BYTES := 16 << 20
## The map, and for a block its audio.
const MAX_PARTS := 2
## Ids and the names of characters, voices, speakers and emotions.
const MAX_NAME_CHARS := 128
## One line's text with its tags.
const MAX_TEXT_CHARS := 10_000
## Sample rates of recordings.
const MIN_RATE_HZ := 8_000
const MAX_RATE_HZ := 192_000
## Emotions in one mood.
const MAX_WEIGHTS := 64
## Keyframes of one mood curve.
const MAX_KEYFRAMES := 256
## Marks in one message.
const MAX_MARKS := 4_096
## The text of one check: a long dialogue file.
const MAX_CHECK_CHARS := 200_000
## Findings in one answer to a check.
const MAX_FINDINGS := 1_000
## Sample positions: more than a year at 24 kHz. As credit it means "as fast as you can".
const MAX_SAMPLES := 1 << 40
## Durations of a mood move, in seconds.
const MAX_SECONDS := 3_600.0
## Lists and maps within each other.
const MAX_NESTING := 16
## Entries of one list or map.
const MAX_ENTRIES := 8_192
## Messages that wait for a connection which takes none.
const MAX_UNSENT := 1_024
