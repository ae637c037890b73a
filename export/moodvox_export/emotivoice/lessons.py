"""What a vocoder learns from: lines that an imported voice plans and speaks."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from moodvox.errors import InputError
from moodvox.importing.emotivoice.trial import LINES
from moodvox.models.emotivoice.loading import load
from moodvox.models.emotivoice.model import EmotivoiceModel
from moodvox.models.family import PlanRequest
from moodvox.phonemes.frontends import open_front_end
from moodvox.phonemes.lexicon import Lexicon
from moodvox.script.items import Line
from moodvox.voices.pack import VoicePack
from moodvox_export.texts import sentences
from moodvox_export.training.states import write_whole

Floats = NDArray[np.float32]

MARGIN = 6
"""Hops at a crop's ends, where they are not the line's, that are not judged."""


@dataclass(frozen=True, eq=False)
class Spoken:
    """A line as the teacher says it: mel (H, M), samples (hop H,)."""

    mel: Floats
    samples: Floats


@dataclass(frozen=True, eq=False)
class Lesson:
    """B crops: mel (B, H, M), mask (B, H, 1), samples (B, hop H), judged (B, hop H)."""

    mel: Tensor
    mask: Tensor
    samples: Tensor
    judged: Tensor


class Teacher:
    """The tier `quality` of an imported voice, in any of its voices and moods."""

    def __init__(self, pack: VoicePack) -> None:
        if pack.manifest.family != "emotivoice":
            raise InputError(
                f"'{pack.name}' is of the family '{pack.manifest.family}'",
                where=str(pack.folder),
                hint="give a voice made by 'moodvox import emotivoice'",
            )
        self.pack = pack
        self.model: EmotivoiceModel = load(pack, "quality", 1)
        self.front_end = open_front_end(pack.text, Lexicon())

    def say(self, text: str, rng: np.random.Generator) -> Spoken:
        """A line in a drawn mixture of two speakers and in a drawn mood."""
        sequence, _ = self.front_end.read(Line(text))
        count, rows, names = len(sequence.ids), self.pack.speakers.rows, self.pack.presets.names
        one, other = rows[rng.integers(len(rows), size=2)]
        share = np.float32(rng.random() if rng.random() < 0.3 else 1.0)
        weights = np.zeros((1, len(names)), np.float32)
        if names:
            weights[0, rng.integers(len(names))] = rng.random()
        free = np.zeros(count, np.float32)
        plan = self.model.plan(
            PlanRequest(
                ids=sequence.ids,
                features=sequence.features,
                speaker=share * one + (1 - share) * other,
                emotion=np.repeat(self.pack.presets.vectors(weights), count, axis=0),
                rate=free + np.float32(np.exp(rng.normal(0.0, 0.1))),
                pitch_st=free + np.float32(rng.normal(0.0, 1.0)),
                fixed_s=sequence.fixed_s,
                level_db=free,
                text=text,
            )
        )
        (samples,) = self.model.render([self.model.open(plan, 0)], len(plan.mel))
        return Spoken(plan.mel, samples)


def spoken(teacher: Teacher, texts: Sequence[str], seed: int) -> Iterator[Spoken]:
    """Each text once, the same for the same seed."""
    for place, text in enumerate(texts):
        yield teacher.say(text, np.random.default_rng([seed, place]))


def texts_for(count: int, seed: int) -> list[str]:
    """Lines of games, and every tenth Chinese."""
    english = sentences(count, seed)
    chinese = [line for line in LINES if not line.isascii()]
    return [
        chinese[place // 10 % len(chinese)] if place % 10 == 9 else text
        for place, text in enumerate(english)
    ]


def kept(path: Path, lines: Iterator[Spoken], count: int) -> list[Spoken]:
    """The lines in a file of the work folder, spoken now if it is not there.

    Raises:
        InputError: it holds another number of lines.
    """
    if not path.is_file():
        arrays: dict[str, Floats] = {}
        for place, line in enumerate(lines):
            arrays |= {f"mel{place}": line.mel, f"samples{place}": line.samples}
            print(f"spoken {place + 1} of {count}", end="\r", flush=True)
        print()
        _write(arrays, path)
    with np.load(path, allow_pickle=False) as arrays_:
        found = {name: arrays_[name] for name in arrays_.files}
    if len(found) != 2 * count:
        raise InputError(
            f"holds {len(found) // 2} lines, not {count}",
            where=str(path),
            hint="use another --work, or the config that it was made with",
        )
    return [Spoken(found[f"mel{i}"], found[f"samples{i}"]) for i in range(count)]


def _write(arrays: dict[str, Floats], path: Path) -> None:
    content = io.BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type]
    write_whole(content.getvalue(), path)


def lesson(lines: Sequence[Spoken], hops: int, size: int, rng: np.random.Generator) -> Lesson:
    """`size` crops of at most `hops` hops."""
    hop = len(lines[0].samples) // len(lines[0].mel)
    mel = np.zeros((size, hops, lines[0].mel.shape[1]), np.float32)
    mask = np.zeros((size, hops, 1), np.float32)
    samples = np.zeros((size, hops, hop), np.float32)
    judged = np.zeros((size, hops, hop), np.float32)
    for row in range(size):
        line = lines[int(rng.integers(len(lines)))]
        first = int(rng.integers(max(1, len(line.mel) - hops + 1)))
        last = min(first + hops, len(line.mel))
        count = last - first
        mel[row, :count], mask[row, :count] = line.mel[first:last], 1.0
        samples[row, :count] = line.samples[first * hop : last * hop].reshape(count, hop)
        begin = MARGIN if first else 0
        end = count - MARGIN if last < len(line.mel) else count
        judged[row, begin:end] = 1.0
    parts = (mel, mask, samples.reshape(size, -1), judged.reshape(size, -1))
    return Lesson(*map(torch.from_numpy, parts))
