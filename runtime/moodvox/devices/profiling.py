"""What every node of a graph really did, and where: onnxruntime's own profile, read."""

from __future__ import annotations

import contextlib
import itertools
import json
import math
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from moodvox.devices.providers import word_of

PRODUCTS = frozenset({
    "MatMul", "FusedMatMul", "Gemm", "FusedGemm", "MatMulInteger", "MatMulIntegerToFloat",
    "DynamicQuantizeMatMul", "QLinearMatMul", "QGemm",
})  # fmt: skip
CONVOLUTIONS = frozenset({"Conv", "FusedConv", "NhwcFusedConv", "ConvInteger", "QLinearConv"})
KERNEL = "_kernel_time"


@dataclass(frozen=True)
class NodeRun:
    """One run of one node.

    Attributes:
        provider: our word, or onnxruntime's name.
        took_us: in microseconds.
        inputs, outputs: shapes; weights that were packed in advance are missing.
        parameter_bytes: of weights, where they are told.
    """

    name: str
    op: str
    provider: str
    took_us: float
    inputs: tuple[tuple[int, ...], ...]
    outputs: tuple[tuple[int, ...], ...]
    parameter_bytes: int = 0

    @property
    def operations(self) -> int:
        """Floating point (or integer) operations of a product or convolution; others count 0."""
        if not self.inputs or not self.outputs:
            return 0
        results = math.prod(self.outputs[0])
        if self.op in PRODUCTS:
            return 2 * results * self.inputs[0][-1]
        if self.op in CONVOLUTIONS:
            return 2 * results * self._taps()
        return 0

    def _taps(self) -> int:
        """Input values that one result of a convolution needs: channels of its group x kernel."""
        activations, *others = self.inputs
        for shape in others:  # weights: as many dimensions as what they filter
            if len(shape) == len(activations) and len(shape) > 2:
                return math.prod(shape[1:])
        channels = self.outputs[0][1]
        return self.parameter_bytes // 4 // max(1, channels)


class Profiled(Protocol):
    """A session that writes a profile while it is open."""

    @property
    def path(self) -> Path: ...

    def end_profiles(self) -> list[Path]:
        """Stop writing; the files."""
        ...


@dataclass
class Profile:
    """What the sessions opened under `profiled` did, by their graph's file."""

    runs: dict[Path, list[NodeRun]] = field(default_factory=dict)


class _Watch:
    """The sessions that are being profiled; None while nobody wants to know."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.folder = ""
        self.files = itertools.count()
        self.sessions: list[Profiled] = []


_watch = _Watch()


@contextlib.contextmanager
def profiled() -> Iterator[Profile]:
    """Graphs opened in the block are profiled; the profile is filled when the block ends.

    One block at a time in a process. Profiling costs time: do not measure in it.
    """
    profile = Profile()
    with tempfile.TemporaryDirectory(
        prefix="moodvox-profile-", ignore_cleanup_errors=True
    ) as folder:
        with _watch.lock:
            _watch.folder, _watch.sessions = folder, []
        try:
            yield profile
        finally:
            with _watch.lock:
                sessions, _watch.folder = _watch.sessions, ""
            for session in sessions:
                runs = profile.runs.setdefault(session.path, [])
                for file in session.end_profiles():
                    runs += read_profile(json.loads(file.read_text("utf-8")))


def prefix() -> str:
    """How the file of a session that is opened now begins, another each time; "" if none.

    onnxruntime adds the time to the second: two sessions would share a file.
    """
    return str(Path(_watch.folder) / f"run{next(_watch.files)}") if _watch.folder else ""


def watch(session: Profiled) -> None:
    """A session was opened."""
    with _watch.lock:
        if _watch.folder:
            _watch.sessions.append(session)


def read_profile(events: list[Mapping[str, Any]]) -> list[NodeRun]:
    """The runs of nodes in a profile of onnxruntime, in their order."""
    runs = []
    for event in events:
        name = str(event.get("name", ""))
        if event.get("cat") != "Node" or not name.endswith(KERNEL):
            continue
        told = event.get("args", {})
        runs.append(
            NodeRun(
                name=name.removesuffix(KERNEL),
                op=str(told.get("op_name", "")),
                provider=word_of(str(told.get("provider", ""))),
                took_us=float(event.get("dur", 0)),
                inputs=_shapes(told.get("input_type_shape", ())),
                outputs=_shapes(told.get("output_type_shape", ())),
                parameter_bytes=int(told.get("parameter_size", 0)),
            )
        )
    return runs


def _shapes(told: Any) -> tuple[tuple[int, ...], ...]:
    """[{"float": [1, 8]}, ...] as shapes; a value without axes is of shape (1,)."""
    return tuple(tuple(shape) or (1,) for one in told for shape in one.values())
