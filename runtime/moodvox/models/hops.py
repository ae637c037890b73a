"""A stream that stands at a whole hop: the counts that follow from it."""

from __future__ import annotations

from abc import ABC, abstractmethod


class HopStream(ABC):
    """The counts of a `family.RenderStream` whose model hears some hops ahead.

    Attributes:
        hop_samples: samples of a hop.
        rendered_hops: given out so far; the model moves it on.
    """

    def __init__(self, hop_samples: int, lookahead_hops: int) -> None:
        self.hop_samples = hop_samples
        self.rendered_hops = 0
        self._lookahead_hops = lookahead_hops

    @property
    @abstractmethod
    def total_hops(self) -> int:
        """Length of the line by the present plan."""

    @property
    def rendered_samples(self) -> int:
        return self.rendered_hops * self.hop_samples

    @property
    def fixed_hops(self) -> int:
        if self.rendered_hops == 0:
            return 0
        return min(self.rendered_hops + self._lookahead_hops, self.total_hops)

    @property
    def total_samples(self) -> int:
        return self.total_hops * self.hop_samples
