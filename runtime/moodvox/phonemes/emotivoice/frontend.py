"""A line -> EmotiVoice's tokens, each with the place in the text that it comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from moodvox.errors import TextError
from moodvox.phonemes.emotivoice import tokens
from moodvox.phonemes.emotivoice.lexicon import VoiceLexicon
from moodvox.phonemes.emotivoice.tokens import TokenTable
from moodvox.phonemes.inventory import SILENCE
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.mixed.reader import MixedReader, MixedWord
from moodvox.phonemes.mixed.runs import Language
from moodvox.phonemes.mixed.say import read_say
from moodvox.phonemes.sequence import PhonemeSequence, SpokenWord
from moodvox.script.items import Line
from moodvox.script.placing import pauses_before
from moodvox.text.clauses import Notice

_SIGN: Final = re.compile(r"[^\w\s·]")


@dataclass(frozen=True)
class Sounded:
    """A word with its tokens.

    Attributes:
        symbols: what marks call the tokens.
        phrase: whether a pause stands before it, by what its own language's reader says.
    """

    language: Language
    text: str
    tokens: tuple[str, ...]
    symbols: tuple[str, ...]
    start: int
    end: int
    phrase: bool


class EmotivoiceFrontEnd:
    """Reads lines for voices imported from EmotiVoice (a `frontends.FrontEnd`).

    Args:
        table: the voice's tokens.
        lexicon: the project's words.
        words: the English lexicon of the voice; Moodvox's own knows what it lacks.
        spoken_tones: whether tones change beside each other, and final r melts.
    """

    def __init__(
        self, table: TokenTable, lexicon: Lexicon, words: VoiceLexicon, *, spoken_tones: bool
    ) -> None:
        self._table = table
        self._reader = MixedReader(lexicon, words.look_up, spoken_tones=spoken_tones)

    def pronunciation(self, text: str) -> tuple[str, ...]:
        """See `say.read_say`."""
        return read_say(text)

    def read(self, line: Line) -> tuple[PhonemeSequence, Sequence[Notice]]:
        found, notices = self._reader.read(line)
        words = [self._sounded(word, notices) for word in found]
        words = [word for word in words if word.tokens]
        if not words:
            raise TextError("there is nothing to say in this line", hint="write at least one word")
        return self._sequence(words, line), sorted(notices, key=lambda n: n.start)

    def _sounded(self, word: MixedWord, notices: list[Notice]) -> Sounded:
        if word.language == "en":
            named = tuple(self._table.english(phoneme) for phoneme in word.sounds)
            symbols = word.sounds
        else:
            syllables = [(each, self._table.chinese(each)) for each in word.sounds]
            notices += [
                Notice(f"this voice has no sound for '{syllable}'", word.start, word.end)
                for syllable, sounds in syllables
                if not sounds
            ]
            named = symbols = _with_borders([sounds for _, sounds in syllables if sounds])
        return Sounded(word.language, word.text, named, symbols, word.start, word.end, word.phrase)

    def _sequence(self, words: list[Sounded], line: Line) -> PhonemeSequence:
        found = list(tokens_of(words, line.plain))
        before, final_s = pauses_before(line, [word.start for word in words])
        names: list[str] = [tokens.EDGE]
        symbols, owners, fixed = [SILENCE], [-1], [before[0] or np.nan]
        offsets = [words[0].start]
        for index, word in enumerate(words):
            if index:
                names.append(_paused(found[index - 1]) if before[index] else found[index - 1])
                symbols.append(SILENCE)
                owners.append(-1)
                fixed.append(before[index] or np.nan)
                offsets.append(word.start)
            names += word.tokens
            symbols += word.symbols
            owners += [index] * len(word.tokens)
            fixed += [np.nan] * len(word.tokens)
            offsets += [word.start] * len(word.tokens)
        names.append(tokens.EDGE)
        symbols.append(SILENCE)
        owners.append(-1)
        fixed.append(final_s or np.nan)
        offsets.append(words[-1].end)
        return PhonemeSequence(
            ids=np.array([self._table.ids[name] for name in names], np.int64),
            features=np.zeros((len(names), 0), np.float32),
            word=np.array(owners, np.int64),
            words=tuple(SpokenWord(w.text, w.symbols, w.start, w.end) for w in words),
            fixed_s=np.array(fixed, np.float32),
            offset=np.array(offsets, np.int64),
            sounds=("",) * len(names),
            symbols=tuple(symbols),
        )


def tokens_of(words: Sequence[Sounded], plain: str) -> list[str]:
    """The boundary between each two words."""
    found = []
    for first, second in pairwise(words):
        gap = plain[first.end : second.start]
        if (first.language, second.language) == ("en", "zh"):
            found.append(tokens.TO_CHINESE)
        elif first.language == "zh":
            pause = second.phrase or _SIGN.search(gap) is not None
            found.append(tokens.PHRASE if pause else tokens.WORD)
        else:
            pause = (second.phrase and gap.strip() != ";") or gap in ("-", "‐", "‑")
            found.append(tokens.ENGLISH_PHRASE if pause else tokens.ENGLISH_WORD)
    return found


def _paused(token: str) -> str:
    """The boundary of the same language at which speech may rest."""
    return {
        tokens.WORD: tokens.PHRASE, tokens.ENGLISH_WORD: tokens.ENGLISH_PHRASE
    }.get(token, token)  # fmt: skip


def _with_borders(syllables: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    sounds: list[str] = []
    for syllable in syllables:
        sounds += [tokens.SYLLABLE, *syllable] if sounds else syllable
    return tuple(sounds)
