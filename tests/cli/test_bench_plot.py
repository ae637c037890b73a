"""The picture that `moodvox bench crowd --plot` draws."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from moodvox.bench.crowd import Crowd, Trial
from moodvox.bench.plot import WANTED_MS, Scale, latency_plot

SVG = "{http://www.w3.org/2000/svg}"


def crowd(streams: int, at_once_ms: float, steady_ms: float | None) -> Crowd:
    """One of which every line took the same time."""
    steady = [] if steady_ms is None else [steady_ms] * 3
    trial = Trial(
        streams,
        first_block_ms=[at_once_ms, *steady],
        burst_ms=[at_once_ms],
        steady_ms=steady,
        sleep_late_ms=[0.1],
        lines=1 + len(steady),
        audio_s=1.0,
        wall_s=1.0,
    )
    return Crowd.of([trial])


def drawn(crowds: list[Crowd]) -> ElementTree.Element:
    return ElementTree.fromstring(latency_plot(crowds, "a <fast> machine & one more"))


def test_every_crowd_is_a_point_of_each_curve_and_lower_is_sooner() -> None:
    picture = drawn([crowd(1, 9.0, 12.0), crowd(200, 4000.0, 900.0), crowd(50, 240.0, 60.0)])
    names = [text.text for text in picture.iter(f"{SVG}text") if "c" in text.get("class", "")[:1]]
    assert set(names) == {"all at once, p95", "steady, p95", "steady, p50"}
    for line in picture.iter(f"{SVG}polyline"):
        places = [tuple(map(float, p.split(","))) for p in line.get("points", "").split()]
        assert [x for x, _ in places] == sorted(x for x, _ in places)
        assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)
    told = picture[0].text or ""
    assert "all at once, p95: 9 at 1, 240 at 50, 4000 at 200." in told
    assert "machine & one more" in "".join(picture.itertext())


def test_names_do_not_lie_on_each_other() -> None:
    picture = drawn([crowd(1, 20.0, 20.0), crowd(10, 30.0, 30.0)])
    ends = [float(t.get("y", 0)) for t in picture.iter(f"{SVG}text") if t.get("class", "") < "d"]
    assert min(abs(a - b) for a in ends for b in ends if a != b) >= 17


def test_a_crowd_of_which_nobody_came_to_a_second_line() -> None:
    picture = drawn([crowd(3, 20.0, None)])
    assert len(list(picture.iter(f"{SVG}polyline"))) == 1


@pytest.mark.parametrize("ms", [0.0, 3.0, 150.0, 9_999.0])
def test_everything_is_inside(ms: float) -> None:
    scale = Scale.over([(1, ms), (7, 20.0)])
    for height in (ms, WANTED_MS, 20.0):
        assert 40 < scale.y(height) < 360
    assert scale.x(1) < scale.x(2) < scale.x(7)
