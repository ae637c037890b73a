"""From a word to its phonemes: project lexicon, dictionary, then the letter net."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from moodvox.phonemes.dictionary import Dictionary
from moodvox.phonemes.g2p import LetterReader
from moodvox.phonemes.lexicon import Lexicon, fold_word
from moodvox.phonemes.morphology import Sound, derive, plural_of, strip_clitics

Source = Literal["project", "dictionary", "g2p"]
CACHED_WORDS = 4096

_OWN_WORDS = Path(__file__).parent / "data" / "own_words.txt"


@dataclass(frozen=True)
class Pronunciation:
    """`source` tells who knew it; words from "g2p" are guesses that a writer may check.

    A word derived from a known one ("Xylophar's") has the source of that word.
    """

    phonemes: tuple[str, ...]
    source: Source


@functools.cache
def own_words() -> Lexicon:
    """Interjections and words of games that the CMU dictionary lacks or has wrong."""
    return Lexicon.load(_OWN_WORDS)


class Pronouncer:
    """Knows how words are said. Not for several threads at once.

    Also a container: ``word in pronouncer`` is whether a lexicon has the lower-case
    word itself (no guess, no derivation).
    """

    def __init__(self, project_lexicon: Lexicon | None = None) -> None:
        self.project_lexicon = project_lexicon or Lexicon()
        self._dictionary = Dictionary.bundled()
        self._own_words = own_words()
        self._net = LetterReader.bundled
        self._cache: dict[str, Pronunciation] = {}

    @classmethod
    def bundled(cls) -> Pronouncer:
        """A pronouncer without a project lexicon."""
        return cls()

    def prepare(self) -> None:
        """Open the net now (a tenth of a second) instead of at the first unknown word."""
        self._net()

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (
            word in self.project_lexicon or word in self._own_words or word in self._dictionary
        )

    def pronounce(self, spoken: str) -> Pronunciation:
        """How a word is said; see `pronounce_all`."""
        return self.pronounce_all([spoken])[0]

    def pronounce_all(self, words: Sequence[str]) -> list[Pronunciation]:
        """How each word is said; all that need the net are read in one Run.

        Takes whatever the reader hands on and more: case and accents are folded,
        signs that are no letters are left out; a word with no letter at all has no
        phonemes.
        """
        folded = [self._bare(word) for word in words]
        fresh: dict[str, Pronunciation] = {}
        unknown: list[str] = []
        for word in dict.fromkeys(folded):
            if word in self._cache:
                continue
            if (known := self._known(word)) is not None:
                fresh[word] = known
            else:
                unknown.append(word)
        if unknown:
            stems = [strip_clitics(word) for word in unknown]
            read = self._net().read([stem for stem, _ in stems])
            for word, phonemes, (_, sounds) in zip(unknown, read, stems, strict=True):
                fresh[word] = Pronunciation(_sounded(phonemes, sounds), "g2p")
        answers = [fresh.get(word) or self._cache[word] for word in folded]
        if len(self._cache) + len(fresh) > CACHED_WORDS:
            self._cache.clear()
        self._cache.update(fresh)
        return answers

    @staticmethod
    def _bare(word: str) -> str:
        return "".join(c for c in fold_word(word) if c == "'" or "a" <= c <= "z")

    def _known(self, word: str) -> Pronunciation | None:
        if not word.strip("'"):
            return Pronunciation((), "dictionary")
        project, dictionary = self.project_lexicon.look_up, self._in_dictionary
        stem, sounds = strip_clitics(word)
        in_project = project(word) or plural_of(word, project)
        if in_project is None and sounds and (found := project(stem)) is not None:
            in_project = _sounded(found, sounds)
        if in_project is not None:
            return Pronunciation(in_project, "project")
        if (phonemes := dictionary(word)) is not None:
            return Pronunciation(phonemes, "dictionary")
        if sounds:
            known = self._known(stem)
            return known and Pronunciation(_sounded(known.phonemes, sounds), known.source)
        if (phonemes := derive(word, project)) is not None:
            return Pronunciation(phonemes, "project")
        phonemes = derive(word, dictionary)
        return None if phonemes is None else Pronunciation(phonemes, "dictionary")

    def _in_dictionary(self, word: str) -> tuple[str, ...] | None:
        return self._own_words.look_up(word) or self._dictionary.look_up(word)


def _sounded(phonemes: tuple[str, ...], sounds: list[Sound]) -> tuple[str, ...]:
    for sound in sounds:
        phonemes = sound(phonemes)
    return phonemes
