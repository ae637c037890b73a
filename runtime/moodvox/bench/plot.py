"""Latency over the number of streams, as a picture: an SVG that is readable on light and dark."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from moodvox.bench.crowd import Crowd

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 44, 52
WANTED_MS = 200.0
"""Drawn as a line of its own: what a first block may take."""

STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 }
.quiet { fill: #6e7781 }
.grid { stroke: #d0d7de; stroke-width: 1 }
.wanted { stroke: #6e7781; stroke-width: 1.5; stroke-dasharray: 6 4 }
polyline { fill: none; stroke-width: 2.5; stroke-linejoin: round }
.c0 { stroke: #0969da; fill: #0969da } .c1 { stroke: #bc4c00; fill: #bc4c00 }
.c2 { stroke: #8250df; fill: #8250df }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .quiet { fill: #8d96a0 } .grid { stroke: #30363d }
  .wanted { stroke: #8d96a0 }
  .c0 { stroke: #58a6ff; fill: #58a6ff } .c1 { stroke: #f0883e; fill: #f0883e }
  .c2 { stroke: #bc8cff; fill: #bc8cff }
}
polyline.c0, polyline.c1, polyline.c2 { fill: none }
text.c0, text.c1, text.c2 { stroke: none }
"""


@dataclass(frozen=True)
class Curve:
    """A name, and milliseconds by number of streams."""

    name: str
    points: tuple[tuple[int, float], ...]

    @classmethod
    def of(
        cls, name: str, crowds: Sequence[Crowd], value: Callable[[Crowd], float | None]
    ) -> Curve:
        """Of those crowds that have the value, by rising number of streams."""
        known = [(crowd.streams, value(crowd)) for crowd in crowds]
        return cls(name, tuple(sorted((n, ms) for n, ms in known if ms is not None)))


def latency_plot(crowds: Sequence[Crowd], machine: str) -> str:
    """An SVG of how long first blocks take, over the number of streams.

    Args:
        crowds: at least one, of different sizes.
        machine: what it was measured on.
    """
    curves = [
        Curve.of("all at once, p95", crowds, lambda crowd: crowd.burst_ms.p95),
        Curve.of("steady, p95", crowds, lambda one: one.steady_ms.p95 if one.steady_ms else None),
        Curve.of("steady, p50", crowds, lambda one: one.steady_ms.p50 if one.steady_ms else None),
    ]
    curves = [curve for curve in curves if curve.points]
    scale = Scale.over([point for curve in curves for point in curve.points])
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            'role="img" aria-labelledby="t">',
            f'<title id="t">{escape(_told(curves))}</title>',
            f"<style>{STYLE}</style>",
            f'<text class="title" x="{LEFT}" y="20">From asking to the first block, ms</text>',
            f'<text class="quiet" x="{LEFT}" y="36">{escape(machine)}</text>',
            *_axes(scale, sorted({crowd.streams for crowd in crowds})),
            *_lines(scale, curves),
            "</svg>\n",
        ]
    )


@dataclass(frozen=True)
class Scale:
    """Both axes are logarithmic: one character and two hundred, 10 ms and 10 s in one picture."""

    most_streams: int
    least_ms: float
    most_ms: float

    @classmethod
    def over(cls, points: Sequence[tuple[int, float]]) -> Scale:
        heights = [max(ms, 1.0) for _, ms in points] + [WANTED_MS]
        return cls(
            max(2, *(streams for streams, _ in points)),
            10.0 ** math.floor(math.log10(min(heights))),
            10.0 ** math.ceil(math.log10(max(heights))),
        )

    def x(self, streams: int) -> float:
        part = math.log(streams) / math.log(self.most_streams)
        return LEFT + 12 + part * (WIDTH - LEFT - RIGHT - 24)

    def y(self, ms: float) -> float:
        high = math.log(self.most_ms / self.least_ms)
        part = math.log(max(ms, self.least_ms) / self.least_ms) / high
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)

    def ticks_ms(self) -> Iterator[float]:
        tick = self.least_ms
        while tick <= self.most_ms * 1.001:
            yield tick
            tick *= 10.0


def _axes(scale: Scale, streams: Sequence[int]) -> Iterator[str]:
    end = WIDTH - RIGHT
    for tick in scale.ticks_ms():
        y = scale.y(tick)
        yield f'<line class="grid" x1="{LEFT}" x2="{end}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield _beside(y, tick)
    y = scale.y(WANTED_MS)
    yield f'<line class="wanted" x1="{LEFT}" x2="{end}" y1="{y:.1f}" y2="{y:.1f}"/>'
    yield _beside(y, WANTED_MS)
    for count in streams:
        x = scale.x(count)
        yield (
            f'<text class="quiet" x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" '
            f'text-anchor="middle">{count}</text>'
        )
    middle = (LEFT + end) / 2
    yield (
        f'<text class="quiet" x="{middle:.0f}" y="{HEIGHT - 10}" text-anchor="middle">'
        "characters that speak at once</text>"
    )


def _beside(y: float, ms: float) -> str:
    """A number at the axis."""
    return f'<text class="quiet" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{ms:g}</text>'


def _lines(scale: Scale, curves: Sequence[Curve]) -> Iterator[str]:
    """The curves, each named at its right end; names that would touch are moved apart."""
    below = -math.inf
    for number, curve in sorted(enumerate(curves), key=lambda one: -one[1].points[-1][1]):
        places = [(scale.x(streams), scale.y(ms)) for streams, ms in curve.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline class="c{number}" points="{path}"/>'
        yield from (
            f'<circle class="c{number}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places
        )
        below = max(below + 17, places[-1][1] + 4)
        yield (
            f'<text class="c{number}" x="{places[-1][0] + 12:.1f}" y="{below:.1f}">'
            f"{escape(curve.name)}</text>"
        )


def _told(curves: Sequence[Curve]) -> str:
    """The picture in words."""
    return "Milliseconds to the first block. " + " ".join(
        f"{curve.name}: "
        + ", ".join(f"{ms:.0f} at {streams}" for streams, ms in curve.points)
        + "."
        for curve in curves
    )
