"""The ceiling, shares of it, and the programs that a user could take instead."""

from __future__ import annotations

import stat
import sys
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from moodvox.bench.ceiling import COLUMNS, GRAPHS, INNER, Ceiling, Products
from moodvox.bench.peers import Peer, measure_peers
from moodvox.bench.share import (
    ideal_seconds,
    least,
    measure_share,
    share_of,
    slowest_kinds,
    undisturbed,
)
from moodvox.bench.texts import TEXTS
from moodvox.devices import open_session
from moodvox.devices.profiling import NodeRun
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.voices.shelf import Shelf


def product(kind: str) -> bytes:
    """A product with a constant matrix that onnxruntime makes, and packs, when it loads."""
    helper, types = onnx.helper, onnx.TensorProto
    left, right, result, op, value = {
        "f32": (types.FLOAT, types.FLOAT, types.FLOAT, "MatMul", 0.01),
        "u8s8": (types.UINT8, types.INT8, types.INT32, "MatMulInteger", 3),
    }[kind]
    fill = helper.make_tensor("v", right, [1], [value])
    graph = helper.make_graph(
        [
            helper.make_node("ConstantOfShape", ["shape"], ["b"], value=fill),
            helper.make_node(op, ["a", "b"], ["y"]),
        ],
        f"product_{kind}",
        [helper.make_tensor_value_info("a", left, ["M", INNER])],
        [helper.make_tensor_value_info("y", result, ["M", COLUMNS])],
        [onnx.numpy_helper.from_array(np.array([INNER, COLUMNS], np.int64), "shape")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    model.producer_name = ""
    return bytes(model.SerializeToString(deterministic=True))


@pytest.mark.parametrize("kind", ["f32", "u8s8"])
def test_the_graphs_are_what_this_test_writes(kind: str) -> None:
    """Run this file (`python tests/cli/test_bench_ceiling.py`) to write them again."""
    path = GRAPHS / f"product_{kind}.onnx"
    assert path.read_bytes() == product(kind)
    session = open_session(path)
    left = np.ones((2, INNER), np.float32 if kind == "f32" else np.uint8)
    (result,) = session.run(None, {"a": left})
    expected = INNER * (0.01 if kind == "f32" else 3)
    np.testing.assert_allclose(result, np.full((2, COLUMNS), expected), rtol=1e-4)


def test_a_ceiling_is_measured() -> None:
    ceiling = Products().measure(rounds=2)
    assert 0.1 < ceiling.float_gops < 100_000
    assert 0.1 < ceiling.int8_gops < 100_000


def test_the_better_of_two_ceilings_is_taken_kind_by_kind() -> None:
    assert Ceiling(1.0, 7.0).or_better(Ceiling(2.0, 5.0)) == Ceiling(2.0, 7.0)


def run(op: str, operations: int, took_us: float) -> NodeRun:
    return NodeRun("n", op, "cpu", took_us, ((1, operations // 2),), ((1, 1),))


def test_an_ideal_is_counted_by_kind() -> None:
    runs = [run("MatMul", 2_000_000, 50), run("MatMulInteger", 8_000_000, 10), run("Slice", 4, 40)]
    assert ideal_seconds(runs, Ceiling(1.0, 4.0)) == pytest.approx(0.002 + 0.002)
    assert slowest_kinds(runs) == (("MatMul", 0.5), ("Slice", 0.4), ("MatMulInteger", 0.1))


def test_a_busy_machine_does_not_make_nodes_slower() -> None:
    runs = [run("MatMul", 4, 50), run("MatMul", 4, 5000), run("MatMul", 8, 90)]
    assert [one.took_us for one in undisturbed(runs)] == [50, 50, 90]


def test_a_voice_without_products_has_no_share(voices_folder: Path) -> None:
    def engine() -> SpeechEngine:
        return SpeechEngine(Shelf([voices_folder]), LineReader.english())

    share = measure_share(engine, "moody", "quality", 0.08, 2)
    assert share.gop_per_audio_s == 0.0
    assert share.in_products == share.in_graph == share.in_rendering == 0.0
    assert share.kinds
    assert 0.0 < share.graph_per_audio_s < share.cpu_per_audio_s
    assert 0.1 < share.ceiling.float_gops < 100_000


def test_of_each_call_the_least_disturbed_round_counts() -> None:
    assert least([[3.0, 1.0, 2.0], [1.0, 4.0, 2.0]]) == 4.0


def test_a_profile_gives_counts_and_parts_but_no_times() -> None:
    """Under the profiler this graph took 50 us for a second; without it 20, and the call 40."""
    runs = [run("MatMul", 20_000, 25), run("MatMulInteger", 40_000, 25), run("Slice", 4, 50)]
    share = share_of(runs, 2.0, Ceiling(2.0, 4.0), 20e-6, 40e-6, streams=3)
    ideal_s = 5e-6 + 5e-6
    assert share.in_products == pytest.approx(ideal_s / 10e-6)
    assert share.in_graph == pytest.approx(ideal_s / 20e-6)
    assert share.in_rendering == pytest.approx(ideal_s / 40e-6)
    assert share.gop_per_audio_s == pytest.approx(30e-6)
    slower = [replace(one, took_us=10 * one.took_us) for one in runs]
    assert share_of(slower, 2.0, Ceiling(2.0, 4.0), 20e-6, 40e-6, 3) == share


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with a first line")
def test_a_program_is_measured_and_one_that_is_not_here_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with wave.open(str(tmp_path / "second.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\0" * 8000)
    speaker = tmp_path / "speaker"
    speaker.write_text(
        f"#!{sys.executable}\nimport shutil, sys\nassert '[' not in sys.argv[2]\n"
        f"shutil.copy({str(tmp_path / 'second.wav')!r}, sys.argv[1])\n"
    )
    speaker.chmod(speaker.stat().st_mode | stat.S_IXUSR)
    peers: list[Any] = [
        Peer("here", (str(speaker), "{out}", "{text}")),
        Peer("silent", (sys.executable, "-c", "")),
        Peer("gone", ("no-such-program-of-ours",)),
    ]
    turns: list[int] = []
    (figures,), missing = measure_peers(2, lambda: turns.append(1), peers)
    assert missing == ["gone", "silent"]
    assert turns == [1, 1]
    assert (figures.name, figures.whole_ms.count) == ("here", 2 * len(TEXTS))
    assert figures.audio_s == pytest.approx(2 * len(TEXTS))
    assert figures.cpu_per_audio_s is not None
    assert 0.0 < figures.cpu_per_audio_s < 5.0


if __name__ == "__main__":
    for each in ("f32", "u8s8"):
        (GRAPHS / f"product_{each}.onnx").write_bytes(product(each))
