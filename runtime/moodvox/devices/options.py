"""How a graph is loaded on each provider: every option, in one place, without a device."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from moodvox.devices.native import Loading
from moodvox.devices.providers import PROVIDERS, Wish
from moodvox.devices.shapes import Axes, Tensor, profile

Options = dict[str, str]

WORKSPACE_MB = 256
"""For building a TensorRT engine, where no limit is given: the graphs are small."""


def loading_for(
    wish: Wish,
    *,
    threads: int,
    inputs: Sequence[Tensor],
    axes: Axes,
    engines: Path,
    sizes: Mapping[str, int],
    whole: bool,
    profile_prefix: str = "",
) -> Loading:
    """Everything that onnxruntime is told.

    Args:
        inputs: of the graph, for shape profiles; may be empty where `wish` needs none.
        engines: folder for what is built, of this graph and machine alone.
        sizes: axes with one size in this session.
        whole: fail rather than leave a node to the CPU.
    """
    # Spinning threads of several sessions cost three times the CPU beside a game.
    entries = {"session.intra_op.allow_spinning": "0"}
    if whole:
        entries["session.disable_cpu_ep_fallback"] = "1"
    chain = [(wish.provider.native, options_for(wish, inputs, axes, engines))]
    if wish.provider.behind:
        behind = Wish(wish.provider.behind, wish.device, wish.memory_mb)
        chain.append((PROVIDERS[behind.word].native, options_for(behind, inputs, axes, engines)))
    return Loading(
        providers=tuple(chain),
        threads=threads,
        entries=entries,
        sizes=dict(sizes),
        memory_pattern=wish.word != "directml",
        policy="PREFER_GPU" if wish.word == "windowsml" else "",
        profile_prefix=profile_prefix,
    )


def options_for(wish: Wish, inputs: Sequence[Tensor], axes: Axes, engines: Path) -> Options:
    """The options of one provider; none for one that we have no word for."""
    makers: dict[str, Callable[[], Options]] = {
        "cuda": lambda: _cuda(wish),
        "tensorrt": lambda: _tensorrt(wish, inputs, axes, engines),
        "tensorrt-rtx": lambda: _tensorrt_rtx(wish, inputs, axes, engines),
        "directml": lambda: {"device_id": str(wish.device)},
        "coreml": lambda: {
            "ModelFormat": "MLProgram",
            "MLComputeUnits": "ALL",
            "RequireStaticInputShapes": "1",
            "ModelCacheDirectory": str(engines),
        },
        "openvino": lambda: {"device_type": "AUTO", "cache_dir": str(engines)},
    }
    return makers.get(wish.word, dict)()


def _cuda(wish: Wish) -> Options:
    """Small graphs: the arena grows by what is asked for, not by doubling into the game's
    memory; the default search over convolution algorithms costs seconds at each new shape."""
    options = {
        "device_id": str(wish.device),
        "arena_extend_strategy": "kSameAsRequested",
        "cudnn_conv_algo_search": "HEURISTIC",
        "use_tf32": "0",
    }
    if wish.memory_mb:
        options["gpu_mem_limit"] = str(wish.memory_mb << 20)
    return options


def _tensorrt(wish: Wish, inputs: Sequence[Tensor], axes: Axes, engines: Path) -> Options:
    """Engine and timing cache on, one engine for all sizes of the profile."""
    options = {
        "device_id": str(wish.device),
        "trt_engine_cache_enable": "1",
        "trt_engine_cache_path": str(engines),
        "trt_timing_cache_enable": "1",
        "trt_timing_cache_path": str(engines),
        "trt_max_workspace_size": str((wish.memory_mb or WORKSPACE_MB) << 20),
        "trt_context_memory_sharing_enable": "1",
        "trt_builder_optimization_level": "3",
    }
    return options | _profiles("trt", inputs, axes)


def _tensorrt_rtx(wish: Wish, inputs: Sequence[Tensor], axes: Axes, engines: Path) -> Options:
    options = {
        "device_id": str(wish.device),
        "nv_runtime_cache_path": str(engines),
        "nv_max_workspace_size": str((wish.memory_mb or WORKSPACE_MB) << 20),
    }
    return options | _profiles("nv", inputs, axes)


def _profiles(prefix: str, inputs: Sequence[Tensor], axes: Axes) -> Options:
    shapes = {
        f"{prefix}_profile_{ours}_shapes": profile(inputs, axes, which)
        for ours, which in (("min", "least"), ("opt", "usual"), ("max", "most"))
    }
    return shapes if all(shapes.values()) else {}


def gpu_first() -> tuple[str, ...]:
    """The order in which `--provider gpu` tries what this system may have."""
    if sys.platform == "win32":
        return ("tensorrt-rtx", "windowsml", "directml", "cuda", "webgpu", "cpu")
    if sys.platform == "darwin":
        return ("coreml", "webgpu", "cpu")
    return ("tensorrt", "cuda", "tensorrt-rtx", "webgpu", "openvino", "cpu")
