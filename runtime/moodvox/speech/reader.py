"""From a tagged text to the phonemes and tags of a line."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from moodvox.mood.mood import Mood
from moodvox.phonemes.english import ClauseFrontEnd, Pronounce
from moodvox.phonemes.frontend import pronounce_line
from moodvox.phonemes.frontends import DEFAULT, FrontEnd, VoiceText, open_front_end
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.phonemes.sequence import PhonemeSequence
from moodvox.script.items import Line
from moodvox.script.parser import parse_line
from moodvox.script.tags import Pronunciation
from moodvox.speech.request import LineRequest
from moodvox.speech.timeline import WHISPER
from moodvox.text.clauses import Notice

REMEMBERED_LINES = 256
"""Lines that are not read again when they are said again: reading one takes 0.5 to 3 ms."""


@dataclass(frozen=True, eq=False)
class ReadLine:
    """A line, read: its tags, its phonemes, and what of it is not spoken.

    It is shared by all who say the line, so its arrays cannot be written to.
    """

    line: Line
    sequence: PhonemeSequence
    notices: tuple[Notice, ...]


@dataclass(frozen=True, eq=False)
class LineReader:
    """Everything that a project may change about reading; replaced as a whole on reload.

    Attributes:
        pronounce: the default front end, with the project's lexicon.
        pronunciation: reads what `[say]` gives it; None refuses `[say]`.
        presets: the project's own mixtures of emotions.
        fingerprint: a hash of all of this: readers with the same one read alike. "" = not
            known, and what is read is not kept for another time.
        lexicon: the project's own words, for the front ends of other voices.
    """

    pronounce: Pronounce
    pronunciation: Pronunciation | None = None
    presets: Mapping[str, Mood] = field(default_factory=dict)
    fingerprint: str = ""
    lexicon: Lexicon = field(default_factory=Lexicon)
    _opened: dict[tuple[str, Path], FrontEnd] = field(default_factory=dict)
    _read: Callable[..., ReadLine] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_read", functools.lru_cache(REMEMBERED_LINES)(self._read_anew))

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
            lexicon=lexicon or Lexicon(),
        )

    def front_end(self, voice: VoiceText) -> FrontEnd:
        """The front end that `voice` names; opened once for each voice, or once for all that
        name the default.

        Raises:
            VoiceError: a file, setting or package that it needs is missing or wrong.
        """
        default = voice.front_end == DEFAULT
        key = (voice.front_end, Path() if default else voice.folder)
        if key not in self._opened:
            self._opened[key] = (
                ClauseFrontEnd(self.pronounce, self.pronunciation)
                if default
                else open_front_end(voice, self.lexicon)
            )
        return self._opened[key]

    def read(
        self, request: LineRequest, emotions: Sequence[str], voice: VoiceText | None = None
    ) -> ReadLine:
        """Read the request's text for a `voice` that knows `emotions`.

        Raises:
            ScriptError: a tag is wrong.
            TextError: the text cannot be spoken, or there is nothing in it to speak.
            VoiceError: as `front_end`.
        """
        return self._read(
            self.front_end(voice or VoiceText()),
            request.text,
            tuple(name for name in emotions if name != WHISPER),
            request.file,
            request.line,
            request.column,
        )

    def _read_anew(
        self,
        front_end: FrontEnd,
        text: str,
        emotions: tuple[str, ...],
        file: str,
        line: int,
        column: int,
    ) -> ReadLine:
        parsed = parse_line(
            text,
            emotions=emotions,
            presets=self.presets,
            pronunciation=front_end.pronunciation,
            file=file,
            line=line,
            column=column,
        )
        sequence, notices = front_end.read(parsed)
        for array in (sequence.ids, sequence.features, sequence.word, sequence.fixed_s):
            array.setflags(write=False)
        sequence.offset.setflags(write=False)
        return ReadLine(parsed, sequence, tuple(notices))
