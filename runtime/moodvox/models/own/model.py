"""Loading and running the two graphs of the bundled family.

`plan.onnx`   ids (B, 1, P), features (B, 1, P, F), speaker (B, S), emotion (B, 1, Q, E)
              -> hidden (B, 1, P, C), prosody (B, 1, P, 5), which is the logarithm of hops
              and pitch at 4 anchors; Q is P, or 1 for a mood that stays
`render.onnx` hidden (B, N, C), place (B, N, 4), pitch (B, N, 2), mask (B, N, 1),
              state (B, K, Z) -> real, imaginary, pulse, breath (B M, 257), next_state
              (B, K, Z); M is N or 2N, as its `column_samples` say
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import DEFAULT_PROVIDERS, PROVIDERS, Session, Sizes, open_session
from moodvox.errors import VoiceError
from moodvox.models.family import Plan, PlanRequest, RenderStream
from moodvox.models.own import layout, places
from moodvox.models.own.filtering import Filters, filtered
from moodvox.models.own.noise import loop_spectra
from moodvox.models.own.plan import OwnPlan
from moodvox.models.own.sounds import Insert, SoundBank
from moodvox.models.own.stream import OwnStream
from moodvox.voices.pack import VoicePack

Floats = NDArray[np.float32]

OTHER_VERSION = "it was made for another version: install the voice again"

SOUNDS_SETTING = "sounds"
"""Names the file of recorded sounds in a manifest's `settings`."""

FEWEST_HOPS = 2
"""Fed at a time: a product of one row has a kernel of its own, which rounds differently, and
INT8 makes a step of what float32 would not show."""

BATCH_SIZES = (1, 2, 4, 8, 16, 32)
"""Batches are padded to these where a provider makes a profile for each shape."""


PHONEMES = Sizes(2, 60, 512, listed=False)
PLAN_AXES = {"B": Sizes(1, 1, 1), "P": PHONEMES, "Q": replace(PHONEMES, least=1, usual=1)}
RENDER_AXES = {"B": Sizes(1, 1, BATCH_SIZES[-1]), "N": Sizes(1, 8, 64)}
"""What providers that make profiles or want fixed shapes have to know in advance."""


