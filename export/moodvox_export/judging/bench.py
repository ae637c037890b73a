"""The listening itself: items through mouths to measures, in processes, each kept by its sound.

What was measured of a sound is kept under the hash of its samples and text, so a run that
was stopped, or a second one after a small change, listens only to what is new.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moodvox.models.own.layout import SAMPLE_RATE_HZ
from moodvox.text.reader import read
from moodvox_export.judging.features import liveliness, prosody
from moodvox_export.judging.items import Item
from moodvox_export.judging.listeners import Listeners, prepared, word_errors
from moodvox_export.judging.mouths import Mouths

KEPT_VERSION = 1
"""Raise it when a measure changes its meaning."""

Figures = dict[str, Any]


class Examiner:
    """Measures items; keeps results in `kept`, a folder."""

    def __init__(self, voice: Path, data: Path | None, kept: Path) -> None:
        self._mouths = Mouths(voice, data)
        self._listeners = Listeners()
        self._kept = kept
        kept.mkdir(parents=True, exist_ok=True)

    def examine(self, item: Item) -> Figures:
        """Its measures as plain values: wrong, said, p808, ovrl, print, prosody, lively."""
        samples = self._mouths.say(item)
        path = self._kept / f"{_key(samples, item)}.json"
        known: Figures = json.loads(path.read_text()) if path.is_file() else {}
        missing = [name for name in item.measures if name not in known]
        if missing:
            known |= self._measure(samples, item.text, missing)
            unfinished = path.with_suffix(f".{os.getpid()}")
            unfinished.write_text(json.dumps(known))
            unfinished.replace(path)
        return {**known, "seconds": len(samples) / SAMPLE_RATE_HZ}

    def _measure(self, samples: NDArray[np.float64], text: str, names: Sequence[str]) -> Figures:
        found: Figures = {}
        heard = prepared(samples, SAMPLE_RATE_HZ)
        for name in names:
            if name == "words":
                words = [word.spoken for clause in read(text).clauses for word in clause.words]
                wrong = word_errors(words, self._listeners.words(heard))
                found[name] = {"wrong": wrong, "said": len(words)}
            elif name == "p808":
                found[name] = self._listeners.p808(heard)
            elif name == "ovrl":
                found[name] = self._listeners.quality(heard)["ovrl"]
            elif name == "print":
                found[name] = [round(float(x), 5) for x in self._listeners.voiceprint(heard)]
            elif name == "prosody":
                found[name] = asdict(prosody(samples))
            else:
                found[name] = asdict(liveliness(samples))
        return found


def _key(samples: NDArray[np.float64], item: Item) -> str:
    digest = hashlib.sha256(f"{KEPT_VERSION}\n{item.text}\n".encode())
    digest.update(np.round(samples * 32767).astype(np.int16).tobytes())
    return digest.hexdigest()[:32]


_examiner: list[Examiner] = []
"""The one of this process."""


def end_with_parent() -> None:
    """End this process when the one that began it is gone, however it went.

    A pool's process waits for work on a pipe that its siblings hold open too, so it would
    outlive a parent that was killed.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None, "only for a process that multiprocessing began"

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _begin(voice: Path, data: Path | None, kept: Path) -> None:
    end_with_parent()
    _examiner[:] = [Examiner(voice, data, kept)]


def _examine(item: Item) -> Figures:
    return _examiner[0].examine(item)


def examine_all(
    items: Sequence[Item], voice: Path, data: Path | None, kept: Path, jobs: int
) -> Iterator[Figures]:
    """Figures of all items in their order, by `jobs` processes."""
    if jobs == 1:
        examiner = Examiner(voice, data, kept)
        yield from (examiner.examine(item) for item in items)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_begin, initargs=(voice, data, kept)
    ) as pool:
        yield from pool.map(_examine, items, chunksize=4)
