"""What the vocoder learns from: recorded samples and the columns that should give them.

Columns are the acoustic model's own for that recording (its true phonemes, timing and
pitch), mixed with analysed ones: the vocoder must mend what it will really be fed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from moodvox.models.own.excitation import Excitation
from moodvox.models.own.layout import (
    COLUMN_SAMPLES,
    PITCH_SCALE_ST,
    PITCH_ZERO_HZ,
)
from moodvox_export.acoustic.batching import collate
from moodvox_export.acoustic.drawing import Drawer
from moodvox_export.acoustic.losses import speak
from moodvox_export.acoustic.roster import ROSTER
from moodvox_export.acoustic.transform import Spoken
from moodvox_export.corpus.packed import Example
from moodvox_export.nets.acoustic import AcousticModel

VOICED_LOGIT = 6.0


@dataclass(frozen=True)
class Piece:
    """One recording: samples (120 C,), analysed and predicted columns (C, 86), pitch (C,)."""

    samples: NDArray[np.float32]
    analysed: NDArray[np.float32]
    predicted: NDArray[np.float32]
    pitch: NDArray[np.float32]


def pieces_of(
    model: AcousticModel, drawer: Drawer, examples: Sequence[Example], seed: int
) -> list[Piece]:
    """Pieces of recorded speakers, in random order."""
    row_of = {m.name: row for row, m in enumerate(ROSTER)}
    order = np.random.default_rng(seed).permutation(len(examples))
    pieces = []
    for index in tqdm(order, desc="predicting", unit="line"):
        example = examples[index]
        spoken = Spoken(example.columns, example.durations)
        line = drawer.dressed(example.clauses, spoken, row_of[example.speaker], None)
        batch = collate([line])
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            predicted = speak(model, batch).columns[0].float().numpy()
        logit = np.where(line.voiced > 0, VOICED_LOGIT, -VOICED_LOGIT)[:, None]
        analysed = np.concatenate([line.bands, line.noise, logit], axis=1).astype(np.float32)
        pieces.append(
            Piece(example.samples, analysed, predicted, batch.pitch[0].reshape(-1).numpy())
        )
    return pieces


@dataclass
class Crops:
    """B crops of C columns; `pulses`, `noise` are excitation spectra (B, C, 513)."""

    columns: torch.Tensor
    pitch: torch.Tensor
    pulses: torch.Tensor
    noise: torch.Tensor
    samples: torch.Tensor


def draw_crops(
    pieces: Sequence[Piece], rng: np.random.Generator, count: int, columns: int
) -> Crops:
    """`count` crops; three in four of predicted columns."""
    rows: list[tuple[NDArray[np.generic], ...]] = []
    while len(rows) < count:
        piece = pieces[int(rng.integers(len(pieces)))]
        if len(piece.pitch) <= columns:
            continue
        first = int(rng.integers(len(piece.pitch) - columns))
        here = slice(first, first + columns)
        source = piece.predicted if rng.random() < 0.75 else piece.analysed
        excitation = Excitation(int(rng.integers(1 << 31)))
        excitation.extend(np.full(1 + int(rng.integers(3)), float(rng.uniform(80, 300))))
        skipped = excitation.columns
        hz = PITCH_ZERO_HZ * np.exp2(piece.pitch[here] * (PITCH_SCALE_ST / 12.0))
        excitation.extend(np.concatenate([hz, np.full(4, hz[-1])]))
        pulses, noise = excitation.spectra(skipped, columns)
        samples = piece.samples[first * COLUMN_SAMPLES : (first + columns) * COLUMN_SAMPLES]
        rows.append((source[here], piece.pitch[here, None], pulses, noise, samples))
    stacked = [torch.from_numpy(np.stack(part)) for part in zip(*rows, strict=True)]
    return Crops(*stacked)
