"""The encoders' making: truthful clips, training that resumes, graphs as torch has them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from fixtures.voices import write_voice
from moodvox.enrolment.mel import BANDS, FLOOR
from moodvox.errors import InputError
from moodvox.models.own.bands import BANDS as COLUMN_BANDS
from moodvox.models.own.bands import NOISE_BANDS
from moodvox.models.own.layout import HOP_COLUMNS
from moodvox_export.acoustic.identity import MEASURES, SCALES, SPEAKER_SIZE, vector_of
from moodvox_export.acoustic.style import D
from moodvox_export.acoustic.transform import Spoken
from moodvox_export.corpus.columns import Columns
from moodvox_export.corpus.recordings import CorpusError
from moodvox_export.encoders.clips import SIZES, ClipMaker
from moodvox_export.encoders.config import EncoderConfig
from moodvox_export.encoders.material import load_material, save_shard
from moodvox_export.encoders.net import Encoder, EncoderSize, SpeakerClassifier, statistics
from moodvox_export.encoders.people import Person, Take, person
from moodvox_export.encoders.rooms import heard_somewhere
from moodvox_export.encoders.ship import HALF_PARITY, ship
from moodvox_export.encoders.steps import main as encoder_step
from moodvox_export.encoders.train import EncoderTrainer, crops, train
from moodvox_export.encoders.verify import verification
from moodvox_export.shipping.graphs import ParityError
from moodvox_export.training.config import ConfigError, read_config


def somebody(name: str, pitch_st: float, seed: int) -> Person:
    """A person of two made-up recordings."""
    rng = np.random.default_rng(seed)
    takes = []
    for _ in range(2):
        durations = np.full(40, 8, np.int64)
        count = int(durations.sum()) * HOP_COLUMNS
        bands = np.cumsum(rng.normal(0, 0.1, COLUMN_BANDS)) - 5.0 + rng.normal(0, 0.3, (count, 1))
        voiced = (np.arange(count) % 60 < 40).astype(float)
        columns = Columns(
            bands + rng.normal(0, 0.2, (count, COLUMN_BANDS)),
            np.full((count, NOISE_BANDS), -1.0) * voiced[:, None],
            voiced,
            pitch_st + rng.normal(0, 1.0, count),
        )
        takes.append(
            Take(Spoken(columns, durations), rng.normal(0, 0.1, count * 120).astype(np.float32))
        )
    return person(name, takes, paced=False)


@pytest.fixture(scope="module")
def maker() -> ClipMaker:
    deviation = json.loads(SCALES.read_text("utf-8"))["deviation"]
    return ClipMaker([somebody("ada", 12.0, 1), somebody("kathleen", 3.0, 2)], deviation)


@pytest.fixture(scope="module")
def material(maker: ClipMaker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("material")
    rng = np.random.default_rng(3)
    for index in range(2):
        clips = [maker.draw(rng) for _ in range(8)]
        save_shard(folder / f"shard-{index:03d}.npz", clips, ["ada", "kathleen"])
    return folder


def test_clips_know_what_is_true_of_them(maker: ClipMaker) -> None:
    rng = np.random.default_rng(4)
    clips = [maker.draw(rng) for _ in range(12)]
    for clip in clips:
        assert clip.log_power.shape[0] == BANDS
        assert clip.log_power.shape[1] > 200
        assert np.isfinite(clip.log_power).all()
        assert clip.speaker.shape == (MEASURES,)
        assert clip.speaker_known[-1] == 0.0, "nobody here has phonemes"
        assert clip.emotion.shape == (D,)
        assert 0 <= clip.who < 2 * SIZES
    assert any(clip.emotion.any() for clip in clips)


def test_a_real_clip_of_an_actor_says_nothing_about_moods(maker: ClipMaker) -> None:
    rng = np.random.default_rng(5)
    ada, kathleen = somebody("ada", 12.0, 1), somebody("kathleen", 3.0, 2)
    assert maker._real(ada, 0, 3.0, rng).emotion_known == 0.0
    clip = maker._real(kathleen, 1, 3.0, rng)
    assert clip.emotion_known == 1.0
    np.testing.assert_allclose(clip.speaker, vector_of(kathleen.sums)[:MEASURES])


def test_the_truth_of_a_made_up_spectrum_is_that_of_its_columns(maker: ClipMaker) -> None:
    """What a colour adds to the measures is what measuring the coloured columns gives."""
    one = somebody("ada", 12.0, 1)
    shape = 0.3 * np.cos(np.arange(COLUMN_BANDS) / 9.0)
    coloured = [
        Take(
            Spoken(
                Columns(
                    take.spoken.columns.bands + shape,
                    take.spoken.columns.noise,
                    take.spoken.columns.voiced,
                    take.spoken.columns.pitch_st,
                ),
                take.spoken.durations,
            ),
            take.samples,
        )
        for take in one.takes
    ]
    found = vector_of(person("ada", coloured, paced=False).sums)[:MEASURES]
    added = maker._coloured(np.stack([shape, shape]))
    plain = vector_of(one.sums)[:MEASURES]
    inside = (np.abs(found) < 3.5) & (np.abs(plain) < 3.5)
    inside[50:58] = False  # how much the spectrum varies depends on which columns are loud
    np.testing.assert_allclose(found[inside], (plain + added)[inside], atol=0.15)


def test_any_room_leaves_a_mel_spectrum(material: Path) -> None:
    clips, classes = load_material(material)
    assert classes == 2 * SIZES
    assert len(clips) == 16
    rng = np.random.default_rng(6)
    for _ in range(40):
        mel = heard_somewhere(clips[0].log_power[:, :200], rng)
        assert mel.shape == (BANDS, 200)
        assert mel.dtype == np.float32
        assert np.isfinite(mel).all()
        assert mel.min() >= FLOOR


@pytest.mark.parametrize("kind", ["speaker", "emotion"])
def test_training_is_taken_up_where_it_was_left(material: Path, tmp_path: Path, kind: str) -> None:
    torch.set_num_threads(1)
    clips, classes = load_material(material)
    config = EncoderConfig(batch=4, steps=2, save_every=1, examples=3)
    trainer = EncoderTrainer(kind, config, tmp_path, classes)
    train(trainer, clips)
    again = EncoderTrainer(kind, EncoderConfig(batch=4, steps=3), tmp_path, classes)
    again.resume()
    assert again.step == 2
    for name, value in trainer.net.state_dict().items():
        torch.testing.assert_close(again.net.state_dict()[name], value)
    other = EncoderTrainer("emotion" if kind == "speaker" else "speaker", config, tmp_path, classes)
    with pytest.raises(ConfigError, match=f"checkpoint of the {kind} encoder"):
        other.resume()
    (tmp_path / "checkpoint.pt").write_bytes(b"cut short")
    with pytest.raises(ConfigError, match="not a checkpoint"):
        again.resume()


def test_it_learns(material: Path, tmp_path: Path) -> None:
    """On a handful of clips the loss falls to a third within some steps."""
    torch.set_num_threads(1)
    clips, classes = load_material(material)
    trainer = EncoderTrainer("speaker", EncoderConfig(steps=60, warmup=5), tmp_path, classes)
    batch = next(crops(clips, "speaker", 6, 1))
    losses = [trainer.train_step(batch)["loss"] for _ in range(40)]
    assert losses[-1] < losses[0] / 3


def test_the_plain_part_is_solved_over_what_is_known() -> None:
    """Truth that is linear in the statistics is found; unknown numbers do not disturb it."""
    torch.manual_seed(2)
    net = Encoder(EncoderSize(3, 8, channels=16)).eval()
    mels = [
        torch.randn(BANDS, 60) * torch.rand(1) * 3 - 5 * torch.rand(BANDS, 1) for _ in range(600)
    ]
    seen = torch.cat([statistics(mel[None]) for mel in mels])
    truth = seen @ (torch.randn(seen.shape[1], 3) / 8)
    known = torch.ones_like(truth)
    known[::7, 1] = 0.0
    truth[::7, 1] = 1000.0
    net.settle(mels[:500], truth[:500], known[:500], ridge=0.01)
    with torch.no_grad():
        wrong = torch.cat([net.measure(mel[None]) for mel in mels[500:]]) - truth[500:]
    wrong[known[500:] == 0.0] = 0.0
    assert wrong.square().mean() < 0.05 * truth[500:][known[500:] > 0].var()


def test_the_classifiers_gradient_comes_back_reversed() -> None:
    torch.manual_seed(1)
    classifier = SpeakerClassifier(D, 6)
    measured = torch.randn(8, D, requires_grad=True)
    who = torch.arange(8) % 6
    for pull in (0.0, 0.5):
        (plain,) = torch.autograd.grad(
            torch.nn.functional.cross_entropy(classifier.layers(measured), who), measured
        )
        (reversed_,) = torch.autograd.grad(
            torch.nn.functional.cross_entropy(classifier(measured, pull), who), measured
        )
        torch.testing.assert_close(reversed_, -pull * plain)


@pytest.mark.parametrize("kind", ["speaker", "emotion"])
def test_the_graph_gives_what_torch_gives_and_enrols(tmp_path: Path, kind: str) -> None:
    torch.manual_seed(1)
    net = Encoder(EncoderSize(10, SPEAKER_SIZE, channels=16)).eval()
    figures = ship(net, kind, tmp_path / "graph.onnx")
    assert figures["parity_half"] <= HALF_PARITY
    assert figures["bytes"] == (tmp_path / "graph.onnx").stat().st_size
    with torch.no_grad():
        for weights in net.head.parameters():
            weights.mul_(300.0)
    with pytest.raises(ParityError):
        ship(net, kind, tmp_path / "other.onnx")
    assert not (tmp_path / "other.onnx").exists()
    assert write_voice(tmp_path / "voice", encoders=True).manifest.encoders


def test_numbers_that_are_not_learned_are_zero() -> None:
    net = Encoder(EncoderSize(10, 64, channels=16)).eval()
    with torch.no_grad():
        vector = net(torch.randn(2, BANDS, 77))
    assert vector.shape == (2, 64)
    assert vector[:, :10].abs().min() > 0
    assert not vector[:, 10:].any()


def test_what_is_missing_or_damaged_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no material here"):
        load_material(tmp_path)
    (tmp_path / "shard-000.npz").write_bytes(b"no zip")
    with pytest.raises(CorpusError, match="damaged"):
        load_material(tmp_path)
    config = tmp_path / "config.toml"
    config.write_text("stepps = 3\n")
    with pytest.raises(ConfigError, match="unknown keys"):
        read_config(EncoderConfig, config)
    with pytest.raises(InputError, match="unknown step 'speeker'"):
        encoder_step(["speeker"])


def test_people_are_told_apart_by_their_own_margin() -> None:
    rng = np.random.default_rng(1)
    middles = rng.normal(0, 1, (3, 20))
    prints = {
        name: [(middle + rng.normal(0, 0.1, 20)).astype(np.float32) for _ in range(5)]
        for name, middle in zip("abc", middles, strict=True)
    }
    found = verification(prints)
    assert found["same"] > 0.95
    assert found["equal_error"] == 0.0
    assert found["worst_margin"] > 0.3
    mixed = {"a": prints["a"], "b": prints["a"]}
    assert verification(mixed)["worst_margin"] < 0.01
