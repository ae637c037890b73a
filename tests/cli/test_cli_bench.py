"""`moodvox bench` measures what it says it does; how much is the machine's business."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from moodvox.bench.figures import Figures
from moodvox.bench.machine import describe_machine, peak_memory_mb
from moodvox.bench.texts import TEXTS
from moodvox.cli.main import DONE, FAILED, main
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


def test_a_voice_that_is_not_there_is_one_line(
    voices_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    assert main(["bench", "one", "--voices", str(voices_folder), "--voice", "none"]) == FAILED
    assert "unknown voice 'none'" in capsys.readouterr().err
