"""A line of Chinese, English or both -> words with their sounds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from moodvox.errors import TextError
from moodvox.phonemes.chinese.sandhi import as_spoken
from moodvox.phonemes.chinese.words import read_words
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.mixed.english import EnglishReader, LookUp
from moodvox.phonemes.mixed.runs import Language, Run, split_runs
from moodvox.script.items import Line
from moodvox.script.placing import said
from moodvox.text.clauses import Notice
from moodvox.text.hanzi import fold_hanzi
from moodvox.text.reader import MAX_CHARACTERS

_SPEAKABLE: Final = re.compile(r"[\w$¥€£%+=&]")


@dataclass(frozen=True)
class MixedWord:
    """A word.

    Attributes:
        text: hanzi, or lower-case letters.
        sounds: pinyin syllables with their tone, or ARPAbet.
        start, end: offsets into the plain text.
        phrase: whether a pause stands before it, by what its own language's reader says.
    """

    language: Language
    text: str
    sounds: tuple[str, ...]
    start: int
    end: int
    phrase: bool = False


class MixedReader:
    """Reads lines. Not for several threads at once.

    Args:
        lexicon: the project's English words.
        own: the English lexicon of the voice; Moodvox's own knows what it lacks.
        spoken_tones: whether tones change beside each other, and final r melts.
    """

    def __init__(
        self, lexicon: Lexicon, own: LookUp | None = None, *, spoken_tones: bool = True
    ) -> None:
        self._english = EnglishReader(lexicon, own)
        self._spoken_tones = spoken_tones

    def read(self, line: Line) -> tuple[list[MixedWord], list[Notice]]:
        """The words of a line in order, and what of it is not spoken.

        Raises:
            TextError: it is too long, or has letters that cannot be spoken.
            VoiceError: the packages for Chinese are not installed.
        """
        plain = line.plain
        if len(plain) > MAX_CHARACTERS:
            raise TextError(
                f"the text has {len(plain)} characters; a line may have {MAX_CHARACTERS}",
                where=f"character {MAX_CHARACTERS + 1}",
                hint="split it into several lines",
            )
        notices: list[Notice] = []
        words: list[MixedWord] = []
        for run in split_runs(plain, said(line)):
            if run.said is not None:
                text = plain[run.start : run.end].lower()
                words.append(MixedWord(run.language, text, run.said, run.start, run.end))
            elif run.language == "zh":
                words += self._chinese(run, plain, notices)
            else:
                found, unread = self._english.read(plain, run.start, run.end)
                notices += unread
                words += [
                    MixedWord("en", word.spoken, word.phonemes, word.start, word.end, phrase)
                    for word, phrase in found
                ]
        return words, notices

    def _chinese(self, run: Run, plain: str, notices: list[Notice]) -> list[MixedWord]:
        if not _SPEAKABLE.search(plain[run.start : run.end]):
            return []
        words, unread, _ = read_words(fold_hanzi(plain, run.start, run.end))
        notices += unread
        return [
            MixedWord("zh", word.text, word.syllables, word.start, word.end, word.pause)
            for word in (as_spoken(words) if self._spoken_tones else words)
        ]
