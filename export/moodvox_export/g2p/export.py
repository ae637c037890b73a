"""Write `runtime/moodvox/phonemes/data/g2p.onnx` and `g2p.json` from a trained net.

    python -m moodvox_export.g2p.export --work work/g2p

The weights of the MatMuls are stored as INT8 with one scale for each output channel and
turned back when the session opens (constant folding), so that the file is small and a
word's answer does not hang on the words beside it, as it would with dynamic
quantisation. The export is finished only when the graph, opened afresh, agrees with
torch: fp32 within 1e-4, and INT8 with at most `MAX_INT8_LOSS` points more phonemes wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch

from moodvox.devices import open_session
from moodvox.phonemes.dictionary import DATA, Dictionary
from moodvox.phonemes.g2p import GRAPH, LetterReader, encode
from moodvox_export.g2p.net import LetterNet
from moodvox_export.g2p.score import Score, score
from moodvox_export.g2p.split import clean_words, part_of

OPSET = 17
MAX_INT8_LOSS = 0.1
FORBIDDEN = frozenset({"ConvTranspose", "Loop", "If", "Scan", "NonZero"})


def export_fp32(net: LetterNet, path: Path) -> None:
    """The net as a graph with free axes B (words) and L (letters), checked against torch."""
    net.eval()
    letters = torch.from_numpy(encode(["moodvox", "a", "xylophar's"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net, (letters,), str(path), dynamo=False, opset_version=OPSET,
            input_names=["letters"], output_names=["scores"],
            dynamic_axes={"letters": {0: "B", 1: "L"}, "scores": {0: "B", 1: "LS"}},
        )  # fmt: skip
    graph = onnx.load(path)
    onnx.checker.check_model(graph, full_check=True)
    if found := FORBIDDEN & {node.op_type for node in graph.graph.node}:
        raise SystemExit(f"the graph has {sorted(found)}, which not every device runs")
    session = open_session(path, threads=1, providers=["cpu"])
    for words in (["moodvox", "a", "xylophar's"], ["pneumonoultramicroscopicsilicovo"], ["o'"]):
        ids = encode(words)
        with torch.no_grad():
            wanted = net(torch.from_numpy(ids)).numpy()
        given = np.asarray(session.run(None, {"letters": ids})[0])
        apart = float(np.abs(given - wanted).max())
        if apart > 1e-4 * max(1.0, float(np.abs(wanted).max())):
            raise SystemExit(f"graph and torch differ by {apart} on {words}")


def pack_weights(graph: onnx.ModelProto) -> None:
    """Store the weights of the MatMuls as INT8, in place."""
    tensors = {tensor.name: tensor for tensor in graph.graph.initializer}
    readers = [node for node in graph.graph.node if node.op_type in ("MatMul", "Identity")]
    used = {name for node in readers for name in node.input[-1:] if name in tensors}
    unpacking = []
    for name in sorted(used):
        weight = onnx.numpy_helper.to_array(tensors[name])
        if weight.ndim != 2:
            continue
        scale = np.maximum(np.abs(weight).max(0) / 127.0, 1e-12).astype(np.float32)
        small = np.round(weight / scale).astype(np.int8)
        graph.graph.initializer.remove(tensors[name])
        for suffix, array in (("_int8", small), ("_scale", scale)):
            graph.graph.initializer.append(onnx.numpy_helper.from_array(array, name + suffix))
        unpacking += [
            onnx.helper.make_node("Cast", [f"{name}_int8"], [f"{name}_float"], to=1),
            onnx.helper.make_node("Mul", [f"{name}_float", f"{name}_scale"], [name]),
        ]
    nodes = list(graph.graph.node)
    del graph.graph.node[:]
    graph.graph.node.extend([*unpacking, *nodes])
    onnx.checker.check_model(graph, full_check=True)


def judge_graph(path: Path, words: Sequence[str], dictionary: Dictionary) -> Score:
    """Score a graph through the run time's own reader."""
    reader = LetterReader(open_session(path, threads=1, providers=["cpu"]))
    return score(reader.read(words), [dictionary.variants(word) for word in words])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--work", type=Path, required=True, help="folder of `train`")
    parser.add_argument("--out", type=Path, default=GRAPH)
    options = parser.parse_args()
    torch.set_num_threads(1)
    state = torch.load(options.work / "checkpoint.pt", weights_only=True)
    net = LetterNet()
    net.load_state_dict(state["mean"])
    dictionary = Dictionary.bundled()
    words = clean_words(dictionary)
    held_out = [word for word in words if part_of(word) == "held_out"]
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "fp32.onnx", Path(folder) / "int8.onnx"
        export_fp32(net, plain)
        packed = onnx.load(plain)
        pack_weights(packed)
        onnx.save(packed, small)
        fp32, int8 = (judge_graph(path, held_out, dictionary) for path in (plain, small))
        if int8.per > fp32.per + MAX_INT8_LOSS:
            raise SystemExit(f"INT8 costs too much: {int8} against {fp32}")
        options.out.write_bytes(small.read_bytes())
    card = {
        "what": "letters -> ARPAbet with stress; CTC over two slots a letter",
        "made_by": state["command"],
        "seed": state["seed"],
        "steps": state["step"],
        "parameters": sum(p.numel() for p in net.parameters()),
        "data": {
            "file": DATA.name,
            "sha256": hashlib.sha256(DATA.read_bytes()).hexdigest(),
            "licence": "CMUDICT_LICENSE.txt",
            "trained_words": sum(part_of(word) == "trained" for word in words),
            "held_out_rule": "crc32(word) % 100 < 5, of the words that split.clean_words keeps",
        },
        "held_out": {"int8": asdict(int8), "fp32": asdict(fp32)},
        "graph_sha256": hashlib.sha256(options.out.read_bytes()).hexdigest(),
        "licence": "Apache-2.0",
    }
    options.out.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n", "utf-8")
    print(json.dumps(card, indent=2))


if __name__ == "__main__":
    main()
