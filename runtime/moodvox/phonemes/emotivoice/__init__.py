"""Front end "emotivoice": Chinese, English, and both in one line.

The tokens are EmotiVoice's: ARPAbet in brackets, pinyin initials and finals with tones,
and boundaries between syllables (sp0), words (sp1, engsp1) and phrases (sp3, engsp4).
"""

from __future__ import annotations

from typing import Final

from moodvox.phonemes.chinese import spoken_tones
from moodvox.phonemes.emotivoice.frontend import EmotivoiceFrontEnd
from moodvox.phonemes.emotivoice.lexicon import VoiceLexicon
from moodvox.phonemes.emotivoice.tokens import NEEDED, TokenTable
from moodvox.phonemes.frontends import VoiceText
from moodvox.phonemes.lexicon import Lexicon

LEXICON_FILE: Final = "lexicon.txt"


def load(voice: VoiceText, lexicon: Lexicon) -> EmotivoiceFrontEnd:
    """The front end of a voice, with a project's own words.

    Raises:
        VoiceError: its settings or its lexicon are wrong.
    """
    path = voice.folder / LEXICON_FILE
    words = VoiceLexicon.load(path) if path.is_file() else VoiceLexicon({})
    return EmotivoiceFrontEnd(
        TokenTable(voice.phonemes), lexicon, words, spoken_tones=spoken_tones(voice)
    )


def fault_of(phonemes: tuple[str, ...], features: tuple[str, ...]) -> str:
    """See `frontends.fault_of`."""
    missing = [token for token in NEEDED if token not in phonemes]
    if missing:
        return f"its table of phonemes lacks {', '.join(missing[:8])}"
    return "has phoneme features, which no such voice has" if features else ""
