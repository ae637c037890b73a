"""Whoever speaks a line: the voice, its recordings, and other programs as yardsticks."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moodvox.errors import EngineError
from moodvox_export.corpus import audio
from moodvox_export.judging.items import Item, Mouth, mood_of
from moodvox_export.judging.sentences import held_out_prompts
from moodvox_export.judging.speaking import Speaker

COMMANDS: dict[Mouth, str] = {"flite": "flite", "festival": "text2wave"}
LIMIT_S = 60

Samples = NDArray[np.float64]


def peers_at_hand() -> list[Mouth]:
    """The programs that are installed here."""
    return [name for name, command in COMMANDS.items() if shutil.which(command)]


class Mouths:
    """Speaks items at 24 kHz; each mouth is opened when it is first needed."""

    def __init__(self, voice: Path, data: Path | None) -> None:
        self._voice, self._data = voice, data

    @cached_property
    def _speaker(self) -> Speaker:
        return Speaker(self._voice)

    @cached_property
    def _recordings(self) -> dict[str, Path]:
        if self._data is None:
            return {}
        return {r.text: r.path for r in held_out_prompts(self._data, 999)}

    def say(self, item: Item) -> Samples:
        """Raises EngineError where a mouth cannot say it."""
        if item.mouth == "voice":
            spoken = self._speaker.say(item.text, item.speaker, mood_of(item), item.tier)
            return np.asarray(spoken, np.float64)
        if item.mouth == "recording":
            path = self._recordings.get(item.text)
            if path is None:
                raise EngineError("no recording of this text", where=item.text)
            return audio.condition(audio.load(path))
        return _by_program(item.mouth, item.text)


def _by_program(mouth: Mouth, text: str) -> Samples:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "said.wav"
        written = Path(scratch) / "text.txt"
        written.write_text(text + "\n", encoding="ascii", errors="replace")
        commands = {
            "flite": ["flite", "-voice", "slt", "-f", str(written), "-o", str(path)],
            "festival": ["text2wave", "-o", str(path), str(written)],
        }
        done = subprocess.run(commands[mouth], capture_output=True, timeout=LIMIT_S, check=False)
        if done.returncode or not path.is_file():
            raise EngineError(f"{mouth} failed: {done.stderr.decode(errors='replace')[-200:]}")
        return audio.condition(audio.load(path))
