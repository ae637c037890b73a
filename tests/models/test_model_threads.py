"""What `models/family.py` says of threads: other streams of one model, and plans, at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import moodvox
from moodvox.models.emotivoice import content
from moodvox.models.emotivoice.content import Contents, Encoder
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.shelf import Shelf

TEXTS = ("Who goes there?", "[angry]Not one step further.[sad] I mean it.", "Ha. [laugh] No.")


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads give way to each other as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def spoken(engine: SpeechEngine, tier: str, seed: int) -> list[NDArray[np.float32]]:
    """All three lines in one batch, opened by the thread that renders them."""
    lines = [
        engine.open(LineRequest(str(seed + n), text, tier=tier, seed=seed + n))
        for n, text in enumerate(TEXTS)
    ]
    blocks: list[list[NDArray[np.float32]]] = [[] for _ in lines]
    while any(not line.finished for line in lines):
        for own, block in zip(blocks, engine.render(lines, 8), strict=True):
            own.append(block.pcm)
    return [np.concatenate(own) for own in blocks]


@pytest.mark.parametrize("tier", ["quality", "fast"])
def test_lines_are_the_same_whoever_else_uses_the_model(hurried: None, tier: str) -> None:
    bundled = Path(moodvox.__file__).parent / "bundled"
    engine = SpeechEngine(Shelf([bundled]), LineReader.english(), threads=1)
    alone = [spoken(engine, tier, seed) for seed in (0, 10, 20)]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda seed: spoken(engine, tier, seed), (0, 10, 20)))
    for first, second in zip(alone, together, strict=True):
        for one, other in zip(first, second, strict=True):
            assert np.array_equal(one, other)


class Lengths(Encoder):
    """The length of a text instead of its meaning."""

    def __init__(self) -> None:
        pass

    def encode(self, text: str) -> NDArray[np.float32]:
        return np.array([len(text)], np.float32)


def test_what_lines_mean_is_kept_by_several_threads(
    hurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "KEPT_LINES", 1)
    contents = Contents({}, Lengths(), None)

    def ask(first: int) -> None:
        for number in range(first, first + 2000):
            text = "a" * (number % 5)
            assert contents.of(text)[0] == len(text)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))
