"""Lines as games have them, as many as wanted: what a voice is taught to read and say.

    python -m moodvox_export texts --count 5000 --seed 1

Made from `game.grammar` beside this file: the same count and seed give the same lines,
and more lines with one seed begin with the fewer. No line is one of those that voices
are judged with.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from moodvox.errors import InputError
from moodvox_export.judging.sentences import is_judged, plain_words

GRAMMAR = Path(__file__).parent / "game.grammar"
DEEPEST = 12
FRUITLESS = 500
"""Draws without a new line after which a grammar counts as used up."""

_SLOT = re.compile(r"\{(\w+)\}")
_ARTICLE = re.compile(r"\b([Aa]) (?=(\w+))")
_CAPITAL = re.compile(r"(^|[.!?] )([a-z])")
_SOUNDED = ("uni", "use", "eu", "one")
"""Spelled with a vowel first and spoken with a consonant."""


@dataclass(frozen=True)
class Grammar:
    """Rules by name, and the share of each rule that is a kind of line."""

    rules: dict[str, list[str]]
    shares: dict[str, int]

    @classmethod
    def read(cls, text: str, where: str = "grammar") -> Grammar:
        """Parse what `game.grammar` explains at its top.

        Raises:
            InputError: a line before the first rule, an empty rule, a name without a rule.
        """
        rules: dict[str, list[str]] = {}
        shares: dict[str, int] = {}
        name = ""
        for number, raw in enumerate(text.splitlines(), start=1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("="):
                name, *share = line[1:].split()
                if name in rules:
                    raise InputError(f"two rules '{name}'", where=f"{where}:{number}")
                rules[name] = []
                if share:
                    shares[name] = int(share[0])
            elif not name:
                raise InputError("a choice before the first rule", where=f"{where}:{number}")
            else:
                rules[name].append(line)
        for rule, choices in rules.items():
            unknown = {s for c in choices for s in _SLOT.findall(c)} - rules.keys()
            if unknown or not choices:
                raise InputError(f"rule '{rule}' lacks {sorted(unknown) or 'choices'}", where=where)
        return cls(rules, shares)

    def line(self, draw: random.Random) -> str:
        """One line, finished: articles and capitals as written English has them."""
        kind = draw.choices(list(self.shares), list(self.shares.values()))[0]
        text = self._filled("{" + kind + "}", draw, 0)
        text = _ARTICLE.sub(_article, text)
        return _CAPITAL.sub(lambda found: found[1] + found[2].upper(), text)

    def _filled(self, text: str, draw: random.Random, depth: int) -> str:
        if depth > DEEPEST:
            raise InputError(f"rules go in circles at '{text}'", where="grammar")
        return _SLOT.sub(
            lambda slot: self._filled(draw.choice(self.rules[slot[1]]), draw, depth + 1), text
        )


def _article(found: re.Match[str]) -> str:
    word = found[2].lower()
    vowel = word[0] in "aeiou" and not word.startswith(_SOUNDED)
    return f"{found[1]}n " if vowel or word.startswith(("hour", "8", "11", "18")) else found[0]


@cache
def bundled() -> Grammar:
    """The grammar that comes with the tool."""
    return Grammar.read(GRAMMAR.read_text(encoding="utf-8"), GRAMMAR.name)


def lines(seed: int, grammar: Grammar | None = None) -> Iterator[str]:
    """Different lines without end, or until the grammar has no more."""
    source = grammar or bundled()
    draw = random.Random(seed)
    known: set[tuple[str, ...]] = set()
    fruitless = 0
    while fruitless < FRUITLESS:
        text = source.line(draw)
        said = (*plain_words(text), text[-1])
        fruitless += 1
        if said not in known and not is_judged(text):
            known.add(said)
            fruitless = 0
            yield text


def sentences(count: int, seed: int) -> list[str]:
    """`count` different lines of game dialogue, the same for the same seed.

    Raises:
        InputError: the grammar does not hold so many.
    """
    found = [text for text, _ in zip(lines(seed), range(count), strict=False)]
    if len(found) < count:
        raise InputError(f"only {len(found)} different lines", where="texts")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export texts", description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write here, one line each, not to the screen")
    options = parser.parse_args(arguments)
    written = "".join(f"{text}\n" for text in sentences(options.count, options.seed))
    if options.out:
        options.out.write_text(written, encoding="utf-8")
    else:
        sys.stdout.write(written)
    return 0
