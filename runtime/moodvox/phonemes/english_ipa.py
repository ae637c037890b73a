"""Front end "english_ipa": English for voices whose models take IPA symbols.

The phonemes stay ARPAbet, so that marks, mouths and takes are the same in all voices; the
family writes them in its model's own symbols. Here is said what such a voice cannot do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from moodvox.errors import VoiceError
from moodvox.phonemes import english
from moodvox.phonemes.english import ClauseFrontEnd
from moodvox.phonemes.frontends import VoiceText
from moodvox.phonemes.inventory import split_stress
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.sequence import PhonemeSequence
from moodvox.script.items import Line, Pitch
from moodvox.text.clauses import Notice


class _Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`unmapped`: phonemes (ARPAbet without stress) that the voice has no symbol for."""

    unmapped: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class IpaFrontEnd:
    """English that tells which words lose a sound (a `frontends.FrontEnd`)."""

    english: ClauseFrontEnd
    unmapped: frozenset[str]

    @property
    def pronunciation(self) -> Callable[[str], tuple[str, ...]] | None:
        return self.english.pronunciation

    def read(self, line: Line) -> tuple[PhonemeSequence, Sequence[Notice]]:
        sequence, notices = self.english.read(line)
        found = [*notices, *self._lost(sequence), *_pitched(line)]
        return sequence, sorted(found, key=lambda notice: notice.start)

    def _lost(self, sequence: PhonemeSequence) -> list[Notice]:
        lost = []
        for word in sequence.words:
            missing = [p for p in word.phonemes if split_stress(p)[0] in self.unmapped]
            if missing:
                sounds = ", ".join(dict.fromkeys(missing))
                message = f"this voice has no symbol for {sounds} in '{word.spoken}'"
                lost.append(Notice(message, word.start, word.end))
        return lost


def _pitched(line: Line) -> list[Notice]:
    placed = [each for each in line.items if isinstance(each.item, Pitch)]
    if not any(isinstance(each.item, Pitch) and each.item.semitones for each in placed):
        return []
    start = placed[0].offset
    return [Notice("this voice cannot change its pitch: [pitch] is not heard", start, start)]


def load(voice: VoiceText, lexicon: Lexicon) -> IpaFrontEnd:
    """The front end with a project's own words.

    Raises:
        VoiceError: its settings are wrong.
    """
    try:
        settings = msgspec.convert(dict(voice.settings), _Settings)
    except msgspec.ValidationError as error:
        raise VoiceError(f"text: {error}", where=str(voice.folder)) from error
    return IpaFrontEnd(english.load(voice, lexicon), frozenset(settings.unmapped))


def fault_of(phonemes: tuple[str, ...], features: tuple[str, ...]) -> str:
    """See `frontends.fault_of`."""
    return english.fault_of(phonemes, features)
