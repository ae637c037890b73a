"""Training lines drawn from the corpus: any speaker, any mood, any kind of sentence."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import HOP_COLUMNS
from moodvox.models.own.places import anchor_moments
from moodvox.phonemes.sequence import SpokenClause, build_sequence
from moodvox_export.acoustic.identity import SPEAKER_SIZE, random_voice, sums_of, vector_of
from moodvox_export.acoustic.roster import Member, Roster, bundled
from moodvox_export.acoustic.style import EMOTION_SIZE, D, Vector, mix
from moodvox_export.acoustic.transform import CENTRES_HZ, Spoken, apply
from moodvox_export.corpus.columns import Columns
from moodvox_export.corpus.packed import Example, held_out
from moodvox_export.training.config import ConfigError

JOIN_SHARE = 0.2
QUESTION_SHARE = 0.14
EXCLAMATION_SHARE = 0.14
NOISE_IN_UNUSED = 0.3
FORGOTTEN = 0.3
"""How often a member is spoken from the measured part of its vector alone."""


@dataclass(frozen=True)
class Drawn:
    """One training line; shapes as in `nets.acoustic` without the batch axis.

    `speaker` (256,) is measured; `member` is the row of the learned part, or the number of
    members for somebody who has none.
    """

    ids: NDArray[np.int64]
    features: NDArray[np.float32]
    member: int
    speaker: NDArray[np.float32]
    emotion: NDArray[np.float32]
    durations: NDArray[np.int64]
    free: NDArray[np.bool_]
    anchors: NDArray[np.float32]
    voiced_share: NDArray[np.float32]
    bands: NDArray[np.float32]
    noise: NDArray[np.float32]
    voiced: NDArray[np.float32]
    pitch_st: NDArray[np.float32]
    limit_hz: float


def draw_emotion(
    rng: np.random.Generator, table: Mapping[str, list[tuple[float, Vector]]], phonemes: int
) -> NDArray[np.float32]:
    """(P, 64): 35 % neutral, 40 % constant, 25 % changing inside the line."""
    kind = rng.random()
    if kind < 0.35:
        emotion = np.zeros((phonemes, EMOTION_SIZE), np.float32)
    elif kind < 0.75:
        emotion = np.repeat(_point(rng, table)[None], phonemes, axis=0)
    else:
        first = _point(rng, table) if rng.random() < 0.6 else np.zeros(EMOTION_SIZE, np.float32)
        second = _point(rng, table)
        if rng.random() < 0.4:
            share = (np.arange(phonemes) >= rng.integers(phonemes // 4, phonemes)).astype(float)
        else:
            start, end = np.sort(rng.uniform(0, phonemes, 2))
            share = np.clip((np.arange(phonemes) - start) / max(1.0, end - start), 0, 1)
        emotion = (first[None] + share[:, None] * (second - first)[None]).astype(np.float32)
    unused = rng.normal(0, NOISE_IN_UNUSED, EMOTION_SIZE - D) * (rng.random() < 0.5)
    emotion = emotion.copy()
    emotion[:, D:] += unused
    return emotion


def _point(rng: np.random.Generator, table: Mapping[str, list[tuple[float, Vector]]]) -> Vector:
    """One named emotion, a mixture of two, or anywhere in the space of dimensions."""
    kind = rng.random()
    names = sorted(table)
    if kind < 0.7:
        return mix(table, {str(rng.choice(names)): float(rng.choice([1.0, rng.random()]))})
    if kind < 0.9:
        pair = rng.choice(names, 2, replace=False)
        first, total = rng.random(), rng.uniform(0.5, 1.0)
        return mix(table, {str(pair[0]): first * total, str(pair[1]): (1 - first) * total})
    vector = np.zeros(EMOTION_SIZE, np.float32)
    vector[:D] = np.clip(rng.normal(0, 0.45, D), -1.1, 1.1) * (rng.random(D) < 0.6)
    vector[D - 1] = rng.choice([0.0, 1.0, rng.random()])
    return vector


class Drawer:
    """Draws lines from the trained part of a corpus."""

    def __init__(
        self,
        examples: Sequence[Example],
        table: Mapping[str, list[tuple[float, Vector]]],
        *,
        roster: Roster | None = None,
        trained: bool = True,
    ) -> None:
        self._table = table
        self._roster = (roster or bundled()).members
        self._pool: dict[str, list[Example]] = {}
        for example in examples:
            if held_out(example.name) != trained:
                self._pool.setdefault(example.speaker, []).append(example)
        self.middle_st = {
            name: float(
                np.median(np.concatenate([e.columns.pitch_st[e.columns.voiced > 0] for e in own]))
            )
            for name, own in self._pool.items()
        }
        self._sums = {
            name: [sums_of(e.columns, e.durations) for e in own] for name, own in self._pool.items()
        }
        anybody = [m for m in self._roster if m.random_share]
        self._anybody = [m.name for m in anybody]
        sources = [(m.source, m.share) for m in self._roster]
        sources += [(m.name, m.random_share) for m in anybody]
        present = [share if source in self._pool else 0.0 for source, share in sources]
        if not any(present):
            raise ConfigError(
                f"no recordings of anybody in {[m.name for m in self._roster]}",
                where="corpus", hint=f"it has {sorted(self._pool)}",
            )  # fmt: skip
        self._shares = np.array(present) / sum(present)

    def member_vectors(self) -> NDArray[np.float32]:
        """(N, 256) the measured part of every member's vector; 0 for one without recordings."""
        return np.stack([
            vector_of(functools.reduce(operator.add, self._sums[m.source]), m.voice)
            if m.source in self._sums
            else np.zeros(SPEAKER_SIZE, np.float32)
            for m in self._roster
        ])  # fmt: skip

    def draw(self, rng: np.random.Generator) -> Drawn:
        row = int(rng.choice(len(self._shares), p=self._shares))
        count = len(self._roster)
        if row < count:
            member = self._roster[row]
            known = row if rng.random() > FORGOTTEN else count
        else:
            source = self._anybody[row - count]
            own = next(m for m in self._roster if m.name == source)
            member, known = msgspec.structs.replace(own, voice=random_voice(rng)), count
        pool = self._pool[member.source]
        clauses, spoken = _prepared(pool[rng.integers(len(pool))])
        while rng.random() < JOIN_SHARE or (spoken.durations.sum() < 60 and rng.random() < 0.6):
            clauses, spoken = _joined((clauses, spoken), _prepared(pool[rng.integers(len(pool))]))
            if spoken.durations.sum() > 500:
                break
        heard = self._sums[member.source]
        some = [heard[i] for i in rng.integers(len(heard), size=rng.integers(2, 9))]
        vector = vector_of(functools.reduce(operator.add, some), member.voice)
        return self.spoken_by(clauses, spoken, member, known, vector, rng)

    def dressed(
        self,
        clauses: tuple[SpokenClause, ...],
        spoken: Spoken,
        speaker: int,
        rng: np.random.Generator | None,
        emotion: NDArray[np.float32] | None = None,
    ) -> Drawn:
        """`spoken` as `speaker` of the roster; without `rng` exactly in `emotion`."""
        member = self._roster[speaker]
        vector = self.member_vectors()[speaker]
        return self.spoken_by(clauses, spoken, member, speaker, vector, rng, emotion)

    def spoken_by(
        self,
        clauses: tuple[SpokenClause, ...],
        spoken: Spoken,
        member: Member,
        row: int,
        vector: NDArray[np.float32],
        rng: np.random.Generator | None,
        emotion: NDArray[np.float32] | None = None,
    ) -> Drawn:
        """`spoken` as `member`, whose measured vector is `vector`."""
        middle_st = self.middle_st[member.source]
        if rng is not None:
            clauses, spoken = _as_kind(clauses, spoken, rng)
        sequence = build_sequence(clauses)
        count = len(sequence.ids)
        if emotion is None:
            emotion = (
                draw_emotion(rng, self._table, count)
                if rng is not None
                else np.zeros((count, EMOTION_SIZE), np.float32)
            )
        moved = apply(spoken, emotion, member.voice, middle_st)
        anchors, share = anchor_pitch(moved)
        columns = moved.columns
        return Drawn(
            sequence.ids, sequence.features, row, vector, emotion, moved.durations,
            np.isnan(sequence.fixed_s), anchors, share,
            columns.bands.astype(np.float32), columns.noise.astype(np.float32),
            columns.voiced.astype(np.float32), columns.pitch_st.astype(np.float32),
            member.band_limit_hz * member.voice.formants,
        )  # fmt: skip


