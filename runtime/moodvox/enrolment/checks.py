"""Whether a recording is good enough to learn from, in words that help.

A fault refuses it; a remark lets it through and says what would make it better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import RecordingError
from moodvox.voices.enrolled import Kind

Floats = NDArray[np.float32]

MIN_S: Final[dict[Kind, float]] = {"speaker": 3.0, "emotion": 2.0}
MAX_S: Final = 30.0
MIN_SPEECH_S: Final[dict[Kind, float]] = {"speaker": 2.0, "emotion": 1.2}
MIN_LEVEL_DBFS: Final = -55.0
LOW_LEVEL_DBFS: Final = -42.0
MAX_CLIPPED: Final = 0.01
SOME_CLIPPED: Final = 0.0005
MAX_SILENCE: Final = 0.7
MUCH_SILENCE: Final = 0.45
MIN_SNR_DB: Final = 12.0
LOW_SNR_DB: Final = 20.0

PIECE_S: Final = 0.03
"""Levels are measured over pieces of this length."""


@dataclass(frozen=True)
class Findings:
    """What was measured of a recording.

    Attributes:
        seconds: its length.
        speech_s: of it, how long somebody speaks.
        level_dbfs: mean level of the speech, dB re full scale.
        clipped: share of samples that are flat tops.
        silence: share of the time without speech.
        snr_db: speech above the noise of the quiet moments; 60 where those are silent.
    """

    seconds: float
    speech_s: float
    level_dbfs: float
    clipped: float
    silence: float
    snr_db: float


def measure(samples: Floats, sample_rate_hz: int) -> Findings:
    """Measure `samples` (S,) as they were recorded."""
    seconds = len(samples) / sample_rate_hz
    size = max(1, round(PIECE_S * sample_rate_hz))
    whole = samples[: len(samples) // size * size].reshape(-1, size).astype(np.float64)
    if not len(whole):
        return Findings(seconds, 0.0, -120.0, 0.0, 1.0, 0.0)
    centred = whole - float(np.mean(samples, dtype=np.float64))
    power = np.mean(centred**2, axis=1) + 1e-12
    level = 10 * np.log10(power)
    loud, quiet = np.percentile(level, 95), np.percentile(level, 5)
    active = level > max(loud - 30, min(quiet + 8, loud - 15))
    if loud < -90 or not active.any():
        return Findings(seconds, 0.0, float(loud), 0.0, 1.0, 0.0)
    speech = float(np.mean(power[active]))
    noise = float(np.mean(np.sort(power)[: max(1, len(power) // 20)]))
    snr_db = 10 * np.log10(max(speech - noise, 1e-12) / max(noise, speech * 1e-6))
    return Findings(
        seconds=seconds,
        speech_s=float(active.mean() * seconds),
        level_dbfs=float(10 * np.log10(speech)),
        clipped=clipped_share(samples),
        silence=float(1.0 - active.mean()),
        snr_db=float(snr_db),
    )


def clipped_share(samples: Floats) -> float:
    """Share of samples in flat tops: three or more in a row at the recording's own peak.

    Full scale is no sign: a clipped recording may have been turned down afterwards.
    """
    size = np.abs(samples)
    peak = float(size.max(initial=0.0))
    if peak < 0.02:
        return 0.0
    top = np.concatenate([[False], size >= peak * 0.9995, [False]])
    edges = np.flatnonzero(np.diff(top.astype(np.int8)))
    runs = edges[1::2] - edges[::2]
    return float(runs[runs >= 3].sum() / len(samples))


def check(found: Findings, kind: Kind) -> tuple[str, ...]:
    """Remarks on a recording that can be used.

    Raises:
        RecordingError: it cannot be; the first reason, with what to do about it.
    """
    least_s = MIN_S[kind]
    if found.seconds < least_s:
        raise RecordingError(
            f"{found.seconds:.1f} s are too short: {least_s:g} to {MAX_S:g} s are needed",
            hint="record a longer passage",
        )
    if found.seconds > MAX_S:
        raise RecordingError(
            f"{found.seconds:.1f} s are too long: {least_s:g} to {MAX_S:g} s are needed",
            hint="cut out the clearest part",
        )
    if found.level_dbfs < MIN_LEVEL_DBFS:
        raise RecordingError(
            f"almost silent: speech at {found.level_dbfs:.0f} dB below full scale",
            hint="is this the right microphone? Record at about -24 dB",
        )
    if found.clipped > MAX_CLIPPED:
        raise RecordingError(
            f"clipped: {found.clipped:.1%} of it are flat tops",
            hint="turn the recording level down, and speak again",
        )
    if found.snr_db < MIN_SNR_DB:
        raise RecordingError(
            f"too noisy: speech is only {found.snr_db:.0f} dB above the noise, or has no pauses",
            hint="record in a quiet room, nearer to the microphone, without music",
        )
    if found.silence > MAX_SILENCE or found.speech_s < MIN_SPEECH_S[kind]:
        raise RecordingError(
            f"only {found.speech_s:.1f} of {found.seconds:.1f} s are speech",
            hint=f"cut the silence away; {MIN_SPEECH_S[kind]:g} s of speech are needed",
        )
    return tuple(_remarks(found))


def _remarks(found: Findings) -> list[str]:
    remarks = []
    if found.level_dbfs < LOW_LEVEL_DBFS:
        remarks.append(f"quiet ({found.level_dbfs:.0f} dB): record nearer to the microphone")
    if found.clipped > SOME_CLIPPED:
        remarks.append(f"some of it is clipped ({found.clipped:.2%}): turn the level down")
    if found.snr_db < LOW_SNR_DB:
        remarks.append(f"noisy ({found.snr_db:.0f} dB above the noise): find a quieter place")
    if found.silence > MUCH_SILENCE:
        remarks.append(f"{found.silence:.0%} of it is silence: more speech is better")
    return remarks
