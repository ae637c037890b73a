"""Front ends: which module turns a line's text into what a kind of model takes.

A voice names its front end in its manifest. A front end is one module with
``load(voice, lexicon) -> FrontEnd`` and ``fault_of(phonemes, features) -> str``;
`moodvox.phonemes.english` is the smallest one.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

from moodvox.errors import VoiceError, nearest
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.sequence import PhonemeSequence
from moodvox.script.items import Line
from moodvox.text.clauses import Notice

DEFAULT = "english"

FRONT_ENDS: dict[str, str] = {
    "english": "moodvox.phonemes.english",
    "emotivoice": "moodvox.phonemes.emotivoice",
    "english_ipa": "moodvox.phonemes.english_ipa",
    "zh": "moodvox.phonemes.chinese",
}
"""Name, as in a manifest -> module, imported when the first such voice is seen."""


@dataclass(frozen=True, eq=False)
class VoiceText:
    """What a voice says about its text.

    Attributes:
        front_end: key of `FRONT_ENDS`.
        phonemes: the symbols of its model; the index is the id.
        folder: where its files are.
        settings: what the front end alone understands.
    """

    front_end: str = DEFAULT
    phonemes: tuple[str, ...] = ()
    folder: Path = Path()
    settings: Mapping[str, Any] = field(default_factory=dict)


class FrontEnd(Protocol):
    """Reads lines for voices of one kind. Not for several threads at once."""

    @property
    def pronunciation(self) -> Callable[[str], tuple[str, ...]] | None:
        """Reads what `[say]` gives; None refuses `[say]`."""
        ...

    def read(self, line: Line) -> tuple[PhonemeSequence, Sequence[Notice]]:
        """The line as its model sees it, and what of it is not spoken.

        Raises:
            TextError: the text cannot be spoken, or there is nothing in it to speak.
        """
        ...


def open_front_end(voice: VoiceText, lexicon: Lexicon) -> FrontEnd:
    """The front end of `voice`, with a project's own words.

    Raises:
        VoiceError: its settings or files are wrong, or a package that it needs is missing.
    """
    return cast(FrontEnd, _module(voice.front_end).load(voice, lexicon))


def fault_of(front_end: str, phonemes: tuple[str, ...], features: tuple[str, ...]) -> str:
    """Why a voice with these tables cannot use `front_end`; "" if it can."""
    if front_end not in FRONT_ENDS:
        return f"unknown front end '{front_end}' ({nearest(front_end, FRONT_ENDS)})"
    return cast(str, _module(front_end).fault_of(phonemes, features))


def _module(front_end: str) -> Any:
    if front_end not in FRONT_ENDS:
        raise VoiceError(f"unknown front end '{front_end}'", hint=nearest(front_end, FRONT_ENDS))
    return importlib.import_module(FRONT_ENDS[front_end])
