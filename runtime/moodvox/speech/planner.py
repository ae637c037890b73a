"""Planning a line whose mood depends on when each phoneme is heard.

Moods depend on times, times on durations, durations on moods. Planning twice settles
it (measured in tests/speech/test_timeline.py): a first plan with guessed times, a
second with the first one's. A line with one mood throughout is planned once.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import EngineError
from moodvox.models.family import Floats, Plan, PlanRequest, VoiceModel
from moodvox.phonemes.inventory import SILENCE
from moodvox.phonemes.sequence import PhonemeSequence
from moodvox.script.take import Take
from moodvox.speech.timeline import Timeline
from moodvox.voices.presets import EmotionPath, PresetTable

PASSES: Final = 2
GUESSED_PHONEME_S: Final = 0.08
GUESSED_SILENCE_S: Final = 0.15


@dataclass(frozen=True, eq=False)
class LinePlan:
    """A plan with what it was made from.

    Attributes:
        plan: the model's.
        weights: (P, n) weights of the voice's emotions at each phoneme.
    """

    plan: Plan
    weights: Floats

    @property
    def durations(self) -> NDArray[np.int64]:
        """(P,) hops."""
        return self.plan.durations

    def phoneme_at(self, hop: int) -> int:
        """Index of the phoneme heard in `hop`; the last one beyond the end."""
        return min(bisect_right(self._ends, hop), len(self._ends) - 1)

    @cached_property
    def _ends(self) -> list[int]:
        """(P,) the hop at which each phoneme is over."""
        ends: list[int] = np.cumsum(self.durations).tolist()
        return ends


@dataclass(frozen=True, eq=False)
class Planner:
    """All that stays the same however often a line is planned.

    `speaker` is (S,), `rate` a factor and `pitch_st` a shift of the whole line; `take`
    fits `sequence`; `text` is the line without its tags.
    """

    model: VoiceModel
    sequence: PhonemeSequence
    speaker: Floats
    presets: PresetTable
    path: EmotionPath
    rate: float
    pitch_st: float
    take: Take | None = None
    text: str = ""

    @property
    def hop_s(self) -> float:
        """Seconds in a hop."""
        return self.model.hop_samples / self.model.sample_rate_hz

    def plan(self, timeline: Timeline, passes: int = PASSES) -> LinePlan:
        """Plan the whole line."""
        if timeline.is_steady:
            passes = 1
        return self._refine(self._request(timeline), timeline, self._guess(timeline), passes)

    def replan(self, old: LinePlan, timeline: Timeline, fixed_hops: int, settled: int) -> LinePlan:
        """`old` up to `fixed_hops`, from there on planned for `timeline`.

        The phonemes before `settled` were announced to the caller: those of them that
        are not fixed change their mood but keep their durations.

        Raises:
            EngineError: the model does not honour `PlanRequest.fixed_s`.
        """
        durations = old.durations
        starts = np.cumsum(durations) - durations
        first = int(np.searchsorted(starts, fixed_hops, side="left"))
        if first == len(durations):
            return old
        request = self._request(timeline)
        fixed_s = request.fixed_s.copy()
        # All of them, not only those from `first`: a model that rounds running sums to
        # whole hops then has no fraction left to carry into the announced ones.
        fixed_s[:settled] = durations[:settled] * self.hop_s
        new = self._refine(
            replace(request, fixed_s=fixed_s), timeline, durations, PASSES, old, first
        )
        if not np.array_equal(new.durations[:settled], durations[:settled]):
            raise EngineError("the voice's plan did not keep the durations that were fixed")
        return new

    def _refine(
        self,
        request: PlanRequest,
        timeline: Timeline,
        durations: NDArray[np.float64] | NDArray[np.int64],
        passes: int,
        old: LinePlan | None = None,
        first: int = 0,
    ) -> LinePlan:
        current = old
        for _ in range(passes):
            weights = self._weights(timeline, durations)
            if old is not None:
                weights[:first] = old.weights[:first]
            if current is not None and np.array_equal(weights, current.weights):
                break
            emotion = self._emotion(timeline.whispered(weights))
            plan = self.model.plan(replace(request, emotion=emotion))
            if old is not None:
                plan = old.plan.spliced(plan, first)
            current = LinePlan(plan, weights)
            durations = plan.durations
        if current is None:
            raise ValueError("a line is planned at least once")
        return current

    def _emotion(self, weights: Floats) -> Floats:
        """(P, E) vectors of `weights` (P, n); of a mood that stays one is calculated."""
        stays = bool((weights == weights[0]).all())
        vectors = self.presets.vectors(weights[:1] if stays else weights, self.path)
        return np.repeat(vectors, len(weights), axis=0) if stays else vectors

    def _weights(
        self, timeline: Timeline, durations: NDArray[np.float64] | NDArray[np.int64]
    ) -> Floats:
        """Weights (P, n) at the middle of each phoneme of `durations` hops."""
        ends_s = np.cumsum(durations, dtype=np.float64) * self.hop_s
        starts_s = ends_s - np.asarray(durations, np.float64) * self.hop_s
        return timeline.weights(starts_s, ends_s)

    def _guess(self, timeline: Timeline) -> NDArray[np.float64]:
        """Durations (P,) in hops before any plan exists."""
        silence = np.array([symbol == SILENCE for symbol in self.sequence.symbols])
        free_s = np.where(silence, GUESSED_SILENCE_S, GUESSED_PHONEME_S)
        free_s = free_s / self._rate(timeline)
        fixed_s = self._fixed_s().astype(np.float64)
        return np.asarray(np.where(np.isnan(fixed_s), free_s, fixed_s) / self.hop_s, np.float64)

    def _request(self, timeline: Timeline) -> PlanRequest:
        """Everything but the emotion, which `_refine` puts in."""
        sequence, take = self.sequence, self.take
        pitch_st = timeline.manner.pitch_st + self.pitch_st
        count = len(sequence.ids)
        return PlanRequest(
            ids=sequence.ids,
            features=sequence.features,
            speaker=self.speaker,
            emotion=np.zeros((count, self.presets.size), np.float32),
            rate=np.asarray(self._rate(timeline), np.float32),
            pitch_st=np.asarray(pitch_st + (take.pitch_st if take else 0.0), np.float32),
            fixed_s=self._fixed_s(),
            level_db=take.level_db if take else np.zeros(count, np.float32),
            sounds=sequence.sounds,
            text=self.text,
        )

    def _rate(self, timeline: Timeline) -> Floats:
        """(P,) speed factors of tags, line and take."""
        rate = timeline.manner.rate * self.rate
        return np.asarray(rate / self.take.length if self.take else rate, np.float32)

    def _fixed_s(self) -> Floats:
        """(P,) pauses as written, as long as the take has them."""
        fixed_s = self.sequence.fixed_s
        return np.asarray(fixed_s * self.take.length if self.take else fixed_s, np.float32)
