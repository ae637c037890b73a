"""Writes the golden bytes that the Python, C# and GDScript tests read.

    python tests/golden/make_golden.py

`NAME.bin` is the msgpack map of one message, `NAME.audio.bin` its second part where it
has one, `index.json` says what each holds, `values.json` lists single msgpack values for
the plugins' own codecs. Every number with a point or an exponent in the JSON is a 64-bit
float on the wire, every other one an integer.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from moodvox.protocol import (
    Block,
    Cancel,
    Check,
    Credit,
    Diagnostics,
    Done,
    Enroll,
    Enrolled,
    Error,
    Finding,
    Hello,
    Keyframe,
    Mark,
    Marks,
    Message,
    MoodEvent,
    PhonemeEdit,
    Ping,
    Pong,
    Ready,
    Shutdown,
    Speak,
    Stats,
    Take,
    Timings,
    VoiceInfo,
    encode,
)

FOLDER = Path(__file__).parent
TO_SIDECAR = "engine -> sidecar"
TO_ENGINE = "sidecar -> engine"


@dataclass(frozen=True)
class Sample:
    name: str
    direction: str
    message: Message


SAMPLES: tuple[Sample, ...] = (
    Sample("hello_least", TO_SIDECAR, Hello()),
    Sample(
        "hello_all",
        TO_SIDECAR,
        Hello(
            versions=[1, 2],
            token="correct horse battery staple",
            engine="godot 4.4",
            format="s16le",
            sample_rate_hz=24_000,
            lead_ms=180.5,
        ),
    ),
    Sample(
        "ready",
        TO_ENGINE,
        Ready(
            version=1,
            sidecar="0.1.0",
            heartbeat_ms=1500.0,
            timeout_ms=6000.0,
            voices=[
                VoiceInfo(
                    name="kathleen",
                    language="en-us",
                    sample_rate_hz=24_000,
                    speakers=["kathleen", "rms"],
                    emotions=["angry", "calm", "sad"],
                    tiers=["quality"],
                )
            ],
            characters=["Marta", "Old Tom"],
            visemes=["sil", "PP", "aa"],
            arkit={"sil": {}, "PP": {"mouthClose": 0.9, "mouthPressLeft": 0.3}},
            tags=["pause", "/whisper"],
            sounds=["laugh", "sigh"],
            moods=["grim"],
        ),
    ),
    Sample("ping", TO_SIDECAR, Ping(nonce=70_000)),
    Sample("pong", TO_ENGINE, Pong(nonce=70_000)),
    Sample("shutdown", TO_SIDECAR, Shutdown(reason="the game is over")),
    Sample("stats_question", TO_SIDECAR, Stats()),
    Sample("stats_answer", TO_ENGINE, Stats(counters={"lines": 3.0, "render_s": 0.25})),
    Sample(
        "speak_least",
        TO_SIDECAR,
        Speak(id="line-1", character="Marta", text="Get out of my tavern!"),
    ),
    Sample(
        "speak_all",
        TO_SIDECAR,
        Speak(
            id="line-2",
            character="Old Tom",
            text="[angry 0.4 -> calm over 2s] …sorry. Long day — “naïve” 🍺",
            voice="kathleen",
            speaker="rms",
            mood={"angry": 0.6, "sad": 0.25},
            priority=80,
            deadline_ms=1500.0,
            distance_m=12.5,
            tier="fast",
            seed=9_007_199_254_740_993,
            interrupt=True,
        ),
    ),
    Sample(
        "speak_curve",
        TO_SIDECAR,
        Speak(
            id="line-3",
            character="Marta",
            text="I am quite calm.",
            curve=[
                Keyframe(at_s=0.0, mood={"calm": 1.0}),
                Keyframe(at_s=1.5, mood={"angry": 0.8}, easing="ease_in_out"),
                Keyframe(at_s=2.0, mood={}),
            ],
        ),
    ),
    Sample(
        "speak_take",
        TO_SIDECAR,
        Speak(
            id="line-4",
            character="Marta",
            text="Hi.",
            line="the-greeting",
            take=Take(
                phonemes="SIL HH AY1 SIL",
                edits=[
                    PhonemeEdit(at=1, length=1.5),
                    PhonemeEdit(at=2, pitch_st=-2.5, length=0.75, level_db=3.0),
                ],
            ),
        ),
    ),
    Sample("cancel_line", TO_SIDECAR, Cancel(id="line-2")),
    Sample("cancel_character", TO_SIDECAR, Cancel(character="Old Tom")),
    Sample("cancel_all", TO_SIDECAR, Cancel(all=True)),
    Sample("credit", TO_SIDECAR, Credit(id="line-2", played_samples=72_000)),
    Sample(
        "mood_character",
        TO_SIDECAR,
        MoodEvent(
            character="Marta",
            target={"fearful": 0.4, "sad": 0.5},
            over_s=2.5,
            easing="ease_in_out",
        ),
    ),
    Sample("mood_line", TO_SIDECAR, MoodEvent(character="Marta", target={}, line="line-3")),
    Sample(
        "enroll",
        TO_SIDECAR,
        Enroll(
            id="voice-of-tom",
            kind="speaker",
            name="tom",
            voice="kathleen",
            samples=4,
            sample_rate_hz=48_000,
            format="s16le",
            audio=struct.pack("<4h", 0, 1, -32768, 32767),
        ),
    ),
    Sample("check_line", TO_SIDECAR, Check(id="check-1", text="Well [angyr] then.")),
    Sample(
        "check_file",
        TO_SIDECAR,
        Check(
            id="check-2",
            text="Marta: [puase 1s] Out!\nMarta: 🍺\n",
            file="tavern.mood",
            voice="kathleen",
        ),
    ),
    Sample(
        "diagnostics",
        TO_ENGINE,
        Diagnostics(
            id="check-2",
            findings=[
                Finding(
                    line=1,
                    column=8,
                    severity="error",
                    message="unknown tag 'puase'",
                    hint="did you mean 'pause'?",
                ),
                Finding(line=2, column=8, severity="warning", message="'🍺' is not spoken"),
            ],
            left_out=3,
        ),
    ),
    Sample("diagnostics_none", TO_ENGINE, Diagnostics(id="check-1")),
    Sample(
        "enrolled",
        TO_ENGINE,
        Enrolled(
            id="voice-of-tom",
            kind="speaker",
            name="tom",
            voice="kathleen",
            replaced=True,
            remarks=["noisy (15 dB above the noise): find a quieter place"],
        ),
    ),
    Sample(
        "block_f32le",
        TO_ENGINE,
        Block(
            id="line-2",
            sequence=0,
            first_sample=0,
            samples=5,
            sample_rate_hz=24_000,
            format="f32le",
            mood={"angry": 0.5},
            audio=struct.pack("<5f", 0.0, 0.5, -0.5, 1.0, -1.0),
        ),
    ),
    Sample(
        "block_s16le",
        TO_ENGINE,
        Block(
            id="line-2",
            sequence=300,
            first_sample=72_000,
            samples=3,
            sample_rate_hz=24_000,
            format="s16le",
            audio=struct.pack("<3h", -2, 0, 2),
        ),
    ),
    Sample(
        "block_empty",
        TO_ENGINE,
        Block(
            id="line-2",
            sequence=301,
            first_sample=72_003,
            samples=0,
            sample_rate_hz=24_000,
            format="s16le",
        ),
    ),
    Sample(
        "mark",
        TO_ENGINE,
        Marks(
            id="line-2",
            marks=[
                Mark(kind="word", text="sorry", first_sample=2400, samples=9600, start=1, end=6),
                Mark(kind="phoneme", text="S", first_sample=2400, samples=2640, start=1, end=6),
                Mark(kind="viseme", text="SS", first_sample=2400, samples=2640, start=1, end=6),
            ],
        ),
    ),
    Sample(
        "done_finished",
        TO_ENGINE,
        Done(
            id="line-2",
            samples=72_003,
            reason="finished",
            timings=Timings(queued_ms=0.5, plan_ms=4.25, first_block_ms=12.75, render_ms=61.5),
            notices=["'🍺' is not spoken"],
        ),
    ),
    Sample("done_cancelled", TO_ENGINE, Done(id="line-3", samples=4_800, reason="cancelled")),
    Sample(
        "done_dropped",
        TO_ENGINE,
        Done(id="line-4", samples=0, reason="dropped", why="load", retry_ms=1_500.0),
    ),
    Sample(
        "error_line",
        TO_ENGINE,
        Error(
            code="bad_script",
            message="unknown tag 'angyr'",
            where="1:2",
            hint="did you mean 'angry'?",
            id="line-5",
            line_over=True,
        ),
    ),
    Sample("error_session", TO_ENGINE, Error(code="bad_token", message="the token is wrong")),
)

FROM_THE_FUTURE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "future_field_done",
        TO_ENGINE,
        {
            "type": "done",
            "v": 1,
            "id": "line-2",
            "samples": 2400,
            "reason": "finished",
            "colour": {"a": [1, None, True, b"\x00\xff", -1.5]},
            "timings": {"queued_ms": 1.0, "petrol_l": 3},
        },
    ),
    ("future_type", TO_ENGINE, {"type": "smell", "v": 1, "id": "line-2", "of": "pine"}),
)
"""What a later sidecar might send: unknown fields are ignored, an unknown type is skipped."""

VALUES: tuple[tuple[str, Any], ...] = (
    ("nil", None),
    ("false", False),
    ("true", True),
    *((f"int {n}", n) for n in (
        0, 1, 127, 128, 255, 256, 65_535, 65_536, 2**31, 2**32 - 1, 2**32, 2**63 - 1,
        -1, -32, -33, -128, -129, -32_768, -32_769, -(2**31), -(2**31) - 1, -(2**63),
    )),
    *((f"float {x}", x) for x in (0.0, 1.0, -0.5, 0.1, 1e300, 5e-324)),
    *((f"string of {n} bytes", "a" * n) for n in (0, 1, 31, 32, 255, 256)),
    ("string beyond ASCII", "é…🍺"),
    *((f"list of {n}", list(range(n))) for n in (0, 1, 15, 16)),
    *((f"map of {n}", {f"k{i:02}": i for i in range(n)}) for n in (0, 1, 15, 16)),
    ("nested", {"a": [{"b": {}}, [], [1.5, None]]}),
)  # fmt: skip

WIDER: tuple[tuple[str, Any, bytes], ...] = (
    ("int 1 in 8 bytes", 1, b"\xcf" + (1).to_bytes(8, "big")),
    ("int -1 in 8 bytes", -1, b"\xd3" + b"\xff" * 8),
    ("float 0.5 in 4 bytes", 0.5, b"\xca" + struct.pack(">f", 0.5)),
    ("string 'a' with 4 length bytes", "a", b"\xdb\0\0\0\1a"),
    ("list [1] with 4 length bytes", [1], b"\xdd\0\0\0\1\1"),
    ("map {'a': 1} with 4 length bytes", {"a": 1}, b"\xdf\0\0\0\1\xa1a\1"),
)
"""Longer than they need be, as other writers may send them: must be read."""


def golden_files() -> dict[str, bytes]:
    """Name -> contents of every golden file."""
    files: dict[str, bytes] = {}
    index: list[dict[str, Any]] = []
    for sample in SAMPLES:
        parts = encode(sample.message)
        files[f"{sample.name}.bin"] = parts[0]
        entry: dict[str, Any] = {
            "name": sample.name,
            "direction": sample.direction,
            "file": f"{sample.name}.bin",
            "known": True,
        }
        if len(parts) == 2:
            files[f"{sample.name}.audio.bin"] = parts[1]
            entry["audio_file"] = f"{sample.name}.audio.bin"
        entry["map"] = msgspec.msgpack.decode(parts[0])
        index.append(entry)
    for name, direction, fields in FROM_THE_FUTURE:
        files[f"{name}.bin"] = msgspec.msgpack.encode(fields)
        known = fields["type"] == "done"
        index.append(
            {
                "name": name,
                "direction": direction,
                "file": f"{name}.bin",
                "known": known,
                "map": fields,
            }
        )
    values = [
        {"name": name, "hex": msgspec.msgpack.encode(value).hex(), "value": value}
        for name, value in VALUES
    ]
    wider = [{"name": name, "hex": raw.hex(), "value": value} for name, value, raw in WIDER]
    files["index.json"] = _json({"protocol_version": 1, "messages": index})
    files["values.json"] = _json({"written_and_read": values, "only_read": wider})
    return files


def _json(value: Any) -> bytes:
    text = json.dumps(value, indent=1, ensure_ascii=True, default=_as_hex)
    return text.encode() + b"\n"


def _as_hex(value: Any) -> dict[str, str]:
    if not isinstance(value, bytes):
        raise TypeError(f"{value!r} has no place in JSON")
    return {"bytes_as_hex": value.hex()}


def main() -> None:
    for name, contents in golden_files().items():
        (FOLDER / name).write_bytes(contents)


if __name__ == "__main__":
    main()
