"""A learned vocoder as a graph, and an imported voice that has it."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import msgspec
import numpy as np
import onnx
import torch

from moodvox.devices import Session, open_session
from moodvox.voices.manifest import MANIFEST_FILE, TierFiles
from moodvox.voices.pack import VoicePack
from moodvox.voices.presets import Preset
from moodvox.voices.write import write_pack
from moodvox_export.emotivoice.vocoder import Vocoder, VocoderStep
from moodvox_export.shipping.graphs import OPSET, ParityError

LEARNED = "render_learned.onnx"
STREAMED = 1e-4
"""Largest difference between a line in steps and at once, of full scale."""
CUTS = (17, 3, 13, 1, 30)


def graph_of(vocoder: Vocoder) -> tuple[bytes, float]:
    """The graph, and how far a line in steps is from torch's whole line.

    Raises:
        ParityError: further than `STREAMED`.
    """
    step = VocoderStep(vocoder).eval()
    size = step.pieces.size
    inputs = (torch.randn(2, 5, size.bands), torch.ones(2, 5, 1), torch.zeros(2, step.state_size))
    axes = {name: {0: "B", 1: "N"} for name in ("mel", "mask")}
    axes |= {"samples": {0: "B", 1: "S"}, "state": {0: "B"}, "next_state": {0: "B"}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / LEARNED
        with torch.no_grad(), warnings.catch_warnings():
            # The newer exporter needs one more package and gives the same graph.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                step, inputs, str(path), input_names=["mel", "mask", "state"],
                output_names=["samples", "next_state"], dynamic_axes=axes,
                opset_version=OPSET, dynamo=False,
            )  # fmt: skip
        graph = onnx.load(path)
        onnx.helper.set_model_props(graph, {"delay_hops": str(step.delay_hops)})
        for value in graph.graph.output:
            if value.name == "next_state":
                value.type.tensor_type.shape.dim[1].dim_value = step.state_size
        onnx.save(graph, path)
        apart = _streamed(vocoder.eval(), step, open_session(path))
        if not apart <= STREAMED:
            raise ParityError(f"in steps a line is {apart:.1e} off", where=LEARNED)
        return path.read_bytes(), apart


@torch.no_grad()
def _streamed(vocoder: Vocoder, step: VocoderStep, session: Session) -> float:
    hops, size = sum(CUTS), step.pieces.size
    rng = np.random.default_rng(1)
    mel = rng.standard_normal((1, hops + step.delay_hops, size.bands)).astype(np.float32)
    mask = np.ones((1, len(mel[0]), 1), np.float32)
    mask[:, hops:] = 0.0
    whole = vocoder(torch.from_numpy(mel[:, :hops]), torch.from_numpy(mask[:, :hops]))[0]
    state = np.zeros((1, step.state_size), np.float32)
    blocks, at = [], 0
    for cut in (*CUTS, step.delay_hops):
        here = slice(at, at + cut)
        feeds = {"mel": mel[:, here], "mask": mask[:, here], "state": state}
        samples, state = session.run(["samples", "next_state"], feeds)
        blocks.append(samples[0])
        at += cut
    found = np.concatenate(blocks)[step.delay_hops * size.hop :]
    return float(np.abs(found - np.clip(whole.numpy(), -1.0, 1.0)).max())


def with_vocoder(pack: VoicePack, out: Path, graph: bytes, note: str) -> VoicePack:
    """`pack` with `graph` as the vocoder of its tier `fast`, written to `out`."""
    manifest = pack.manifest
    old = manifest.tiers.get("fast", manifest.tiers["quality"])
    tiers = {**manifest.tiers, "fast": msgspec.structs.replace(old, render=LEARNED)}
    used = {name for tier in tiers.values() for name in _files(tier)}
    dropped = set(_files(old)) - used
    made = {MANIFEST_FILE, manifest.speakers_file, manifest.presets_file, *dropped}
    files: dict[str, bytes | Path] = {
        name: pack.path(name) for name in manifest.files if name not in made
    }
    files[LEARNED] = graph
    if manifest.training_file:
        card = pack.path(manifest.training_file).read_text("utf-8").rstrip()
        told = f"The vocoder of the tier `fast` was learned from the voice's own: {note}."
        files[manifest.training_file] = f"{card}\n\n{told}\n".encode()
    return write_pack(
        out,
        msgspec.structs.replace(manifest, name=out.name, tiers=tiers),
        speakers=pack.speakers.rows,
        presets=presets_of(pack),
        files=files,
    )


def presets_of(pack: VoicePack) -> dict[str, Preset]:
    """The pack's emotions as they are written."""
    table = pack.path(pack.manifest.presets_file).read_bytes()
    return msgspec.json.decode(table, type=dict[str, Preset])


def _files(tier: TierFiles) -> list[str]:
    return [tier.plan, tier.render, *tier.others.values()]
