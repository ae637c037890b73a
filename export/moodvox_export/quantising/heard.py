"""What the listeners say of a tier: the one part of a comparison that hears words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from moodvox.models.own.layout import SAMPLE_RATE_HZ
from moodvox.text.reader import read
from moodvox_export.judging.listeners import Listeners, prepared, word_errors
from moodvox_export.quantising.compare import spoken
from moodvox_export.quantising.listen import Bench, request


@dataclass(frozen=True)
class Heard:
    """Mean P808 (1 to 5), and percent of the words that were misheard."""

    p808: float
    words_wrong: float


def hear(bench: Bench, texts: Sequence[str], what: str) -> Heard:
    """The leading voice says `texts` in neutral."""
    listeners = Listeners()
    quality, wrong, said = [], 0, 0
    for text in tqdm(texts, desc=f"heard, {what}", unit="line"):
        samples = spoken(bench, request(text, bench.pack.manifest.default_speaker))
        heard = prepared(samples, SAMPLE_RATE_HZ)
        words = [word.spoken for clause in read(text).clauses for word in clause.words]
        wrong += word_errors(words, listeners.words(heard))
        said += len(words)
        quality.append(listeners.quality(heard)["p808"])
    return Heard(float(np.mean(quality)), 100.0 * wrong / said)
