"""What each provider would be told, to the last step before the hardware."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from devices.recorded import Recorded, doubler, ones, record
from moodvox.devices import Sizes, describe, engines, fallbacks, native, open_session
from moodvox.devices.native import Loading
from moodvox.devices.providers import parse_wish
from moodvox.errors import InputError

AXES = {"B": Sizes(1, 2, 32), "N": Sizes(1, 8, 64)}
CUDA, TRT = "CUDAExecutionProvider", "TensorrtExecutionProvider"
RTX, DML = "NvTensorRTRTXExecutionProvider", "DmlExecutionProvider"


@pytest.fixture(autouse=True)
def cache_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODVOX_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(fallbacks, "_known", [])


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    return doubler(tmp_path)


def wait_for_builds() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("build-"):
            thread.join(10.0)


def options_of(world: Recorded, name: str) -> dict[str, str]:
    return dict(world.on(name)[0].loading.providers[0][1])


def test_cuda_keeps_out_of_the_games_memory(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = record(monkeypatch, CUDA)
    session = open_session(graph, providers=["cuda:device=1:memory_mb=300", "cpu"], axes=AXES)
    told = options_of(world, CUDA)
    assert (told["device_id"], told["gpu_mem_limit"]) == ("1", str(300 << 20))
    assert told["arena_extend_strategy"] == "kSameAsRequested"
    assert told["cudnn_conv_algo_search"] != "EXHAUSTIVE"
    assert (session.provider, session.partial) == ("cuda", False)
    assert world.on(CUDA)[0].runs == [{"x": (2, 8, 3)}], "warmed up with the usual sizes"
    assert describe().fallbacks == ()


def test_tensorrt_builds_in_the_background_while_cuda_serves(
    graph: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    world = record(monkeypatch, TRT, CUDA)
    may_build = threading.Event()

    def slow(loading: Loading) -> None:
        if loading.providers[0][0] == TRT:
            assert may_build.wait(10.0)

    world.on_load = slow
    session = open_session(graph, providers=["tensorrt", "cuda", "cpu"], axes=AXES)
    assert session.provider == "cuda"
    np.testing.assert_array_equal(session.run(None, ones(1, 4))[0], 2.0)
    may_build.set()
    wait_for_builds()
    assert session.provider == "tensorrt"
    np.testing.assert_array_equal(session.run(None, ones(1, 4))[0], 2.0)
    trt = world.on(TRT)[0]
    assert [name for name, _ in trt.loading.providers] == [TRT, CUDA]
    told = dict(trt.loading.providers[0][1])
    assert told["trt_profile_min_shapes"] == "x:1x1x3"
    assert told["trt_profile_opt_shapes"] == "x:2x8x3"
    assert told["trt_profile_max_shapes"] == "x:32x64x3"
    assert told["trt_engine_cache_enable"] == told["trt_timing_cache_enable"] == "1"
    assert told["trt_engine_cache_path"] == told["trt_timing_cache_path"]
    assert Path(told["trt_engine_cache_path"]).parent == tmp_path / "cache" / "engines"
    assert Path(told["trt_engine_cache_path"]).is_dir()
    assert describe().fallbacks == ()


def test_sizes_outside_of_the_profile_do_not_build_another_engine(
    graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = record(monkeypatch, TRT, CUDA)
    session = open_session(graph, providers=["tensorrt", "cuda"], axes=AXES)
    wait_for_builds()
    trt, cuda = world.on(TRT)[0], world.on(CUDA)[0]
    session.run(None, ones(1, 65))
    assert {"x": (1, 65, 3)} in cuda.runs
    assert {"x": (1, 65, 3)} not in trt.runs
    session.run(None, ones(32, 64))
    assert {"x": (32, 64, 3)} in trt.runs
    assert session.provider == "tensorrt"


def test_an_engine_that_cannot_be_built_is_said_and_the_other_goes_on(
    graph: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world = record(monkeypatch, TRT, CUDA)

    def refuse(loading: Loading) -> None:
        if loading.providers[0][0] == TRT:
            raise RuntimeError("no kernel for this GPU")

    world.on_load = refuse
    session = open_session(graph, providers=["tensorrt", "cuda"], axes=AXES)
    wait_for_builds()
    assert session.provider == "cuda"
    assert "doubler.onnx runs on cuda instead of tensorrt: no kernel for this GPU" in caplog.text


@pytest.mark.parametrize("changed", ["graph", "onnxruntime", "gpu", "device"])
def test_an_engine_is_kept_for_one_graph_runtime_and_gpu(
    graph: Path, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "gpu_names", lambda: "RTX 4070, 570.1, 8.9")
    before = engines.engine_folder(graph, parse_wish("tensorrt"))
    assert before == engines.engine_folder(graph, parse_wish("tensorrt"))
    wish = parse_wish("tensorrt:device=1" if changed == "device" else "tensorrt")
    if changed == "graph":
        graph.write_bytes(graph.read_bytes() + b"\0")
    elif changed == "onnxruntime":
        monkeypatch.setattr(native, "build", lambda: "9.9 cuda 14")
    elif changed == "gpu":
        monkeypatch.setattr(engines, "gpu_names", lambda: "RTX 4070, 580.2, 8.9")
    assert engines.engine_folder(graph, wish) != before


def test_tensorrt_rtx_has_profiles_and_a_cache_too(
    graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = record(monkeypatch, RTX)
    session = open_session(graph, providers=["tensorrt-rtx:memory_mb=64", "cpu"], axes=AXES)
    wait_for_builds()
    assert session.provider == "tensorrt-rtx"
    told = options_of(world, RTX)
    assert told["nv_profile_opt_shapes"] == "x:2x8x3"
    assert told["nv_max_workspace_size"] == str(64 << 20)
    assert "engines" in told["nv_runtime_cache_path"]


def test_without_sizes_no_profile_is_made_up(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = record(monkeypatch, TRT)
    open_session(graph, providers=["tensorrt", "cpu"])
    wait_for_builds()
    assert not [key for key in options_of(world, TRT) if "profile" in key]


def test_directml_gets_fixed_shapes_no_memory_pattern_and_one_run_at_a_time(
    graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = record(monkeypatch, DML)
    world.on_run = lambda name: time.sleep(0.002)
    one = open_session(graph, providers=["directml:device=1", "cpu"], axes=AXES)
    other = open_session(graph, providers=["directml:device=1", "cpu"], axes=AXES)
    threads = [
        threading.Thread(target=session.run, args=(None, ones(batch, 4)))
        for session in (one, other)
        for batch in (1, 2, 4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    on_dml = world.on(DML)
    assert world.most_running == 1
    assert not any(session.loading.memory_pattern for session in on_dml)
    assert {session.loading.providers[0][1]["device_id"] for session in on_dml} == {"1"}
    for session in on_dml:
        fixed = session.loading.sizes
        assert session.runs == [{"x": (fixed["B"], fixed["N"], 3)}] * len(session.runs)
    assert sorted(s.loading.sizes["B"] for s in on_dml) == [1, 1, 2, 2, 2, 2, 4, 4]
    assert one.inputs[0].shape == ("B", "N", 3), "the graph itself stays what it is"


def test_an_axis_of_any_size_is_left_open(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = record(monkeypatch, DML)
    axes = {"B": Sizes(1, 1, 1), "N": Sizes(1, 8, 64, listed=False)}
    session = open_session(graph, providers=["directml"], axes=axes)
    for columns in range(1, 40):
        session.run(None, ones(1, columns))
    assert [one.loading.sizes for one in world.on(DML)] == [{"B": 1}]


def test_too_many_shapes_go_to_the_cpu_and_it_is_said(
    graph: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    record(monkeypatch, DML)
    session = open_session(graph, providers=["directml"], axes=AXES)
    for columns in range(1, 40):
        np.testing.assert_array_equal(session.run(None, ones(1, columns))[0], 2.0)
    assert session.provider == "cpu"
    assert "more than 24 shapes" in caplog.text


def test_coreml_gets_fixed_shapes_and_a_cache(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = record(monkeypatch, "CoreMLExecutionProvider")
    open_session(graph, providers=["coreml", "cpu"], axes=AXES)
    told = options_of(world, "CoreMLExecutionProvider")
    assert told["ModelFormat"] == "MLProgram"
    assert told["RequireStaticInputShapes"] == "1"
    assert world.on("CoreMLExecutionProvider")[0].loading.sizes == {"B": 2, "N": 8}


def test_a_provider_of_tomorrow_can_be_asked_for_by_its_own_name(
    graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = record(monkeypatch, "QNNExecutionProvider")
    session = open_session(graph, providers=["QNNExecutionProvider", "cpu"])
    assert session.provider == "QNNExecutionProvider"
    assert world.on("QNNExecutionProvider")
    assert "QNNExecutionProvider" in describe().available


def test_windows_ml_lets_the_system_choose(
    graph: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world = record(monkeypatch)
    monkeypatch.setattr(native, "registered", lambda: ("CPUExecutionProvider", "SomeGpu"))
    assert "windowsml" in describe().available
    world.chosen = ["SomeGpu", "CPUExecutionProvider"]
    assert open_session(graph, providers=["windowsml", "cpu"]).provider == "windowsml"
    assert [one.loading.policy for one in world.loaded] == ["", "PREFER_GPU"]
    world.chosen = ["CPUExecutionProvider"]
    assert open_session(graph, providers=["windowsml", "cpu"]).provider == "cpu"
    assert "the system has chosen the CPU" in caplog.text


def test_gpu_stands_for_what_the_system_may_have(
    graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(monkeypatch, CUDA)
    monkeypatch.setattr("sys.platform", "linux")
    assert open_session(graph, providers=["gpu"], axes=AXES).provider == "cuda"
    world = record(monkeypatch, CUDA)
    open_session(graph, providers=["gpu:device=1,memory_mb=64"], axes=AXES)
    assert options_of(world, CUDA)["gpu_mem_limit"] == str(64 << 20)
    assert options_of(world, CUDA)["device_id"] == "1"
    record(monkeypatch)
    assert open_session(graph, providers=["gpu"], axes=AXES).provider == "cpu"


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("cuda:devise=1", "did you mean 'device'"),
        ("cuda:device=x", "no number"),
        ("cuda:device=-1", "no number"),
        ("cuda:memory_mb", "no number"),
        ("", "unknown provider"),
    ],
)
def test_faulty_wishes_are_explained(wish: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_wish(wish)
