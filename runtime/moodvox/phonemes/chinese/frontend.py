"""A line of Chinese, English or both -> clauses of sounds, for voices of Moodvox's own family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from moodvox.errors import TextError
from moodvox.phonemes.chinese.inventory import inventory_of, sounds_of, speaks_english
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.mixed.reader import MixedReader, MixedWord
from moodvox.phonemes.mixed.say import read_say
from moodvox.phonemes.sequence import PhonemeSequence, SpokenClause, SpokenWord, build_sequence
from moodvox.script.items import Line
from moodvox.script.placing import pauses_before, sounds_before
from moodvox.text.clauses import Ending, Notice

_ENDINGS: tuple[tuple[str, Ending], ...] = (
    ("？?", "question"), ("！!", "exclamation"), ("…—", "trailing"), ("。.．", "statement"),
    ("，,、；;：:", "continuation"),
)  # fmt: skip
"""Of several signs the first of this list says how a clause ends."""


class ChineseFrontEnd:
    """Reads lines for a Chinese voice (a `frontends.FrontEnd`).

    Args:
        symbols: the voice's table of phonemes.
        lexicon: the project's English words.
        spoken_tones: whether tones change beside each other, and final r melts.
    """

    def __init__(self, symbols: Sequence[str], lexicon: Lexicon, *, spoken_tones: bool) -> None:
        self._inventory = inventory_of(symbols)
        self._speaks_english = speaks_english(self._inventory)
        self._reader = MixedReader(lexicon, spoken_tones=spoken_tones)

    def pronunciation(self, text: str) -> tuple[str, ...]:
        """See `say.read_say`."""
        return read_say(text)

    def read(self, line: Line) -> tuple[PhonemeSequence, Sequence[Notice]]:
        found, notices = self._reader.read(line)
        words = [word for word in found if self._can_say(word, notices)]
        sounds = sounds_before(line, [word.start for word in words])
        if not words and not sounds[-1]:
            raise TextError("there is nothing to say in this line", hint="write at least one word")
        clauses = self._clauses(words, line, sounds)
        return build_sequence(clauses, self._inventory), sorted(notices, key=lambda n: n.start)

    def _can_say(self, word: MixedWord, notices: list[Notice]) -> bool:
        if word.language == "en" and not self._speaks_english:
            message = f"this voice speaks no English: '{word.text}' is not spoken"
            notices.append(Notice(message, word.start, word.end))
            return False
        return bool(word.sounds)

    def _clauses(
        self, words: list[MixedWord], line: Line, sounds: list[tuple[str, ...]]
    ) -> list[SpokenClause]:
        pauses, final_s = pauses_before(line, [word.start for word in words])
        borders = [
            place
            for place in range(1, len(words))
            if words[place].phrase or _ending(line.plain[words[place - 1].end : words[place].start])
        ]
        edges = [0, *borders, len(words)]
        clauses = []
        for first, last in pairwise(edges):
            behind = words[last].start if last < len(words) else len(line.plain)
            gap = line.plain[words[last - 1].end : behind] if words else ""
            usual: Ending = "continuation" if last < len(words) else "statement"
            clauses.append(
                SpokenClause(
                    tuple(self._spoken(word) for word in words[first:last]),
                    _ending(gap) or usual,
                    tuple(pauses[first:last]),
                    sounds=tuple(sounds[first:last]),
                )
            )
        clauses[-1] = replace(clauses[-1], final_pause_s=final_s, final_sounds=sounds[-1])
        return clauses

    def _spoken(self, word: MixedWord) -> SpokenWord:
        said = word.sounds
        if word.language == "zh":
            said = tuple(s for each in word.sounds for s in sounds_of(each, self._inventory))
        return SpokenWord(word.text, said, word.start, word.end)


def _ending(gap: str) -> Ending | None:
    """How the signs between two words end a clause; None if they do not."""
    if "..." in gap:
        return "trailing"
    return next((ending for signs, ending in _ENDINGS if any(s in gap for s in signs)), None)
