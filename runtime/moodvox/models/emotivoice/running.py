"""A vocoder that is fed with each column once: the model's own, in 8 bits.

`mel` (1, W, M), `last` (1,), `pastN` -> `samples` (1, S), `nextN`

Samples come `delay_samples` late, all that are left when `last` is 1. What each state is
at the line's beginning stands in the graph's metadata (`importing.convolving`). Lines run
one after the other: a batch would not be quicker (decision 0153).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from moodvox.devices import Session
from moodvox.errors import EngineError, VoiceError
from moodvox.models.emotivoice.stream import EmotivoiceStream

Floats = NDArray[np.float32]
Small = Annotated[int, msgspec.Meta(ge=0, le=255)]
Size = Annotated[int, msgspec.Meta(ge=0, le=1 << 16)]

STATES: Final = "states"
"""In the graph's metadata: channels, first length, filling, 1 if of bytes; for each state."""

MOST_COLUMNS: Final = 32
"""Fed in one run: more do not fit into a processor's cache."""


@dataclass(eq=False)
class Heard:
    """What a line's vocoder carries: columns fed, states by name, samples not given out."""

    fed: int
    states: Mapping[str, NDArray[Any]]
    waiting: Floats
    ended: bool = False


class RunningVocoder:
    """Each stream's `Heard` is its `state`.

    Raises:
        VoiceError: the graph does not say what its states are.
    """

    def __init__(self, render: Session, delay_samples: int, hop_samples: int) -> None:
        self._render = render
        self.lookahead_hops = -(-delay_samples // hop_samples)
        try:
            kind = list[tuple[Size, Size, Small, bool]]
            found = msgspec.json.decode(render.metadata.get(STATES, ""), type=kind, strict=False)
        except msgspec.DecodeError as error:
            raise VoiceError(
                f"states: {error}", where=str(render.path), hint="import the voice again"
            ) from error
        self._begin = {
            f"past{number}": np.full((1, length, channels), fill, np.uint8 if small else np.float32)
            for number, (channels, length, fill, small) in enumerate(found)
        }
        self._outputs = ["samples", *(f"next{number}" for number in range(len(found)))]

    def render(self, streams: Sequence[EmotivoiceStream], hops: int) -> list[Floats]:
        """The next `hops` hops of each stream."""
        return [self._next(stream, hops) for stream in streams]

    def _next(self, stream: EmotivoiceStream, hops: int) -> Floats:
        total = stream.total_hops
        due = min(hops, total - stream.rendered_hops)
        if not due:
            return np.zeros(0, np.float32)
        heard = stream.state
        if not isinstance(heard, Heard):
            heard = Heard(0, self._begin, np.zeros(0, np.float32))
        wanted = min(stream.rendered_hops + due + self.lookahead_hops, total)
        while wanted > heard.fed or (wanted == total and not heard.ended):
            until = min(wanted, heard.fed + MOST_COLUMNS)
            heard = self._feed(stream, heard, until, last=until == total)
        count = due * stream.hop_samples
        if len(heard.waiting) < count:
            raise EngineError(
                f"gave {len(heard.waiting)} samples of {count}", where=self._render.path.name
            )
        samples, heard.waiting = heard.waiting[:count], heard.waiting[count:]
        stream.state = heard
        stream.advance(count)
        return samples

    def _feed(self, stream: EmotivoiceStream, heard: Heard, until: int, *, last: bool) -> Heard:
        mel, _ = stream.columns(heard.fed, until - heard.fed)
        feeds: dict[str, NDArray[Any]] = {
            "mel": mel[None], "last": np.array([last], np.int64), **heard.states,
        }  # fmt: skip
        samples, *states = self._render.run(self._outputs, feeds)
        named = dict(zip(self._begin, states, strict=True))
        waiting = np.concatenate([heard.waiting, np.asarray(samples[0], np.float32)])
        return Heard(until, named, waiting, ended=last)
