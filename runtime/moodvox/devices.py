"""Where models run: the only module that imports onnxruntime.

A `Session` is one ONNX graph on one execution provider. Providers are tried in the
order asked for; whenever the first one does not carry the whole graph, a `Fallback`
is recorded and logged, so that nobody takes a slow CPU for a busy GPU.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnxruntime
from numpy.typing import NDArray

from moodvox.errors import EngineError, InputError, VoiceError, nearest

PROVIDERS: dict[str, str] = {
    "cpu": "CPUExecutionProvider",
    "directml": "DmlExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "webgpu": "WebGpuExecutionProvider",
    "openvino": "OpenVINOExecutionProvider",
}
"""Our word for each provider -> onnxruntime's name, which is understood too."""

DEFAULT_PROVIDERS: tuple[str, ...] = ("cpu",)
"""The bundled voice needs a fraction of one core, and the GPU belongs to the game."""

_log = logging.getLogger(__name__)
_directml_lock = threading.Lock()
"""DirectML crashes when two runs meet in one process, of whatever sessions."""

_registry_lock = threading.Lock()
_open_sessions: weakref.WeakSet[Session] = weakref.WeakSet()
_fallbacks: list[Fallback] = []


@dataclass(frozen=True)
class Fallback:
    """A graph runs elsewhere than asked.

    Attributes:
        graph: file name of the graph.
        wanted: the provider asked for first, our word.
        used: the provider that took over.
        reason: one sentence.
    """

    graph: str
    wanted: str
    used: str
    reason: str

    def __str__(self) -> str:
        return f"{self.graph} runs on {self.used} instead of {self.wanted}: {self.reason}"


@dataclass(frozen=True)
class Tensor:
    """An input or output of a graph. An axis without a fixed size is its name or -1."""

    name: str
    type: str
    shape: tuple[int | str, ...]


@dataclass(frozen=True)
class DeviceReport:
    """What `moodvox doctor` shows. Providers in our words.

    Attributes:
        runtime_version: onnxruntime's version.
        available: providers that this onnxruntime was built with.
        in_use: providers of the sessions open now.
        fallbacks: every fallback since the process began.
    """

    runtime_version: str
    available: tuple[str, ...]
    in_use: tuple[str, ...]
    fallbacks: tuple[Fallback, ...]


class Session:
    """One graph, loaded. Safe to run from several threads. Made by `open_session`.

    Attributes:
        path: the graph's file.
        provider: the one in use, our word.
        partial: whether the provider left a part of the graph to the CPU.
        inputs, outputs: in the graph's order.
        metadata: what the graph's maker wrote into it.
    """

    def __init__(
        self, native: onnxruntime.InferenceSession, path: Path, provider: str, *, partial: bool
    ) -> None:
        self._native = native
        self.path = path
        self.provider = provider
        self.partial = partial
        self.inputs = tuple(_tensor(node) for node in native.get_inputs())
        self.outputs = tuple(_tensor(node) for node in native.get_outputs())
        self.metadata: dict[str, str] = dict(native.get_modelmeta().custom_metadata_map)
        with _registry_lock:
            _open_sessions.add(self)

    def shape_of(self, name: str) -> tuple[int | str, ...]:
        """Axes of the input or output `name`.

        Raises:
            VoiceError: the graph has none of that name.
        """
        for tensor in (*self.inputs, *self.outputs):
            if tensor.name == name:
                return tensor.shape
        known = [tensor.name for tensor in (*self.inputs, *self.outputs)]
        raise VoiceError(
            f"'{self.path.name}' has no input or output '{name}'",
            where=str(self.path),
            hint=nearest(name, known),
        )

    def run(
        self, outputs: Sequence[str] | None, feeds: Mapping[str, NDArray[Any]]
    ) -> list[NDArray[Any]]:
        """Run the graph once; `outputs` None gives all of them in the graph's order.

        Raises:
            EngineError: a feed is missing or of a wrong type or shape, or the device failed.
        """
        try:
            with _exclusive(self.provider):
                return list(self._native.run(outputs, dict(feeds)))
        except Exception as error:
            raise EngineError(_one_line(error), where=self.path.name) from error


