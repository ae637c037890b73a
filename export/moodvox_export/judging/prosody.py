"""How far each emotion moves the voice, beside how far it should.

    python -m moodvox_export prosody VOICE [--speaker NAME]

Measured on the audio, against the same lines spoken in neutral; targets are the strong
column of `acoustic/emotions.json`. F0 by WORLD's dio and stonemask.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import SAMPLE_RATE_HZ
from moodvox_export.acoustic.style import MEASURED, SOURCES
from moodvox_export.corpus.columns import pitch_track_hz
from moodvox_export.judging.sentences import GAME_LINES
from moodvox_export.judging.speaking import Speaker


@dataclass(frozen=True)
class Prosody:
    """Of one line: median F0 and its 5-95 % range, seconds, level, 1-5 kHz over 0-1 kHz."""

    pitch_st: float
    range_st: float
    length_s: float
    level_db: float
    alpha_db: float


def measure(samples: NDArray[np.floating]) -> Prosody:
    wide = np.asarray(samples, np.float64)
    pitch_hz = pitch_track_hz(wide)
    semitones = 12 * np.log2(pitch_hz[pitch_hz > 0] / 100.0)
    pieces = wide[: len(wide) // 480 * 480].reshape(-1, 480)
    level = 10 * np.log10(np.mean(pieces**2, axis=1) + 1e-12)
    loud = level[level > np.percentile(level, 95) - 25]
    windows = np.lib.stride_tricks.sliding_window_view(wide, 960)[::240] * np.hanning(960)
    power = (np.abs(np.fft.rfft(windows, 2048, axis=1)) ** 2).sum(axis=0)
    hz = np.arange(len(power)) * SAMPLE_RATE_HZ / 2048
    high, low = power[(hz > 1000) & (hz < 5000)].sum(), power[(hz > 50) & (hz <= 1000)].sum()
    return Prosody(
        float(np.median(semitones)),
        float(np.percentile(semitones, 95) - np.percentile(semitones, 5)),
        len(wide) / SAMPLE_RATE_HZ,
        float(10 * np.log10(np.mean(10 ** (loud / 10)))),
        float(10 * np.log10(high / low)),
    )


def moved(neutral: Sequence[Prosody], felt: Sequence[Prosody]) -> tuple[float, ...]:
    """Mean change: F0 st, range factor, rate factor, level dB, alpha dB."""
    changes = [
        (
            b.pitch_st - a.pitch_st,
            b.range_st / a.range_st,
            a.length_s / b.length_s,
            b.level_db - a.level_db,
            b.alpha_db - a.alpha_db,
        )
        for a, b in zip(neutral, felt, strict=True)
    ]
    return tuple(float(x) for x in np.mean(changes, axis=0))


COLUMNS = ("f0_shift_st", "f0_range_factor", "rate_factor", "level_db", "alpha_db")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export prosody", description=__doc__)
    parser.add_argument("voice", type=Path, help="folder of the voice pack")
    parser.add_argument("--speaker", default="", help="the voice's default one")
    parser.add_argument("--lines", type=int, default=4)
    options = parser.parse_args(arguments)
    voice = Speaker(options.voice)
    who = options.speaker or voice.names[0]
    targets = json.loads(MEASURED.read_text(encoding="utf-8"))["recommended"]
    lines = GAME_LINES[: options.lines]
    neutral = [measure(voice.say(text, who, "")) for text in lines]
    print(f"| {who} | F0 st | range x | rate x | level dB | 1-5 kHz dB |")
    print("|---|---|---|---|---|---|")
    for emotion in voice.emotions:
        found = moved(neutral, [measure(voice.say(text, who, emotion)) for text in lines])
        wanted = [targets[SOURCES[emotion]][column][2] for column in COLUMNS]
        cells = [f"{a:.2f} ({b:g})" for a, b in zip(found, wanted, strict=True)]
        print(f"| {emotion} | {' | '.join(cells)} |")
    return 0
