"""A stand-in for onnxruntime on a machine that has GPUs: it notes what it is asked for.

Graphs still run, on the real CPU provider; what a GPU would refuse is refused by rule.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from moodvox.devices import native
from moodvox.devices.native import Loading, Native

CPU = "CPUExecutionProvider"


class RecordedSession:
    """A real session that claims to be on `providers`; `die` makes its next runs fail."""

    def __init__(self, real: Native, loading: Loading, world: Recorded) -> None:
        self._real = real
        self._world = world
        self.loading = loading
        self.runs: list[dict[str, tuple[int, ...]]] = []

    def run(
        self, outputs: Sequence[str] | None, feeds: Mapping[str, NDArray[Any]]
    ) -> Sequence[NDArray[Any]]:
        name = self.loading.providers[0][0]
        with self._world.gate:
            self._world.running += 1
            self._world.most_running = max(self._world.most_running, self._world.running)
        try:
            self.runs.append({key: value.shape for key, value in feeds.items()})
            self._world.on_run(name)
            return self._real.run(outputs, feeds)
        finally:
            with self._world.gate:
                self._world.running -= 1

    def get_inputs(self) -> Any:
        return self._real.get_inputs()

    def get_outputs(self) -> Any:
        return self._real.get_outputs()

    def get_providers(self) -> list[str]:
        if self.loading.policy:
            return self._world.chosen
        return [*(name for name, _ in self.loading.providers), CPU]

    def get_modelmeta(self) -> Any:
        return self._real.get_modelmeta()

    def end_profiling(self) -> str:
        return self._real.end_profiling()


@dataclass
class Recorded:
    """What was loaded, and rules: `on_load(loading)` and `on_run(provider)` may raise."""

    loaded: list[RecordedSession] = field(default_factory=list)
    on_load: Callable[[Loading], None] = lambda loading: None
    on_run: Callable[[str], None] = lambda name: None
    chosen: list[str] = field(default_factory=list)
    """What the system chooses where it may."""
    gate: threading.Lock = field(default_factory=threading.Lock)
    running: int = 0
    most_running: int = 0

    def on(self, name: str) -> list[RecordedSession]:
        """What was loaded on one provider, onnxruntime's name."""
        return [one for one in self.loaded if one.loading.providers[0][0] == name]


def record(monkeypatch: pytest.MonkeyPatch, *names: str) -> Recorded:
    """Pretend that onnxruntime has these providers besides the CPU."""
    world = Recorded()
    really_load = native.load

    def load(path: Path, loading: Loading) -> Native:
        world.on_load(loading)
        entries = {k: v for k, v in loading.entries.items() if "fallback" not in k}
        real = really_load(path, replace(loading, providers=((CPU, {}),), entries=entries))
        world.loaded.append(RecordedSession(real, loading, world))
        return world.loaded[-1]

    monkeypatch.setattr(native, "available", lambda: (*names, CPU))
    monkeypatch.setattr(native, "load", load)
    return world


def doubler(folder: Path) -> Path:
    """A graph with `y = x + x`, x being (B, N, 3)."""
    floats = onnx.TensorProto.FLOAT
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Add", ["x", "x"], ["y"])],
        "doubler",
        [onnx.helper.make_tensor_value_info("x", floats, ["B", "N", 3])],
        [onnx.helper.make_tensor_value_info("y", floats, ["B", "N", 3])],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 9
    path = folder / "doubler.onnx"
    onnx.save(model, path)
    return path


def ones(batch: int, columns: int) -> dict[str, NDArray[Any]]:
    return {"x": np.ones((batch, columns, 3), np.float32)}
