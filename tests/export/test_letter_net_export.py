"""Training and export of the letter net."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest

torch = pytest.importorskip("torch")

from moodvox.devices import open_session  # noqa: E402
from moodvox.phonemes.dictionary import Dictionary  # noqa: E402
from moodvox.phonemes.g2p import SLOTS, TARGETS, encode  # noqa: E402
from moodvox_export.g2p.export import export_fp32, pack_weights  # noqa: E402
from moodvox_export.g2p.net import LetterNet  # noqa: E402
from moodvox_export.g2p.train import Corpus, Trainer, loss_of  # noqa: E402

WORDS = ["grobnak", "o'x", "thistlemere"]


@pytest.fixture
def net() -> LetterNet:
    """A small net with weights of chance."""
    torch.manual_seed(3)
    return LetterNet(width=32, layers=3, heads=2, inner=48, mid=(1,)).eval()


def test_padding_changes_no_answer(net: LetterNet) -> None:
    with torch.no_grad():
        together = net(torch.from_numpy(encode(WORDS)))
        for row, word in zip(together, WORDS, strict=True):
            alone = net(torch.from_numpy(encode([word])))[0]
            assert torch.allclose(row[: len(alone)], alone, atol=1e-5)
            assert (row[len(alone) :].argmax(-1) == 0).all()


def test_the_packed_graph_is_the_net(net: LetterNet, tmp_path: Path) -> None:
    plain, packed = tmp_path / "plain.onnx", tmp_path / "packed.onnx"
    export_fp32(net, plain)
    graph = onnx.load(plain)
    pack_weights(graph)
    onnx.save(graph, packed)
    assert packed.stat().st_size < 0.55 * plain.stat().st_size
    letters = encode(WORDS)
    first, second = (
        np.asarray(open_session(path, providers=["cpu"]).run(None, {"letters": letters})[0])
        for path in (plain, packed)
    )
    assert first.shape == (len(WORDS), letters.shape[1] * SLOTS, len(TARGETS))
    assert np.abs(first - second).max() < 0.05 * np.abs(first).max()
    assert np.abs(first - second).max() > 0.0


def test_training_learns_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    trainer = Trainer(tmp_path, steps=50, batch=8, rate=2e-3, seed=1)
    indices = trainer.corpus.epoch(1, 8)[0]
    losses = [trainer.learn(indices) for _ in range(6)]
    assert losses[-1] < losses[0]
    trainer.save()
    again = Trainer(tmp_path, steps=50, batch=8, rate=2e-3, seed=1)
    assert (again.step, again.epoch, again.used) == (6, 0, 6)
    for left, right in zip(trainer.mean.parameters(), again.mean.parameters(), strict=True):
        assert torch.equal(left, right)


def test_batches_hang_on_the_seed_alone_and_hold_every_word_once() -> None:
    corpus = Corpus(Dictionary.bundled(), "watched")
    batches = corpus.epoch(5, 64)
    assert batches == corpus.epoch(5, 64)
    assert batches != corpus.epoch(6, 64)
    assert sorted(i for batch in batches for i in batch) == list(range(len(corpus.words)))


def test_the_loss_is_low_for_the_right_answer() -> None:
    corpus = Corpus(Dictionary.bundled(), "watched")
    letters, slots, targets, lengths = corpus.tensors([0, 1])
    right = torch.full((2, letters.shape[1] * SLOTS, len(TARGETS)), -9.0)
    for row, phonemes in enumerate(torch.split(targets, lengths.tolist())):
        right[row, :, 0] = 0.0
        for place, symbol in enumerate(phonemes):
            right[row, 2 * place, symbol] = 9.0
    wrong = torch.zeros_like(right)
    assert loss_of(right, slots, targets, lengths) < 0.1 * loss_of(wrong, slots, targets, lengths)
