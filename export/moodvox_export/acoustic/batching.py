"""Drawn lines as padded tensors, made by a process of its own.

Separate processes rather than threads: two of torch's threads beside any other load
fall to a fraction of their speed, and a GPU wants more lines than one core draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from moodvox.models.own.layout import PITCH_SCALE_ST
from moodvox.models.own.places import contour, owners, places
from moodvox_export.acoustic.drawing import Drawer, Drawn
from moodvox_export.acoustic.transform import CENTRES_HZ


@dataclass
class Batch:
    """B lines: P phonemes, H hops, 2H columns; masks are 1 inside the line."""

    ids: Tensor
    features: Tensor
    member: Tensor
    speaker: Tensor
    emotion: Tensor
    phoneme_mask: Tensor
    log_hops: Tensor
    free: Tensor
    anchors: Tensor
    voiced_share: Tensor
    owner: Tensor
    place: Tensor
    pitch: Tensor
    hop_mask: Tensor
    bands: Tensor
    noise: Tensor
    voiced: Tensor
    column_mask: Tensor
    band_mask: Tensor

    def to(self, device: torch.device) -> Batch:
        moved = {f.name: getattr(self, f.name).to(device, non_blocking=True) for f in fields(self)}
        return Batch(**moved)


def collate(lines: Sequence[Drawn]) -> Batch:
    phonemes = max(len(line.ids) for line in lines)
    hops = max(int(line.durations.sum()) for line in lines)

    def padded(rows: Sequence[NDArray[np.generic]], length: int) -> Tensor:
        first = rows[0]
        table = np.zeros((len(rows), length, *first.shape[1:]), first.dtype)
        for row, values in zip(table, rows, strict=True):
            row[: len(values)] = values
        return torch.from_numpy(table)

    tracks = [contour(line.anchors, line.durations).reshape(-1, 2) for line in lines]
    ones = [np.ones((int(line.durations.sum()), 1), np.float32) for line in lines]
    return Batch(
        ids=padded([line.ids for line in lines], phonemes),
        features=padded([line.features for line in lines], phonemes),
        member=torch.tensor([line.member for line in lines]),
        speaker=torch.from_numpy(np.stack([line.speaker for line in lines])),
        emotion=padded([line.emotion for line in lines], phonemes),
        phoneme_mask=padded([np.ones((len(li.ids), 1), np.float32) for li in lines], phonemes),
        log_hops=padded([np.log(li.durations).astype(np.float32) for li in lines], phonemes),
        free=padded([line.free.astype(np.float32) for line in lines], phonemes),
        anchors=padded([line.anchors / np.float32(PITCH_SCALE_ST) for line in lines], phonemes),
        voiced_share=padded([line.voiced_share for line in lines], phonemes),
        owner=padded([owners(line.durations) for line in lines], hops),
        place=padded([places(line.durations) for line in lines], hops),
        pitch=padded([track / np.float32(PITCH_SCALE_ST) for track in tracks], hops),
        hop_mask=padded(ones, hops),
        bands=padded([line.bands for line in lines], 2 * hops),
        noise=padded([line.noise for line in lines], 2 * hops),
        voiced=padded([line.voiced for line in lines], 2 * hops),
        column_mask=padded([np.repeat(one, 2, axis=0) for one in ones], 2 * hops),
        band_mask=torch.from_numpy(
            np.stack([(li.limit_hz >= CENTRES_HZ).astype(np.float32) for li in lines])
        ),
    )


class _Lines(IterableDataset[Batch]):
    def __init__(self, drawer: Drawer, size: int, seed: int) -> None:
        self._drawer, self._size, self._seed = drawer, size, seed

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        rng = np.random.default_rng([self._seed, worker.id if worker else 0])
        while True:
            lines = [self._drawer.draw(rng) for _ in range(self._size * 4)]
            lines.sort(key=lambda line: int(line.durations.sum()))
            groups = [lines[i : i + self._size] for i in range(0, len(lines), self._size)]
            for index in rng.permutation(len(groups)):
                yield collate(groups[index])


def batches(drawer: Drawer, size: int, seed: int, workers: int = 1) -> Iterator[Batch]:
    """Endless batches of `size` lines of like length, drawn by `workers` processes in turn."""
    lines = _Lines(drawer, size, seed)
    return iter(DataLoader(lines, batch_size=None, num_workers=workers, prefetch_factor=4))
