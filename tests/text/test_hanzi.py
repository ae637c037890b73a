"""Chinese text read aloud: what is written in signs becomes hanzi, places kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.text.hanzi import fold_hanzi
from moodvox.text.hanzi_numbers import cardinal, number


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("0", "零"), ("7", "七"), ("10", "十"), ("15", "十五"), ("20", "二十"), ("100", "一百"),
        ("105", "一百零五"), ("110", "一百一十"), ("1005", "一千零五"), ("1050", "一千零五十"),
        ("10000", "一万"), ("10005", "一万零五"), ("120000", "十二万"), ("100000000", "一亿"),
        ("100010000", "一亿零一万"), ("1000000000000", "一万亿"), ("20300", "二万零三百"),
    ],
)  # fmt: skip
def test_cardinals(digits: str, said: str) -> None:
    assert cardinal(digits) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,000.5", "一千点五"),
        ("3.14", "三点一四"),
        ("007", "零零七"),
        ("12345678901234567", "一二三四五六七八九零一二三四五六七"),
    ],
)
def test_numbers(text: str, said: str) -> None:
    assert number(text) == said


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ("第7章", "第七章"),
        ("版本5.4.0", "版本五点四点零"),
        ("１２３个", "一百二十三个"),
        ("95%的人", "百分之九十五的人"),
        ("零下-5度", "零下负五度"),
        ("1,000元", "一千元"),
        ("1,0000", "一,零零零零"),
        ("1998年", "一九九八年"),
        ("2024-05-06", "二零二四年五月六日"),
        ("2024/5/6", "二零二四年五月六日"),
        ("早上8:30", "早上八点三十分"),
        ("8:05", "八点零五分"),
        ("8:00", "八点"),
        ("2:15", "两点十五分"),
        ("¥100", "一百元"),
        ("￥100", "一百元"),
        ("$5.5", "五点五美元"),
        ("$3万", "三万美元"),
        ("重5kg", "重五公斤"),
        ("时速60km/h", "时速六十公里每小时"),
        ("2个苹果", "两个苹果"),
        ("第2个", "第二个"),
        ("12个", "十二个"),
        ("2月", "二月"),
        ("3-5天", "三到五天"),
        ("10%~20%", "百分之十到百分之二十"),
        ("1/2", "二分之一"),
        ("3+5=8", "三加五等于八"),
    ],
)
def test_signs(plain: str, said: str) -> None:
    assert fold_hanzi(plain).text == said


def test_places() -> None:
    folded = fold_hanzi("共25%人")
    assert folded.text == "共百分之二十五人"
    assert folded.span(0, 1) == (0, 1)
    assert folded.span(1, 7) == (1, 4)
    assert folded.span(7, 8) == (4, 5)
    part = fold_hanzi("I say 3条", 6)
    assert (part.text, part.span(0, 1), part.span(1, 2)) == ("三条", (6, 7), (7, 8))


@settings(deadline=None)
@given(st.text("0123456789.,:/-%$¥年月个km第 一", max_size=24))
def test_any_signs_keep_their_places(plain: str) -> None:
    folded = fold_hanzi(plain)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert not any(c.isdigit() and c.isascii() for c in folded.text)
    for start, end in zip(folded.starts, folded.ends, strict=True):
        assert 0 <= start < end <= len(plain)
    assert list(folded.starts) == sorted(folded.starts)
