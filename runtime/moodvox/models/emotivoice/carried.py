"""A vocoder that carries its state from block to block: one that was learned.

`mel` (B, N, M), `mask` (B, N, 1), `state` (B, Z) -> `samples` (B, hop N), `next_state`

Samples come `delay_hops` (of the graph's metadata) late: so many hops are fed ahead of
the first block, and behind the line's end the mask is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import Session
from moodvox.errors import EngineError, VoiceError
from moodvox.models.emotivoice.stream import EmotivoiceStream

Floats = NDArray[np.float32]

MAX_BATCH: Final = 32


class CarriedVocoder:
    """Each stream's state is `EmotivoiceStream.state`; None before its first block.

    Raises:
        VoiceError: the graph's state has no fixed length.
    """

    def __init__(self, render: Session, delay_hops: int) -> None:
        self._render = render
        self.lookahead_hops = delay_hops
        size = render.shape_of("next_state")[-1]
        if not isinstance(size, int):
            raise VoiceError(
                "'next_state' has no fixed length",
                where=str(render.path),
                hint="distil the vocoder again",
            )
        self._state_size = size

    def render(self, streams: Sequence[EmotivoiceStream], hops: int) -> list[Floats]:
        """The next `hops` hops of each stream; those that feed as much run together."""
        rendered: list[Floats] = [np.zeros(0, np.float32)] * len(streams)
        alike: dict[int, list[int]] = {}
        for place, stream in enumerate(streams):
            due = min(hops, stream.total_hops - stream.rendered_hops)
            if due:
                ahead = self.lookahead_hops if stream.state is None else 0
                alike.setdefault(due + ahead, []).append(place)
        for count, members in alike.items():
            for start in range(0, len(members), MAX_BATCH):
                batch = members[start : start + MAX_BATCH]
                found = self._step([streams[place] for place in batch], count)
                for place, samples in zip(batch, found, strict=True):
                    rendered[place] = samples
        return rendered

    def _step(self, streams: Sequence[EmotivoiceStream], count: int) -> list[Floats]:
        """Feed `count` hops to each."""
        delay, fresh = self.lookahead_hops, np.zeros(self._state_size, np.float32)
        starts = [0 if s.state is None else s.rendered_hops + delay for s in streams]
        columns = [s.columns(first, count) for s, first in zip(streams, starts, strict=True)]
        feeds: dict[str, NDArray[Any]] = {
            "mel": np.stack([mel for mel, _ in columns]),
            "mask": np.stack([mask for _, mask in columns]),
            "state": np.stack([fresh if s.state is None else np.asarray(s.state) for s in streams]),
        }
        samples, states = self._render.run(["samples", "next_state"], feeds)
        hop = streams[0].hop_samples
        if samples.shape != (len(streams), count * hop):
            raise EngineError(
                f"gave samples of shape {samples.shape}", where=self._render.path.name
            )
        rendered = []
        for stream, row, state in zip(streams, samples, states, strict=True):
            skip = delay * hop if stream.state is None else 0
            stream.state = np.array(state)
            rendered.append(np.array(row[skip:], np.float32))
            stream.advance(len(rendered[-1]))
        return rendered
