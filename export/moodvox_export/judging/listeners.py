"""Programs that listen: words recognised, quality guessed, speakers compared.

All three install from PyPI with their own models (pocketsphinx, speechmos,
Resemblyzer). They are yardsticks, not ears: compare figures of one run only.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import open_session
from moodvox_export.corpus.audio import resample

LISTEN_RATE_HZ = 16_000
EDGE_S = 0.25
DITHER = 4e-5
P808_WINDOW_S = 9.01

Samples = NDArray[np.float64]


def prepared(samples: NDArray[np.floating], rate_hz: int) -> Samples:
    """At 16 kHz, at one level, with a little dithered silence on both sides."""
    at_rate = resample(np.asarray(samples, np.float64), rate_hz, LISTEN_RATE_HZ)
    level = np.sqrt(np.mean(at_rate**2)) + 1e-9
    edge = np.zeros(int(EDGE_S * LISTEN_RATE_HZ))
    padded = np.concatenate([edge, at_rate * (0.06 / level), edge])
    noise = np.random.default_rng(0).normal(0.0, DITHER, len(padded))
    return np.clip(padded + noise, -1.0, 1.0)


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Substitutions, insertions and deletions between two word lists (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, start=1):
        last, row[0] = row[0], i
        for j, other in enumerate(heard, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
    return row[-1]


class Listeners:
    """Loads each listener when it is first asked."""

    @cached_property
    def _recogniser(self) -> object:
        import pocketsphinx

        return pocketsphinx.Decoder(samprate=float(LISTEN_RATE_HZ), loglevel="FATAL")

    @cached_property
    def _embedder(self) -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from resemblyzer import VoiceEncoder

        return VoiceEncoder("cpu", verbose=False)

    def words(self, samples: Samples) -> list[str]:
        """The words that pocketsphinx recognises in `prepared` samples."""
        decoder = self._recogniser
        decoder.start_utt()  # type: ignore[attr-defined]
        pcm = (samples * 32767).astype(np.int16).tobytes()
        decoder.process_raw(pcm, full_utt=True)  # type: ignore[attr-defined]
        decoder.end_utt()  # type: ignore[attr-defined]
        found = decoder.hyp()  # type: ignore[attr-defined]
        return found.hypstr.split() if found else []

    @cached_property
    def _rater(self) -> Callable[[Samples, int, bool], dict[str, float]]:
        """DNSMOS on one thread: its own two pools would fight with everything else."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from speechmos import dnsmos
        folder = Path(dnsmos.__file__).parent / "dnsmos_models"
        rater = dnsmos.DNSMOS.__new__(dnsmos.DNSMOS)
        rater.onnx_sess = open_session(folder / "sig_bak_ovr.onnx")
        rater.p808_onnx_sess = open_session(folder / "model_v8.onnx")
        return cast(Callable[[Samples, int, bool], dict[str, float]], rater)

    def quality(self, samples: Samples) -> dict[str, float]:
        """DNSMOS (Reddy et al. 2022): `p808` and `ovrl`, 1 to 5."""
        scores = self._rater(samples, LISTEN_RATE_HZ, False)
        return {"p808": float(scores["p808_mos"]), "ovrl": float(scores["ovrl_mos"])}

    def p808(self, samples: Samples) -> float:
        """P808 of DNSMOS alone: a third of the work. Of the first 9 s, or the line repeated."""
        size = int(P808_WINDOW_S * LISTEN_RATE_HZ)
        window = np.resize(samples, size) if len(samples) < size else samples[:size]
        rater = cast(Any, self._rater)
        mel = rater.audio_melspec(audio=window[:-160]).astype(np.float32)
        return float(rater.p808_onnx_sess.run(None, {"input_1": mel[None]})[0][0][0])

    def voiceprint(self, samples: Samples) -> NDArray[np.float32]:
        """(256,) unit vector of who speaks (GE2E, Wan et al. 2018)."""
        vector: NDArray[np.float32] = self._embedder.embed_utterance(  # type: ignore[attr-defined]
            samples.astype(np.float32)
        )
        return vector
