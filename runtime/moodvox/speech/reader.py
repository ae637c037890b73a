"""From a tagged text to the phonemes and tags of a line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from moodvox.errors import TextError
from moodvox.mood.mood import Mood
from moodvox.phonemes.frontend import pronounce_line
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.phonemes.sequence import PhonemeSequence, SpokenClause, build_sequence
from moodvox.script.items import Line
from moodvox.script.parser import parse_line
from moodvox.script.tags import Pronunciation
from moodvox.speech.request import LineRequest
from moodvox.speech.timeline import WHISPER
from moodvox.text.clauses import Notice

Pronounce = Callable[[Line], tuple[Sequence[SpokenClause], Sequence[Notice]]]
"""A language front end: clauses of phonemes, and what of the text is not spoken."""


@dataclass(frozen=True, eq=False)
class ReadLine:
    """A line, read: its tags, its phonemes, and what of it is not spoken."""

    line: Line
    sequence: PhonemeSequence
    notices: tuple[Notice, ...]


@dataclass(frozen=True, eq=False)
class LineReader:
    """Everything that a project may change about reading; replaced as a whole on reload.

    Attributes:
        pronounce: the language front end, with the project's lexicon.
        pronunciation: reads what `[say]` gives; None refuses `[say]`.
        presets: the project's own mixtures of emotions.
        fingerprint: a hash of all of this: readers with the same one read alike. "" = not
            known, and what is read is not kept for another time.
    """

    pronounce: Pronounce
    pronunciation: Pronunciation | None = None
    presets: Mapping[str, Mood] = field(default_factory=dict)
    fingerprint: str = ""

    @classmethod
    def english(
        cls, lexicon: Lexicon | None = None, presets: Mapping[str, Mood] | None = None
    ) -> LineReader:
        """The English front end with a project's own words and mixtures."""
        pronouncer = Pronouncer(lexicon)
        words = sorted((lexicon or Lexicon()).entries.items())
        content = repr(("english", words, sorted((presets or {}).items())))
        return cls(
            pronounce=lambda line: pronounce_line(line, pronouncer),
            pronunciation=parse_pronunciation,
            presets=presets or {},
            fingerprint=hashlib.sha256(content.encode()).hexdigest(),
        )

    def read(self, request: LineRequest, emotions: Sequence[str]) -> ReadLine:
        """Read the request's text for a voice that knows `emotions`.

        Raises:
            ScriptError: a tag is wrong.
            TextError: the text cannot be spoken, or there is nothing in it to speak.
        """
        line = parse_line(
            request.text,
            emotions=[name for name in emotions if name != WHISPER],
            presets=self.presets,
            pronunciation=self.pronunciation,
            file=request.file,
            line=request.line,
            column=request.column,
        )
        clauses, notices = self.pronounce(line)
        sounded = any(clause.final_sounds for clause in clauses)
        if not sounded and not any(word.phonemes for clause in clauses for word in clause.words):
            raise TextError("there is nothing to say in this line", hint="write at least one word")
        return ReadLine(line, build_sequence(clauses), tuple(notices))
