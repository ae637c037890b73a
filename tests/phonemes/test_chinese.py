"""Chinese: readings, tones beside each other, final r."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from moodvox.errors import VoiceError
from moodvox.phonemes.chinese import packages as loading
from moodvox.phonemes.chinese.pinyin import is_syllable, split_readings, split_syllable
from moodvox.phonemes.chinese.sandhi import as_spoken
from moodvox.phonemes.chinese.words import read_words
from moodvox.phonemes.visemes import VISEMES, visemes_of
from moodvox.text.hanzi import fold_hanzi


def said(text: str) -> str:
    words, notices, _ = read_words(fold_hanzi(text))
    assert notices == []
    return " ".join(syllable for word in as_spoken(words) for syllable in word.syllables)


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("你好", "ni2 hao3"),
        ("我很好", "wo3 hen2 hao3"),
        ("展览馆", "zhan2 lan2 guan3"),
        ("纸老虎", "zhi3 lao2 hu3"),
        ("你好，小组", "ni2 hao3 xiao2 zu3"),
        ("很好。我也想", "hen2 hao3 wo3 ye2 xiang3"),
        ("不对", "bu2 dui4"),
        ("不好", "bu4 hao3"),
        ("一个", "yi2 ge4"),
        ("一天", "yi4 tian1"),
        ("一起", "yi4 qi3"),
        ("第一天", "di4 yi1 tian1"),
        ("十一", "shi2 yi1"),
        ("星期一", "xing1 qi1 yi1"),
        ("一月", "yi1 yue4"),
        ("统一", "tong3 yi1"),
        ("看一看", "kan4 yi5 kan4"),
    ],
)
def test_tones_beside_each_other(text: str, pinyin: str) -> None:
    assert said(text) == pinyin


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("这儿", "zher4"), ("玩儿", "wanr2"), ("事儿", "shir4"), ("女儿", "nv3 er2"),
        ("婴儿", "ying1 er2"), ("儿子", "er2 zi5"),
    ],
)  # fmt: skip
def test_final_r(text: str, pinyin: str) -> None:
    assert said(text) == pinyin


@pytest.mark.parametrize(
    ("syllable", "parts"),
    [
        ("zhuang1", ("zh", "uang", 1)), ("zi3", ("z", "ii", 3)), ("shi4", ("sh", "iii", 4)),
        ("ri4", ("r", "ii", 4)), ("yuan2", ("", "van", 2)), ("yun2", ("", "vn", 2)),
        ("you3", ("", "iou", 3)), ("yong4", ("", "iong", 4)), ("wu5", ("", "u", 5)),
        ("wei4", ("", "uei", 4)), ("ju2", ("j", "v", 2)), ("xuan3", ("x", "van", 3)),
        ("qun2", ("q", "vn", 2)), ("jue2", ("j", "ve", 2)), ("lve4", ("l", "ve", 4)),
        ("nv3", ("n", "v", 3)), ("gui4", ("g", "uei", 4)), ("liu2", ("l", "iou", 2)),
        ("cun1", ("c", "uen", 1)), ("er2", ("", "er", 2)), ("dianr3", ("d", "ianr", 3)),
        ("a5", ("", "a", 5)), ("yue4", ("", "ve", 4)),
    ],
)  # fmt: skip
def test_syllables(syllable: str, parts: tuple[str, str, int]) -> None:
    assert split_syllable(syllable) == parts
    assert is_syllable(syllable)


@pytest.mark.parametrize("syllable", ["zhuang", "xx3", "AH0", "ni6", "", "3", "bx1"])
def test_what_is_no_syllable(syllable: str) -> None:
    assert not is_syllable(syllable)


def test_sounds_without_a_vowel_and_double_readings() -> None:
    assert split_readings("m2") == ["en2"]
    assert split_readings("ng4") == ["eng4"]
    assert split_readings("shi2ke4") == ["shi2", "ke4"]
    assert split_readings("lü4") == ["lv4"]


def test_every_hanzi_is_read_or_said_to_be_unread() -> None:
    for first in range(0x4E00, 0x9FA6, 997):
        text = "".join(map(chr, range(first, first + 40)))
        words, notices, _ = read_words(fold_hanzi(text))
        assert all(is_syllable(s) for word in as_spoken(words) for s in word.syllables)
        assert sum(len(w.text) for w in words) + sum(n.end - n.start for n in notices) == 40


def test_mouths_of_chinese_sounds() -> None:
    assert visemes_of("b") == ("PP",)
    assert visemes_of("iao3") == ("ih", "aa", "ou")
    assert visemes_of("ianr3") == ("ih", "E", "nn", "RR")
    assert visemes_of("sp0") == ()
    assert set(visemes_of("uang1")) <= set(VISEMES)
    with pytest.raises(KeyError):
        visemes_of("xyz")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.import_module

    def import_module(name: str) -> Any:
        if name == "pypinyin":
            raise ImportError("no module", name=name)
        return real(name)

    monkeypatch.setattr(importlib, "import_module", import_module)
    with pytest.raises(VoiceError, match="needs the package 'pypinyin'") as caught:
        loading.packages.__wrapped__()
    assert caught.value.hint == "pip install 'moodvox[chinese]'"
