"""Loading and running the graphs of a voice imported from EmotiVoice.

`plan.onnx`    ids, mask, speaker, emotion, content -> hidden, length, pitch, energy
`decode.onnx`  hidden, pitch, energy, hops, mask -> mel
`render.onnx`  a vocoder: `windows` or `carried` says what it takes
`content.onnx` ids -> vector (only in voices that read lines they were not baked with)

What each axis means stands in `moodvox.importing.emotivoice`, which writes them.
Between plan and decode the host turns lengths into hops and moves pitch and energy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import Session
from moodvox.models.emotivoice.content import Contents
from moodvox.models.emotivoice.plan import EmotivoicePlan, contour
from moodvox.models.emotivoice.stream import EmotivoiceStream
from moodvox.models.family import Floats, Plan, PlanRequest, RenderStream

LOWEST_HZ: Final = 40.0


@dataclass(frozen=True)
class Scale:
    """Mean and deviation of what the model calls 0 and 1."""

    mean: float
    deviation: float

    def times(self, value: Floats, factor: Floats) -> Floats:
        """`value` as if what it measures were `factor` times as large; exact for 1."""
        return np.asarray(value + (value + self.mean / self.deviation) * (factor - 1.0), np.float32)

    def measured(self, value: Floats) -> Floats:
        return np.asarray(value * self.deviation + self.mean, np.float32)


@dataclass(frozen=True, eq=False)
class Graphs:
    """The graphs of a tier."""

    plan: Session
    decode: Session


class Vocoder(Protocol):
    """Mel bands to samples, stream by stream, with all state in the streams."""

    @property
    def lookahead_hops(self) -> int:
        """Hops of mel bands that it hears behind those that it renders."""
        ...

    def render(self, streams: Sequence[EmotivoiceStream], hops: int) -> list[Floats]:
        """The next `hops` hops of each, and move each on."""
        ...


@dataclass(frozen=True, eq=False)
class Prepared:
    """A line before it is decoded: hops (P,), F0 (P,) and what the decoder is fed with."""

    hops: NDArray[np.int64]
    phoneme_hz: Floats
    feeds: dict[str, NDArray[Any]]


class EmotivoiceModel:
    """One tier of an imported voice (a `family.VoiceModel`)."""

    levels = True
    sounds: tuple[str, ...] = ()

    def __init__(
        self,
        graphs: Graphs,
        vocoder: Vocoder,
        contents: Contents,
        *,
        sample_rate_hz: int,
        hop_samples: int,
        pitch: Scale,
        energy: Scale,
    ) -> None:
        self._graphs = graphs
        self._vocoder = vocoder
        self._contents = contents
        self.sample_rate_hz = sample_rate_hz
        self.hop_samples = hop_samples
        self.lookahead_hops = vocoder.lookahead_hops
        self._pitch = pitch
        self._energy = energy

    def plan(self, request: PlanRequest) -> EmotivoicePlan:
        """Plan one line; its mel bands follow when they are needed.

        Raises:
            TextError: the voice has no content vector for the line.
        """
        ready = self.prepare(request)

        def decode() -> Floats:
            (mel,) = self._graphs.decode.run(["mel"], ready.feeds)
            return np.asarray(mel[0], np.float32)

        return EmotivoicePlan(ready.hops, contour(ready.hops, ready.phoneme_hz), decode)

    def prepare(self, request: PlanRequest) -> Prepared:
        """All of a plan but its mel bands.

        Raises:
            TextError: as `plan`.
        """
        content = self._contents.of(request.text)
        mask = np.ones((1, len(request.ids), 1), np.float32)
        hidden, length, pitch, energy = self._graphs.plan.run(
            ["hidden", "length", "pitch", "energy"],
            {
                "ids": request.ids[None],
                "mask": mask,
                "speaker": request.speaker[None],
                "emotion": request.emotion[None],
                "content": content[None],
            },
        )
        hops = whole_hops(length[0], request.rate, request.fixed_s * self._hops_per_s)
        moved = self._pitch.times(pitch[0], np.exp2(request.pitch_st / 12.0))
        louder = self._energy.times(energy[0], np.power(10.0, request.level_db / 20.0))
        feeds = {
            "hidden": hidden,
            "pitch": moved[None],
            "energy": louder[None],
            "hops": hops[None].astype(np.float32),
            "mask": mask,
        }
        return Prepared(hops, np.maximum(self._pitch.measured(moved), LOWEST_HZ), feeds)

    def open(self, plan: Plan, seed: int) -> EmotivoiceStream:
        """`seed` is not used: nothing here is random."""
        if not isinstance(plan, EmotivoicePlan):
            raise TypeError("the plan must come from this model")
        return EmotivoiceStream(plan, self.hop_samples, self.lookahead_hops)

    def render(self, streams: Sequence[RenderStream], hops: int) -> list[Floats]:
        own = [stream for stream in streams if isinstance(stream, EmotivoiceStream)]
        if len(own) != len(streams):
            raise TypeError("every stream must come from this model's open")
        return self._vocoder.render(own, hops)

    @property
    def _hops_per_s(self) -> np.float32:
        return np.float32(self.sample_rate_hz / self.hop_samples)


def whole_hops(length: Floats, rate: Floats, fixed_hops: Floats) -> NDArray[np.int64]:
    """(P,) hops from log(1 + hops), speed factors and fixed numbers (NaN where free).

    Halves are rounded to even, as the original does. A line with no hop at all gets one
    for each phoneme.
    """
    free = np.rint(np.maximum(np.exp(length) - 1.0, 0.0) / rate)
    hops = np.where(np.isnan(fixed_hops), free, np.rint(fixed_hops)).astype(np.int64)
    return hops if hops.any() else np.ones_like(hops)
