"""What a small decoder learns from: lines that a finished model plans and speaks.

Written lines are enough, since the teacher says them: any sentence, any speaker, any
mood. Its columns are a function of what the pupil is given too, so nothing is averaged
and nothing is lost but what the pupil is too small for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from moodvox.models.own.layout import HOP_COLUMNS, HOPS_PER_S
from moodvox.models.own.places import contour, owners, places, whole_hops
from moodvox.phonemes.frontend import pronounce_line
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.phonemes.sequence import PhonemeSequence, build_sequence
from moodvox.script.items import Line
from moodvox_export.acoustic.drawing import draw_emotion
from moodvox_export.acoustic.style import Vector
from moodvox_export.nets.acoustic import AcousticModel, AcousticSize, HopDecoder, by_hop

MIXED_SPEAKERS = 0.4
EmotionTable = dict[str, list[tuple[float, Vector]]]


@dataclass(frozen=True)
class PupilConfig:
    """One distillation; a config file states only what differs."""

    seed: int = 1
    sentences: int = 6000
    batch: int = 12
    steps: int = 4000
    rate: float = 2e-3
    warmup: int = 50
    average: float = 0.998
    channels: int = 112
    blocks: int = 4
    left: int = 5
    threads: int = 1
    workers: int = 1
    """Processes in which the teacher speaks; the lessons depend on it."""
    save_every: int = 250

    def decoder(self, teacher: AcousticSize) -> HopDecoder:
        """An untrained pupil for the hidden features of `teacher`."""
        return HopDecoder(
            replace(teacher, decoder_channels=self.channels, decoder_blocks=self.blocks,
                    decoder_left=self.left)
        )  # fmt: skip


@dataclass
class Lesson:
    """B lines by hop: hidden (B, H, C), place (B, H, 4), pitch (B, H, 2), mask (B, H, 1),
    and the teacher's columns (B, 2H, 86).
    """

    hidden: Tensor
    place: Tensor
    pitch: Tensor
    mask: Tensor
    columns: Tensor

    def to(self, device: torch.device) -> Lesson:
        return Lesson(*(getattr(self, field.name).to(device) for field in fields(self)))


def sequences(sentences: Sequence[str]) -> list[PhonemeSequence]:
    """The sentences as the run time's own front end reads them."""
    pronouncer = Pronouncer.bundled()
    return [build_sequence(pronounce_line(Line(text), pronouncer)[0]) for text in sentences]


class Lessons(IterableDataset[Lesson]):
    """Endless lessons of `size` lines of like length."""

    def __init__(
        self,
        teacher: AcousticModel,
        lines: Sequence[PhonemeSequence],
        table: EmotionTable,
        size: int,
        seed: int,
    ) -> None:
        self._teacher = teacher.eval()
        self._lines = sorted(lines, key=lambda line: len(line.ids))
        self._table = table
        self._size = size
        self._seed = seed
        self._members = teacher.members().detach().numpy()

    def __iter__(self) -> Iterator[Lesson]:
        torch.set_num_threads(1)
        worker = get_worker_info()
        rng = np.random.default_rng([self._seed, worker.id if worker else 0])
        while True:
            first = int(rng.integers(max(1, len(self._lines) - self._size)))
            yield self.lesson(self._lines[first : first + self._size], rng)

    @torch.no_grad()
    def lesson(self, lines: Sequence[PhonemeSequence], rng: np.random.Generator) -> Lesson:
        """`lines` as the teacher says them, in drawn voices and moods."""
        count, phonemes = len(lines), max(len(line.ids) for line in lines)
        ids = np.zeros((count, phonemes), np.int64)
        features = np.zeros((count, phonemes, lines[0].features.shape[1]), np.float32)
        mask = np.zeros((count, phonemes, 1), np.float32)
        emotion: NDArray[np.float32] | None = None
        for row, line in enumerate(lines):
            here = slice(0, len(line.ids))
            ids[row, here], features[row, here], mask[row, here] = line.ids, line.features, 1.0
            drawn = draw_emotion(rng, self._table, len(line.ids))
            if emotion is None:
                emotion = np.zeros((count, phonemes, drawn.shape[1]), np.float32)
            emotion[row, here] = drawn
        assert emotion is not None
        speaker = np.stack([self._speaker(rng) for _ in lines])
        arrays = (ids, features, speaker, emotion, mask)
        wide, log_hops, anchors, _ = self._teacher.encoder(*map(torch.from_numpy, arrays))
        rows = [
            self._by_hop(wide[i], log_hops[i].numpy(), anchors[i].numpy(), line, rng)
            for i, line in enumerate(lines)
        ]
        hidden, place, pitch, inside = (
            torch.nn.utils.rnn.pad_sequence(list(part), batch_first=True)
            for part in zip(*rows, strict=True)
        )
        columns = self._teacher.decoder(hidden, place, pitch, inside)
        return Lesson(hidden, place, pitch, inside, columns)

    def _speaker(self, rng: np.random.Generator) -> NDArray[np.float32]:
        """A member, or somebody between two members."""
        one, other = self._members[rng.integers(len(self._members), size=2)]
        share = float(rng.random()) if rng.random() < MIXED_SPEAKERS else 1.0
        return np.asarray(share * one + (1 - share) * other, np.float32)

    @staticmethod
    def _by_hop(
        hidden: Tensor,
        log_hops: NDArray[np.float32],
        anchors: NDArray[np.float32],
        line: PhonemeSequence,
        rng: np.random.Generator,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        count = len(line.ids)
        pace = rng.normal(0.0, 0.08)
        durations = whole_hops(log_hops[:count] + np.float32(pace), line.fixed_s * HOPS_PER_S)
        moved = anchors[:count] + np.float32(rng.normal(0.0, 0.1))
        owner = torch.from_numpy(owners(durations))
        pitch = contour(moved, durations).reshape(-1, HOP_COLUMNS)
        return (
            by_hop(hidden[None, :count], owner[None])[0],
            torch.from_numpy(places(durations)),
            torch.from_numpy(pitch),
            torch.ones(len(owner), 1),
        )


def lessons(source: Lessons, workers: int = 1) -> Iterator[Lesson]:
    """Lessons made by `workers` processes in turn."""
    return iter(DataLoader(source, batch_size=None, num_workers=workers, prefetch_factor=4))
