"""Graphs opened under `timed` tell how long they ran; others tell nothing."""

from __future__ import annotations

import numpy as np

from moodvox.bench.ceiling import GRAPHS, INNER
from moodvox.devices import Session, open_session
from moodvox.devices.profiling import profiled
from moodvox.devices.timing import timed

GRAPH = GRAPHS / "product_f32.onnx"


def run(session: Session, rows: int) -> None:
    (result,) = session.run(None, {"a": np.ones((rows, INNER), np.float32)})
    assert len(result) == rows


def test_runs_of_graphs_opened_inside_are_timed_also_afterwards() -> None:
    outside = open_session(GRAPH)
    with timed() as clock:
        inside = open_session(GRAPH)
        run(outside, 4)
        assert clock.taken() == {}
        run(inside, 4)
    run(inside, 400)
    ((path, took_s),) = clock.taken().items()
    assert path == GRAPH
    assert len(took_s) == 2
    assert all(0.0 <= one < 5.0 for one in took_s)
    assert sum(took_s) > 0.0
    assert clock.taken() == {}


def test_a_timed_graph_says_of_itself_what_it_says_otherwise() -> None:
    plain = open_session(GRAPH)
    with timed() as clock, profiled() as profile:
        session = open_session(GRAPH)
        run(session, 4)
    assert clock.taken()
    assert [one.op for one in profile.runs[GRAPH]] == ["MatMul"]
    assert (session.inputs, session.outputs, session.used) == (
        plain.inputs, plain.outputs, plain.used,
    )  # fmt: skip
