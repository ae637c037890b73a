"""A voice that is damaged, missing a file or foreign: said at once, and no other suffers."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.voices import write_voice
from moodvox.client import Client, LineError
from sidecar.sidecar_kit import Start


def test_damaged_voices_beside_sound_ones(
    start_sidecar: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("damaged", "incomplete", "foreign"):
        write_voice(tmp_path / name)
    graph = tmp_path / "damaged" / "render.onnx"
    graph.write_bytes(graph.read_bytes()[:-1] + b"?")
    (tmp_path / "incomplete" / "plan.onnx").unlink()
    (tmp_path / "foreign" / "voice.json").write_text('{"format": 99}')
    monkeypatch.setenv("MOODVOX_VOICES", str(tmp_path))
    process = start_sidecar()
    with Client(process.ready.port, process.ready.token, credit_by="all") as client:
        names = {voice.name for voice in client.ready.voices}
        assert names.isdisjoint({"damaged", "incomplete", "foreign"})
        assert "ramp" in names
        faults = {}
        for name in ("damaged", "incomplete", "foreign"):
            line = client.say("Marta", "hello", voice=name)
            with pytest.raises(LineError) as caught:
                line.wait()
            assert caught.value.code == "bad_voice"
            faults[name] = str(caught.value)
        assert "render.onnx" in faults["damaged"]
        assert "plan.onnx" in faults["incomplete"]
        assert "99" in faults["foreign"]
        assert client.say("Marta", "hello", voice="ramp").wait().reason == "finished"