class OwnModel:
    """One tier of a voice of the bundled family."""

    def __init__(self, plan: Session, render: Session, bank: SoundBank | None = None) -> None:
        self._bank = bank
        if "prosody" not in [output.name for output in plan.outputs]:
            raise VoiceError(
                "the graph gives no 'prosody'", where=str(plan.path), hint=OTHER_VERSION
            )
        self._plan = plan
        self._render = render
        self._delay_hops = _number(render, "delay_hops")
        self._grid = layout.GRIDS[_number(render, "column_samples", layout.GRIDS)]
        loop_spectra(self._grid)  # made now: no line waits for it
        self._state_shape = tuple(int(size) for size in render.shape_of("state")[1:])
        names = ("hidden", "place", "pitch", "mask")
        self._widths = {name: int(render.shape_of(name)[2]) for name in names}

    @property
    def sample_rate_hz(self) -> int:
        return layout.SAMPLE_RATE_HZ

    @property
    def hop_samples(self) -> int:
        return layout.HOP_SAMPLES

    @property
    def lookahead_hops(self) -> int:
        return self._delay_hops - (-self._grid.before // layout.HOP_SAMPLES)

    @property
    def levels(self) -> bool:
        return True

    @property
    def sounds(self) -> tuple[str, ...]:
        return self._bank.names if self._bank else ()

    def plan(self, request: PlanRequest) -> OwnPlan:
        """Plan one line. Pitch and rate tags act on what the model planned, level on the
        dimension of the emotion vector that means loudness.
        """
        emotion = request.emotion
        if request.level_db.any():
            emotion = emotion.copy()
            emotion[:, layout.LEVEL_DIMENSION] += request.level_db / layout.LEVEL_SCALE_DB
        stays = bool((emotion == emotion[0]).all())
        (((hidden,),), ((prosody,),)) = self._plan.run(
            None,
            {
                "ids": request.ids[None, None],
                "features": request.features[None, None],
                "speaker": request.speaker[None],
                "emotion": (emotion[:1] if stays else emotion)[None, None],
            },
        )
        inserts = self._inserts(request, emotion)
        fixed_hops = request.fixed_s * layout.HOPS_PER_S
        for insert in inserts:
            fixed_hops[insert.phoneme] = insert.hops
        durations = places.whole_hops(prosody[:, 0] - np.log(request.rate), fixed_hops)
        for insert in inserts:
            durations[insert.phoneme] = insert.hops
        anchors = prosody[:, 1:] + request.pitch_st[:, None] / layout.PITCH_SCALE_ST
        return OwnPlan(hidden, durations, anchors, inserts, emotion[:, layout.SHAKE_DIMENSIONS])

    def _inserts(self, request: PlanRequest, emotion: Floats) -> tuple[Insert, ...]:
        if self._bank is None or not any(request.sounds):
            return ()
        return tuple(
            self._bank.insert(name, phoneme, request.speaker, emotion[phoneme], self._grid)
            for phoneme, name in enumerate(request.sounds)
            if name
        )

    def open(self, plan: Plan, seed: int) -> OwnStream:
        state = np.zeros(self._state_shape, np.float32)
        return OwnStream(cast(OwnPlan, plan), seed, state, self._delay_hops, self._grid)

    def render(self, streams: Sequence[RenderStream], hops: int) -> list[Floats]:
        """The next `hops` hops of every stream, those that start being primed first."""
        own = [cast(OwnStream, stream) for stream in streams]
        wanted, fed = hops * layout.HOP_SAMPLES, max(hops, FEWEST_HOPS)
        while True:
            short: dict[int, list[OwnStream]] = {}
            for stream in own:
                due = min(wanted, stream.total_samples - stream.rendered_samples)
                missing = due - stream.ready()
                if missing > 0:
                    first = stream.fixed_hops == 0
                    short.setdefault(fed + self.lookahead_hops if first else fed, []).append(stream)
            if not short:
                return [stream.take(wanted) for stream in own]
            for count, members in short.items():
                for start in range(0, len(members), BATCH_SIZES[-1]):
                    self._feed(members[start : start + BATCH_SIZES[-1]], count)

    def _feed(self, streams: Sequence[OwnStream], hops: int) -> None:
        """The next `hops` hops of all `streams` through the graph, and what comes of them."""
        feeds = self._inputs(streams, hops)
        *parts, state = self._render.run(None, feeds)
        each = hops * self._grid.hop_columns
        dues = [stream.fed(hops, state[row], row * each) for row, stream in enumerate(streams)]
        done = 0
        for pieces in filtered(Filters(*parts), dues, self._grid):
            OwnStream.add(streams[done : done + len(pieces)], pieces)
            done += len(pieces)

    def _inputs(self, streams: Sequence[OwnStream], hops: int) -> dict[str, Floats]:
        """Feeds of one batch. The CPU takes any size; others have few profiles."""
        count = len(streams)
        size = count if self._render.provider == "cpu" else _padded(count)
        feeds = {
            name: np.zeros((size, hops, width), np.float32) for name, width in self._widths.items()
        }
        feeds["state"] = np.zeros((size, *self._state_shape), np.float32)
        for row, stream in enumerate(streams):
            stream.inputs(hops, feeds, row)
        return feeds


def _number(render: Session, name: str, known: Container[int] | None = None) -> int:
    """A number of the graph's metadata.

    Raises:
        VoiceError: it is missing, or none that is known.
    """
    text = render.metadata.get(name, "")
    if not text.isdigit() or (known is not None and int(text) not in known):
        raise VoiceError(
            f"the graph says '{text}' for '{name}'",
            where=str(render.path),
            hint=OTHER_VERSION,
        )
    return int(text)


def _padded(count: int) -> int:
    return next(size for size in BATCH_SIZES if size >= count)


def load(
    pack: VoicePack, tier: str, threads: int = 1, providers: Sequence[str] | None = None
) -> OwnModel:
    """Open both graphs of one tier: the CPU's, or the fp32 ones for any other provider.

    Raises:
        VoiceError: a graph is missing, damaged, or not of this family.
    """
    first = next(iter(providers or DEFAULT_PROVIDERS))
    on_cpu = first in {"cpu", PROVIDERS["cpu"]}
    files = pack.tier_files(tier).graphs(None if on_cpu else "fp32")
    planner = open_session(
        pack.path(files.plan), threads=threads, providers=providers, axes=PLAN_AXES
    )
    renderer = open_session(
        pack.path(files.render), threads=threads, providers=providers, axes=RENDER_AXES
    )
    sounds = pack.manifest.settings.get(SOUNDS_SETTING)
    bank = SoundBank.load(pack.path(sounds)) if isinstance(sounds, str) else None
    return OwnModel(planner, renderer, bank)
