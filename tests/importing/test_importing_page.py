"""What docs/importing.md shows works as it stands there."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import ModuleType

import msgspec
import numpy as np
import pytest

from fixtures import foreign
from fixtures.voices import EMOTION_SIZE, SPEAKER_SIZE, presets, write_voice
from moodvox.cli.main import main
from moodvox.models.registry import FAMILIES
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.shelf import Shelf
from moodvox.voices.write import write_pack

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "importing.md").read_text("utf-8")


def block(language: str) -> str:
    """The page's only block in `language`."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def test_the_described_graph(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    graph, text = tmp_path / "tiny.onnx", tmp_path / "tiny.json"
    graph.write_bytes(foreign.piper_graph())
    text.write_text(block("json"), "utf-8")
    out = tmp_path / "voices" / "tiny"
    assert main(["import", "onnx", str(graph), str(text), "--out", str(out)]) == 0
    assert "moods: the model knows no emotion" in capsys.readouterr().out
    assert main(["voices", "--voices", str(out)]) == 0
    assert "angry: tempo x1.15" in capsys.readouterr().out
    told = json.loads(block("json"))["interface"]["symbols"]
    assert told == {s: [n] for n, s in enumerate(foreign.PIPER_SYMBOLS) if n > 2}


def test_piper_and_kokoro_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = foreign.write_piper(tmp_path / "p")
    assert main(["import", "piper", str(path), "--out", str(tmp_path / "v" / "one")]) == 0
    model, voices = foreign.write_kokoro(tmp_path / "k")
    out = str(tmp_path / "v" / "two")
    assert main(["import", "kokoro", str(model), str(voices), "--out", out]) == 0
    assert "two: 3 speakers" in capsys.readouterr().out
    assert main(["import", "kokoro", str(model), str(path), "--out", out + "x"]) == 1
    assert "voices-v1.0.bin" in capsys.readouterr().err
    assert sorted(each.name for each in (tmp_path / "v").iterdir()) == ["one", "two"]


def test_a_family_in_a_hundred_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = block("python")
    assert len(code.splitlines()) <= 100
    module = ModuleType("hum")
    monkeypatch.setitem(sys.modules, "hum", module)
    exec(compile(code, "docs/importing.md", "exec"), module.__dict__)
    monkeypatch.setitem(FAMILIES, "hum", "hum")
    ramp = write_voice(tmp_path / "ramp")
    graphs: dict[str, bytes | Path] = {
        name: ramp.folder / name for name in ("plan.onnx", "render.onnx")
    }
    manifest = msgspec.structs.replace(ramp.manifest, family="hum", name="hum", settings={})
    write_pack(
        tmp_path / "voices" / "hum", manifest, presets=presets(), files=graphs,
        speakers=np.eye(2, SPEAKER_SIZE, dtype=np.float32),
    )  # fmt: skip
    assert manifest.emotion_size == EMOTION_SIZE
    engine = SpeechEngine(Shelf([tmp_path / "voices"]), LineReader.english())

    def spoken(hops: int, event: bool = False) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        stream = engine.open(LineRequest(id="x", text="Hello there. [angry] Out!", voice="hum"))
        parts = []
        while not stream.finished:
            parts.append(engine.render([stream], hops)[0].pcm)
            if event and len(parts) == 3:
                mood = MoodCurve.constant(Mood.of([("tired", 1.0)]))
                stream.change_mood(mood, stream.rendered_samples)
        assert sum(len(part) for part in parts) == stream.total_samples
        return np.concatenate(parts)

    whole, moved = spoken(10000), spoken(5, event=True)
    assert np.allclose(spoken(3), whole, atol=1e-6)
    assert np.allclose(moved[: 15 * 240], whole[: 15 * 240], atol=1e-6)
    assert not np.allclose(moved[15 * 240 :][:2400], whole[15 * 240 :][:2400], atol=0.1)
    assert np.abs(np.diff(moved)).max() < 0.3 * 2 * np.pi * 500 / 24000  # no jump at the seam
