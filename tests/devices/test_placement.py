"""Where nodes ran, by profiles: one recorded here, and some as GPUs would write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from devices.recorded import doubler, ones
from moodvox.devices import open_session
from moodvox.devices.placement import Placement
from moodvox.devices.profiling import NodeRun, profiled, read_profile


def node(
    name: str, op: str, provider: str, inputs: list[Any], outputs: list[Any], **more: Any
) -> dict[str, Any]:
    """An event as onnxruntime 1.32 writes it."""
    told = {
        "op_name": op,
        "provider": provider,
        "input_type_shape": [{"float": shape} for shape in inputs],
        "output_type_shape": [{"float": shape} for shape in outputs],
        "parameter_size": "0",
        **more,
    }
    return {"cat": "Node", "dur": 10, "name": f"{name}_kernel_time", "args": told}


CUDA, CPU, DML = "CUDAExecutionProvider", "CPUExecutionProvider", "DmlExecutionProvider"


def test_a_real_run_is_seen_whole_on_the_cpu(tmp_path: Path) -> None:
    path = doubler(tmp_path)
    with profiled() as profile:
        session = open_session(path)
        session.run(None, ones(2, 4))
        session.run(None, ones(2, 4))
        again = open_session(path)
        again.run(None, ones(1, 1))
    runs = profile.runs[path]
    assert [(run.op, run.provider) for run in runs] == [("Add", "cpu")] * 3
    assert runs[0].outputs == ((2, 4, 3),)
    placement = Placement.of(runs, "cpu")
    assert placement.verdict("cpu") == "whole"
    assert placement.verdict("directml") == "elsewhere"
    assert placement.nodes == {"cpu": 1}


def test_nothing_is_profiled_outside_of_the_block(tmp_path: Path) -> None:
    path = doubler(tmp_path)
    session = open_session(path)
    with profiled() as profile:
        session.run(None, ones(1, 1))
    open_session(path).run(None, ones(1, 1))
    assert profile.runs == {}


def test_a_part_left_to_the_cpu_is_told_with_its_kinds() -> None:
    events = [
        node("a", "MatMul", DML, [[1, 8, 64]], [[1, 8, 192]]),
        node("b", "Slice", CPU, [[1, 8]], [[1, 4]]),
        node("c", "Slice", CPU, [[1, 8]], [[1, 4]]),
        node("d", "CumSum", CPU, [[1, 8]], [[1, 8]]),
        node("copy", "MemcpyToHost", CPU, [[1, 8]], [[1, 8]]),
    ]
    placement = Placement.of(read_profile([*events, *events]), "directml")
    assert placement.verdict("directml") == "partial"
    assert placement.nodes == {"directml": 1, "cpu": 3}
    assert placement.strays == ("Slice", "CumSum")
    assert placement.copies == 1
    assert placement.sentence("directml") == (
        "only a part ran on directml: 3 nodes on cpu (0.08 ms), 1 nodes on directml (0.02 ms), "
        "1 copies between devices; elsewhere: Slice, CumSum"
    )


def test_a_full_fallback_is_told() -> None:
    runs = read_profile([node("a", "MatMul", CPU, [[1, 2]], [[1, 3]])])
    placement = Placement.of(runs, "cuda")
    assert placement.verdict("cuda") == "elsewhere"
    assert placement.sentence("cuda").startswith("nothing ran on cuda: 1 nodes on cpu")
    assert Placement.of([], "cuda").sentence("cuda") == "nothing ran on cuda: no node ran"


def test_a_fused_engine_counts_as_what_it_is() -> None:
    name = "TensorrtExecutionProvider_TRTKernel_graph_main_0"
    runs = read_profile([node(name, name, "TensorrtExecutionProvider", [[1, 8, 3]], [[1, 8, 3]])])
    assert Placement.of(runs, "tensorrt").verdict("tensorrt") == "whole"


def test_other_events_are_no_nodes() -> None:
    events: list[Any] = [
        {"cat": "Session", "name": "model_run", "dur": 9},
        {"cat": "Node", "name": "a_fence_before", "dur": 0, "args": {"op_name": "Add"}},
    ]
    assert read_profile(events) == []


@pytest.mark.parametrize(
    ("op", "inputs", "outputs", "parameter_bytes", "operations"),
    [
        ("MatMul", [[1, 8, 64]], [[1, 8, 192]], 0, 2 * 8 * 192 * 64),
        ("MatMul", [[2, 8, 64], [64, 192]], [[2, 8, 192]], 0, 2 * 2 * 8 * 192 * 64),
        ("Gemm", [[1, 256], [192]], [[1, 192]], 768, 2 * 192 * 256),
        ("Conv", [[1, 192, 12], [192, 1, 5], [192]], [[1, 192, 8]], 4608, 2 * 192 * 8 * 5),
        ("Conv", [[1, 16, 12]], [[1, 32, 8]], 4 * 32 * 16 * 5, 2 * 32 * 8 * 16 * 5),
        ("Add", [[1, 8]], [[1, 8]], 0, 0),
        ("MatMul", [], [], 0, 0),
    ],
)
def test_operations_are_counted_by_shape(
    op: str, inputs: list[Any], outputs: list[Any], parameter_bytes: int, operations: int
) -> None:
    event = node("n", op, CPU, inputs, outputs, parameter_size=str(parameter_bytes))
    (run,) = read_profile([event])
    assert isinstance(run, NodeRun)
    assert run.operations == operations
