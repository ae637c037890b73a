"""Sessions: what they run, how they fail, and that a fallback is never silent."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import onnx
import pytest

from moodvox.devices import DeviceReport, describe, fallbacks, native, open_session
from moodvox.errors import EngineError, InputError, VoiceError


@pytest.fixture
def doubler(tmp_path: Path) -> Path:
    """A graph with `y = x + x` and `z = -x`."""
    floats = onnx.TensorProto.FLOAT
    graph = onnx.helper.make_graph(
        [
            onnx.helper.make_node("Add", ["x", "x"], ["y"]),
            onnx.helper.make_node("Neg", ["x"], ["z"]),
        ],
        "doubler",
        [onnx.helper.make_tensor_value_info("x", floats, ["B", 3])],
        [onnx.helper.make_tensor_value_info(name, floats, ["B", 3]) for name in ("y", "z")],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 9
    onnx.helper.set_model_props(model, {"delay": "4"})
    path = tmp_path / "doubler.onnx"
    onnx.save(model, path)
    return path


def test_runs_all_or_named_outputs(doubler: Path) -> None:
    session = open_session(doubler)
    x = np.ones((2, 3), np.float32)
    y, z = session.run(None, {"x": x})
    (only_z,) = session.run(["z"], {"x": x})
    np.testing.assert_array_equal(y, 2 * x)
    np.testing.assert_array_equal(z, -x)
    np.testing.assert_array_equal(only_z, z)
    assert session.provider == "cpu"
    assert [(t.name, t.shape) for t in session.inputs] == [("x", ("B", 3))]
    assert [t.name for t in session.outputs] == ["y", "z"]
    assert session.metadata == {"delay": "4"}
    assert session.shape_of("z") == ("B", 3)
    with pytest.raises(VoiceError, match=r"'doubler\.onnx' has no input or output 'q'"):
        session.shape_of("q")


@pytest.mark.parametrize("kept", [0, 10, 0.5, "flip"])
def test_a_damaged_graph_names_its_file(doubler: Path, kept: float | str) -> None:
    data = doubler.read_bytes()
    if isinstance(kept, str):
        doubler.write_bytes(b"\xff" * 8 + data[8:])
    else:
        doubler.write_bytes(data[: int(len(data) * kept if isinstance(kept, float) else kept)])
    with pytest.raises(VoiceError, match=r"doubler\.onnx") as caught:
        open_session(doubler)
    assert caught.value.where == str(doubler)


def test_a_missing_graph_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match=r"missing file 'gone\.onnx'"):
        open_session(tmp_path / "gone.onnx")


def test_a_wrong_feed_is_an_engine_error(doubler: Path) -> None:
    session = open_session(doubler)
    with pytest.raises(EngineError, match=r"doubler\.onnx"):
        session.run(None, {"x": np.ones((2, 4), np.float32)})


def test_an_unknown_provider_is_hinted(doubler: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'directml'"):
        open_session(doubler, providers=["directmll"])


def test_an_absent_provider_falls_back_loudly(
    doubler: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fallbacks, "_known", [])
    monkeypatch.setattr(native, "available", lambda: ("CPUExecutionProvider",))
    with caplog.at_level(logging.WARNING, "moodvox.devices"):
        session = open_session(doubler, providers=["directml", "cpu"])
    assert session.provider == "cpu"
    (fallback,) = describe().fallbacks
    assert (fallback.wanted, fallback.used) == ("directml", "cpu")
    assert "doubler.onnx runs on cpu instead of directml" in caplog.text


def test_without_cpu_in_the_list_nothing_takes_over(
    doubler: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(native, "available", lambda: ("CPUExecutionProvider",))
    with pytest.raises(EngineError, match="add 'cpu' to the providers"):
        open_session(doubler, providers=["cuda"])


class FakeNative:
    """Stands for onnxruntime on a machine with DirectML; refuses to hold the whole graph."""

    made: ClassVar[list[Any]] = []
    running = 0
    most_running = 0
    gate = threading.Lock()

    def __init__(
        self, _path: str, *, sess_options: Any, providers: list[Any], enable_fallback: int
    ) -> None:
        FakeNative.made.append(sess_options)
        self._providers = [name for name, _ in providers]
        assert enable_fallback == 0
        if sess_options.get_session_config_entry("session.intra_op.allow_spinning") != "0":
            raise AssertionError("spinning threads")
        try:
            wholly = sess_options.get_session_config_entry("session.disable_cpu_ep_fallback")
        except RuntimeError:
            wholly = "0"
        if wholly == "1":
            raise RuntimeError("node Foo is not assigned")

    def get_providers(self) -> list[str]:
        return [*self._providers, "CPUExecutionProvider"]

    def get_inputs(self) -> list[Any]:
        return []

    def get_outputs(self) -> list[Any]:
        return []

    def get_modelmeta(self) -> Any:
        return SimpleNamespace(custom_metadata_map={})

    def run(self, _outputs: Any, _feeds: Any) -> list[Any]:
        with FakeNative.gate:
            FakeNative.running += 1
            FakeNative.most_running = max(FakeNative.most_running, FakeNative.running)
        threading.Event().wait(0.002)
        with FakeNative.gate:
            FakeNative.running -= 1
        return []


def test_directml_partial_placement_is_said_and_runs_one_at_a_time(
    doubler: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fallbacks, "_known", [])
    monkeypatch.setattr(
        native, "available", lambda: ("CPUExecutionProvider", "DmlExecutionProvider")
    )
    monkeypatch.setattr("onnxruntime.InferenceSession", FakeNative)
    first = open_session(doubler, providers=["directml", "cpu"])
    second = open_session(doubler, providers=["directml", "cpu"])
    report: DeviceReport = describe()
    assert [f.used for f in report.fallbacks] == ["directml+cpu"] * 2
    assert "node Foo is not assigned" in report.fallbacks[0].reason
    assert "directml+cpu" in report.in_use
    assert not FakeNative.made[-1].enable_mem_pattern
    sessions = [first, second] * 4
    threads = [threading.Thread(target=s.run, args=(None, {})) for s in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert FakeNative.most_running == 1


def test_describe_names_cpu(doubler: Path) -> None:
    session = open_session(doubler, providers=["CPUExecutionProvider"])
    report = describe()
    assert "cpu" in report.available
    assert session.provider in report.in_use
    assert report.runtime_version