def anchor_pitch(spoken: Spoken) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(P, 4) smoothed pitch at the anchors, and (P,) the voiced share of each phoneme."""
    track = spoken.columns.pitch_st
    kernel = np.hanning(9)[1:-1]
    smooth = np.convolve(np.pad(track, 3, mode="edge"), kernel / kernel.sum(), mode="valid")
    edges = np.concatenate([[0], np.cumsum(spoken.durations)]) * HOP_COLUMNS
    moments = anchor_moments(spoken.durations)
    anchors = np.interp(moments, np.arange(len(smooth)) + 0.5, smooth)
    sums = np.concatenate([[0.0], np.cumsum(spoken.columns.voiced)])
    share = (sums[edges[1:]] - sums[edges[:-1]]) / (edges[1:] - edges[:-1])
    return anchors.astype(np.float32), share.astype(np.float32)


def _prepared(example: Example) -> tuple[tuple[SpokenClause, ...], Spoken]:
    return example.clauses, Spoken(example.columns, example.durations)


Prepared = tuple[tuple[SpokenClause, ...], Spoken]


def _joined(first: Prepared, second: Prepared) -> Prepared:
    """Two recordings as one line of two sentences; the silences between become one."""
    pieces = [first[1].columns, second[1].columns]
    columns = Columns(
        *(
            np.concatenate([getattr(piece, name) for piece in pieces])
            for name in ("bands", "noise", "voiced", "pitch_st")
        )
    )
    left, right = first[1].durations, second[1].durations
    durations = np.concatenate([left[:-1], [left[-1] + right[0]], right[1:]])
    return first[0] + second[0], Spoken(columns, durations)


def _as_kind(
    clauses: tuple[SpokenClause, ...], spoken: Spoken, rng: np.random.Generator
) -> Prepared:
    """Now and then a statement is asked or exclaimed: few recordings do either."""
    if clauses[-1].ending != "statement":
        return clauses, spoken
    kind = rng.random()
    if kind > QUESTION_SHARE + EXCLAMATION_SHARE:
        return clauses, spoken
    count = len(spoken.durations)
    left = (count - 1 - np.arange(count)).astype(np.float64)
    own = _last_clause_start(clauses)
    inside = (np.arange(count) >= own).astype(np.float64)
    if kind < QUESTION_SHARE:
        shift_st = inside * (0.8 + 7.0 * np.exp(-((left / 4.5) ** 2)))
        gain_db, ending = np.zeros(count), "question"
    else:
        shift_st = inside * (2.0 + 1.5 * np.exp(-(((left - 6.0) / 5.0) ** 2)))
        gain_db, ending = inside * 2.0, "exclamation"
    owner = np.repeat(np.arange(count), spoken.durations * HOP_COLUMNS)
    columns = replace(
        spoken.columns,
        pitch_st=spoken.columns.pitch_st + shift_st[owner],
        bands=spoken.columns.bands
        + (gain_db[owner, None] * np.interp(CENTRES_HZ, (0, 500, 2000), (0.3, 0.6, 1.2))) * 0.1151,
    )
    last = replace(clauses[-1], ending=ending)  # type: ignore[arg-type]
    return (*clauses[:-1], last), Spoken(columns, spoken.durations)


def _last_clause_start(clauses: tuple[SpokenClause, ...]) -> int:
    return len(build_sequence(clauses[:-1]).ids) if len(clauses) > 1 else 0
