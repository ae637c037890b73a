"""Mouth shapes of the whole inventory."""

from __future__ import annotations

import pytest

from moodvox.phonemes.inventory import SYMBOLS, VOWELS
from moodvox.phonemes.visemes import ARKIT, ARKIT_SHAPES, VISEMES, visemes_of


def test_the_oculus_set_in_its_order() -> None:
    assert len(VISEMES) == len(set(VISEMES)) == 15
    assert VISEMES[0] == "sil"
    assert VISEMES[-1] == "ou"


def test_every_phoneme_has_a_shape_and_every_shape_a_phoneme() -> None:
    used = {shape for symbol in SYMBOLS for shape in visemes_of(symbol)}
    assert used == set(VISEMES)


def test_stress_changes_no_shape() -> None:
    for vowel in VOWELS:
        assert visemes_of(f"{vowel}1") == visemes_of(vowel)


def test_diphthongs_move() -> None:
    assert visemes_of("AY1") == ("aa", "ih")
    assert visemes_of("OW0") == ("oh", "ou")
    assert visemes_of("IY1") == ("ih",)


def test_no_phoneme_no_shape() -> None:
    with pytest.raises(KeyError):
        visemes_of("QQ")


def test_arkit_weights() -> None:
    assert set(ARKIT) == set(VISEMES)
    assert ARKIT["sil"] == {}
    for shape in VISEMES[1:]:
        assert ARKIT[shape]
        assert all(0.0 < weight <= 1.0 for weight in ARKIT[shape].values())
    assert "jawOpen" in ARKIT_SHAPES
    assert max(ARKIT, key=lambda shape: ARKIT[shape].get("jawOpen", 0.0)) == "aa"