def open_session(
    path: Path, *, threads: int = 1, providers: Sequence[str] | None = None
) -> Session:
    """Load the ONNX graph at `path`.

    Args:
        threads: compute threads of this session.
        providers: `PROVIDERS` keys in the order to try; None is `DEFAULT_PROVIDERS`.

    Raises:
        VoiceError: the file is missing or is no valid graph.
        EngineError: none of `providers` could take it.
        InputError: a provider's name is unknown.
    """
    wanted = [_word_for(name) for name in (DEFAULT_PROVIDERS if providers is None else providers)]
    if not path.is_file():
        raise VoiceError(f"missing file '{path.name}'", where=str(path))
    reasons: list[str] = []
    for name in wanted:
        session, reason = _try(path, threads, name)
        if reason:
            reasons.append(f"{name}: {reason}")
        if session is None:
            continue
        if reasons:
            _say(Fallback(path.name, wanted[0], _used(session), "; ".join(reasons)))
        return session
    raise EngineError(
        f"no provider could take it ({'; '.join(reasons) or 'none was given'})",
        where=str(path),
        hint="add 'cpu' to the providers",
    )


def available_providers() -> tuple[str, ...]:
    """Providers that this onnxruntime was built with, in our words and order."""
    native = set(onnxruntime.get_available_providers())
    return tuple(word for word, name in PROVIDERS.items() if name in native)


def describe() -> DeviceReport:
    """The providers of this process and every fallback so far."""
    with _registry_lock:
        in_use = {_used(session) for session in _open_sessions}
    return DeviceReport(
        runtime_version=str(onnxruntime.__version__),
        available=available_providers(),
        in_use=tuple(sorted(in_use)),
        fallbacks=tuple(_fallbacks),
    )


def _word_for(provider: str) -> str:
    for word, native in PROVIDERS.items():
        if provider in (word, native):
            return word
    raise InputError(
        f"unknown provider '{provider}'", where="providers", hint=nearest(provider, PROVIDERS)
    )


def _try(path: Path, threads: int, name: str) -> tuple[Session | None, str]:
    """The session on provider `name`, and why it is not wholly there (empty if it is)."""
    if name not in available_providers():
        return None, "this onnxruntime is built without it"
    if name == "cpu":
        try:
            return _load(path, threads, name, whole=False), ""
        except Exception as error:
            raise VoiceError(
                f"'{path.name}' is damaged or no ONNX graph: {_one_line(error)}",
                where=str(path),
                hint="install the voice again",
            ) from error
    try:
        return _load(path, threads, name, whole=True), ""
    except Exception as error:
        reason = _one_line(error)
    try:
        return _load(path, threads, name, whole=False), f"part of the graph is on cpu ({reason})"
    except Exception as error:
        return None, _one_line(error)


def _load(path: Path, threads: int, name: str, *, whole: bool) -> Session:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 4
    # Spinning threads of several sessions cost three times the CPU beside a game.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if name == "directml":
        options.enable_mem_pattern = False
    if whole:
        options.add_session_config_entry("session.disable_cpu_ep_fallback", "1")
    with _exclusive(name):
        native = onnxruntime.InferenceSession(
            str(path), sess_options=options, providers=[PROVIDERS[name]]
        )
    if PROVIDERS[name] not in native.get_providers():
        raise RuntimeError("onnxruntime dropped the provider")
    return Session(native, path, name, partial=name != "cpu" and not whole)


def _exclusive(provider: str) -> contextlib.AbstractContextManager[Any]:
    return _directml_lock if provider == "directml" else contextlib.nullcontext()


def _used(session: Session) -> str:
    return f"{session.provider}+cpu" if session.partial else session.provider


def _say(fallback: Fallback) -> None:
    _fallbacks.append(fallback)
    _log.warning("%s", fallback)


def _tensor(node: Any) -> Tensor:
    shape = tuple(-1 if axis is None else axis for axis in node.shape)
    return Tensor(node.name, node.type, shape)


def _one_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
