"""Measures what eight bits cost, on lines that the voice itself speaks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import Session, open_session
from moodvox.errors import VoiceError
from moodvox.importing.emotivoice import vocoder
from moodvox.importing.emotivoice.source import Source
from moodvox.importing.int8 import Range
from moodvox.models.emotivoice.model import EmotivoiceModel
from moodvox.models.family import PlanRequest
from moodvox.phonemes.frontends import VoiceText, open_front_end
from moodvox.phonemes.lexicon import Lexicon
from moodvox.script.items import Line

Floats = NDArray[np.float32]

LINES: Final = (
    "Get out of my tavern, before I call the guard!",
    "你好，欢迎来到我们的村庄。",
    "I have never been afraid, but tonight the forest is far too quiet.",
    "小心！那边有怪物，快跑！",
    "Well, well. Look who finally came home.",
    "谢谢您，勇士。没有您，我们就完了。",
)
"""Spoken in turn by the voice's speakers and in its moods; every other one is for judging."""

SPEAKERS: Final = 4


@dataclass(frozen=True)
class Result:
    """What was found.

    Attributes:
        render_int8: the vocoder in eight bits.
        lines: lines it was judged on.
        snr_db: over them, signal to what eight bits add.
        streamed: largest difference of a sample between a line in blocks and at once.
    """

    render_int8: bytes
    lines: int
    snr_db: float
    streamed: float


def try_vocoder(
    source: Source,
    model: EmotivoiceModel,
    speakers: Floats,
    moods: Sequence[Floats],
    work: Path,
) -> Result:
    """Measure ranges, write the vocoder in eight bits, and judge it.

    Args:
        model: the voice in floats.
        speakers: (N, S).
        moods: emotion vectors (E,), the neutral one among them.
        work: a folder for the graphs that are only tried.
    """
    mels = list(_mels(source, model, speakers, moods))
    probe, names = vocoder.render_graph(source.weights, source.config, probe=True)
    ranges = _ranges(_opened(work / "probe.onnx", probe), names, mels[::2])
    graph, _ = vocoder.render_graph(source.weights, source.config, ranges=ranges)
    whole, _ = vocoder.render_graph(source.weights, source.config)
    floats, eight = _opened(work / "whole.onnx", whole), _opened(work / "int8.onnx", graph)
    judged = mels[1::2]
    signal = noise = 0.0
    for mel in judged:
        wanted = _vocoded(floats, mel)
        signal += float(np.square(wanted, dtype=np.float64).sum())
        noise += float(np.square(_vocoded(eight, mel) - wanted, dtype=np.float64).sum())
    snr_db = 10.0 * np.log10(max(signal, 1e-20) / max(noise, 1e-20))
    return Result(graph, len(judged), float(snr_db), _streamed(floats, judged[0], source))


def _mels(
    source: Source, model: EmotivoiceModel, speakers: Floats, moods: Sequence[Floats]
) -> Iterator[Floats]:
    text = VoiceText("emotivoice", source.checkout.tokens, Path(), {})
    front_end = open_front_end(text, Lexicon())
    voices = itertools.cycle(speakers[np.linspace(0, len(speakers) - 1, SPEAKERS).astype(int)])
    feelings = itertools.cycle(moods)
    for line in LINES:
        try:
            sequence, _ = front_end.read(Line(line))
        except VoiceError:
            continue  # Chinese, without the packages for it
        count = len(sequence.ids)
        for mood in itertools.islice(feelings, 2):
            free = np.zeros(count, np.float32)
            yield model.plan(
                PlanRequest(
                    ids=sequence.ids,
                    features=sequence.features,
                    speaker=next(voices),
                    emotion=np.repeat(mood[None], count, axis=0),
                    rate=free + 1.0,
                    pitch_st=free,
                    fixed_s=sequence.fixed_s,
                    level_db=free,
                    text=line,
                )
            ).mel


def _ranges(probe: Session, names: Sequence[str], mels: Sequence[Floats]) -> Mapping[str, Range]:
    lows = dict.fromkeys(names, 0.0)
    highs = dict(lows)
    wanted = [f"{name}.{word}" for name in names for word in ("low", "high")]
    for mel in mels:
        feeds: dict[str, NDArray[Any]] = {"mel": mel[None], "inside": np.zeros(2, np.int64)}
        found = dict(zip(wanted, probe.run(wanted, feeds), strict=True))
        for name in names:
            lows[name] = min(lows[name], float(found[f"{name}.low"]))
            highs[name] = max(highs[name], float(found[f"{name}.high"]))
    return {name: (lows[name], highs[name]) for name in names}


def _vocoded(session: Session, mel: Floats, inside: tuple[int, int] = (0, 0)) -> Floats:
    feeds: dict[str, NDArray[Any]] = {"mel": mel[None], "inside": np.array(inside, np.int64)}
    return np.asarray(session.run(["samples"], feeds)[0][0], np.float32)


def _streamed(session: Session, mel: Floats, source: Source) -> float:
    """One block from the middle of a line against the same samples of the whole."""
    context = vocoder.needs_of(source.weights, source.config).columns
    if len(mel) <= 2 * context:
        return 0.0
    hop = source.config.hop_samples
    block = _vocoded(session, mel[: 2 * context + 1], (1, 1))
    whole = _vocoded(session, mel)[context * hop : (context + 1) * hop]
    return float(np.abs(block - whole).max())


def _opened(path: Path, graph: bytes) -> Session:
    path.write_bytes(graph)
    return open_session(path)
