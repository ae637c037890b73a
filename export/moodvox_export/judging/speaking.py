"""The voice under judgement, spoken through the run time's own path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.oneshot import speak
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.speech.timeline import WHISPER
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf


class Speaker:
    """Says texts with one voice pack."""

    def __init__(self, folder: Path) -> None:
        self._pack = VoicePack.open(folder)
        self._engine = SpeechEngine(Shelf([folder]), LineReader.english())
        manifest = self._pack.manifest
        others = [name for name in manifest.speakers if name != manifest.default_speaker]
        self.names = [manifest.default_speaker, *others]
        self.emotions = [n for n in self._pack.presets.names if n != WHISPER]
        self.tiers = list(manifest.tiers)

    def say(
        self, text: str, speaker: str, mood: Mapping[str, float] | str = "", tier: str = "quality"
    ) -> NDArray[np.float32]:
        """`text` by `speaker` in `mood` (one emotion's name is all of it), at 24 kHz."""
        weights = ({mood: 1.0} if mood else {}) if isinstance(mood, str) else mood
        escaped = text.replace("[", r"\[").replace("]", r"\]")
        request = LineRequest(
            "judged", escaped, voice=self._pack.name, speaker=speaker,
            mood=MoodCurve.constant(Mood.of(dict(weights))), tier=tier,
        )  # fmt: skip
        return speak(self._engine, request).pcm
