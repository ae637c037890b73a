"""The one interface that every model family implements.

The speech stage, the scheduler, the cache and the bridges know only these types. A
family turns phonemes into a `Plan` (whole line, cheap) and a plan into samples, some
hops at a time, with a `RenderStream` that carries all state between calls. However a
line is cut into calls, its samples are the same.

Threads: a model is used by several at once. `render` is called by two, each with other
streams of the same model, while others call `plan` and `open`; so a model keeps nothing
between calls that is not locked. One stream, and the plan that it speaks, is in one
thread's hands at a time.

Shape letters: P phonemes, H hops, F phoneme features, S speaker, E emotion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class PlanRequest:
    """One line, ready for a model.

    Attributes:
        ids: (P,) int64 phoneme ids.
        features: (P, F) float32 (`phonemes.sequence.FEATURES`).
        speaker: (S,) float32.
        emotion: (P, E) float32, the emotion vector at each phoneme.
        rate: (P,) float32 speed factor, 1 is the voice's own.
        pitch_st: (P,) float32 shift in semitones.
        fixed_s: (P,) float32 durations fixed by `[pause]`, NaN where free.
        level_db: (P,) float32, louder by so much, in models where `levels` is true.
        sounds: (P,) name of the laugh or the like in place of a silence, or ""; only
            names that the model's `sounds` has. Its length is the recording's.
        text: the line without its tags, for families that look at its meaning.
    """

    ids: NDArray[np.int64]
    features: Floats
    speaker: Floats
    emotion: Floats
    rate: Floats
    pitch_st: Floats
    fixed_s: Floats
    level_db: Floats
    sounds: tuple[str, ...] = ()
    text: str = ""


class Plan(Protocol):
    """What will be spoken, hop by hop, before any sample exists."""

    @property
    def durations(self) -> NDArray[np.int64]:
        """(P,) hops of each phoneme, >= 0; the line has at least one."""
        ...

    @property
    def pitch_hz(self) -> Floats:
        """(H,) F0 at each hop, H = durations.sum(); defined through unvoiced sounds too."""
        ...

    def spliced(self, other: Plan, phoneme: int) -> Plan:
        """This plan before `phoneme`, `other` from it on.

        Both plans are of one line. F0 is continuous at the seam.
        """
        ...


class RenderStream(Protocol):
    """One line being rendered. Samples come out once, in order."""

    @property
    def rendered_samples(self) -> int:
        """Index of the next sample that `render` will give."""
        ...

    @property
    def fixed_hops(self) -> int:
        """Hops of the plan that have already gone into the model: no longer replaceable."""
        ...

    @property
    def total_samples(self) -> int:
        """Length of the line by the present plan."""
        ...

    def replace_plan(self, plan: Plan) -> None:
        """Go on with `plan`, which must agree with the old one up to `fixed_hops`."""
        ...


class VoiceModel(Protocol):
    """A loaded model of one family and tier; for several threads, as said above."""

    @property
    def sample_rate_hz(self) -> int: ...

    @property
    def hop_samples(self) -> int: ...

    @property
    def lookahead_hops(self) -> int:
        """How far `fixed_hops` runs ahead of the rendered samples, in hops."""
        ...

    @property
    def levels(self) -> bool:
        """Whether `PlanRequest.level_db` is heard."""
        ...

    @property
    def sounds(self) -> tuple[str, ...]:
        """Sounds that are no words, such as "laugh", that this model can make."""
        ...

    def plan(self, request: PlanRequest) -> Plan: ...

    def open(self, plan: Plan, seed: int) -> RenderStream: ...

    def render(self, streams: Sequence[RenderStream], hops: int) -> list[Floats]:
        """The next `hops` hops of each stream in one batch, float32 in [-1, 1].

        A stream with less than that left gives what it has; one at its end gives an
        empty array. Every stream must come from this model's `open`, and be in no other
        call meanwhile.
        """
        ...
