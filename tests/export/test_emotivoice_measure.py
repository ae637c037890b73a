"""The speed of an imported voice beside the original's computation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moodvox.errors import InputError
from moodvox_export.__main__ import main as export
from moodvox_export.emotivoice import fullsize, steps
from moodvox_export.emotivoice.measure import FIRST_AUDIO, Found

SMALL = {
    "CHANNELS": 16, "STYLE": 12, "BLOCKS": 1, "SPEAKERS": 100, "BERT_BLOCKS": 1, "BERT_WIDE": 24,
    "STAGES": ((16, 8, 16), (8, 8, 16), (8, 8, 4), (8, 8, 4)),
}  # fmt: skip


def test_a_quick_run_of_a_small_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every figure is printed when it is there; the second run takes the voice of the first."""
    for name, value in SMALL.items():
        monkeypatch.setattr(fullsize, name, value)
    words = ["measure", "--quick", "--rounds", "1", "--work", str(tmp_path)]
    assert steps.main([*words, "--json", str(tmp_path / "found.json")]) == 0
    printed = capsys.readouterr().out
    assert "measuring arithmetic in eight bits" in printed
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    for name in found["seconds"]:
        assert f"1/1 {name}: " in printed
    wanted = {"fast, in blocks", "quality, at once", f"learned, {FIRST_AUDIO}"}
    assert wanted < set(found["seconds"])
    assert found["line_s"] > 0.1
    assert "| `fast` | in blocks |" in printed
    assert steps.main(words) == 0
    assert "measuring arithmetic" not in capsys.readouterr().out


def test_times_faster_count_the_plan() -> None:
    seconds = {
        "original, plan": 1.0, "original, at once": 5.0, "fast, plan": 0.5, "fast, at once": 0.7,
        "fast, in blocks": 1.0, f"fast, {FIRST_AUDIO}": 0.1,
    }  # fmt: skip
    found = Found(10.0, seconds, 1.0)
    assert found.original == pytest.approx(0.6)
    assert found.factor("fast", "in blocks") == pytest.approx(0.15)
    assert "| `fast` | at once | 0.120 | 5.00 |" in found.table(["fast"])
    assert "fast, 100 ms; the line is 10.0 s long" in found.table(["fast"])


def test_steps_are_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert steps.main(["--help"]) == 0
    assert "emotivoice measure" in capsys.readouterr().out
    with pytest.raises(InputError, match="unknown step 'mesure'") as caught:
        steps.main(["mesure"])
    assert "measure" in caught.value.hint
    monkeypatch.setattr("sys.argv", ["moodvox_export", "emotivoice", "mesure"])
    assert export() == 1
