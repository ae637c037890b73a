"""What is judged (`unseen.toml`): prompts never trained on, and lines as games have them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from moodvox_export.corpus.packed import held_out
from moodvox_export.corpus.recordings import CorpusError, Recording, read_folder

SPLIT = Path(__file__).parent / "unseen.toml"

_split = tomllib.loads(SPLIT.read_text(encoding="utf-8"))

ARCTIC: dict[str, str] = _split["arctic"]
"""Prompt -> text."""

GAME_LINES: tuple[str, ...] = tuple(_split["game"]["lines"])
LONG_LINES: tuple[str, ...] = tuple(_split["long"]["lines"])
LINKED_LINES: tuple[str, ...] = tuple(_split["linked"]["lines"])


def plain_words(text: str) -> tuple[str, ...]:
    """The words of `text` without case and marks."""
    return tuple(re.findall(r"[a-z0-9']+", text.lower()))


@cache
def _judged() -> frozenset[tuple[str, ...]]:
    whole = [*ARCTIC.values(), *GAME_LINES, *LONG_LINES, *LINKED_LINES]
    parts = [part for text in whole for part in re.split(r"(?<=[.!?])\s+", text)]
    return frozenset(plain_words(text) for text in [*whole, *parts])


def is_judged(text: str) -> bool:
    """Whether `text` holds a sentence that voices are judged with (single words aside)."""
    parts = [text, *re.split(r"(?<=[.!?])\s+", text)]
    return any(len(words := plain_words(p)) > 1 and words in _judged() for p in parts)


def held_out_prompts(data: Path, count: int) -> list[Recording]:
    """One recording of each of the first `count` unseen prompts.

    Raises:
        CorpusError: a recording's text is not the split's, or there are fewer.
    """
    first: dict[str, Recording] = {}
    for recording in read_folder(data / "kathleen"):
        prompt = recording.name.split("_")[1] if held_out(recording.name) else ""
        if prompt and prompt not in first:
            if plain_words(ARCTIC.get(prompt, "")) != plain_words(recording.text):
                raise CorpusError(f"'{recording.name}' has another text", where=str(SPLIT))
            first[prompt] = recording
    found = [first[prompt] for prompt in ARCTIC if prompt in first][:count]
    if not found:
        raise CorpusError("none of the unseen prompts was recorded here", where=str(data))
    return found
