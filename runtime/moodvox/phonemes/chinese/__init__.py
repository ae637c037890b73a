"""Front end "zh": Chinese for voices of Moodvox's own family, with English in between.

Hanzi -> words -> pinyin as it is said -> initials and finals with tones. Needs the extra
`moodvox[chinese]` when the first hanzi is read.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from moodvox.errors import VoiceError
from moodvox.phonemes.frontends import FrontEnd, VoiceText
from moodvox.phonemes.lexicon import Lexicon


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`tones`: as they are said beside each other, or as dictionaries have them."""

    tones: Annotated[Literal["spoken", "written"], msgspec.Meta()] = "spoken"


def spoken_tones(voice: VoiceText) -> bool:
    """Whether a voice wants tones as they are said.

    Raises:
        VoiceError: its settings are wrong.
    """
    try:
        return msgspec.convert(dict(voice.settings), Settings).tones == "spoken"
    except msgspec.ValidationError as error:
        raise VoiceError(f"text: {error}", where=str(voice.folder)) from error


def load(voice: VoiceText, lexicon: Lexicon) -> FrontEnd:
    """The front end of a voice, with a project's own words.

    Raises:
        VoiceError: its settings are wrong.
    """
    from moodvox.phonemes.chinese.frontend import ChineseFrontEnd

    return ChineseFrontEnd(voice.phonemes, lexicon, spoken_tones=spoken_tones(voice))


def fault_of(phonemes: tuple[str, ...], features: tuple[str, ...]) -> str:
    """See `frontends.fault_of`."""
    from moodvox.phonemes.chinese import inventory

    return inventory.fault_of(phonemes, features)
