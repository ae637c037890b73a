"""The torch reference is the original's computation; imported graphs give what it gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from importing import checkouts
from moodvox.devices import open_session
from moodvox.importing.emotivoice.acoustic import decode_graph, plan_graph
from moodvox.importing.emotivoice.config import read_config
from moodvox.importing.emotivoice.vocoder import render_graph
from moodvox.importing.emotivoice.weights import read_weights
from moodvox.importing.torchfile import read_torch
from moodvox.models.emotivoice.model import whole_hops
from moodvox_export.emotivoice import fullsize
from moodvox_export.emotivoice.reference import Reference

CONFIG = read_config(checkouts.TINY / "config/joint/config.yaml")


@pytest.mark.parametrize("title", checkouts.CASES)
def test_the_reference_is_the_original(title: str) -> None:
    tensors = checkouts.generator()
    if title == "zero_dur":
        tensors = checkouts.silenced(tensors)
    reference = Reference({k: torch.from_numpy(v) for k, v in tensors.items()}, CONFIG)
    arrays = checkouts.case(title)
    with torch.inference_mode():
        spoken = reference.speak(
            torch.from_numpy(arrays["ids"][0]),
            int(arrays["speaker"][0]),
            torch.from_numpy(arrays["style_embedding"][0]),
            torch.from_numpy(arrays["content_embedding"][0]),
        )
    np.testing.assert_array_equal(spoken.durations.numpy(), arrays["durations"][0])
    assert np.abs(spoken.mel.numpy() - arrays["mel"][0]).max() < 1e-5
    assert np.abs(spoken.samples.numpy() - arrays["wav"][0, 0]).max() < 1e-5


def test_torch_writes_what_is_read(tmp_path: Path) -> None:
    tensors = {
        "a": torch.arange(6.0).reshape(2, 3).T,
        "b": torch.ones(2, dtype=torch.bfloat16) * 1.5,
        "c": torch.tensor(3),
        "d": torch.nn.Parameter(torch.zeros(2)),
    }
    torch.save({"generator": tensors, "steps": 7, "name": "x"}, tmp_path / "g_1")
    found = read_torch(tmp_path / "g_1")
    assert (found["steps"], found["name"]) == (7, "x")
    for name, wanted in tensors.items():
        np.testing.assert_array_equal(found["generator"][name], wanted.detach().float().numpy())
    torch.save(torch.nn.Linear(2, 2), tmp_path / "module")
    with pytest.raises(Exception, match="asks for"):
        read_torch(tmp_path / "module")


def test_both_torch_namings_of_weight_norm(tmp_path: Path) -> None:
    """torch's own parametrisation, saved and folded."""
    conv = torch.nn.utils.parametrizations.weight_norm(torch.nn.Conv1d(3, 4, 5))
    net = torch.nn.ModuleDict({"conv": conv})
    torch.save({"generator": net.state_dict()}, tmp_path / "g_1")
    from moodvox.importing.emotivoice.weights import fold_norms

    folded = fold_norms(read_torch(tmp_path / "g_1")["generator"], tmp_path / "g_1")
    assert np.abs(folded["conv.weight"] - conv.weight.detach().numpy()).max() < 1e-6


def test_other_sizes_than_the_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model of more heads and wider parts, drawn anew."""
    for name, value in (("CHANNELS", 96), ("STYLE", 64), ("BLOCKS", 3), ("SPEAKERS", 12)):
        monkeypatch.setattr(fullsize, name, value)
    path = tmp_path / "config.yaml"
    path.write_text(fullsize.CONFIG, "utf-8")
    config = read_config(path)
    tensors = fullsize.generator(np.random.default_rng(3))
    weights = read_weights(tensors, config, path)
    rng = np.random.default_rng(4)
    ids = rng.integers(1, 500, (1, 9))
    style, content = rng.standard_normal((2, 1, 64)).astype(np.float32)
    reference = Reference({k: torch.from_numpy(v) for k, v in tensors.items()}, config)
    with torch.inference_mode():
        wanted = reference.speak(
            torch.from_numpy(ids[0]), 5, torch.from_numpy(style[0]), torch.from_numpy(content[0])
        )
    graphs = {
        "plan": plan_graph(weights, config, np.zeros(64, np.float32)),
        "decode": decode_graph(weights, config)[0],
        "render": render_graph(weights, config)[0],
    }
    sessions = {}
    for name, graph in graphs.items():
        (tmp_path / f"{name}.onnx").write_bytes(graph)
        sessions[name] = open_session(tmp_path / f"{name}.onnx")
    mask = np.ones((1, 9, 1), np.float32)
    hidden, length, pitch, energy = sessions["plan"].run(
        ["hidden", "length", "pitch", "energy"],
        {
            "ids": ids,
            "mask": mask,
            "speaker": tensors["am.spk_tokenizer.weight"][[5]],
            "emotion": np.repeat(style[:, None], 9, axis=1),
            "content": content,
        },
    )
    free = np.full(9, np.nan, np.float32)
    hops = whole_hops(length[0], np.ones(9, np.float32), free)
    np.testing.assert_array_equal(hops, wanted.durations.numpy())
    feeds = {"hidden": hidden, "pitch": pitch, "energy": energy, "mask": mask}
    (mel,) = sessions["decode"].run(["mel"], {**feeds, "hops": hops[None].astype(np.float32)})
    assert np.abs(mel[0] - wanted.mel.numpy()).max() < 1e-4
    (samples,) = sessions["render"].run(["samples"], {"mel": mel, "inside": np.zeros(2, np.int64)})
    assert np.abs(samples[0] - wanted.samples.numpy()).max() < 1e-4
