"""A whole line at once, for files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodvox.speech.engine import SpeechEngine
from moodvox.speech.marks import Mark
from moodvox.speech.request import LineRequest
from moodvox.text.clauses import Notice

BLOCK_HOPS = 100
"""A second at a time keeps memory flat in long lines; the samples do not depend on it."""


@dataclass(frozen=True, eq=False)
class Spoken:
    """A line, spoken.

    Attributes:
        pcm: (samples,) float32 in [-1, 1].
        sample_rate_hz: of `pcm`.
        marks: words, phonemes and visemes in the order they are heard.
        notices: parts of the text that are not spoken.
    """

    pcm: NDArray[np.float32]
    sample_rate_hz: int
    marks: tuple[Mark, ...]
    notices: tuple[Notice, ...]


def speak(engine: SpeechEngine, request: LineRequest) -> Spoken:
    """Speak a line from its first to its last sample; raises as `SpeechEngine.open`."""
    stream = engine.open(request)
    blocks = []
    while not stream.finished:
        blocks += engine.render([stream], BLOCK_HOPS)
    pcm = np.concatenate([block.pcm for block in blocks])
    return Spoken(pcm, stream.sample_rate_hz, tuple(stream.take_marks()), stream.notices)
