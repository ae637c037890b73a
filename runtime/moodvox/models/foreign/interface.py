"""What a foreign graph takes and gives: the `settings` of a voice of family "onnx"."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from moodvox.phonemes.ipa import Accent, Writing

Role = Literal["speed", "length", "noise", "rhythm"]
"""What a number does: `speed` faster, `length` slower, `noise` variation of the sound,
`rhythm` variation of the lengths."""

Id = Annotated[int, msgspec.Meta(ge=0, lt=1 << 20)]
Symbol = Annotated[str, msgspec.Meta(min_length=1, max_length=1)]
Number = Annotated[float, msgspec.Meta(ge=0.0, le=100.0)]

COLUMNS: Final = ("tempo_octaves", "noise_octaves", "rhythm_octaves", "level_db")
"""Of an emotion vector; behind them, in a voice whose speakers blend, a share for each."""

LEAST_TEMPO: Final = 0.5
MOST_TEMPO: Final = 2.0
"""Beyond that no such model was trained; Kokoro's own tools refuse it."""

STYLES_FILE: Final = "styles.npy"


class Interface(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of a graph's inputs and outputs, and what goes into them.

    Attributes:
        audio: output; float, one channel, any number of axes of length 1.
        symbols: IPA symbol, space or sign -> its ids.
        tokens: input, int64 (1, T): `start`, then each symbol's ids with `between` behind
            each symbol, then `end`.
        start, between, end: ids.
        lengths: input, int64 (1,): T. "" = the graph has none.
        numbers: input -> what each of its numbers is; float (N,).
        normal: what the numbers are in a neutral line; 1 if absent.
        speaker: input. "" = one speaker.
        speaker_is: "index": int64 (1,), the speaker's row; "styles": float (1, 256), a row of
            `styles.npy` (V, N, 256) by speaker and number of symbols. Only these can blend.
        durations: output; how long each token is, in any unit. "" = lengths are estimated.
        seed: input, int64 (1,), of noise that the importer made repeatable.
        most_tokens: longest run, without `start` and `end`.
        writing, accent: how phonemes are written (`phonemes.ipa`).
        british: rows of speakers with the accent "gb" in a voice that has both.
        gap_s: silence after a sentence.
    """

    audio: str
    symbols: dict[Symbol, tuple[Id, ...]]
    tokens: str = "tokens"
    start: tuple[Id, ...] = ()
    between: tuple[Id, ...] = ()
    end: tuple[Id, ...] = ()
    lengths: str = ""
    numbers: dict[str, tuple[Role, ...]] = {}
    normal: dict[Role, Number] = {}
    speaker: str = ""
    speaker_is: Literal["index", "styles"] = "index"
    durations: str = ""
    seed: str = ""
    most_tokens: Annotated[int, msgspec.Meta(ge=16, le=4096)] = 510
    writing: Writing = "espeak"
    accent: Accent = "us"
    british: tuple[Id, ...] = ()
    gap_s: Annotated[float, msgspec.Meta(ge=0.0, le=2.0)] = 0.2

    @property
    def inputs(self) -> dict[str, str]:
        """Every input that the graph must have, and its type as ONNX Runtime calls it."""
        named = {self.tokens: "tensor(int64)"}
        named |= dict.fromkeys(filter(None, (self.lengths, self.seed)), "tensor(int64)")
        named |= dict.fromkeys(self.numbers, "tensor(float)")
        if self.speaker:
            whole = self.speaker_is == "index"
            named[self.speaker] = "tensor(int64)" if whole else "tensor(float)"
        return named

    def has(self, role: Role) -> bool:
        """Whether the graph takes a number of this role."""
        return any(role in roles for roles in self.numbers.values())

    @property
    def blends(self) -> bool:
        return bool(self.speaker) and self.speaker_is == "styles"
