"""Which sizes the axes of a graph will take: for profiles, fixed shapes and warming up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Tensor:
    """An input or output of a graph. An axis without a fixed size is its name or -1."""

    name: str
    type: str
    shape: tuple[int | str, ...]


@dataclass(frozen=True)
class Sizes:
    """What a named axis of a graph can be.

    Attributes:
        listed: it comes in few sizes; providers that want fixed shapes get a session for
            each. Otherwise it is left open.
    """

    least: int
    usual: int
    most: int
    listed: bool = True


Axes = Mapping[str, Sizes]
"""By the axis' name in the graph."""

NUMBERS: dict[str, Any] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(int8)": np.int8,
    "tensor(uint8)": np.uint8,
    "tensor(bool)": np.bool_,
}


def sizes_in(tensors: Sequence[Tensor], feeds: Mapping[str, NDArray[Any]]) -> dict[str, int]:
    """The named axes of a graph's inputs as `feeds` have them."""
    return {
        axis: feeds[tensor.name].shape[place]
        for tensor in tensors
        if tensor.name in feeds and feeds[tensor.name].ndim == len(tensor.shape)
        for place, axis in enumerate(tensor.shape)
        if isinstance(axis, str)
    }


def within(sizes: Mapping[str, int], axes: Axes) -> bool:
    """Whether a profile made for `axes` takes these sizes."""
    return all(
        axes[axis].least <= size <= axes[axis].most for axis, size in sizes.items() if axis in axes
    )


def usual_feeds(tensors: Sequence[Tensor], axes: Axes) -> dict[str, NDArray[Any]] | None:
    """Zeros of the usual sizes; None if a size or type is not known."""
    feeds: dict[str, NDArray[Any]] = {}
    for tensor in tensors:
        shape = [
            axis if isinstance(axis, int) else axes[axis].usual if axis in axes else -1
            for axis in tensor.shape
        ]
        if min(shape, default=0) < 0 or tensor.type not in NUMBERS:
            return None
        feeds[tensor.name] = np.zeros(shape, NUMBERS[tensor.type])
    return feeds


def profile(tensors: Sequence[Tensor], axes: Axes, which: str) -> str:
    """``hidden:1x4x192,mask:1x4x1``: the shapes of all inputs, `which` of `Sizes`.

    Empty if an axis has no sizes: then the provider makes its own profiles as it goes.
    """
    shapes = []
    for tensor in tensors:
        numbers = []
        for axis in tensor.shape:
            if isinstance(axis, str) and axis in axes:
                numbers.append(str(getattr(axes[axis], which)))
            elif isinstance(axis, int) and axis > 0:
                numbers.append(str(axis))
            else:
                return ""
        shapes.append(f"{tensor.name}:{'x'.join(numbers)}")
    return ",".join(shapes)
