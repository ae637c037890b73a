"""The bundled voice's own plan graph: what is given once is as good as what is repeated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import moodvox
from moodvox.devices import open_session
from moodvox.voices.pack import VoicePack

HEARTH = Path(moodvox.__file__).parent / "bundled" / "hearth"


@pytest.mark.parametrize("phonemes", [2, 35])
def test_a_mood_that_stays_gives_the_same_bits_once_and_for_every_phoneme(phonemes: int) -> None:
    """So a line stays as it is where a later mood event asks for a plan of its other half."""
    pack = VoicePack.open(HEARTH)
    session = open_session(pack.path(pack.tier_files("quality").graphs(None).plan))
    features = int(session.shape_of("features")[-1])
    rng = np.random.default_rng(phonemes)
    emotion = np.asarray(pack.presets.vectors(np.eye(1, len(pack.presets.names), dtype=np.float32)))
    once: dict[str, NDArray[Any]] = {
        "ids": rng.integers(0, len(pack.manifest.phonemes), (1, 1, phonemes)),
        "features": rng.random((1, 1, phonemes, features), np.float32),
        "speaker": pack.speakers.vector("")[None],
        "emotion": emotion[None, None],
    }
    each = {**once, "emotion": np.repeat(once["emotion"], phonemes, axis=2)}
    for one, other in zip(session.run(None, once), session.run(None, each), strict=True):
        assert np.array_equal(one, other)
