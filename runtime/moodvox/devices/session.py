"""One graph that can be run, wherever it is loaded; it outlives a provider that dies."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from moodvox.devices import fallbacks
from moodvox.devices.native import Native, Node
from moodvox.devices.providers import PROVIDERS
from moodvox.devices.shapes import Axes, Tensor, sizes_in, within
from moodvox.errors import EngineError, VoiceError, nearest

MOST_SHAPES = 24
"""Sessions of fixed shape of one graph; for more sizes the CPU must do."""

_log = logging.getLogger("moodvox.devices")
_one_at_a_time = threading.RLock()
"""DirectML crashes when two runs meet in one process, of whatever sessions; loading counts too."""

Load = Callable[[Mapping[str, int]], Native]
"""Load the graph with these axes fixed."""


@dataclass(eq=False)
class Place:
    """A graph on one provider.

    Attributes:
        provider: our word.
        partial: whether a part of the graph was left to the CPU.
        native: the session, or with `load` the one for the usual sizes.
        load: makes sessions for other sizes, where the provider wants them fixed.
        profiled_for: sizes outside of it would have an engine built again; empty = any size.
    """

    provider: str
    partial: bool
    native: Native
    load: Load | None = None
    fixed: tuple[str, ...] = ()
    profiled_for: Axes = field(default_factory=dict)
    shaped: dict[tuple[int, ...], Native] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.provider}+cpu" if self.partial else self.provider

    def takes(self, sizes: Mapping[str, int]) -> bool:
        """Whether it runs these sizes without building something anew that takes minutes."""
        return within(sizes, self.profiled_for)

    def run(
        self,
        outputs: Sequence[str] | None,
        feeds: Mapping[str, NDArray[Any]],
        sizes: Mapping[str, int],
    ) -> list[NDArray[Any]]:
        with exclusive(self.provider):
            return list(self._native_for(sizes).run(outputs, dict(feeds)))

    def natives(self) -> list[Native]:
        return list({id(one): one for one in (self.native, *self.shaped.values())}.values())

    def _native_for(self, sizes: Mapping[str, int]) -> Native:
        if self.load is None:
            return self.native
        key = tuple(sizes[axis] for axis in self.fixed)
        if key not in self.shaped:
            if len(self.shaped) >= MOST_SHAPES:
                raise RuntimeError(f"more than {MOST_SHAPES} shapes")
            self.shaped[key] = self.load({axis: sizes[axis] for axis in self.fixed})
        return self.shaped[key]


@dataclass(frozen=True)
class Face:
    """What a graph takes, gives and says of itself, with no axis fixed."""

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    metadata: Mapping[str, str]

    @classmethod
    def of(cls, native: Native) -> Face:
        return cls(
            tuple(_tensor(node) for node in native.get_inputs()),
            tuple(_tensor(node) for node in native.get_outputs()),
            dict(native.get_modelmeta().custom_metadata_map),
        )


class Session:
    """One graph, loaded. Safe to run from several threads. Made by `open_session`.

    When its provider fails in a run that the CPU can do, the CPU does it, now and from
    then on, and it is said. What graphs carry from run to run travels in their inputs,
    so the caller gets what it would have got.

    Attributes:
        path: the graph's file.
        inputs, outputs: in the graph's order.
        metadata: what the graph's maker wrote into it.
    """

    def __init__(
        self, path: Path, face: Face, place: Place, *, on_cpu: Callable[[], Place]
    ) -> None:
        self.path = path
        self.inputs = face.inputs
        self.outputs = face.outputs
        self.metadata = dict(face.metadata)
        self._place = place
        self._on_cpu = on_cpu
        self._stand_in: Place | None = None
        self._changing = threading.Lock()
        self._has_axes = any(isinstance(axis, str) for one in self.inputs for axis in one.shape)

    @property
    def provider(self) -> str:
        """The one in use, our word."""
        return self._place.provider

    @property
    def partial(self) -> bool:
        """Whether the provider left a part of the graph to the CPU."""
        return self._place.partial

    @property
    def used(self) -> str:
        """The providers in use, for people."""
        return self._place.name

    def shape_of(self, name: str) -> tuple[int | str, ...]:
        """Axes of the input or output `name`.

        Raises:
            VoiceError: the graph has none of that name.
        """
        for one in (*self.inputs, *self.outputs):
            if one.name == name:
                return one.shape
        known = [one.name for one in (*self.inputs, *self.outputs)]
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
            EngineError: a feed is missing or of a wrong type or shape, or the CPU failed.
        """
        place = self._place
        on_cpu = place.provider == "cpu"
        sizes = {} if on_cpu or not self._has_axes else sizes_in(self.inputs, feeds)
        try:
            if not place.takes(sizes):
                return self._stand().run(outputs, feeds, sizes)
            return place.run(outputs, feeds, sizes)
        except Exception as error:
            fault = EngineError(fallbacks.one_line(error), where=self.path.name)
            if on_cpu:
                raise fault from error
            return self._again(place, outputs, feeds, fault, error)

    def move(self, place: Place) -> None:
        """Go on at another place; what is there now stands in where that one cannot."""
        with self._changing:
            self._stand_in, self._place = self._place, place
        _log.info("%s runs on %s now", self.path.name, place.name)

    def end_profiles(self) -> list[Path]:
        """See `profiling.Profiled`."""
        places = [self._place, *([self._stand_in] if self._stand_in else [])]
        return [Path(one.end_profiling()) for place in places for one in place.natives()]

    def _again(
        self,
        place: Place,
        outputs: Sequence[str] | None,
        feeds: Mapping[str, NDArray[Any]],
        fault: EngineError,
        cause: BaseException,
    ) -> list[NDArray[Any]]:
        """Do on the CPU what failed elsewhere; if that fails too, the feeds are at fault."""
        try:
            cpu = self._cpu()
            results = cpu.run(outputs, feeds, {})
        except Exception:
            raise fault from cause
        with self._changing:
            if self._place is place:
                self._place, self._stand_in = cpu, None
                reason = f"it failed while running ({fault.message})"
                fallbacks.say(fallbacks.Fallback(self.path.name, place.provider, cpu.name, reason))
        return results

    def _stand(self) -> Place:
        """What runs the sizes that the present place is not made for."""
        return self._stand_in or self._cpu()

    def _cpu(self) -> Place:
        with self._changing:
            if self._place.provider == "cpu":
                return self._place  # another thread was here first
            if self._stand_in is None or self._stand_in.provider != "cpu":
                self._stand_in = self._on_cpu()
            return self._stand_in


def exclusive(provider: str) -> contextlib.AbstractContextManager[Any]:
    """Held while a provider that can do one thing at a time does it."""
    known = PROVIDERS.get(provider)
    return _one_at_a_time if known and known.one_at_a_time else contextlib.nullcontext()


def _tensor(node: Node) -> Tensor:
    """An input or output as onnxruntime tells of it."""
    return Tensor(node.name, node.type, tuple(-1 if axis is None else axis for axis in node.shape))
