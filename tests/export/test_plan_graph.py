"""The plan graph gives what the encoder gives, and a mood that stays is the same either way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray

from moodvox.devices import Session, open_session
from moodvox.errors import VoiceError
from moodvox.models.own.model import OwnModel
from moodvox_export.nets.acoustic import AcousticSize, PhonemeEncoder
from moodvox_export.shipping.graphs import export_plan

SIZE = AcousticSize(symbols=9, features=5, speaker=7, emotion=6, channels=32)


@pytest.fixture(scope="module")
def encoder() -> PhonemeEncoder:
    torch.manual_seed(3)
    encoder = PhonemeEncoder(SIZE).eval()
    with torch.no_grad():  # as of a trained net: what a block adds counts
        for name, value in encoder.named_parameters():
            if name.endswith("scale"):
                value.fill_(1.0)
    return encoder


@pytest.fixture(scope="module")
def graph(encoder: PhonemeEncoder, tmp_path_factory: pytest.TempPathFactory) -> Session:
    path = tmp_path_factory.mktemp("plan") / "plan.onnx"
    export_plan(encoder, SIZE, path)
    return open_session(path)


def line(phonemes: int, moods: int, lines: int = 1) -> dict[str, NDArray[Any]]:
    rng = np.random.default_rng(phonemes)
    floats = {
        "features": (lines, 1, phonemes, SIZE.features),
        "speaker": (lines, SIZE.speaker),
        "emotion": (lines, 1, moods, SIZE.emotion),
    }
    feeds = {name: rng.normal(0, 0.5, shape).astype(np.float32) for name, shape in floats.items()}
    return {"ids": rng.integers(0, SIZE.symbols, (lines, 1, phonemes)), **feeds}


@pytest.mark.parametrize(("phonemes", "lines"), [(2, 1), (7, 1), (40, 3)])
def test_it_says_what_the_encoder_says(
    encoder: PhonemeEncoder, graph: Session, phonemes: int, lines: int
) -> None:
    feeds = line(phonemes, phonemes, lines)
    ids, features, emotion = (torch.tensor(feeds[n][:, 0]) for n in ("ids", "features", "emotion"))
    mask = torch.ones(lines, phonemes, 1)
    with torch.no_grad():
        hidden, log_hops, pitch, _ = encoder(
            ids, features, torch.tensor(feeds["speaker"]), emotion, mask
        )
    given_hidden, prosody = graph.run(None, feeds)
    assert np.allclose(given_hidden[:, 0], hidden, atol=1e-5)
    assert np.allclose(prosody[:, 0, :, 0], log_hops, atol=1e-5)
    assert np.allclose(prosody[:, 0, :, 1:], pitch, atol=1e-5)


@pytest.mark.parametrize("phonemes", [2, 7, 40])
def test_a_mood_that_stays_is_given_once(graph: Session, phonemes: int) -> None:
    once = line(phonemes, 1)
    each = {**once, "emotion": np.repeat(once["emotion"], phonemes, axis=2)}
    for one, other in zip(graph.run(None, once), graph.run(None, each), strict=True):
        assert np.allclose(one, other, atol=1e-6)


def test_a_graph_of_the_first_form_is_refused(graph: Session, tmp_path: Path) -> None:
    model = onnx.load(graph.path)
    for node in model.graph.node:
        node.output[:] = ["log_hops" if name == "prosody" else name for name in node.output]
    model.graph.output[1].name = "log_hops"
    onnx.save(model, tmp_path / "old.onnx")
    old = open_session(tmp_path / "old.onnx")
    with pytest.raises(VoiceError, match=r"no 'prosody'.*install the voice again"):
        OwnModel(old, old)
