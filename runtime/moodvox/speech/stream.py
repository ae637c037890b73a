"""One line while it is spoken: samples come out in order, its mood may change, it may end early.

A stream belongs to one thread at a time; different streams are independent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.cache.kept import KeptLine
from moodvox.errors import InputError
from moodvox.models.family import RenderStream
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.speech.marks import Mark, MarkTrack
from moodvox.speech.planner import LinePlan, Planner
from moodvox.speech.replay import KeptPlan, Replay
from moodvox.speech.timeline import Timeline, mood_of
from moodvox.text.clauses import Notice

Floats = NDArray[np.float32]

Keep = Callable[[KeptLine], None]
"""Takes a line that was spoken whole, with the mood that it was asked for."""

FADE_MS: Final = 20
"""A line that is cancelled ends within this time: long enough not to click."""

_NOTHING: Final[Floats] = np.zeros(0, np.float32)


@dataclass(frozen=True, eq=False)
class Block:
    """Consecutive samples of a line.

    Attributes:
        first_sample: index in the line of the first one.
        pcm: (samples,) float32 in [-1, 1]; empty if the line had nothing left.
        mood: what the phoneme at `first_sample` is spoken with.
    """

    first_sample: int
    pcm: Floats
    mood: Mood


class LineStream:
    """A line being spoken. Made by `SpeechEngine.open`, advanced by `SpeechEngine.render`.

    Attributes:
        id: the request's.
        plain: the text without tags, which marks point into.
        notices: parts of the text that are not spoken.
        sample_rate_hz: of the samples.
        hop_samples: samples in a hop.

    Args:
        kept: the same line as it was spoken before; it is replayed until its mood changes.
        keep: gets the line when it has been spoken to its end unchanged.
        on_live: called when a kept line is spoken by the model after all.
    """

    def __init__(
        self,
        line_id: str,
        plain: str,
        notices: Sequence[Notice],
        planner: Planner,
        timeline: Timeline,
        seed: int,
        *,
        kept: KeptLine | None = None,
        keep: Keep | None = None,
        on_live: Callable[[], None] | None = None,
    ) -> None:
        self.id = line_id
        self.plain = plain
        self.notices = tuple(notices)
        self.sample_rate_hz = planner.model.sample_rate_hz
        self.hop_samples = planner.model.hop_samples
        self._planner = planner
        self._timeline = timeline
        if kept is None:
            self._line_plan = planner.plan(timeline)
            self._voice: RenderStream = planner.model.open(self._line_plan.plan, seed)
        else:
            self._line_plan = LinePlan(KeptPlan(kept.durations, kept.pitch_hz), kept.weights)
            self._voice = Replay(kept, planner.model, seed)
        self._keep = keep
        self._on_live = on_live
        self._parts: list[Floats] = []
        self._track = MarkTrack(planner.sequence, self.hop_samples)
        self._marks: list[Mark] = []
        self._rendered = 0
        self._kept = _NOTHING
        self._end: int | None = None
        self._cancelled = False

    @property
    def total_samples(self) -> int:
        """Length of the line as things stand; an event or cancelling changes it."""
        return self._voice.total_samples if self._end is None else self._end

    @property
    def rendered_samples(self) -> int:
        """Index of the next sample."""
        return self._rendered

    @property
    def finished(self) -> bool:
        """Whether no sample is left."""
        return self._rendered >= self.total_samples

    @property
    def line_plan(self) -> LinePlan:
        """The present plan: durations and F0 in hops, moods by phoneme."""
        return self._line_plan

    @property
    def can_level(self) -> bool:
        """Whether the loudness of a take is heard."""
        return self._planner.model.levels

    def planned_marks(self) -> list[Mark]:
        """All marks of the line as things stand; an event may still move them."""
        durations = self._line_plan.durations
        track = MarkTrack(self._planner.sequence, self.hop_samples)
        return track.take(durations, int(durations.sum()) + 1)

    def moods_at(self, times_s: NDArray[np.float64]) -> tuple[Floats, tuple[str, ...]]:
        """(N, n) weights at `times_s` (N,) of the line as planned, and the n names."""
        hop_s = self.hop_samples / self.sample_rate_hz
        ends_s = np.cumsum(self._line_plan.durations) * hop_s
        starts_s = np.asarray(ends_s - self._line_plan.durations * hop_s, np.float64)
        weights = self._timeline.weights_at(starts_s, np.asarray(ends_s, np.float64), times_s)
        return weights, self._timeline.names

    def change_mood(self, curve: MoodCurve, at_sample: int) -> None:
        """From `at_sample` on the mood is `curve`, whose time 0 is that moment.

        `at_sample` is where playback stands, as a rule behind what was rendered. What
        was rendered stays; the phonemes that the model has not begun yet are planned
        again. Tags that stand later in the line still act. If it raises, nothing changed.

        Raises:
            MoodError: `curve` holds an emotion that the voice lacks.
            InputError: `at_sample` is negative.
        """
        if at_sample < 0:
            raise InputError(f"sample {at_sample} is before the line", where="at_sample")
        at_s, spoken_s = at_sample / self.sample_rate_hz, self._rendered / self.sample_rate_hz
        timeline = self._timeline.with_event(curve.shifted(at_s), at_s, spoken_s)
        if self._cancelled or self.finished:
            return
        self._collect_marks()
        self._turn_live()
        fixed_hops = self._voice.fixed_hops
        settled = self._track.settled_by(self._line_plan.durations, fixed_hops)
        line_plan = self._planner.replan(self._line_plan, timeline, fixed_hops, settled)
        self._voice.replace_plan(line_plan.plan)
        self._timeline, self._line_plan = timeline, line_plan
        self._keep = None

    def cancel(self) -> None:
        """End the line: its next block is a fade of at most `FADE_MS`, and the last.

        A line that has not begun ends without one. Cancelling twice is as once.
        """
        if self._rendered == 0:
            self.close()
        self._cancelled = True
        self._keep = None

    def close(self) -> None:
        """End the line at once, without a fade; for a listener who is gone."""
        self._end = self._rendered
        self._kept = _NOTHING
        self._keep = None

    def take_marks(self) -> list[Mark]:
        """Marks that became certain since the last call; each is given once.

        They run ahead of the samples rendered. No later event contradicts them; only
        `cancel` may end the line before they are heard.
        """
        self._collect_marks()
        marks, self._marks = self._marks, []
        return marks if self._end is None else [m for m in marks if m.first_sample < self._end]

    def _collect_marks(self) -> None:
        if self._voice.fixed_hops > 0:
            self._marks += self._track.take(self._line_plan.durations, self._voice.fixed_hops)

    def _due_hops(self, hops: int) -> int:
        """How many of `hops` to render now."""
        if self.finished:
            return 0
        fade_hops = max(1, self._fade_samples() // self.hop_samples)
        return min(hops, fade_hops) if self._cancelled else hops

    def _fade_samples(self) -> int:
        return FADE_MS * self.sample_rate_hz // 1000

    def _block(self, pcm: Floats) -> Block:
        """The block of the samples that the model gave next."""
        first = self._rendered
        self._kept = _NOTHING
        phoneme = self._line_plan.phoneme_at(first // self.hop_samples)
        mood = mood_of(self._line_plan.weights[phoneme], self._timeline.names)
        if self._cancelled and len(pcm):
            pcm = _faded(pcm[: self._fade_samples()])
            self._end = first + len(pcm)
        self._rendered += len(pcm)
        self._note(pcm)
        return Block(first, pcm, mood)

    @property
    def is_replayed(self) -> bool:
        """Whether its samples are those of an earlier time: it costs nothing."""
        return isinstance(self._voice, Replay)

    def _turn_live(self) -> None:
        """From here on the model speaks, where the kept line stands; nothing if it does already."""
        if isinstance(self._voice, Replay):
            line_plan = self._planner.plan(self._timeline)
            self._voice = self._voice.live(line_plan.plan)
            self._line_plan = line_plan
            if self._on_live is not None:
                self._on_live()

    def _note(self, pcm: Floats) -> None:
        """Collect what is heard, and hand a whole line that nothing has changed on to be kept."""
        if self._keep is None:
            return
        self._parts.append(pcm)
        if self.finished:
            keep, self._keep = self._keep, None
            plan, parts = self._line_plan, self._parts
            self._parts = []
            pitch_hz = np.asarray(plan.plan.pitch_hz, np.float32)
            keep(KeptLine(plan.durations, pitch_hz, plan.weights, np.concatenate(parts)))


def render_streams(streams: Sequence[LineStream], hops: int) -> list[Block]:
    """The next `hops` hops of each stream, those of one model in one batch.

    Fewer at the end of a line or when it fades; an empty block if it is finished.

    Raises:
        InputError: `hops` is below 1.
        EngineError: a device failed. No stream has lost anything: what the other
            batches gave is kept for their streams' next call.
    """
    if hops < 1:
        raise InputError(f"cannot render {hops} hops", where="hops")
    pcm = [stream._kept for stream in streams]
    batches: dict[tuple[int, int], list[int]] = {}
    for index, stream in enumerate(streams):
        due = 0 if len(stream._kept) else stream._due_hops(hops)
        if due:
            batches.setdefault((id(stream._planner.model), due), []).append(index)
    try:
        for (_, due), members in batches.items():
            model = streams[members[0]]._planner.model
            live = []
            for index in members:
                voice = streams[index]._voice
                if isinstance(voice, Replay):
                    pcm[index] = voice.take(due)
                else:
                    live.append(index)
            if live:
                rendered = model.render([streams[index]._voice for index in live], due)
                for index, samples in zip(live, rendered, strict=True):
                    pcm[index] = samples
    except BaseException:
        for stream, samples in zip(streams, pcm, strict=True):
            stream._kept = samples
        raise
    return [stream._block(samples) for stream, samples in zip(streams, pcm, strict=True)]


def _faded(pcm: Floats) -> Floats:
    """`pcm` under half a raised cosine that ends in 0."""
    place = np.arange(1, len(pcm) + 1, dtype=np.float32) / len(pcm)
    return np.asarray(pcm * (0.5 + 0.5 * np.cos(np.pi * place)), np.float32)
