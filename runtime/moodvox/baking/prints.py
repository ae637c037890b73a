"""Fingerprints: what the sound of a line depends on.

The *quick* one is of everything that might matter, and cheap. Where it has changed, the
*exact* one decides: it is of what the voice is really given, so that a new name in the
lexicon bakes the lines that hold it, and no others.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

import moodvox
from moodvox.baking.order import BakeLine
from moodvox.project.project import Project
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import ReadLine
from moodvox.speech.request import LineRequest
from moodvox.voices.pack import VoicePack


class Prints:
    """Fingerprints of the lines of one project, spoken by one engine."""

    def __init__(self, project: Project, engine: SpeechEngine, form: str) -> None:
        self._project = project
        self._engine = engine
        defaults = project.defaults
        self._common = _digest(
            moodvox.__version__,
            form,
            repr(sorted((word, sounds) for word, sounds in project.lexicon.entries.items())),
            repr(sorted((name, mood.weights) for name, mood in project.presets.items())),
            repr((defaults.seed, defaults.mood_path)),
        )
        self._voices: dict[tuple[str, str], str] = {}

    def quick(self, line: BakeLine) -> str:
        """Of the line's text, and of all that the project and its voice might do to it.

        Raises:
            InputError: there is no such voice or speaker.
            VoiceError: the voice is damaged.
        """
        member = self._project.member(line.speaker)
        take = self._project.takes.get(line.id)
        return _digest(
            self._common,
            self._voice(member.voice, member.speaker),
            line.text,
            repr(member),
            repr(take),
        )

    def exact(self, request: LineRequest, read: ReadLine) -> str:
        """Of what the voice is given for a line."""
        sequence = read.sequence
        arrays = (sequence.ids, sequence.features, sequence.fixed_s, sequence.offset)
        return _digest(
            moodvox.__version__,
            self._voice(request.voice, str(request.speaker)),
            line_parts(request),
            repr([(placed.offset, placed.item) for placed in read.line.items]),
            *(np.ascontiguousarray(array).tobytes() for array in arrays),
            repr([(word.spoken, word.start, word.end) for word in sequence.words]),
            repr(self._engine.emotion_path),
        )

    def _voice(self, voice: str, speaker: str) -> str:
        key = (voice, speaker)
        if key not in self._voices:
            pack = self._engine.shelf.load(voice)
            self._voices[key] = voice_print(pack, speaker)
        return self._voices[key]


def voice_print(pack: VoicePack, speaker: str) -> str:
    """Of a voice's files and of a speaker's vector, which may have been enrolled."""
    files = repr(sorted(pack.manifest.files.items()))
    full = np.eye(len(pack.presets.names), dtype=np.float32)
    moods = [pack.presets.vectors(full * weight).astype("<f4").tobytes() for weight in (0.5, 1.0)]
    vector = pack.speakers.vector(speaker).astype("<f4").tobytes()
    return _digest(pack.name, files, vector, repr(pack.presets.names), *moods)


def line_parts(request: LineRequest) -> str:
    """The request, but for its name and place."""
    parts: dict[str, Any] = {
        name: getattr(request, name)
        for name in ("text", "voice", "tier", "seed", "rate", "pitch_st", "take", "mood")
    }
    return repr(parts)


def _digest(*parts: str | bytes) -> str:
    sha = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        sha.update(len(content).to_bytes(8, "little"))
        sha.update(content)
    return sha.hexdigest()[:32]
