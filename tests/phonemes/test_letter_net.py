"""The committed letter net: as good as its card says, and whole."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from moodvox.phonemes.dictionary import DATA, Dictionary
from moodvox.phonemes.g2p import (
    BLANK,
    GRAPH,
    LETTERS,
    MAX_LETTERS,
    SLOTS,
    TARGETS,
    LetterReader,
    collapse,
    decode,
    encode,
)
from moodvox_export.g2p.score import edits, score
from moodvox_export.g2p.split import clean_words, is_spelled, part_of

CARD = json.loads(GRAPH.with_suffix(".json").read_text("utf-8"))
SAMPLE = 600


@pytest.fixture(scope="module")
def words() -> list[str]:
    """What the net can be measured on."""
    return clean_words(Dictionary.bundled())


def test_the_card_is_of_this_graph_and_this_data() -> None:
    assert CARD["graph_sha256"] == hashlib.sha256(GRAPH.read_bytes()).hexdigest()
    assert CARD["data"]["sha256"] == hashlib.sha256(DATA.read_bytes()).hexdigest()
    assert GRAPH.stat().st_size < 4_000_000


def test_the_scores_promised() -> None:
    held_out = CARD["held_out"]["int8"]
    assert held_out["words"] > 5_000
    assert held_out["per_without_stress"] <= 8.0
    assert held_out["wer_without_stress"] <= 30.0


def test_held_out_words_are_read_as_well_as_the_card_says(words: list[str]) -> None:
    """A fixed sample; its standard error is 1.8 points of words, 0.5 of phonemes."""
    dictionary = Dictionary.bundled()
    held_out = [word for word in words if part_of(word) == "held_out"]
    assert len(held_out) == CARD["held_out"]["int8"]["words"]
    sample = sorted(held_out, key=lambda word: zlib.crc32(word[::-1].encode()))[:SAMPLE]
    found = score(
        LetterReader.bundled().read(sample), [dictionary.variants(word) for word in sample]
    )
    assert found.per_without_stress <= CARD["held_out"]["int8"]["per_without_stress"] + 1.5
    assert found.wer_without_stress <= CARD["held_out"]["int8"]["wer_without_stress"] + 5.0
    assert found.per <= CARD["held_out"]["int8"]["per"] + 1.8
    assert found.wer <= CARD["held_out"]["int8"]["wer"] + 5.5


def test_a_reader_that_guesses_worse_fails_those_bounds() -> None:
    wanted = [[("K", "AE1", "T")], [("D", "AO1", "G")]]
    assert score([("K", "AE1", "T"), ("D", "AO1", "G")], wanted).per == 0.0
    worse = score([("K", "AE1", "T"), ("D", "AA0", "G", "Z")], wanted)
    assert (round(worse.per, 1), worse.wer) == (33.3, 50.0)
    stress_only = score([("K", "AE0", "T"), ("D", "AO1", "G")], wanted)
    assert (stress_only.wer, stress_only.wer_without_stress) == (50.0, 0.0)


def test_the_nearest_variant_counts() -> None:
    assert score([("R", "IY1", "D")], [[("R", "EH1", "D"), ("R", "IY1", "D")]]).wer == 0.0


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("abc", "axc", 1), ("abc", "bcd", 2)],
)
def test_edits(left: str, right: str, distance: int) -> None:
    assert edits(left, right) == edits(right, left) == distance


def test_initialisms_are_not_measured(words: list[str]) -> None:
    assert "fbi" not in words
    assert "b" not in words
    assert "dog" in words
    assert is_spelled("tvs", ("T", "IY1", "V", "IY1", "Z"))
    assert not is_spelled("cat", ("K", "AE1", "T"))


def test_encode_pads_and_bounds() -> None:
    ids = encode(["ab", "o'cat"])
    assert ids.shape == (2, 7)
    assert [LETTERS[i] for i in ids[0]] == ["^", "a", "b", "$", "_", "_", "_"]


def test_collapse_joins_repeats_and_drops_blanks() -> None:
    k, t = TARGETS.index("K"), TARGETS.index("T")
    assert collapse([k, k, BLANK, k, t, BLANK]) == ("K", "K", "T")


def test_decode_leaves_one_primary_stress() -> None:
    def scores(*slots: dict[str, float]) -> NDArray[np.float32]:
        table = np.full((len(slots), len(TARGETS)), -9.0, np.float32)
        for row, slot in zip(table, slots, strict=True):
            for symbol, value in slot.items():
                row[TARGETS.index(symbol)] = value
        return table

    two = scores({"AE1": 5, "AE2": 4, "AE0": 1}, {"K": 5}, {"OW1": 6, "OW0": 1})
    assert decode(two) == ("AE2", "K", "OW1")
    none = scores({"AH0": 5, "AH1": 0}, {"K": 5}, {"IY0": 5, "IY1": 4})
    assert decode(none) == ("AH0", "K", "IY1")
    assert decode(scores({"SH": 5}, {"-": 5})) == ("SH",)


def test_long_words_are_read_in_pieces_and_silent_ones_spelled() -> None:
    reader = LetterReader.bundled()
    piece = "thistle" * 5
    first, second = reader.read([piece[:MAX_LETTERS], piece[MAX_LETTERS:]])
    assert reader.read([piece]) == [first + second]
    assert len(first) <= SLOTS * (MAX_LETTERS + 2)

    class Mute:
        def run(self, names: object, feeds: Mapping[str, NDArray[Any]], /) -> list[NDArray[Any]]:
            words, letters = feeds["letters"].shape
            scores = np.zeros((words, letters * SLOTS, len(TARGETS)), np.float32)
            scores[..., BLANK] = 1.0
            return [scores]

    assert LetterReader(Mute()).read(["xy'"]) == [("EH1", "K", "S", "W", "AY1")]
