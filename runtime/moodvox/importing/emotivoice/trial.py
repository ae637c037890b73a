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
from moodvox.importing.emotivoice import acoustic, vocoder
from moodvox.importing.emotivoice.source import Source
from moodvox.importing.int8 import Range
from moodvox.models.emotivoice.loading import vocoder_of
from moodvox.models.emotivoice.model import EmotivoiceModel, Prepared, Vocoder
from moodvox.models.emotivoice.plan import EmotivoicePlan
from moodvox.models.emotivoice.stream import EmotivoiceStream
from moodvox.models.emotivoice.windows import WindowVocoder
from moodvox.models.family import PlanRequest
from moodvox.phonemes.frontends import VoiceText, open_front_end
from moodvox.phonemes.lexicon import Lexicon
from moodvox.script.items import Line

Floats = NDArray[np.float32]
Feeds = Mapping[str, NDArray[Any]]

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

LEAST_DB: Final = 25.0
"""Mel bands that are further off than this keep their decoder in floats."""


@dataclass(frozen=True)
class Result:
    """What was found.

    Attributes:
        render_int8: the vocoder in eight bits.
        decode_int8: the decoder in eight bits; None where it is further off than `LEAST_DB`.
        lines: lines they were judged on.
        mel_db: over them, mel bands to what the decoder's eight bits add to them.
        vocoder_db: samples to what the vocoder's eight bits add.
        tier_db: samples to what the tier `fast` adds.
        streamed: largest difference of a sample between a line in blocks and at once, in
            eight bits.
        streamed_floats: the same in floats.
    """

    render_int8: bytes
    decode_int8: bytes | None
    lines: int
    mel_db: float
    vocoder_db: float
    tier_db: float
    streamed: float
    streamed_floats: float

    def __str__(self) -> str:
        kept = "" if self.decode_int8 else f" (under {LEAST_DB:g}: it stays in floats)"
        return (
            f"in floats: streamed against at once {self.streamed_floats:.1e}\n"
            f"in eight bits, over {self.lines} lines: decoder {self.mel_db:.1f} dB{kept}, "
            f"vocoder {self.vocoder_db:.1f} dB, both {self.tier_db:.1f} dB; "
            f"streamed against at once {self.streamed:.1e}"
        )


def try_eight_bits(
    source: Source,
    model: EmotivoiceModel,
    speakers: Floats,
    moods: Sequence[Floats],
    work: Path,
) -> Result:
    """Measure ranges, write decoder and vocoder in eight bits, and judge them.

    Args:
        model: the voice in floats.
        speakers: (N, S).
        moods: emotion vectors (E,), the neutral one among them.
        work: a folder for the graphs that are only tried.
    """
    weights, config = source.weights, source.config
    lines = list(_prepared(source, model, speakers, moods))
    known, judged = lines[::2], lines[1::2]

    graph, names = acoustic.decode_graph(weights, config, probe=True)
    probe = _opened(work / "probe_decode.onnx", graph)
    ranges = _ranges(probe, names, [line.feeds for line in known])
    decode_int8, _ = acoustic.decode_graph(weights, config, ranges=ranges)
    eight_decode = _opened(work / "decode_int8.onnx", decode_int8)

    mels = [_decoded(probe, line) for line in lines]
    near = [_decoded(eight_decode, line) for line in judged]

    graph, names = vocoder.render_graph(weights, config, probe=True)
    floats = _opened(work / "probe.onnx", graph)
    ranges = _ranges(floats, names, [_fed(mel) for mel in mels[::2]])
    render_int8 = vocoder.running_graph(weights, config, ranges)
    eight = vocoder_of(_opened(work / "int8.onnx", render_int8), config.hop_samples)

    right = mels[1::2]
    mel_db = _ratio_db(right, near)
    holds = mel_db >= LEAST_DB
    wanted = [_vocoded(floats, mel) for mel in right]
    vocoded = [_rendered(eight, mel, config.hop_samples) for mel in right]
    tier = [_rendered(eight, mel, config.hop_samples) for mel in near] if holds else vocoded
    cut = _rendered(eight, right[0], config.hop_samples, block=7)
    windows = WindowVocoder(floats, vocoder.needs_of(weights, config).columns)
    cut_floats = _rendered(windows, right[0], config.hop_samples, block=29)
    return Result(
        render_int8,
        decode_int8 if holds else None,
        len(judged),
        mel_db,
        _ratio_db(wanted, vocoded),
        _ratio_db(wanted, tier),
        float(np.abs(cut - vocoded[0]).max()),
        float(np.abs(cut_floats - wanted[0]).max()),
    )


def _prepared(
    source: Source, model: EmotivoiceModel, speakers: Floats, moods: Sequence[Floats]
) -> Iterator[Prepared]:
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
            yield model.prepare(
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
            )


def _ranges(probe: Session, names: Sequence[str], inputs: Sequence[Feeds]) -> Mapping[str, Range]:
    lows = dict.fromkeys(names, 0.0)
    highs = dict(lows)
    wanted = [f"{name}.{word}" for name in names for word in ("low", "high")]
    for feeds in inputs:
        found = dict(zip(wanted, probe.run(wanted, feeds), strict=True))
        for name in names:
            lows[name] = min(lows[name], float(found[f"{name}.low"]))
            highs[name] = max(highs[name], float(found[f"{name}.high"]))
    return {name: (lows[name], highs[name]) for name in names}


def _ratio_db(wanted: Sequence[Floats], found: Sequence[Floats]) -> float:
    """What is wanted to what is wrong with what is found, over all lines."""
    signal = noise = 1e-20
    for right, near in zip(wanted, found, strict=True):
        signal += float(np.square(right, dtype=np.float64).sum())
        noise += float(np.square(near - right, dtype=np.float64).sum())
    return float(10.0 * np.log10(signal / noise))


def _decoded(session: Session, line: Prepared) -> Floats:
    return np.asarray(session.run(["mel"], line.feeds)[0][0], np.float32)


def _fed(mel: Floats) -> Feeds:
    return {"mel": mel[None], "inside": np.zeros(2, np.int64)}


def _vocoded(session: Session, mel: Floats) -> Floats:
    return np.asarray(session.run(["samples"], _fed(mel))[0][0], np.float32)


def _rendered(eight: Vocoder, mel: Floats, hop_samples: int, block: int = 1 << 20) -> Floats:
    """A whole line, `block` hops at a time."""
    durations = np.array([len(mel)], np.int64)
    plan = EmotivoicePlan(durations, np.ones(len(mel), np.float32), lambda: mel)
    stream = EmotivoiceStream(plan, hop_samples, eight.lookahead_hops)
    blocks = []
    while stream.rendered_hops < stream.total_hops:
        blocks += eight.render([stream], block)
    return np.concatenate(blocks)


def _opened(path: Path, graph: bytes) -> Session:
    path.write_bytes(graph)
    return open_session(path)
