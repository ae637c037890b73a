"""Who the voice can be: recorded speakers, and virtual ones made from them."""

from __future__ import annotations

from dataclasses import dataclass

from moodvox_export.acoustic.transform import Voice

AS_RECORDED = Voice()


@dataclass(frozen=True)
class Member:
    """A speaker of the voice: `source` recorded it, `voice` turns that into this one.

    `share` is how often it is drawn in training; `band_limit_hz` is where its
    recordings end (above it the model fills in what it learned from the others).
    """

    name: str
    source: str
    share: float
    title: str
    gender: str
    age: str
    voice: Voice = AS_RECORDED
    band_limit_hz: float = 12_000.0


ROSTER: tuple[Member, ...] = (
    Member("kathleen", "kathleen", 0.38, "Kathleen, an older woman, clear and warm", "f", "old"),
    Member("cameron", "cameron", 0.13, "Cameron, an Australian man", "m", "adult",
           band_limit_hz=7_000.0),
    Member("alex", "alex", 0.02, "Alex, an English man", "m", "adult", band_limit_hz=10_500.0),
    Member("ian", "ian", 0.02, "Ian, an English man", "m", "adult", band_limit_hz=10_500.0),
    Member("sean", "sean", 0.02, "Sean, an English man", "m", "adult", band_limit_hz=10_500.0),
    Member("karen", "karen", 0.02, "Karen, an English woman", "f", "adult",
           band_limit_hz=10_500.0),
    Member("meghan", "meghan", 0.02, "Meghan, an English woman", "f", "young",
           band_limit_hz=10_500.0),
    Member("wren", "kathleen", 0.03, "Wren, a young woman", "f", "young",
           Voice(formants=1.07, pitch_st=3.0, pitch_range=1.1, tilt_db_per_khz=0.4, rate=1.06)),
    Member("pip", "kathleen", 0.035, "Pip, a small quick creature", "n", "young",
           Voice(formants=1.12, pitch_st=5.0, pitch_range=1.15, rate=1.06)),
    Member("rowan", "kathleen", 0.03, "Rowan, a man", "m", "adult",
           Voice(formants=0.875, pitch_st=-8.5, pitch_range=1.0, tilt_db_per_khz=-0.3)),
    Member("borin", "cameron", 0.04, "Borin, a heavy old dwarf", "m", "old",
           Voice(formants=0.91, pitch_st=-3.5, pitch_range=1.1, tilt_db_per_khz=-0.5, rate=0.93),
           band_limit_hz=7_000.0),
    Member("grum", "kathleen", 0.035, "Grum, a troll", "n", "old",
           Voice(formants=0.84, pitch_st=-11.5, pitch_range=1.0, tilt_db_per_khz=-0.3,
                 breath_db=3.0, rate=0.92)),
)  # fmt: skip

ANYBODY = (("kathleen", 0.12), ("cameron", 0.05), ("alex", 0.012), ("ian", 0.012),
           ("sean", 0.012), ("karen", 0.012), ("meghan", 0.012))  # fmt: skip
"""Recorded speakers from whom random voices are drawn, and how often."""
