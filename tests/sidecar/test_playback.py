"""The listener made of arithmetic, on a clock that the test holds."""

from __future__ import annotations

from moodvox.client import Playback

RATE_HZ = 1_000


def test_it_plays_in_real_time_from_the_first_samples_on() -> None:
    playback = Playback()
    assert playback.advance(5.0) == 0
    playback.add(500, RATE_HZ, 10.0)
    assert playback.advance(10.0) == 0
    assert playback.advance(10.2) == 200
    playback.add(500, RATE_HZ, 10.3)
    assert playback.advance(10.9) == 900
    assert (playback.underruns, playback.stalled_s) == (0, 0.0)


def test_it_stops_where_samples_are_missing() -> None:
    playback = Playback()
    playback.add(100, RATE_HZ, 0.0)
    assert playback.advance(0.5) == 100
    assert playback.advance(0.6) == 100
    assert playback.underruns == 1
    playback.add(100, RATE_HZ, 1.0)
    assert playback.advance(1.05) == 150
    assert playback.underruns == 1
    assert abs(playback.stalled_s - 0.9) < 1e-9


def test_the_end_is_no_underrun() -> None:
    playback = Playback()
    playback.add(100, RATE_HZ, 0.0)
    playback.end(0.05)
    assert not playback.is_over(0.06)
    assert playback.is_over(0.2)
    assert playback.underruns == 0


def test_a_line_waits_for_the_one_before() -> None:
    first = Playback()
    second = Playback(after=first)
    first.add(200, RATE_HZ, 0.0)
    second.add(200, RATE_HZ, 0.1)
    first.end(0.1)
    assert second.advance(0.15) == 0
    assert second.advance(0.25) == 50
    assert second.advance(0.35) == 150


def test_a_line_without_samples_holds_nothing_up() -> None:
    first = Playback()
    first.end(0.0)
    second = Playback(after=first)
    second.add(100, RATE_HZ, 0.1)
    assert second.advance(0.1) == 0
    assert second.advance(0.15) == 50
