"""A distillation in small: a pupil learns what its teacher says of written lines."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from moodvox.phonemes.inventory import SYMBOLS
from moodvox.phonemes.sequence import FEATURES
from moodvox_export.acoustic.distil import PupilTrainer
from moodvox_export.acoustic.pupils import Lessons, PupilConfig, sequences
from moodvox_export.acoustic.style import vector_of
from moodvox_export.nets.acoustic import AcousticModel, AcousticSize
from moodvox_export.shipping.checkpoints import load_pupil
from moodvox_export.training.config import ConfigError, read_config

TABLE = {"angry": [(1.0, vector_of({"pitch_st": 5.0}))], "sad": [(1.0, vector_of({}))]}
SMALL = PupilConfig(batch=3, steps=60, channels=12, blocks=2, warmup=5, average=0.5)
SIZE = AcousticSize(len(SYMBOLS), len(FEATURES), channels=16, decoder_blocks=2)
TEXTS = ["Get out of my tavern!", "Who goes there?", "Two hundred gold, no less.", "Oh."]


@pytest.fixture(scope="module")
def source() -> Lessons:
    torch.manual_seed(0)
    return Lessons(AcousticModel(SIZE, 4), sequences(TEXTS), TABLE, 3, seed=1)


def test_a_lesson_is_what_the_teacher_says(source: Lessons) -> None:
    lesson = source.lesson(sequences(TEXTS[:2]), np.random.default_rng(2))
    lines, hops = lesson.mask.shape[:2]
    assert lines == 2
    assert lesson.hidden.shape == (2, hops, 16)
    assert lesson.columns.shape == (2, 2 * hops, SIZE.columns)
    assert lesson.mask.sum(dim=(1, 2)).max() == hops


def test_a_pupil_comes_closer_and_resumes(source: Lessons, tmp_path: Path) -> None:
    trainer = PupilTrainer(SMALL, SIZE, tmp_path)
    lesson = source.lesson(sequences(TEXTS[:3]), np.random.default_rng(3))
    first = trainer.train_step(lesson)["bands"]
    for _ in range(40):
        last = trainer.train_step(lesson)["bands"]
    assert last < 0.7 * first
    trainer.save()
    again = PupilTrainer(SMALL, SIZE, tmp_path)
    again.resume()
    assert again.step == 41
    pupil = load_pupil(tmp_path / "pupil.pt", SIZE)
    assert pupil.hidden_channels == 16
    with pytest.raises(ConfigError, match="another channels"):
        PupilTrainer(replace(SMALL, channels=20), SIZE, tmp_path).resume()


def test_a_config_names_the_key_it_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("chanels = 3\n")
    with pytest.raises(ConfigError, match="chanels"):
        read_config(PupilConfig, tmp_path / "c.toml")
