"""Which prompts make which emotions: EmotiVoice's own seven, and the user's.

A file of prompts has a line for each:

    # comment
    happy = 开心
    grim 0.5 = 有点严肃
    grim = 非常严肃，语速慢

NAME [WEIGHT] = PROMPT; the prompt of weight 1 (the default) is wanted for each name,
others make the way there. `neutral` sets what all others are measured from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import VoiceError
from moodvox.importing.textfiles import read_lines
from moodvox.mood.names import NEUTRAL
from moodvox.voices.presets import Preset

Floats = NDArray[np.float32]
Prompts = dict[str, dict[float, str]]

SEVEN: Final[Mapping[str, str]] = {
    NEUTRAL: "普通", "angry": "生气", "happy": "开心", "surprised": "惊讶", "sad": "悲伤",
    "disgusted": "厌恶", "fearful": "恐惧",
}  # fmt: skip
"""The words that the style encoder was taught, in the language it was taught in."""

MAX_PROMPTS: Final = 256
MAX_LEVELS: Final = 8
_LINE = re.compile(r"([a-z][a-z0-9_]{0,31})(?:\s+([0-9.]+))?\s*=\s*(\S.*)")


def read_prompts(path: Path | None) -> Prompts:
    """Emotion -> weight -> prompt: the seven, and those of the file at `path`.

    Raises:
        VoiceError: the file is missing, in another encoding, or a line is wrong.
    """
    prompts: Prompts = {name: {1.0: prompt} for name, prompt in SEVEN.items()}
    if path is None:
        return prompts
    own: Prompts = {}
    for number, line in enumerate(read_lines(path, "the file of prompts"), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        where = f"{path}:{number}:1"
        match = _LINE.fullmatch(text)
        if match is None:
            raise VoiceError(
                f"cannot read '{text}'", where=where, hint="write NAME = PROMPT, or NAME 0.5 = ..."
            )
        weight = _weight(match[2], where)
        levels = own.setdefault(match[1], {})
        if weight in levels:
            raise VoiceError(
                f"'{match[1]}' has two prompts of weight {weight:g}",
                where=where,
                hint="keep one of them",
            )
        levels[weight] = match[3]
    for name, levels in own.items():
        if 1.0 not in levels or len(levels) > MAX_LEVELS or (name == NEUTRAL and len(levels) > 1):
            raise VoiceError(
                f"'{name}' needs one prompt of weight 1",
                where=str(path),
                hint=f"write '{name} = PROMPT'; at most {MAX_LEVELS} weights, for neutral one",
            )
    prompts.update(own)
    if len(prompts) > MAX_PROMPTS:
        raise VoiceError(
            f"more than {MAX_PROMPTS} emotions", where=str(path), hint="leave some out"
        )
    return prompts


def _weight(text: str | None, where: str) -> float:
    try:
        weight = float(text or "1")
    except ValueError:
        weight = 0.0
    if not 0.0 < weight <= 1.0:
        raise VoiceError(f"'{text}' is no weight", where=where, hint="above 0, at most 1")
    return weight


def style_table(
    prompts: Prompts, encode: Callable[[str], Floats]
) -> tuple[Floats, dict[str, Preset]]:
    """The neutral style (E,), and every other emotion as its difference from it."""
    neutral = encode(prompts[NEUTRAL][1.0])
    presets = {
        name: Preset(
            levels=[
                (weight, (encode(prompt) - neutral).astype(float).tolist())
                for weight, prompt in sorted(levels.items())
            ]
        )
        for name, levels in prompts.items()
        if name != NEUTRAL
    }
    return neutral, presets
