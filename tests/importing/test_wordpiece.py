"""WordPiece as the style encoder's original splits texts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importing import checkouts
from moodvox.devices import open_session
from moodvox.errors import VoiceError
from moodvox.importing.emotivoice.bert import content_graph
from moodvox.importing.emotivoice.source import read_source
from moodvox.models.emotivoice.wordpiece import WordPiece, split_words

WORDS = WordPiece.load(checkouts.TINY / "WangZeJun/simbert-base-chinese/vocab.txt")
CASES = json.loads((checkouts.TINY / "style_encoder_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("row", CASES, ids=[row["prompt"] for row in CASES])
def test_ids_of_the_original(row: dict[str, list[int]]) -> None:
    assert WORDS.encode(str(row["prompt"]), 512) == row["input_ids"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Häppy,world", ["happy", ",", "world"]),
        ("他say不", ["他", "say", "不"]),
        ("a\u200bb\tc\u3000d", ["ab", "c", "d"]),
        ("$5.00!", ["$", "5", ".", "00", "!"]),
        ("“好”", ["“", "好", "”"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert split_words(text) == words


def test_long_texts_are_cut_before_the_end_piece() -> None:
    ids = WORDS.encode("你好" * 100, 12)
    assert len(ids) == 12
    assert ids[-1] == WORDS.encode("", 12)[-1]


@settings(deadline=None)
@given(st.text(max_size=80), st.integers(2, 64))
def test_any_text_has_ids(text: str, limit: int) -> None:
    ids = WORDS.encode(text, limit)
    assert 2 <= len(ids) <= limit
    assert all(0 <= i < len(WORDS) for i in ids)


@pytest.mark.parametrize("int8", [False, True])
def test_vectors_of_the_original(tmp_path: Path, int8: bool) -> None:
    source = read_source(checkouts.TINY)
    path = tmp_path / "content.onnx"
    path.write_bytes(content_graph(source.bert_weights, source.bert_config, int8=int8))
    session = open_session(path)
    with np.load(checkouts.TINY / "style_encoder_cases.npz") as arrays:
        for place, row in enumerate(CASES):
            wanted = arrays[f"p{place}_pooled"][0]
            (found,) = session.run(["vector"], {"ids": np.array([row["input_ids"]])})
            if int8:
                lengths = np.linalg.norm(found[0]) * np.linalg.norm(wanted)
                assert found[0] @ wanted / lengths > 0.999
            else:
                assert np.abs(found[0] - wanted).max() < 1e-5


def test_vocabularies_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "vocab.txt"
    with pytest.raises(VoiceError, match="missing file"):
        WordPiece.load(path)
    path.write_text("a\nb\n", "utf-8")
    with pytest.raises(VoiceError, match=r"lacks \[UNK\], \[CLS\], \[SEP\]"):
        WordPiece.load(path)
