"""The vector of a line's meaning that the acoustic model wants beside its phonemes."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import Session
from moodvox.errors import TextError
from moodvox.models.emotivoice.wordpiece import WordPiece

Floats = NDArray[np.float32]

KEPT_LINES: Final = 256
"""A line is planned more than once: its vector is kept."""


def key_of(text: str) -> str:
    """What a baked line is found by."""
    return hashlib.sha256(text.encode()).hexdigest()


class Encoder:
    """The style encoder: text -> vector (E,). `limit` is how many pieces it can read."""

    def __init__(self, session: Session, words: WordPiece, limit: int) -> None:
        self._session = session
        self._words = words
        self._limit = limit

    def encode(self, text: str) -> Floats:
        ids = np.array([self._words.encode(text, self._limit)], np.int64)
        (vector,) = self._session.run(["vector"], {"ids": ids})
        return np.asarray(vector[0], np.float32)


class Contents:
    """The content vectors of lines.

    Args:
        baked: (`key_of`, vector) of lines known when the voice was made.
        encoder: for all other lines; None where the voice has none.
        usual: (E,) for all other lines where there is no encoder; None refuses them.
    """

    def __init__(
        self, baked: Mapping[str, Floats], encoder: Encoder | None, usual: Floats | None
    ) -> None:
        self._baked = baked
        self._encoder = encoder
        self._usual = usual
        self._kept: OrderedDict[str, Floats] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, text: str) -> Floats:
        """(E,) for a line's plain text.

        Raises:
            TextError: the voice speaks baked lines only, and this is none.
        """
        key = key_of(text)
        if (known := self._baked.get(key)) is not None:
            return known
        if self._encoder is None:
            if self._usual is not None:
                return self._usual
            raise TextError(
                "this voice speaks only the lines that it was imported with",
                hint="import it again with --content bert, or with this line in --bake",
            )
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return kept
        content = self._encoder.encode(text)
        with self._lock:
            self._kept[key] = content
            self._kept.move_to_end(key)
            if len(self._kept) > KEPT_LINES:
                self._kept.popitem(last=False)
        return content
