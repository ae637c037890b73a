"""Make `runtime/moodvox/phonemes/data/cmudict.tsv.gz` from the CMU Pronouncing Dictionary.

    python -m moodvox_export.g2p.lexicon path/to/cmudict.dict path/to/LICENSE

The input is the plain data file of the dictionary (BSD licence; it is on
https://github.com/cmusphinx/cmudict and inside several packages). What is kept:
words of letters and apostrophes, at least one valid pronunciation, the first as the
default, others behind it in the dictionary's order. What is dropped: words with
dots, hyphens or digits (the text stage never asks for them), and entries that are
read as other words (``aaa`` = "triple A").
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from moodvox.phonemes.inventory import is_valid

DATA_FOLDER = Path(__file__).parents[3] / "runtime" / "moodvox" / "phonemes" / "data"
READ_AS_OTHER_WORDS = frozenset({"aaa", "ieee", "naacp", "ncaa"})

_ENTRY = re.compile(r"(?P<word>[a-z'](?:[a-z']*[a-z])?'?)(?:\(\d+\))? (?P<phonemes>[A-Z0-2 ]+)")


def parse(lines: Iterable[str]) -> dict[str, list[str]]:
    """Word -> its pronunciations (phonemes joined by spaces), default first."""
    entries: dict[str, list[str]] = {}
    for line in lines:
        match = _ENTRY.fullmatch(line.partition("#")[0].rstrip())
        if match is None or match["word"] in READ_AS_OTHER_WORDS:
            continue
        if not any(letter.isalpha() for letter in match["word"]):
            continue
        phonemes = match["phonemes"].split()
        if not all(is_valid(phoneme) for phoneme in phonemes):
            continue
        variants = entries.setdefault(match["word"], [])
        if (joined := " ".join(phonemes)) not in variants:
            variants.append(joined)
    return entries


def write(entries: dict[str, list[str]], path: Path) -> None:
    """Write tab-separated lines, sorted by word; the same entries give the same bytes."""
    text = "".join(f"{word}\t{'	'.join(entries[word])}\n" for word in sorted(entries))
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(text.encode("ascii"))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("dictionary", type=Path, help="cmudict.dict")
    parser.add_argument("licence", type=Path, help="its licence, shipped beside the data")
    parser.add_argument("--out", type=Path, default=DATA_FOLDER)
    options = parser.parse_args()
    entries = parse(options.dictionary.read_text("utf-8").splitlines())
    options.out.mkdir(parents=True, exist_ok=True)
    target = options.out / "cmudict.tsv.gz"
    write(entries, target)
    shutil.copyfile(options.licence, options.out / "CMUDICT_LICENSE.txt")
    variants = sum(map(len, entries.values()))
    print(f"{len(entries)} words, {variants} pronunciations, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
