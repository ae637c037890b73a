"""`moodvox bench` measures what it says it does; how much is the machine's business."""

from __future__ import annotations

import itertools
import json
import os
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from moodvox.bench.crowd import Crowd, CrowdPlan, Trial, run_trial
from moodvox.bench.figures import Figures
from moodvox.bench.hearing import Hearing
from moodvox.bench.host import Host
from moodvox.bench.machine import describe_machine
from moodvox.bench.moods import first_difference_s
from moodvox.bench.process import peak_memory_mb
from moodvox.bench.texts import TEXTS
from moodvox.cli.main import DONE, FAILED, MISUSED, main
from moodvox.client import Arrival
from moodvox.errors import EngineError
from moodvox.sidecar.options import ServeOptions


def test_figures_of_known_values() -> None:
    figures = Figures.of([float(value) for value in range(1, 101)])
    assert (figures.count, figures.mean, figures.p50, figures.largest) == (100, 50.5, 51.0, 100.0)
    assert (figures.p90, figures.p99) == (91.0, 100.0)


def test_figures_of_one_value_are_that_value() -> None:
    figures = Figures.of([7.0])
    assert (figures.p50, figures.p90, figures.p99, figures.mean) == (7.0, 7.0, 7.0, 7.0)


def test_figures_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        Figures.of([])


def test_the_machine_has_no_name() -> None:
    machine = describe_machine()
    assert machine.cores >= 1
    assert machine.processor
    name = os.uname().nodename if hasattr(os, "uname") else os.environ["COMPUTERNAME"]
    assert name not in machine.system.split()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells in a file")
def test_memory_of_a_process() -> None:
    held = peak_memory_mb(os.getpid())
    assert held is not None
    assert 10.0 < held < 100_000.0


def test_memory_of_no_process_is_unknown() -> None:
    assert peak_memory_mb(-1) is None


