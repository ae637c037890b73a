"""A line for a voice that was just made, so that what cannot speak is never installed."""

from __future__ import annotations

import numpy as np

from moodvox.models.family import PlanRequest
from moodvox.phonemes.frontends import open_front_end
from moodvox.phonemes.lexicon import Lexicon
from moodvox.script.items import Line
from moodvox.voices.pack import VoicePack


def trial_request(pack: VoicePack, line: Line) -> PlanRequest:
    """`line` in a neutral mood by the voice's first speaker."""
    sequence, _ = open_front_end(pack.text, Lexicon()).read(line)
    nothing = np.zeros(len(sequence.ids), np.float32)
    return PlanRequest(
        ids=sequence.ids,
        features=sequence.features,
        speaker=pack.speakers.vector(""),
        emotion=np.zeros((len(sequence.ids), pack.manifest.emotion_size), np.float32),
        rate=nothing + 1.0,
        pitch_st=nothing,
        fixed_s=sequence.fixed_s,
        level_db=nothing,
        sounds=sequence.sounds,
        text=line.plain,
    )
