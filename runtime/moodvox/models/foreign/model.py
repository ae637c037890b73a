"""Planning and speaking lines with one foreign graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import Session
from moodvox.errors import EngineError, InputError
from moodvox.models.family import Floats, Plan, PlanRequest, RenderStream
from moodvox.models.foreign.cutting import Cut, cut
from moodvox.models.foreign.interface import COLUMNS, LEAST_TEMPO, MOST_TEMPO, Interface
from moodvox.models.foreign.plan import ForeignPlan, Manner, Piece, whole_hops
from moodvox.models.foreign.stream import ForeignStream
from moodvox.models.foreign.tokens import Row, is_silence, tokens_of, write_rows

MAX_PIECE_S: Final = 120
SILENT_S: Final = 0.15
SOUND_S: Final = 0.085
"""Guesses of how long a silence and a phoneme are, until a piece was spoken."""


@dataclass(frozen=True, eq=False)
class ForeignModel:
    """One graph (a `family.VoiceModel`).

    Attributes:
        styles: (V, N, 256) of the speakers, in voices that take one.
    """

    session: Session
    interface: Interface
    styles: Floats | None
    sample_rate_hz: int
    hop_samples: int
    lookahead_hops: int = 0
    levels: bool = True
    sounds: tuple[str, ...] = ()

    def plan(self, request: PlanRequest) -> ForeignPlan:
        """Cut a line and settle how each piece is spoken; nothing is run.

        Raises:
            InputError: a mixture of speakers in a voice that cannot mix.
        """
        face = self.interface
        speaker = int(np.argmax(request.speaker))
        if not face.blends and np.count_nonzero(request.speaker) > 1:
            raise InputError(
                "this voice cannot mix speakers", where="speaker", hint="name one of them"
            )
        accent = "gb" if speaker in face.british else face.accent
        rows = write_rows(request.ids, request.features, face, accent)
        fixed_s = np.where(is_silence(request.ids), request.fixed_s, np.nan).astype(np.float32)
        cuts = cut(rows, fixed_s, face)
        return ForeignPlan(
            [
                self._piece(each, rows, request, fixed_s, last=place == len(cuts) - 1)
                for place, each in enumerate(cuts)
            ]
        )

    def _piece(
        self, each: Cut, rows: list[Row], request: PlanRequest, fixed_s: Floats, *, last: bool
    ) -> Piece:
        part = slice(each.first, each.last)
        manner = self._manner(request, part)
        silent = np.array([row.silent for row in rows[part]])
        weights = np.where(silent, SILENT_S, SOUND_S).astype(np.float32)
        hops_per_s = self.sample_rate_hz / self.hop_samples
        asked = fixed_s[part]
        if not each.spoken:
            wanted_s = np.where(np.isnan(asked), weights / manner.tempo, asked)
            hops = np.maximum(np.rint(wanted_s * hops_per_s), 1).astype(np.int64)
            nothing = np.zeros(0, np.int64)
            return Piece(each.first, each.last, nothing, nothing, manner, weights, 0, hops)
        tokens, owners = tokens_of(rows, each.first, each.last, self.interface)
        end = rows[each.last - 1]
        ends = end.silent and end.ending != "continuation" and not last
        gap_hops = round(self.interface.gap_s / manner.tempo * hops_per_s) if ends else 0
        guess = np.maximum(np.rint(weights / manner.tempo * hops_per_s), 1).astype(np.int64)
        guess[-1] += gap_hops
        return Piece(each.first, each.last, tokens, owners, manner, weights, gap_hops, guess)

    def _manner(self, request: PlanRequest, part: slice) -> Manner:
        """One manner for all phonemes of a piece: the mean of theirs."""
        emotion = request.emotion[part].mean(axis=0)
        octaves = emotion[: len(COLUMNS)]
        tempo = 2.0 ** float(octaves[0] + np.log2(request.rate[part]).mean())
        blend: Floats = np.maximum(emotion[len(COLUMNS) :], 0.0)
        return Manner(
            tempo=min(max(tempo, LEAST_TEMPO), MOST_TEMPO),
            noise=2.0 ** float(octaves[1]),
            rhythm=2.0 ** float(octaves[2]),
            speaker=request.speaker,
            blend=blend / max(1.0, float(blend.sum())),
            level_db=request.emotion[part, 3] + request.level_db[part],
        )

    def open(self, plan: Plan, seed: int) -> ForeignStream:
        """A plan that is spoken with another seed already is spoken anew."""
        if not isinstance(plan, ForeignPlan):
            raise TypeError("the plan must come from this model")
        if plan.seed not in (None, seed):
            plan = plan.fresh()
        plan.seed = seed
        return ForeignStream(plan, seed, self.hop_samples)

    def render(self, streams: Sequence[RenderStream], hops: int) -> list[Floats]:
        """The next `hops` hops of each stream; pieces are spoken when they are reached."""
        own = [stream for stream in streams if isinstance(stream, ForeignStream)]
        if len(own) != len(streams):
            raise TypeError("every stream must come from this model's open")
        wanted = hops * self.hop_samples
        for stream in own:
            pieces = stream.plan.pieces
            while (spoken := stream.plan.spoken) < len(pieces):
                if stream.spoken_hops * self.hop_samples - stream.rendered_samples >= wanted:
                    break
                self._speak(pieces[spoken], stream.seed + spoken)
        return [stream.take(wanted) for stream in own]

    def _speak(self, piece: Piece, seed: int) -> None:
        """Give a piece its samples and its true lengths.

        Raises:
            EngineError: the device failed, or what it gave is no sound.
        """
        if not len(piece.tokens):
            piece.pcm = np.zeros(int(piece.hops.sum()) * self.hop_samples, np.float32)
            return
        face = self.interface
        wanted = [face.audio, *([face.durations] if face.durations else [])]
        audio, *given = self.session.run(wanted, self._feeds(piece, seed))
        pcm = np.asarray(audio, np.float32).reshape(-1)
        if not len(pcm) or not np.isfinite(pcm).all():
            raise EngineError("gave no sound", where=self.session.path.name)
        if len(pcm) > MAX_PIECE_S * self.sample_rate_hz:
            raise EngineError(f"spoke over {MAX_PIECE_S} s", where=self.session.path.name)
        sounding = -(-len(pcm) // self.hop_samples)
        hops = whole_hops(self._shares(piece, given), sounding)
        pcm = _levelled(pcm, piece.manner.level_db, hops * self.hop_samples)
        hops[-1] += piece.gap_hops
        whole = np.zeros(int(hops.sum()) * self.hop_samples, np.float32)
        whole[: len(pcm)] = pcm
        piece.hops, piece.pcm = hops, whole

    def _shares(self, piece: Piece, given: Sequence[NDArray[Any]]) -> Floats:
        """(R,) how long each phoneme is, by the graph or (without its word) by guess."""
        if not given:
            return piece.weights
        lengths = np.asarray(given[0], np.float32).reshape(-1)
        if len(lengths) != len(piece.tokens) or not (np.isfinite(lengths).all()):
            raise EngineError(
                f"gave {len(lengths)} durations for {len(piece.tokens)} tokens",
                where=self.session.path.name,
            )
        shares = np.zeros(piece.last - piece.first, np.float32)
        np.add.at(shares, piece.owners - piece.first, np.maximum(lengths, 0.0))
        return shares

    def _feeds(self, piece: Piece, seed: int) -> dict[str, NDArray[Any]]:
        face, manner = self.interface, piece.manner
        feeds: dict[str, NDArray[Any]] = {face.tokens: piece.tokens[None]}
        if face.lengths:
            feeds[face.lengths] = np.array([len(piece.tokens)], np.int64)
        if face.seed:
            feeds[face.seed] = np.array([seed % (1 << 31)], np.int64)
        factors = {
            "speed": manner.tempo, "length": 1.0 / manner.tempo, "noise": manner.noise,
            "rhythm": manner.rhythm,
        }  # fmt: skip
        for name, roles in face.numbers.items():
            values = [face.normal.get(role, 1.0) * factors[role] for role in roles]
            feeds[name] = np.array(values, np.float32)
        if face.speaker and self.styles is None:
            feeds[face.speaker] = np.array([int(np.argmax(manner.speaker))], np.int64)
        elif face.speaker and self.styles is not None:
            count = len(piece.tokens) - len(face.start) - len(face.end)
            feeds[face.speaker] = mixed_style(self.styles, count, manner)
        return feeds


def mixed_style(styles: Floats, symbols: int, manner: Manner) -> Floats:
    """(1, 256): the speakers' rows for as many symbols (row 0 is for one), mixed as asked."""
    rows = styles[:, min(max(symbols, 1), styles.shape[1]) - 1]
    shares = manner.speaker * (1.0 - float(manner.blend.sum())) + manner.blend
    return np.asarray((shares @ rows)[None], np.float32)


def _levelled(pcm: Floats, level_db: Floats, lengths: NDArray[np.int64]) -> Floats:
    """`pcm` as loud as asked, never beyond full scale; untouched where nothing is asked."""
    if level_db.any():
        ends = np.cumsum(lengths)
        level = np.interp(np.arange(len(pcm)), ends - lengths / 2, level_db)
        pcm = np.asarray(pcm * np.power(10.0, level / 20.0), np.float32)
    peak = float(np.abs(pcm).max())
    return np.asarray(pcm / peak, np.float32) if peak > 1.0 else pcm
