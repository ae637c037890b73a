"""How far moods move the voice, beside how far they should, and how evenly."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moodvox_export.acoustic.style import MEASURED, SOURCES
from moodvox_export.judging.items import STEPS
from moodvox_export.judging.scores import Judged

NAMES = ("F0 st", "range x", "rate x", "level dB", "1-5 kHz dB")
KEYS = ("f0_shift_st", "f0_range_factor", "rate_factor", "level_db", "alpha_db")
FACTORS = (False, True, True, False, False)
MEDIUM = 1
"""Column of the table that weight 2/3 stands for."""

SLACK = (0.3, 0.0, 0.0, 0.5, 0.5)
"""What a figure may be off in its own unit, however small its target."""

SHARE = 0.2
"""What it may be off as a share of its target."""

FELT = (0.5, 0.08, 0.05, 1.0, 1.0)
"""A whole scale that moves less than this (log for factors) has no direction to keep."""

UNEVEN = 0.03
"""A step back by this share of the whole scale is the listeners' noise."""

JUMP = 1.5


@dataclass(frozen=True)
class Moved:
    """An emotion at medium weight: what was found, wanted, and which figures fit."""

    emotion: str
    found: tuple[float, ...]
    wanted: tuple[float, ...]
    fits: tuple[bool, ...]
    signs: bool


@dataclass(frozen=True)
class Scale:
    """A rising intensity or a blend: (7, 5) mean changes, logs for factors.

    `monotone` and `jump` are per figure; `jump` is the largest step as a multiple of the
    mean of its neighbours. None where the scale does not move that figure.
    """

    name: str
    track: NDArray[np.float64]
    monotone: tuple[bool | None, ...]
    jump: tuple[float | None, ...]


def scales_of(judged: Sequence[Judged]) -> dict[str, Scale]:
    """Group -> scale, of all groups that have prosody at every step."""
    groups: dict[str, dict[tuple[str, int], NDArray[np.float64]]] = {}
    for item, figures in judged:
        if item.measures == ("prosody",):
            step = round(item.at * STEPS)
            own = groups.setdefault(item.group, {})
            own[item.text, step] = _logged(figures["prosody"])
    return {name: _scale(name, rows) for name, rows in groups.items()}


def _logged(figures: dict[str, float]) -> NDArray[np.float64]:
    return np.array([
        figures["pitch_st"], np.log(max(figures["range_st"], 0.1)), -np.log(figures["artic_s"]),
        figures["level_db"], figures["alpha_db"],
    ])  # fmt: skip


def _scale(name: str, rows: dict[tuple[str, int], NDArray[np.float64]]) -> Scale:
    texts = sorted({text for text, _ in rows})
    values = np.array([[rows[text, step] for step in range(STEPS + 1)] for text in texts])
    track = (values - values[:, :1]).mean(axis=0)
    checks = [evenness(track[:, i], felt) for i, felt in enumerate(FELT)]
    return Scale(name, track, tuple(c[0] for c in checks), tuple(c[1] for c in checks))


def evenness(track: NDArray[np.float64], felt: float) -> tuple[bool | None, float | None]:
    """Whether a track only goes one way, and its largest step over its neighbours' mean."""
    whole = track[-1] - track[0]
    if abs(whole) < felt:
        return None, None
    steps = np.diff(track) * np.sign(whole)
    sizes = np.abs(steps)
    around = np.convolve(np.pad(sizes, 1, mode="reflect"), [0.5, 0, 0.5], mode="valid")
    jump = float((sizes / np.maximum(around, UNEVEN * abs(whole))).max())
    return bool((steps >= -UNEVEN * abs(whole)).all()), jump


def moved_of(scales: dict[str, Scale], measured: Path = MEASURED) -> list[Moved]:
    """Every emotion at weight 2/3 against the medium column of the measured table."""
    table = json.loads(measured.read_text(encoding="utf-8"))["recommended"]
    result = []
    for emotion, source in SOURCES.items():
        scale = scales.get(f"scale {emotion}")
        if scale is None:
            continue
        raw = scale.track[STEPS * 2 // 3]
        found = tuple(
            float(np.exp(x)) if f else float(x) for x, f in zip(raw, FACTORS, strict=True)
        )
        wanted = tuple(float(table[source][key][MEDIUM]) for key in KEYS)
        fits = tuple(fit(*pair) for pair in zip(found, wanted, FACTORS, SLACK, strict=True))
        signs = all(same_sign(*pair) for pair in zip(found, wanted, FACTORS, SLACK, strict=True))
        result.append(Moved(emotion, found, wanted, fits, signs))
    return result


def fit(found: float, wanted: float, factor: bool, slack: float) -> bool:
    """Whether a figure is near enough to its target."""
    if factor:
        return abs(found / wanted - 1) <= SHARE
    return abs(found - wanted) <= max(slack, SHARE * abs(wanted))


def same_sign(found: float, wanted: float, factor: bool, slack: float) -> bool:
    """Whether it went the right way; a target of next to nothing has none."""
    size, target = (np.log(found), np.log(wanted)) if factor else (found, wanted)
    return bool(abs(target) <= (0.05 if factor else slack) or size * target > 0)
