"""What makes two lines the same: everything that their samples depend on, as one hash."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

import moodvox
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.speech.request import LineRequest
from moodvox.voices.pack import VoicePack
from moodvox.voices.presets import EmotionPath


def line_key(
    request: LineRequest,
    pack: VoicePack,
    speaker: NDArray[np.float32],
    path: EmotionPath,
    reading: str,
) -> str:
    """A hash of the text and of all that it is spoken with.

    Args:
        speaker: (S,) the vector itself: an enrolled speaker may change behind its name.
        reading: stands for the reader (`LineReader.fingerprint`).
    """
    parts = [
        moodvox.__version__,
        reading,
        request.text,
        request.tier,
        pack.fingerprint,
        repr(path),
        _course(request.mood),
        repr((request.seed_for(pack.name, pack.speakers.default), request.rate, request.pitch_st)),
        repr(request.take),
    ]
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    digest.update(np.ascontiguousarray(speaker, np.float32).tobytes())
    return digest.hexdigest()


def _course(curve: MoodCurve) -> str:
    """What a curve does from time 0 on; a character that has come to rest has no past.

    A mood that rests or decays is rounded to a thousandth, which nobody hears; one that
    still moves is told exactly.
    """
    if any(point.time_s > 0.0 for point in curve.keyframes):
        return repr(curve)
    start = _rounded(curve.at(0.0))
    if curve.decay is None or _rounded(curve.decay.baseline) == start:
        return f"rests {start}"
    return f"decays {start} {curve.decay}"


def _rounded(mood: Mood) -> tuple[tuple[str, float], ...]:
    weights = ((name, round(weight, 3)) for name, weight in mood.weights)
    return tuple((name, weight) for name, weight in weights if weight)
