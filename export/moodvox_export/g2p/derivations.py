"""Measure what derivation from known words does for words that are held out.

    python -m moodvox_export.g2p.derivations

For each ending: held-out and watched words of the dictionary that have it and whose stem
is another word of the dictionary; the share of words said wrong (with stress) by
derivation and by the letter net. An ending that loses here has no place in
`moodvox.phonemes.morphology`.
"""

from __future__ import annotations

from collections.abc import Callable

from moodvox.phonemes.dictionary import Dictionary
from moodvox.phonemes.g2p import LetterReader
from moodvox.phonemes.morphology import derive
from moodvox_export.g2p.score import score
from moodvox_export.g2p.split import clean_words, part_of

ENDINGS = ("s", "ed", "ing", "ness", "less")


def kind_of(word: str) -> str:
    """The ending that decides how a derived word is said, or its prefix."""
    found = [ending for ending in ENDINGS if word.endswith(ending)]
    return f"-{max(found, key=len)}" if found else "un-"


def without(dictionary: Dictionary, hidden: str) -> Callable[[str], tuple[str, ...] | None]:
    """The dictionary's look-up with one word hidden."""
    return lambda word: None if word == hidden else dictionary.look_up(word)


def main() -> None:
    """Print the table."""
    dictionary = Dictionary.bundled()
    derived: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for word in clean_words(dictionary):
        if part_of(word) == "trained":
            continue
        if (phonemes := derive(word, without(dictionary, word))) is not None:
            derived.setdefault(kind_of(word), []).append((word, phonemes))
    for kind, found in sorted(derived.items(), key=lambda item: -len(item[1])):
        words = [word for word, _ in found]
        wanted = [dictionary.variants(word) for word in words]
        by_rule = score([phonemes for _, phonemes in found], wanted)
        by_net = score(LetterReader.bundled().read(words), wanted)
        print(
            f"{kind:6} {len(words):4} words, wrong: {by_rule.wer:.0f} % derived, "
            f"{by_net.wer:.0f} % read by the net"
        )


if __name__ == "__main__":
    main()
