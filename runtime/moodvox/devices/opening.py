"""Opening a graph: providers in the order asked for, and nobody is left in the dark."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from moodvox.devices import fallbacks, native, profiling, timing
from moodvox.devices.engines import engine_folder, prepared
from moodvox.devices.fallbacks import Fallback, one_line
from moodvox.devices.native import Native
from moodvox.devices.options import gpu_first, loading_for
from moodvox.devices.providers import (
    CPU,
    DEFAULT_PROVIDERS,
    Wish,
    available_providers,
    parse_wish,
)
from moodvox.devices.session import Face, Place, Session, exclusive
from moodvox.devices.shapes import Axes, usual_feeds
from moodvox.errors import EngineError, VoiceError

_open_sessions: weakref.WeakSet[Session] = weakref.WeakSet()
_registry_lock = threading.Lock()


@dataclass(frozen=True)
class DeviceReport:
    """What `moodvox doctor` shows. Providers in our words.

    Attributes:
        runtime_version: onnxruntime's version.
        available: providers that can be asked for here.
        in_use: providers of the sessions open now.
        fallbacks: every fallback since the process began.
    """

    runtime_version: str
    available: tuple[str, ...]
    in_use: tuple[str, ...]
    fallbacks: tuple[Fallback, ...]


def describe() -> DeviceReport:
    """The providers of this process and every fallback so far."""
    with _registry_lock:
        in_use = {session.used for session in _open_sessions}
    return DeviceReport(
        runtime_version=native.version(),
        available=available_providers(),
        in_use=tuple(sorted(in_use)),
        fallbacks=fallbacks.known(),
    )


def open_session(
    path: Path,
    *,
    threads: int = 1,
    providers: Sequence[str] | None = None,
    axes: Axes | None = None,
) -> Session:
    """Load the ONNX graph at `path`.

    A provider that has to build an engine first does so in a thread of its own, while
    the next one in the list (or the CPU) serves.

    Args:
        threads: compute threads of this session.
        providers: what to try in this order: ``cuda``, ``directml:device=1``, ``gpu`` for
            whatever this system may have; None is `DEFAULT_PROVIDERS`.
        axes: the sizes that named axes of the graph take, where they are known.

    Raises:
        VoiceError: the file is missing or is no valid graph.
        EngineError: none of `providers` could take it.
        InputError: a provider's name or setting is unknown.
    """
    wishes = wanted(providers)
    if not path.is_file():
        raise VoiceError(f"missing file '{path.name}'", where=str(path))
    opening = _Opening(path, threads, axes or {})
    reasons: list[str] = []
    for place_in_line, wish in enumerate(wishes):
        if wish.provider.builds and wish.word in available_providers() and not profiling.prefix():
            session = _serve_meanwhile(opening, wish, wishes[place_in_line + 1 :])
        else:
            place, reason = opening.try_on(wish)
            if reason:
                reasons.append(f"{wish.word}: {reason}")
            if place is None:
                continue
            session = Session(path, opening.face, place, on_cpu=opening.on_cpu)
        if reasons:
            fallbacks.say(Fallback(path.name, wishes[0].word, session.used, "; ".join(reasons)))
        with _registry_lock:
            _open_sessions.add(session)
        profiling.watch(session)
        return session
    raise EngineError(
        f"no provider could take it ({'; '.join(reasons) or 'none was given'})",
        where=str(path),
        hint="add 'cpu' to the providers",
    )


def wanted(providers: Sequence[str] | None) -> list[Wish]:
    """What is asked for, each once; ``gpu`` stands for whatever this system may have.

    Raises:
        InputError: a provider's name or setting is unknown.
    """
    words: list[str] = []
    for text in DEFAULT_PROVIDERS if providers is None else providers:
        if text == "gpu" or text.startswith("gpu:"):
            here = available_providers()
            words += [text.replace("gpu", word, 1) for word in gpu_first() if word in here]
        else:
            words.append(text)
    return list(dict.fromkeys(parse_wish(word) for word in words))


@dataclass(eq=False)
class _Opening:
    """Everything about a graph that is the same on each provider."""

    path: Path
    threads: int
    axes: Axes
    _face: Face | None = None

    @property
    def face(self) -> Face:
        """What the graph itself says, which a session of fixed shape does not."""
        if self._face is None:
            self.on_cpu()
        if self._face is None:
            raise RuntimeError("a loaded graph has a face")
        return self._face

    def on_cpu(self) -> Place:
        """The graph on the CPU.

        Raises:
            VoiceError: it is no valid graph.
        """
        try:
            loaded = self._load(Wish("cpu"), {}, whole=False)
        except Exception as error:
            raise VoiceError(
                f"'{self.path.name}' is damaged or no ONNX graph: {one_line(error)}",
                where=str(self.path),
                hint="install the voice again",
            ) from error
        self._face = Face.of(loaded)
        return Place("cpu", False, loaded)

    def try_on(self, wish: Wish) -> tuple[Place | None, str]:
        """The graph on a provider, and why it is not wholly there (empty if it is)."""
        if wish.word == "cpu":
            return self.on_cpu(), ""
        if wish.word not in available_providers():
            return None, "this onnxruntime is built without it"
        try:
            return self._place(wish, whole=True), ""
        except Exception as error:
            reason = one_line(error)
        try:
            place = self._place(wish, whole=False)
        except Exception as error:
            return None, one_line(error)
        return place, f"part of the graph is elsewhere ({reason})"

    def _place(self, wish: Wish, *, whole: bool) -> Place:
        """Load and run once: some providers fail only then."""
        fixed = self._fixed_axes(wish)
        usual = {axis: self.axes[axis].usual for axis in fixed}
        loaded = self._load(wish, usual, whole=whole)
        place = Place(wish.word, not whole, loaded)
        if fixed:
            place.load = partial(self._load_shape, wish, whole)
            place.fixed = fixed
            place.shaped[tuple(usual.values())] = loaded
        if wish.provider.builds:
            place.profiled_for = self.axes
        feeds = usual_feeds(self.face.inputs, self.axes)
        if feeds is not None:
            place.run(None, feeds, usual)
        return place

    def _load_shape(self, wish: Wish, whole: bool, sizes: Mapping[str, int]) -> Native:
        return self._load(wish, sizes, whole=whole)

    def _fixed_axes(self, wish: Wish) -> tuple[str, ...]:
        if not wish.provider.fixed_shapes:
            return ()
        used = {axis for one in self.face.inputs for axis in one.shape if isinstance(axis, str)}
        return tuple(axis for axis in sorted(used) if axis in self.axes and self.axes[axis].listed)

    def _load(self, wish: Wish, sizes: Mapping[str, int], *, whole: bool) -> Native:
        keeps_engines = wish.word in ("tensorrt", "tensorrt-rtx", "coreml", "openvino")
        loading = loading_for(
            wish,
            threads=self.threads,
            inputs=self.face.inputs if wish.word != "cpu" else (),
            axes=self.axes,
            engines=prepared(engine_folder(self.path, wish)) if keeps_engines else Path(),
            sizes=sizes,
            whole=whole,
            profile_prefix=profiling.prefix(),
        )
        missing = native.missing_cuda() if wish.provider.cuda else ()
        with exclusive(wish.word):
            loaded = native.load(self.path, loading)
        if wish.word == "windowsml" and set(loaded.get_providers()) <= {CPU}:
            raise RuntimeError("the system has chosen the CPU")
        if wish.provider.native and wish.provider.native not in loaded.get_providers():
            raise RuntimeError(_dropped(missing))
        return timing.clocked(self.path, loaded)


def _dropped(missing: Sequence[str]) -> str:
    """Why onnxruntime goes on without the provider."""
    if not missing:
        return "onnxruntime dropped it: no driver or no device for it was found"
    return (
        f"libraries are missing: {', '.join(missing)} "
        "(pip install 'onnxruntime-gpu[cuda,cudnn]', or a torch for the same CUDA)"
    )


def _serve_meanwhile(opening: _Opening, wish: Wish, rest: Sequence[Wish]) -> Session:
    """A session on the first of `rest` that works, which moves to `wish` when that is built."""
    place = None
    for other in rest:
        if not other.provider.builds:
            place, _ = opening.try_on(other)
        if place is not None:
            break
    session = Session(opening.path, opening.face, place or opening.on_cpu(), on_cpu=opening.on_cpu)

    def build() -> None:
        built, reason = opening.try_on(wish)
        if reason:
            used = built.name if built else session.used
            fallbacks.say(Fallback(opening.path.name, wish.word, used, reason))
        if built is not None:
            session.move(built)

    threading.Thread(target=build, name=f"build-{opening.path.name}", daemon=True).start()
    return session
