"""What the graphs of a voice are really fed with: lines spoken through the run time.

Ranges and comparisons taken from made-up tensors would miss the carried state, the
padded batches and the priming of a stream. So the run time speaks, and its two sessions
write down what they were given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import Session, open_session
from moodvox.models.family import VoiceModel
from moodvox.models.own.model import OwnModel
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.manifest import GraphFiles
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf

Feeds = dict[str, NDArray[Any]]


class Listening(Session):
    """A session that keeps a copy of all it is fed with."""

    def __init__(self, inner: Session) -> None:
        vars(self).update(vars(inner))
        self.heard: list[Feeds] = []

    def run(
        self, outputs: Sequence[str] | None, feeds: Mapping[str, NDArray[Any]]
    ) -> list[NDArray[Any]]:
        self.heard.append({name: value.copy() for name, value in feeds.items()})
        return super().run(outputs, feeds)


class Bench(SpeechEngine):
    """An engine for one voice that speaks with the two graphs it is given."""

    def __init__(self, folder: Path, plan: Session, render: Session) -> None:
        super().__init__(Shelf([folder]), LineReader.english())
        self.pack = VoicePack.open(folder)
        self._model = cast(VoiceModel, OwnModel(plan, render))

    @classmethod
    def of(cls, folder: Path, files: GraphFiles) -> Bench:
        return cls(folder, open_session(folder / files.plan), open_session(folder / files.render))

    def load(self, voice: str = "", tier: str = "quality") -> tuple[VoicePack, VoiceModel]:
        return self.pack, self._model


def request(text: str, speaker: str, emotion: str = "", weight: float = 1.0) -> LineRequest:
    """A line in a constant mood; the seed, and so the noise, depends on the text alone."""
    mood = MoodCurve.constant(Mood.of({emotion: weight} if emotion else {}))
    escaped = text.replace("[", r"\[").replace("]", r"\]")
    return LineRequest(text, escaped, speaker=speaker, mood=mood)


def overhear(
    folder: Path, files: GraphFiles, lines: Sequence[LineRequest], hops: int = 20
) -> tuple[list[Feeds], list[Feeds]]:
    """What the plan graph and the render graph are fed with while `lines` are spoken."""
    plan = Listening(open_session(folder / files.plan))
    render = Listening(open_session(folder / files.render))
    bench = Bench(folder, plan, render)
    for line in lines:
        stream = bench.open(line)
        while not stream.finished:
            bench.render([stream], hops)
    return [_by_phoneme(feeds) for feeds in plan.heard], render.heard


def _by_phoneme(feeds: Feeds) -> Feeds:
    """With the mood of each phoneme, so that a long line weighs more than a short one."""
    count, emotion = feeds["ids"].shape[-1], feeds["emotion"]
    return {**feeds, "emotion": np.repeat(emotion, count // emotion.shape[-2], axis=-2)}
