"""onnxruntime itself: the only module that imports it, and all that is asked of it.

Nothing is decided here. `options` says how a graph is to be loaded (`Loading`), so that
what would be asked of a GPU can be tested where there is none.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import onnxruntime
from numpy.typing import NDArray


@dataclass(frozen=True)
class Loading:
    """How a graph is to be loaded.

    Attributes:
        providers: onnxruntime's names with their options, the wanted one first.
        entries: session settings by name.
        sizes: axes of the graph that get one fixed size.
        memory_pattern: plan memory for a shape that comes again.
        policy: let onnxruntime choose among the devices that the system has registered
            (Windows ML) instead of `providers`; "" = no.
        profile_prefix: write what every node does to a file that begins so.
    """

    providers: tuple[tuple[str, Mapping[str, str]], ...]
    threads: int = 1
    entries: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    memory_pattern: bool = True
    policy: str = ""
    profile_prefix: str = ""


class Node(Protocol):
    """An input or output, as onnxruntime tells of it."""

    name: str
    type: str
    shape: Sequence[int | str | None]


class Native(Protocol):
    """What we use of onnxruntime's session."""

    def run(
        self, outputs: Sequence[str] | None, feeds: Mapping[str, NDArray[Any]]
    ) -> Sequence[NDArray[Any]]: ...

    def get_inputs(self) -> Sequence[Node]: ...

    def get_outputs(self) -> Sequence[Node]: ...

    def get_providers(self) -> Sequence[str]: ...

    def get_modelmeta(self) -> Any: ...

    def end_profiling(self) -> str: ...


def version() -> str:
    return str(onnxruntime.__version__)


def available() -> tuple[str, ...]:
    """Providers that this onnxruntime was built with, its own names."""
    return tuple(onnxruntime.get_available_providers())


def registered() -> tuple[str, ...]:
    """Providers of devices that the system has registered besides, its own names."""
    if not hasattr(onnxruntime, "get_ep_devices"):
        return ()
    return tuple(dict.fromkeys(str(device.ep_name) for device in onnxruntime.get_ep_devices()))


def build() -> str:
    """What this onnxruntime was built from and for, in one line."""
    cuda = getattr(onnxruntime, "cuda_version", "") or "no cuda"
    return f"{onnxruntime.__version__} {cuda}"


@functools.cache
def missing_cuda() -> tuple[str, ...]:
    """Load the CUDA libraries that Python packages have brought, once; names of those not found.

    onnxruntime looks into the packages beside it; torch and NVIDIA's own may lie in another
    folder of the path. A build without CUDA misses nothing.
    """
    if not hasattr(onnxruntime, "preload_dlls"):
        return ()
    missing = _preloaded(None)
    if missing:
        spec = importlib.util.find_spec("nvidia")
        roots = list(spec.submodule_search_locations or ()) if spec else []
        for folder in sorted(path for root in roots for path in Path(root).glob("*/[lb]i[bn]")):
            _preloaded(str(folder))
        missing = _preloaded(None)
    return missing


def _preloaded(folder: str | None) -> tuple[str, ...]:
    """What onnxruntime prints about it would be for a console that no game has."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        onnxruntime.preload_dlls(directory=folder)
    names = re.findall(r"^Failed to load ([^:\s]+): ", said.getvalue(), re.M)
    return tuple(dict.fromkeys(name for name in names if name == Path(name).name))


def load(path: Path, loading: Loading) -> Native:
    """Load a graph, as asked or not at all; raises whatever onnxruntime raises.

    What it prints is switched off: why a provider was dropped is said by who asked for it.
    """
    onnxruntime.set_default_logger_severity(4)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = loading.threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 4
    options.enable_mem_pattern = loading.memory_pattern
    for name, value in loading.entries.items():
        options.add_session_config_entry(name, value)
    for axis, size in loading.sizes.items():
        options.add_free_dimension_override_by_name(axis, size)
    if loading.profile_prefix:
        options.enable_profiling = True
        options.profile_file_prefix = loading.profile_prefix
    if loading.policy:
        policies = onnxruntime.OrtExecutionProviderDevicePolicy
        options.set_provider_selection_policy(getattr(policies, loading.policy))
        return onnxruntime.InferenceSession(str(path), sess_options=options)  # type: ignore[no-any-return]
    # onnxruntime's own fallback prints a line and goes on with the CPU; ours is said
    # where it is heard, and keeps what was being spoken.
    return onnxruntime.InferenceSession(  # type: ignore[no-any-return]
        str(path),
        sess_options=options,
        providers=[(name, dict(settings)) for name, settings in loading.providers],
        enable_fallback=0,
    )
