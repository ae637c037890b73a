"""Where the nodes of a graph really ran, as its profile tells. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from moodvox.devices.profiling import NodeRun

Verdict = Literal["whole", "partial", "elsewhere"]

COPIES = frozenset({"MemcpyToHost", "MemcpyFromHost"})
"""Between devices; where there are any, the graph is cut into pieces."""


@dataclass(frozen=True)
class Placement:
    """Of one graph.

    Attributes:
        nodes: by provider, how many different nodes ran there.
        time_us: by provider, how long they took together.
        copies: nodes that only move data between devices.
        strays: kinds of node that ran on another provider than most, the most frequent first.
    """

    nodes: dict[str, int]
    time_us: dict[str, float]
    copies: int
    strays: tuple[str, ...]

    @classmethod
    def of(cls, runs: Iterable[NodeRun], wanted: str) -> Placement:
        """Sum up the runs of one graph; `strays` are those that were not on `wanted`."""
        nodes: dict[tuple[str, str], NodeRun] = {}
        time_us: dict[str, float] = {}
        copies: set[str] = set()
        for run in runs:
            time_us[run.provider] = time_us.get(run.provider, 0.0) + run.took_us
            if run.op in COPIES:
                copies.add(run.name)
            else:
                nodes[run.provider, run.name] = run
        strays = Counter(run.op for (provider, _), run in nodes.items() if provider != wanted)
        return cls(
            nodes=dict(Counter(provider for provider, _ in nodes)),
            time_us=time_us,
            copies=len(copies),
            strays=tuple(op for op, _ in strays.most_common()),
        )

    def verdict(self, wanted: str) -> Verdict:
        """Whether all, a part or nothing of the graph ran where it was wanted."""
        if not self.nodes.get(wanted):
            return "elsewhere"
        return "whole" if set(self.nodes) == {wanted} else "partial"

    def sentence(self, wanted: str) -> str:
        """For people."""
        where = ", ".join(
            f"{count} nodes on {provider} ({self.time_us.get(provider, 0.0) / 1e3:.2f} ms)"
            for provider, count in sorted(self.nodes.items(), key=lambda item: -item[1])
        )
        match self.verdict(wanted):
            case "whole":
                return where
            case "partial":
                kinds = ", ".join(self.strays[:5])
                moved = f", {self.copies} copies between devices" if self.copies else ""
                return f"only a part ran on {wanted}: {where}{moved}; elsewhere: {kinds}"
            case "elsewhere":
                return f"nothing ran on {wanted}: {where or 'no node ran'}"
