"""The judge without its listeners: measures of known sounds, verdicts, pages, what is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from moodvox.errors import InputError
from moodvox_export.corpus.audio import active_level_dbfs
from moodvox_export.judging.bench import Examiner, examine_all
from moodvox_export.judging.features import articulation_s, liveliness, prosody
from moodvox_export.judging.items import QUICK, STEPS, Amount, Item, items_of
from moodvox_export.judging.judge import report
from moodvox_export.judging.listeners import word_errors
from moodvox_export.judging.moods import MEDIUM, evenness, fit, moved_of, same_sign, scales_of
from moodvox_export.judging.mouths import Mouths
from moodvox_export.judging.pages import put
from moodvox_export.judging.plots import draw
from moodvox_export.judging.scores import Judged, scores_of
from moodvox_export.judging.tables import targets

RATE = 24_000
SOUND = ("prosody", "lively")

needs_pyworld = pytest.mark.skipif(
    find_spec("pyworld") is None,
    reason="pitch is measured by pyworld, a tool for development (pip install pyworld)",
)


def tone(hz: float, seconds: float = 1.0, gain: float = 0.2) -> NDArray[np.float64]:
    """A voice-like sum of harmonics."""
    t = np.arange(int(seconds * RATE)) / RATE
    return np.asarray(gain * sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 20)))


def quiet(seconds: float) -> NDArray[np.float64]:
    return np.random.default_rng(1).normal(0, 1e-5, int(seconds * RATE))


@needs_pyworld
def test_prosody_of_a_tone_is_its_own() -> None:
    low, high = prosody(tone(110)), prosody(tone(220, gain=0.4))
    assert high.pitch_st - low.pitch_st == pytest.approx(12, abs=0.1)
    assert high.level_db - low.level_db == pytest.approx(6.02, abs=0.3)
    assert low.range_st < 0.5
    assert low.level_db == active_level_dbfs(tone(110))


def test_a_pause_is_not_articulated_and_a_gap_is() -> None:
    paused = np.concatenate([quiet(0.3), tone(120), quiet(0.5), tone(120), quiet(0.3)])
    joined = np.concatenate([quiet(0.3), tone(120), quiet(0.1), tone(120), quiet(0.3)])
    assert articulation_s(paused) == pytest.approx(2.0, abs=0.06)
    assert articulation_s(joined) == pytest.approx(2.1, abs=0.06)


@needs_pyworld
def test_what_moves_is_livelier_than_what_stands_still() -> None:
    t = np.arange(RATE) / RATE
    swung = 0.2 * np.sin(2 * np.pi * (150 * t + 6 * np.sin(2 * np.pi * 3 * t)))
    still, moving = liveliness(0.2 * np.sin(2 * np.pi * 150 * t)), liveliness(swung)
    assert moving.pitch_dev_st > still.pitch_dev_st + 1
    assert moving.change_db > still.change_db


def test_words_are_counted_as_edits() -> None:
    assert word_errors(["a", "b", "c"], ["a", "c"]) == 1
    assert word_errors(["a"], ["b", "a", "d"]) == 2


@pytest.mark.parametrize(
    ("track", "monotone", "jump"),
    [
        ([0, 1, 2, 3, 4, 5, 6], True, 1.0),
        ([0, 1, 2, 1, 4, 5, 6], False, None),
        ([0, -1, -2, -5, -6, -7, -8], True, 3.0),
        ([0, 0.1, 0, 0.1, 0, 0.1, 0.2], None, None),
    ],
)
def test_evenness(track: list[float], monotone: bool | None, jump: float | None) -> None:
    found = evenness(np.array(track, float), felt=0.5)
    assert found[0] == monotone
    if jump is not None:
        assert found[1] == pytest.approx(jump)


def test_targets_are_met_within_a_fifth_or_the_slack() -> None:
    assert fit(5.9, 5.0, False, 0.3)
    assert not fit(6.1, 5.0, False, 0.3)
    assert fit(0.3, 0.0, False, 0.3)
    assert fit(1.19, 1.0, True, 0.0)
    assert not fit(0.79, 1.0, True, 0.0)
    assert not same_sign(-1.0, 5.0, False, 0.3)
    assert same_sign(-0.2, 0.1, False, 0.3)
    assert not same_sign(0.9, 1.3, True, 0.0)


def plan(amount: Amount = QUICK) -> list[Item]:
    return items_of(["ada", "bo"], ["angry", "sad"], ["quality", "fast"], ["flite"], amount)


def test_the_whole_set_has_what_the_tables_need() -> None:
    groups = {item.group for item in plan()}
    wanted = {"recordings", "lead", "flite, prompts", "flite, game lines", "tier fast",
              "speaker ada", "speaker bo", "emotion angry", "long lines", "linked words",
              "scale sad", "blend angry sad"}  # fmt: skip
    assert wanted <= groups
    assert "blend happy tender" not in groups
    full = [item for item in plan(Amount()) if item.group == "lead"]
    assert len(full) == 24
    assert all(item.speaker == "ada" for item in full)
    steps = {item.at for item in plan() if item.group == "scale sad"}
    assert len(steps) == STEPS + 1


def figures(item: Item) -> dict[str, Any]:
    """A voice that does exactly what the table's medium column says for anger."""
    weights = dict(item.mood)
    amount = weights.get("angry", 0.0) * 1.5
    return {
        "words": {"wrong": 1 if item.mood else 0, "said": 10}, "p808": 3.7, "ovrl": 3.0,
        "print": [1.0, 0.1 if item.mouth == "voice" else 0.0],
        "lively": {"pitch_dev_st": 2.0, "contrast_db": 4.0, "change_db": 1.0},
        "prosody": {"pitch_st": 10 + 5 * amount, "range_st": 6 * 1.15**amount,
                    "artic_s": 2 / 1.1**amount, "level_db": -24 + 8 * amount,
                    "alpha_db": -10 + 5 * amount},
    }  # fmt: skip


