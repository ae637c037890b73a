"""What a check hears in a line: what is not spoken, what is guessed, what takes too long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moodvox.errors import MoodvoxError, TextError, VoiceError
from moodvox.phonemes.frontend import pronounce_line
from moodvox.phonemes.frontends import DEFAULT, FrontEnd, VoiceText, open_front_end
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.phonemes.sequence import SpokenWord
from moodvox.project.lines import Remark
from moodvox.project.project import Project
from moodvox.script.items import Line, Pause, Rate, Say
from moodvox.script.tags import Pronunciation
from moodvox.voices.shelf import Shelf

PHONEME_S = 0.085
"""A phoneme with its share of the pauses, as the bundled voice speaks when calm."""

OWN_LEXICON = (DEFAULT, "english_ipa", "zh")
"""Front ends whose English is Moodvox's lexicon alone, so that it is known what is guessed."""


@dataclass(frozen=True)
class Heard:
    """Something a writer should know, at offset `start` of the plain text."""

    message: str
    start: int


class Listener:
    """Reads lines as the game will, each with the front end of its character's voice.

    A guessed word is told once, where it stands first. A voice that is not there or
    damaged is not told of here (`cast_check`); its lines are read as the default's.

    Args:
        words: False tells nothing of words; `[say]` is read as the voice reads it all the same.
    """

    def __init__(self, project: Project, shelf: Shelf, *, words: bool = True) -> None:
        self._project = project
        self._shelf = shelf
        self._words = words
        self._pronouncer = Pronouncer(project.lexicon)
        self._longest_s = project.dialogue.longest_s
        self._told: set[str] = set()
        self._texts: dict[str, VoiceText] = {}
        self._front_ends: dict[VoiceText, FrontEnd] = {}
        self._usual = VoiceText()

    def pronunciation(self, speaker: str) -> Pronunciation | None:
        try:
            return self._front_end(self._text_of(speaker)).pronunciation
        except VoiceError:
            return parse_pronunciation

    def hear(self, line: Line, speaker: str) -> Iterator[Remark]:
        """What to say of a line of `speaker`.

        Raises:
            TextError: it cannot be spoken.
        """
        if not self._words:
            return
        text = self._text_of(speaker)
        try:
            words, notices = self._read(line, text)
        except TextError as error:
            raise self._explained(error, speaker, text) from error
        except VoiceError as error:
            raise TextError(error.message, hint=error.hint) from error
        yield from notices
        if text.front_end in OWN_LEXICON:
            yield from self._guessed(line, words)
        sounds = sum(len(word.phonemes) for word in words)
        seconds = sounds * PHONEME_S / _slowest(line) + _pauses(line)
        if seconds > self._longest_s:
            yield Heard(
                f"about {seconds:.0f} s to say, more than {self._longest_s:g} s: split it", 0
            )

    def _read(self, line: Line, text: VoiceText) -> tuple[Sequence[SpokenWord], Sequence[Remark]]:
        if text.front_end == DEFAULT:
            # Without the features that its model takes: half the time, over thousands of lines.
            clauses, notices = pronounce_line(line, self._pronouncer)
            return [word for clause in clauses for word in clause.words], notices
        sequence, unread = self._front_end(text).read(line)
        return sequence.words, unread

    def _text_of(self, speaker: str) -> VoiceText:
        voice = self._project.member(speaker).voice
        if voice not in self._texts:
            try:
                text = self._shelf.original(voice).text
            except MoodvoxError:
                text = self._usual
            usual = text.front_end == DEFAULT
            self._texts[voice] = self._usual if usual else text
        return self._texts[voice]

    def _front_end(self, text: VoiceText) -> FrontEnd:
        if text not in self._front_ends:
            self._front_ends[text] = open_front_end(text, self._project.lexicon)
        return self._front_ends[text]

    def _explained(self, error: TextError, speaker: str, text: VoiceText) -> TextError:
        """With the voice by name, where it is the voice that cannot speak the language."""
        sound = [voice.name for voice in self._shelf.voices if voice.fault is None]
        if "cannot be spoken: this voice reads" not in error.message or not sound:
            return error
        voice = self._project.member(speaker).voice or sound[0]
        message = error.message.replace("this voice", f"the voice '{voice}'")
        others = [
            each.name
            for each in self._shelf.voices
            if each.manifest and each.manifest.front_end not in (text.front_end, DEFAULT)
        ]
        hint = error.hint
        if others and "cjk" in error.message:
            role = f"[cast.{speaker}]" if speaker else "[defaults]"
            hint = f"name a voice that speaks it in {role}, or write it in Latin letters"
        return TextError(message, where=error.where, hint=hint)

    def _guessed(self, line: Line, words: Sequence[SpokenWord]) -> Iterator[Heard]:
        """The words that only the letter net could read, but those that a `[say]` fixes."""
        fixed = {placed.offset for placed in line.items if isinstance(placed.item, Say)}
        english = [word for word in words if word.spoken.isascii()]
        # Pronounced a moment ago: this comes from the pronouncer's memory.
        said = self._pronouncer.pronounce_all([word.spoken for word in english])
        for word, how in zip(english, said, strict=True):
            if how.source == "g2p" and word.start not in fixed and word.spoken not in self._told:
                self._told.add(word.spoken)
                yield Heard(f"no lexicon has '{word.spoken}': its sound is guessed", word.start)


def _slowest(line: Line) -> float:
    """The rate of the whole line, if tags set one; the slowest of several."""
    return min((p.item.factor for p in line.items if isinstance(p.item, Rate)), default=1.0)


def _pauses(line: Line) -> float:
    return sum(p.item.duration_s for p in line.items if isinstance(p.item, Pause))
