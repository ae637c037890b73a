"""Family "direct": the smallest family, and the example to write another one from.

Its samples are a pure function of the sample's position, so nothing is carried from
call to call. What a family has to do is all here: turn a `PlanRequest` into a plan,
splice plans, keep count of what was rendered, and render several streams in one run.

    plan.onnx    ids (B, P) int64, features (B, P, F), speaker (B, S), emotion (B, P, E),
                 rate (B, P), pitch_st (B, P), fixed_s (B, P)
              -> durations (B, P) int64 hops, pitch_hz (B, P)
    render.onnx  first_sample (B, 1) int64 -> samples (B, hop)

`settings.lookahead_hops` of the manifest (0 if absent) makes the stream treat hops
as spoken that many early, as a model that needs context to the right does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import Session, open_session
from moodvox.errors import EngineError, VoiceError
from moodvox.models.family import Floats, Plan, PlanRequest, RenderStream
from moodvox.models.graphs import need
from moodvox.models.hops import HopStream
from moodvox.voices.manifest import MANIFEST_FILE, Manifest
from moodvox.voices.pack import VoicePack

MAX_LOOKAHEAD_HOPS: Final = 1000

GLIDE_HOPS: Final = 10
"""After a splice F0 takes this long from the old contour to the new one."""


@dataclass(frozen=True, eq=False)
class DirectPlan:
    """Durations in hops (P,) and F0 at each hop (H,)."""

    durations: NDArray[np.int64]
    pitch_hz: Floats

    def spliced(self, other: Plan, phoneme: int) -> DirectPlan:
        """See `family.Plan`; `other` sets out from this plan's F0 and glides to its own."""
        before = self.pitch_hz[: self.durations[:phoneme].sum()]
        after = other.pitch_hz[other.durations[:phoneme].sum() :]
        if len(before) and len(after):
            gap = np.log(before[-1] / after[0])
            left = np.clip(1.0 - np.arange(len(after)) / GLIDE_HOPS, 0.0, 1.0)
            after = after * np.exp(gap * left)
        return DirectPlan(
            np.concatenate([self.durations[:phoneme], other.durations[phoneme:]]),
            np.concatenate([before, after]).astype(np.float32),
        )


def _contour(durations: NDArray[np.int64], phoneme_hz: Floats) -> Floats:
    """F0 at each hop, drawn straight from one phoneme's middle to the next."""
    ends = np.cumsum(durations)
    hops = np.arange(ends[-1]) + 0.5
    return np.interp(hops, ends - durations / 2, phoneme_hz).astype(np.float32)


class DirectStream(HopStream):
    """Where one line stands. Only `DirectModel.render` moves it."""

    def __init__(self, plan: DirectPlan, hop_samples: int, lookahead_hops: int) -> None:
        super().__init__(hop_samples, lookahead_hops)
        self.plan = plan

    @property
    def total_hops(self) -> int:
        return int(self.plan.durations.sum())

    def replace_plan(self, plan: Plan) -> None:
        if not isinstance(plan, DirectPlan):
            raise TypeError("the plan must come from this family")
        self.plan = plan


class DirectModel:
    """The two graphs of a tier (a `family.VoiceModel`)."""

    def __init__(
        self, plan: Session, render: Session, manifest: Manifest, lookahead_hops: int
    ) -> None:
        self._plan = plan
        self._render = render
        self.sample_rate_hz = manifest.sample_rate_hz
        self.hop_samples = manifest.hop_samples
        self.lookahead_hops = lookahead_hops

    @property
    def levels(self) -> bool:
        """Samples depend on their positions alone."""
        return False

    @property
    def sounds(self) -> tuple[str, ...]:
        return ()

    def plan(self, request: PlanRequest) -> DirectPlan:
        feeds: dict[str, NDArray[Any]] = {
            "ids": request.ids,
            "features": request.features,
            "speaker": request.speaker,
            "emotion": request.emotion,
            "rate": request.rate,
            "pitch_st": request.pitch_st,
            "fixed_s": request.fixed_s,
        }
        durations, pitch_hz = self._plan.run(
            ["durations", "pitch_hz"], {name: array[None] for name, array in feeds.items()}
        )
        hops = durations[0].astype(np.int64)
        return DirectPlan(hops, _contour(hops, pitch_hz[0]))

    def open(self, plan: Plan, seed: int) -> DirectStream:
        """`seed` is not used: nothing here is random."""
        if not isinstance(plan, DirectPlan):
            raise TypeError("the plan must come from this model")
        return DirectStream(plan, self.hop_samples, self.lookahead_hops)

    def render(self, streams: Sequence[RenderStream], hops: int) -> list[Floats]:
        own = [stream for stream in streams if isinstance(stream, DirectStream)]
        if len(own) != len(streams):
            raise TypeError("every stream must come from this model's open")
        due = [min(hops, stream.total_hops - stream.rendered_hops) for stream in own]
        starts = [
            (stream.rendered_hops + hop) * self.hop_samples
            for stream, count in zip(own, due, strict=True)
            for hop in range(count)
        ]
        if not starts:
            return [np.zeros(0, np.float32) for _ in own]
        first_sample = np.array(starts, np.int64)[:, None]
        (samples,) = self._render.run(["samples"], {"first_sample": first_sample})
        if samples.shape != (len(starts), self.hop_samples):
            raise EngineError(f"gave samples of shape {samples.shape}", where="render.onnx")
        for stream, count in zip(own, due, strict=True):
            stream.rendered_hops += count
        return [part.ravel() for part in np.split(samples, np.cumsum(due)[:-1])]


def load(
    pack: VoicePack, tier: str, threads: int = 1, providers: Sequence[str] | None = None
) -> DirectModel:
    """Load a tier of a voice of this family.

    Raises:
        VoiceError: a graph lacks an input or output that the family needs, or a setting
            is wrong.
    """
    files = pack.tier_files(tier)
    plan = open_session(pack.path(files.plan), threads=threads, providers=providers)
    render = open_session(pack.path(files.render), threads=threads, providers=providers)
    need(plan, "direct", "ids features speaker emotion rate pitch_st fixed_s", "durations pitch_hz")
    need(render, "direct", "first_sample", "samples")
    lookahead_hops = pack.manifest.settings.get("lookahead_hops", 0)
    if type(lookahead_hops) is not int or not 0 <= lookahead_hops <= MAX_LOOKAHEAD_HOPS:
        raise VoiceError(
            f"settings.lookahead_hops is {lookahead_hops!r}, wanted 0 to {MAX_LOOKAHEAD_HOPS}",
            where=str(pack.path(MANIFEST_FILE)),
        )
    return DirectModel(plan, render, pack.manifest, lookahead_hops)
