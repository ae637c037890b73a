"""A vocoder that is fed with windows of mel bands: the model's own.

`mel` (B, W, M), `inside` (2,) -> `samples` (B, S)

A window holds `context_columns` (of the graph's metadata) more at each side than it
renders, except where the line begins and ends (`inside` 0). Nothing is carried over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import Session
from moodvox.errors import EngineError
from moodvox.models.emotivoice.stream import EmotivoiceStream, Window

Floats = NDArray[np.float32]

MAX_BATCH: Final = 32


class WindowVocoder:
    """`context` columns at each side of what is rendered."""

    def __init__(self, render: Session, context: int) -> None:
        self._render = render
        self.lookahead_hops = context

    def render(self, streams: Sequence[EmotivoiceStream], hops: int) -> list[Floats]:
        """The next `hops` hops of each stream; windows of one shape run together."""
        windows = [stream.window(hops) for stream in streams]
        rendered: list[Floats] = [np.zeros(0, np.float32)] * len(streams)
        alike: dict[tuple[int, int, int], list[int]] = {}
        for place, window in enumerate(windows):
            if window is not None:
                alike.setdefault(window.shape, []).append(place)
        for members in alike.values():
            for start in range(0, len(members), MAX_BATCH):
                batch = members[start : start + MAX_BATCH]
                found = [window for place in batch if (window := windows[place]) is not None]
                for place, samples in zip(batch, self._vocode(found), strict=True):
                    rendered[place] = samples
        for stream, samples in zip(streams, rendered, strict=True):
            stream.advance(len(samples))
        return rendered

    def _vocode(self, windows: Sequence[Window]) -> list[Floats]:
        feeds: dict[str, NDArray[Any]] = {
            "mel": np.stack([window.mel for window in windows]),
            "inside": np.array(windows[0].inside, np.int64),
        }
        (samples,) = self._render.run(["samples"], feeds)
        if min(window.skip + window.samples for window in windows) > samples.shape[1]:
            raise EngineError(f"gave samples of shape {samples.shape}", where="render.onnx")
        return [
            np.array(row[window.skip : window.skip + window.samples], np.float32)
            for row, window in zip(samples, windows, strict=True)
        ]
