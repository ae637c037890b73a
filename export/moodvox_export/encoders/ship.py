"""An encoder as an ONNX graph, and the proof that it gives what torch gives."""

from __future__ import annotations

import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch

from moodvox.devices import open_session
from moodvox.enrolment.encoder import INPUT, OUTPUTS
from moodvox.enrolment.mel import BANDS, COLUMNS_PER_S, DEFINITION
from moodvox_export.encoders.net import Encoder
from moodvox_export.shipping.graphs import OPSET, ParityError, halve

PARITY = 1e-3
"""Of torch and the graph in single precision, in units of a vector's numbers."""

HALF_PARITY = 0.03
"""With weights stored in half precision: a thirtieth of a deviation over speakers."""


def ship(net: Encoder, kind: str, path: Path) -> dict[str, float]:
    """Write the graph to `path`; how far it is from torch, its size and its speed.

    Raises:
        ParityError: it does not give what torch gives.
    """
    output = OUTPUTS[kind]  # type: ignore[index]
    net.eval()
    with tempfile.TemporaryDirectory() as scratch:
        full, half = Path(scratch) / "full.onnx", Path(scratch) / "half.onnx"
        with torch.no_grad(), warnings.catch_warnings():
            # The newer exporter needs one more package and gives the same graph.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                net, (torch.randn(2, BANDS, 300),), str(full), input_names=[INPUT],
                output_names=[output],
                dynamic_axes={INPUT: {0: "B", 2: "T"}, output: {0: "B"}},
                opset_version=OPSET, dynamo=False,
            )  # fmt: skip
        graph = onnx.load(full)
        graph.graph.output[0].type.tensor_type.shape.dim[1].dim_value = net.size.vector
        onnx.helper.set_model_props(graph, {"mel": DEFINITION, "kind": kind})
        onnx.save(graph, full)
        halve(full, half)
        figures = {
            "parity": _apart(net, full, output, PARITY),
            "parity_half": _apart(net, half, output, HALF_PARITY),
            "bytes": float(half.stat().st_size),
            "ms_for_10_s": _milliseconds(half, output),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(half.read_bytes())
        part.replace(path)
    return figures


def _apart(net: Encoder, path: Path, output: str, limit: float) -> float:
    """Largest difference between torch and the graph, for several lengths and batches."""
    session = open_session(path)
    worst = 0.0
    torch.manual_seed(1)
    for batch, length in ((1, 150), (1, 1000), (3, 437)):
        mel = torch.randn(batch, BANDS, length) * 3.0 - 5.0
        with torch.no_grad():
            wanted = net(mel).numpy()
        (given,) = session.run([output], {INPUT: mel.numpy()})
        worst = max(worst, float(np.abs(wanted - given).max()))
    if not worst <= limit:
        raise ParityError(f"'{output}' differs by {worst:.2e}", where=path.name)
    return worst


def _milliseconds(path: Path, output: str) -> float:
    """The shortest of some runs over 10 s of speech, on one thread."""
    session = open_session(path)
    mel = np.random.default_rng(1).normal(-5, 3, (1, BANDS, int(10 * COLUMNS_PER_S) + 1))
    feeds = {INPUT: mel.astype(np.float32)}
    times = []
    for _ in range(12):
        began = time.perf_counter()
        session.run([output], feeds)
        times.append(time.perf_counter() - began)
    return min(times) * 1e3
