"""What is listened to: one line by one mouth, and which measures are taken of it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from moodvox_export.judging.sentences import ARCTIC, GAME_LINES, LINKED_LINES, LONG_LINES

Mouth = Literal["voice", "recording", "flite", "festival"]
Measure = Literal["words", "p808", "ovrl", "print", "prosody", "lively"]

FULL: tuple[Measure, ...] = ("words", "p808", "ovrl", "print", "lively")
HEARD: tuple[Measure, ...] = ("words", "p808")
STEPS = 6
"""Intensities of an emotion, and steps of a blend."""

BLENDS = (("angry", "sad"), ("happy", "tender"), ("calm", "panicked"), ("surprised", "disgusted"))


@dataclass(frozen=True)
class Item:
    """One line to be judged. `mood` are emotion weights; `at` is a place on a scale."""

    group: str
    text: str
    mouth: Mouth = "voice"
    speaker: str = ""
    mood: tuple[tuple[str, float], ...] = ()
    tier: str = "quality"
    measures: tuple[Measure, ...] = HEARD
    at: float = 0.0


@dataclass(frozen=True)
class Amount:
    """How many lines of each kind."""

    arctic: int = 24
    game: int = 30
    emotional: int = 12
    scale: int = 4


QUICK = Amount(arctic=6, game=4, emotional=3, scale=2)


def items_of(
    speakers: Sequence[str],
    emotions: Sequence[str],
    tiers: Sequence[str],
    peers: Sequence[Mouth],
    amount: Amount,
) -> list[Item]:
    """Everything the tables need; `speakers[0]` leads, `peers` are other programs at hand."""
    lead, quality = speakers[0], "quality" if "quality" in tiers else tiers[0]
    arctic, game = list(ARCTIC.values())[: amount.arctic], GAME_LINES[: amount.game]
    found: list[Item] = []
    for text in arctic:
        found.append(Item("recordings", text, "recording", measures=FULL))
        found.append(Item("lead", text, speaker=lead, tier=quality, measures=FULL))
        found += [Item(f"{peer}, prompts", text, peer, measures=HEARD) for peer in peers]
        found += [
            Item(f"tier {tier}", text, speaker=lead, tier=tier) for tier in tiers if tier != quality
        ]
    for text in game:
        found += [Item(f"{peer}, game lines", text, peer, measures=HEARD) for peer in peers]
        found += [
            Item(f"speaker {name}", text, speaker=name, tier=quality, measures=(*HEARD, "ovrl"))
            for name in speakers
        ]
    for emotion, text in itertools.product(emotions, GAME_LINES[: amount.emotional]):
        mood = ((emotion, 1.0),)
        found.append(Item(f"emotion {emotion}", text, speaker=lead, mood=mood, tier=quality))
    for text in LONG_LINES[: amount.scale]:
        found.append(Item("long lines", text, speaker=lead, tier=quality))
    for text in LINKED_LINES[: 2 * amount.scale]:
        found.append(Item("linked words", text, speaker=lead, tier=quality))
    return found + scales(lead, emotions, quality, GAME_LINES[: amount.scale])


def scales(lead: str, emotions: Sequence[str], tier: str, texts: Sequence[str]) -> list[Item]:
    """Every emotion at rising intensity, and blends of two, for their prosody."""
    found = []
    for text in texts:
        for emotion, step in itertools.product(emotions, range(STEPS + 1)):
            weight = step / STEPS
            mood = ((emotion, weight),) if step else ()
            found.append(_scale(f"scale {emotion}", text, lead, mood, tier, weight))
        for one, other in BLENDS:
            if one not in emotions or other not in emotions:
                continue
            for step in range(STEPS + 1):
                share = step / STEPS
                parts = ((one, 1.0 - share), (other, share))
                mixed = tuple((name, weight) for name, weight in parts if weight)
                found.append(_scale(f"blend {one} {other}", text, lead, mixed, tier, share))
    return found


def _scale(
    group: str, text: str, lead: str, mood: tuple[tuple[str, float], ...], tier: str, at: float
) -> Item:
    return Item(group, text, "voice", lead, mood, tier, ("prosody",), at)


def mood_of(item: Item) -> Mapping[str, float]:
    return dict(item.mood)
