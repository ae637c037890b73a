"""Torch modules to ONNX graphs, and the proof that both give the same.

An export is not finished until the graph, opened in a fresh session, gives what torch
gives, streamed in steps and whole.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from moodvox.devices import open_session
from moodvox.errors import EngineError
from moodvox.models.own.layout import HOP_COLUMNS
from moodvox_export.nets.acoustic import PLACE_FEATURES, AcousticSize, PhonemeEncoder
from moodvox_export.nets.plan import PlanGraph
from moodvox_export.nets.render import RenderStep

OPSET = 17
HALVED_FROM = 2048
"""Weights with fewer values stay float32."""

PARITY = 1e-3
"""Largest difference allowed, as a share of the largest value of an output."""


class ParityError(EngineError):
    """A graph does not give what the module gives."""

    code = "parity"


def export_plan(encoder: PhonemeEncoder, size: AcousticSize, path: Path) -> dict[str, float]:
    """Write `plan.onnx` and check it against torch: see `check_parity`."""
    phonemes = 12
    inputs = (
        torch.randint(1, size.symbols, (2, 1, phonemes)),
        torch.rand(2, 1, phonemes, size.features),
        torch.randn(2, size.speaker) / 4,
        torch.randn(2, 1, phonemes, size.emotion) / 4,
    )
    names = ["ids", "features", "speaker", "emotion"]
    outputs = ["hidden", "prosody"]
    axes = {name: {0: "B", 2: "P"} for name in [*names, *outputs]}
    axes["speaker"] = {0: "B"}
    axes["emotion"] = {0: "B", 2: "Q"}
    plan = PlanGraph(encoder)
    _export(plan, inputs, path, names, outputs, axes)
    return check_parity(plan, inputs, path, names, outputs)


def export_render(step: RenderStep, path: Path) -> dict[str, float]:
    """Write `render.onnx`, with delay and grid in the metadata, and check it against torch."""
    hops = 10
    wide = step.decoder.hidden_channels
    inputs = (
        torch.randn(2, hops, wide),
        torch.rand(2, hops, PLACE_FEATURES),
        torch.rand(2, hops, HOP_COLUMNS),
        torch.ones(2, hops, 1),
        torch.randn(2, *step.state_shape) / 4,
    )
    names = ["hidden", "place", "pitch", "mask", "state"]
    outputs = ["real", "imaginary", "pulse", "breath", "next_state"]
    axes = {name: {0: "B", 1: "N"} for name in names[:4]}
    axes |= {name: {0: "columns"} for name in outputs[:4]}
    axes |= {"state": {0: "B"}, "next_state": {0: "B"}}
    _export(step, inputs, path, names, outputs, axes)
    graph = onnx.load(path)
    told = {"delay_hops": step.delay_hops, "column_samples": step.grid.column_samples}
    onnx.helper.set_model_props(graph, {name: str(value) for name, value in told.items()})
    onnx.save(graph, path)
    return check_parity(step, inputs, path, names, outputs)


def _export(
    module: nn.Module,
    inputs: tuple[Tensor, ...],
    path: Path,
    names: list[str],
    outputs: list[str],
    axes: dict[str, dict[int, str]],
) -> None:
    module.eval()
    with torch.no_grad(), warnings.catch_warnings():
        # The newer exporter needs one more package and gives the same graph.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module, inputs, str(path), input_names=names, output_names=outputs,
            dynamic_axes=axes, opset_version=OPSET, dynamo=False,
        )  # fmt: skip


def check_parity(
    module: nn.Module,
    inputs: tuple[Tensor, ...],
    path: Path,
    names: list[str],
    outputs: list[str],
    limit: float = PARITY,
) -> dict[str, float]:
    """Largest difference of every output as a share of its largest value.

    Raises:
        ParityError: one is above `limit`.
    """
    with torch.no_grad():
        wanted = [value.numpy() for value in module(*inputs)]
    given = open_session(path).run(
        None, {name: value.numpy() for name, value in zip(names, inputs, strict=True)}
    )
    shares = {
        name: _share(want, give) for name, want, give in zip(outputs, wanted, given, strict=True)
    }
    for name, share in shares.items():
        if not share <= limit:
            raise ParityError(f"'{name}' differs by {share:.2e} of its peak", where=path.name)
    return shares


def _share(want: NDArray[np.float32], give: NDArray[np.float32]) -> float:
    return float(np.abs(want - give).max() / (np.abs(want).max() + 1e-9))


def halve(source: Path, target: Path) -> None:
    """Store large weights as float16 and widen them when the graph is loaded.

    Half the file, the same speed: onnxruntime folds the casts away. INT8 with activation
    scales taken at run time is no choice for a stream: the scale would depend on how the
    line is cut, and so would the samples.
    """
    model = onnx.load(source)
    graph = model.graph
    casts = []
    for tensor in list(graph.initializer):
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < HALVED_FROM:
            continue
        half = onnx.numpy_helper.from_array(values.astype(np.float16), f"{tensor.name}.half")
        graph.initializer.remove(tensor)
        graph.initializer.append(half)
        casts.append(
            onnx.helper.make_node("Cast", [half.name], [tensor.name], to=onnx.TensorProto.FLOAT)
        )
    for cast in reversed(casts):
        graph.node.insert(0, cast)
    onnx.checker.check_model(model)
    onnx.save(model, target)