@pytest.mark.timeout(300)
def test_one_round_of_everything(
    voices_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.setattr("moodvox.cli.bench.MOOD_ROUNDS", 1)
    monkeypatch.setattr("shutil.which", lambda name: None)
    words = ["--rounds", "1", "--voices", str(voices_folder), "--voice", "moody"]
    assert main(["bench", "--json", *words]) == DONE
    document = json.loads(capsys.readouterr().out)
    assert [one["text"] for one in document["latency"]] == list(TEXTS)
    assert [one["text"] for one in document["speed"]] == list(TEXTS)
    for one in document["latency"]:
        assert one["first_block_ms"]["p50"] > 0.0
        assert one["block_samples"] == round(ServeOptions.block_s * 24000)
    lengths = {one["text"]: one["audio_s"] for one in document["speed"]}
    assert lengths["long"] > lengths["medium"] > lengths["short"] > 0.2
    assert document["startup"]["ready_ms"]["count"] == 1
    assert set(document["moods"]) == {"250", "100"}
    assert 0.0 < document["moods"]["250"]["p50"] < 5000.0
    assert document["ceiling"]["float_gops"] > 0.1
    assert "espeak-ng" in document["missing_peers"]


def test_a_voice_that_is_not_there_is_one_line(
    voices_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    assert main(["bench", "one", "--voices", str(voices_folder), "--voice", "none"]) == FAILED
    assert "unknown voice 'none'" in capsys.readouterr().err


def arrivals(*blocks: tuple[float, int]) -> list[Arrival]:
    """Blocks of (seconds, samples)."""
    ends = [0, *itertools.accumulate(samples for _, samples in blocks)]
    return [Arrival(at_s, first, n) for (at_s, n), first in zip(blocks, ends, strict=False)]


def test_a_line_that_is_always_in_time_has_no_hole() -> None:
    heard = Hearing.of(arrivals((0.01, 40), (0.02, 80), (0.125, 80)), 1000)
    assert heard.first_block_s == 0.01
    assert heard.gaps_s == pytest.approx((0.01, 0.105))
    assert heard.buffered_s == pytest.approx((0.03, 0.005))
    assert (heard.underruns, heard.stalled_s) == (0, 0.0)
    assert heard.over_s == pytest.approx(0.21)


def test_a_change_is_heard_where_playback_comes_to_it() -> None:
    """40 ms are heard from 0.01 s on, a hole of 30 ms, and 60 of the next 80 ms."""
    plain = np.zeros(200, np.float32)
    spoken = plain + np.float32(1e-5)
    came = arrivals((0.01, 40), (0.08, 80), (0.1, 80))
    assert first_difference_s(spoken, plain, came, 1000) is None
    spoken[100:] = 0.5
    assert first_difference_s(spoken, plain, came, 1000) == pytest.approx(0.14)
    assert first_difference_s(spoken, plain[:90], came, 1000) is None


def test_each_block_that_is_late_is_a_hole_as_long_as_it_was_late() -> None:
    heard = Hearing.of(arrivals((0.0, 40), (0.05, 80), (0.06, 80), (0.25, 10)), 1000)
    assert heard.underruns == 2
    assert heard.stalled_s == pytest.approx(0.05)
    assert heard.over_s == pytest.approx(0.26)


@pytest.mark.parametrize("option", ["--plot", "--json"])
def test_a_folder_that_is_not_there_is_said_before_measuring(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert main(["bench", "crowd", option, str(tmp_path / "no" / "f")]) == FAILED
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.timeout(300)
def test_a_crowd_is_measured_and_written_to_a_file(
    voices_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    words = ["--voices", str(voices_folder), "--voice", "moody", "--json", str(tmp_path / "f")]
    words += ["--plot", str(tmp_path / "f.svg")]
    size = ["--streams", "1,5", "--seconds", "0.5", "--trials", "2", "--connections", "2"]
    assert main(["bench", "crowd", *words, *size]) == DONE
    one, five = json.loads((tmp_path / "f").read_text("utf-8"))["crowds"]
    assert (one["streams"], five["streams"]) == (1, 5)
    assert five["burst_ms"]["count"] == 10
    assert (five["steady_ms"] or {"count": 0})["count"] == five["lines"] - 10
    assert five["lines"] == five["first_block_ms"]["count"] >= 10
    assert five["failed"] == one["failed"] == 0
    assert len(five["p95_of_trials_ms"]) == 2
    assert five["audio_s"] > 5.0
    assert five["gap_ms"]["count"] > five["lines"]
    if sys.platform.startswith("linux"):
        assert five["cpu_per_audio_s"] > 0.0
        assert five["peak_memory_mb"] > 10.0
    assert "at 5" in ElementTree.parse(tmp_path / "f.svg").getroot()[0].text  # type: ignore[operator]
    assert "at once p50" in capsys.readouterr().out


@pytest.mark.timeout(300)
def test_story_lines_and_chatter_are_told_apart(
    voices_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    words = ["--voices", str(voices_folder), "--voice", "silent", "--story", "1", "--json"]
    assert main(["bench", "crowd", "--streams", "3", "--seconds", "0.3", *words]) == DONE
    story, chatter = json.loads(capsys.readouterr().out)["crowds"]
    assert (story["part"], story["streams"]) == ("story", 1)
    assert (chatter["part"], chatter["streams"]) == ("chatter", 2)
    assert story["burst_ms"]["count"] == 3
    assert chatter["burst_ms"]["count"] == 6
    assert story["burst_underruns"] <= story["underruns"]
    assert main(["bench", "crowd", "--story", "1", "--plot", "f.svg"]) == FAILED
    assert "--story" in capsys.readouterr().err


def test_a_crowd_of_which_nobody_is_heard_is_an_error() -> None:
    with pytest.raises(EngineError, match="none of 3 lines of 2 characters"):
        Crowd.of([Trial(2, failed=3)])


@pytest.mark.timeout(300)
def test_a_greedy_crowd_is_faster_than_it_is_heard(
    voices_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    words = ["--voices", str(voices_folder), "--voice", "silent", "--json"]
    assert main(["bench", "soak", "--streams", "4", "--seconds", "1", "--greedy", *words]) == DONE
    (crowd,) = json.loads(capsys.readouterr().out)["crowds"]
    assert crowd["audio_per_s"] > 4.0


def test_lines_that_fail_are_counted_and_the_crowd_goes_on(
    voices_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    plan = CrowdPlan(2, 0.3, "silent", texts=("Hello there.", "[no_such_mood] Hello."))
    with Host([voices_folder]).serving() as clients:
        (trial,) = run_trial(clients, plan)
    assert trial.failed > 0
    assert trial.lines > 0


@pytest.mark.parametrize("text", ["0", "1,0", "a", ""])
def test_a_crowd_has_at_least_one(text: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "crowd", "--streams", text])
    assert ended.value.code == MISUSED