@needs_pyworld
def test_scores_moods_and_verdicts_of_a_run(tmp_path: Path) -> None:
    judged: list[Judged] = []
    for item in plan():
        taken = [str(name) for name in item.measures]
        judged.append((item, {k: v for k, v in figures(item).items() if k in taken}))
    scores, scales = scores_of(judged), scales_of(judged)
    assert scores["lead"].words_wrong == 0
    assert scores["emotion angry"].words_wrong == 10
    assert scores["recordings"].similarity == pytest.approx(1.0)
    assert 0.99 < (scores["lead"].similarity or 0) < 1.0
    assert scores["tier fast"].similarity is None
    assert not any(name.startswith("scale") for name in scores)
    angry = scales["scale angry"]
    assert angry.monotone == (True,) * 5
    assert all(jump == pytest.approx(1.0) for jump in angry.jump)
    assert scales["scale sad"].monotone == (None,) * 5
    (row,) = (m for m in moved_of(scales) if m.emotion == "angry")
    assert MEDIUM == 1
    assert row.found == pytest.approx((5, 1.15, 1.1, 8, 5), abs=1e-6)
    verdicts = {what: reached for what, _, _, reached in targets(scores, moved_of(scales), scales)}
    assert verdicts["leading voice, P808"] == "no"
    assert verdicts["F0 deviation, share of the recordings'"] == "yes"
    assert verdicts["words wrong, worst emotion (angry), %"] == "no"
    assert verdicts["scales and blends that never turn back, %"] == "yes"
    sounds = {"neutral": tone(110), "angry": tone(220)}
    pictures = draw(tmp_path, [("pitch", sounds, "x"), ("spectrogram", sounds, "x")], scales)
    assert all((tmp_path / name).stat().st_size > 1000 for name in pictures)
    text = report(scores, moved_of(scales), scales, pictures)
    assert "| emotion angry | 3 | 10.0 (0.0) | 3.70 |" in text
    assert "![](voice-emotions.png)" in text


@needs_pyworld
def test_a_run_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[list[str]] = []
    real = Examiner._measure

    def counted(self: Examiner, samples: Any, text: str, names: Any) -> Any:
        measured.append(list(names))
        return real(self, samples, text, names)

    def said(self: Mouths, item: Item) -> NDArray[np.float64]:
        return tone(100 + 20 * len(item.text))

    monkeypatch.setattr(Mouths, "say", said)
    monkeypatch.setattr(Examiner, "_measure", counted)
    items = [Item("a", "x", measures=("prosody",)), Item("a", "xx", measures=("prosody",))]
    first = list(examine_all(items, tmp_path, None, tmp_path / "kept", jobs=1))
    again = list(examine_all(items, tmp_path, None, tmp_path / "kept", jobs=1))
    assert first == again
    assert measured == [["prosody"], ["prosody"]]
    more = [Item("a", "x", measures=SOUND)]  # type: ignore[arg-type]
    (found,) = examine_all(more, tmp_path, None, tmp_path / "kept", jobs=1)
    assert measured[2:] == [["lively"]]
    assert found["prosody"] == first[0]["prosody"]
    assert not [p for p in (tmp_path / "kept").iterdir() if p.suffix != ".json"]
    assert all(json.loads(p.read_text()) for p in (tmp_path / "kept").iterdir())


def test_a_page_without_its_markers_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- a -->\nold\n<!-- /a -->\n")
    put(page, "a", "new")
    assert page.read_text() == "<!-- a -->\n\nnew\n\n<!-- /a -->\n"
    with pytest.raises(InputError, match="no single pair of markers 'b'"):
        put(page, "b", "new")
    with pytest.raises(InputError, match="no such page"):
        put(tmp_path / "none.md", "a", "new")


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a POSIX signal")
def test_a_listening_process_does_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import multiprocessing, os, time\n"
        "from moodvox_export.judging.bench import end_with_parent\n"
        "def child():\n"
        "    end_with_parent()\n"
        "    print(os.getpid(), flush=True)\n"
        "    time.sleep(600)\n"
        "if __name__ == '__main__':\n"
        "    process = multiprocessing.get_context('spawn').Process(target=child)\n"
        "    process.start()\n"
        "    process.join()\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        parent.kill()
        assert parent.stdout.read() == ""  # ends only when nobody holds the pipe any more
