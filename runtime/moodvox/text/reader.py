"""Plain text -> clauses of words to be spoken, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from moodvox.errors import TextError
from moodvox.text import numbers, tables, wording
from moodvox.text.clauses import Clause, Ending, Notice, Reading, Word
from moodvox.text.folding import FIXED, fold
from moodvox.text.numbers import digits
from moodvox.text.numerals import match_numeral

MAX_CHARACTERS = 5_000
"""Longest text of one line; a minute of speech is about 900 characters."""

_NONE_KNOWN: frozenset[str] = frozenset()

_ADDRESS = re.compile(
    r"(?P<scheme>https?://|www\.)(?P<rest>[^\s<>\"]+)"
    r"|(?P<mail>[\w.+-]+@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)+)"
    r"|(?P<domain>[A-Za-z\d][A-Za-z\d-]*(?:\.[A-Za-z\d-]+)*"
    r"\.(?:com|org|net|io|gg|tv|edu|gov|dev|co\.uk)(?:/[^\s<>\"]*)?)(?![A-Za-z\d])"
)
_DOTTED = re.compile(r"(?<![A-Za-z])[A-Za-z](?:\.[A-Za-z](?![A-Za-z]))+\.?|[Pp]h\.?D\b\.?")
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*")
_MODEL = re.compile(r"([A-Za-z]{1,3})\.(\d+)(?![A-Za-z\d.]*\d)")
_MIXED = re.compile(r"(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]+")
_ELISION = re.compile(
    rf"'({'|'.join(sorted(tables.ELISIONS, key=len, reverse=True))})(?![A-Za-z'])", re.I
)
_ROCK_N_ROLL = re.compile(r"'n'", re.I)
_MARKS: tuple[tuple[re.Pattern[str], Ending | None], ...] = tuple(
    (re.compile(pattern), ending)
    for pattern, ending in (
        (r"\n[ \n]*\n", "statement"),
        (r"[!?]*\?[!?]*", "question"),
        (r"!+", "exclamation"),
        (r"\.{2,}|…+|(?:\. ){2,}\.", "trailing"),
        (r"—+|-{2,}|(?<=\s)[-\u2013]+(?=\s|$)|\u2013", "trailing"),
        (r"-(?=[\s\"')\]]|$)", "trailing"),
        (r"\.", "statement"),
        (r"[,;:()\[\]{}]", "continuation"),
        (r"\*+|_+|~+|\^+|\|", None),
    )
)
_STRENGTH: tuple[Ending, ...] = ("continuation", "statement", "trailing", "exclamation", "question")


class _Pen:
    """Writes words and marks down as clauses."""

    def __init__(self) -> None:
        self.clauses: list[Clause] = []
        self.words: list[Word] = []

    def word(self, spoken: str, start: int, end: int, phonemes: tuple[str, ...] | None) -> None:
        self.words.append(Word(spoken, start, end, phonemes))

    def mark(self, ending: Ending) -> None:
        if self.words:
            self.clauses.append(Clause(tuple(self.words), ending))
            self.words = []
        elif self.clauses:
            before = self.clauses[-1]
            if _STRENGTH.index(ending) > _STRENGTH.index(before.ending):
                self.clauses[-1] = Clause(before.words, ending)


class _Reader:
    """Walks over the folded text once; every method that reads returns where it stopped."""

    def __init__(
        self, plain: str, known: Container[str], fixed: Mapping[tuple[int, int], tuple[str, ...]]
    ) -> None:
        self.plain = plain
        self.known = known
        self.fixed = fixed
        self.folded = fold(plain, dict(fixed))
        self.text = self.folded.text
        self.notices: list[Notice] = list(self.folded.notices)
        self.pen = _Pen()
        self.before = ""
        self.shouted = self._is_shouted()

    def _is_shouted(self) -> bool:
        """Whether most of the words are in capitals, so that capitals say nothing."""
        words = [word for word in re.findall(r"[A-Za-z]{2,}", self.text)]
        return len(words) > 1 and sum(word.isupper() for word in words) > 0.6 * len(words)

    def say(self, words: list[str], start: int, end: int, *, letters: bool = False) -> int:
        """Write down words that all come from ``text[start:end]``."""
        span = self.folded.span(start, end)
        for word in words:
            name = wording.LETTER_A if letters and word == "a" else None
            if letters and word == "a's":
                name = (*wording.LETTER_A, "Z")
            self.pen.word(word, *span, name)
        self.before = self.text[start:end]
        return end

    def read(self) -> Reading:
        place = 0
        while place < len(self.text):
            place = self._step(place)
        self.pen.mark("statement")
        return Reading(tuple(self.pen.clauses), tuple(sorted(self.notices, key=lambda n: n.start)))

    def _step(self, place: int) -> int:
        character = self.text[place]
        if character == FIXED:
            start, end = self.folded.span(place, place + 1)
            spoken = re.sub(r"[^a-z']", "", self.plain[start:end].lower())
            self.pen.word(spoken, start, end, self.fixed[start, end])
            return place + 1
        if character == " ":
            return place + 1 if not (m := _MARKS[4][0].match(self.text, place)) else m.end()
        for reader in (
            self._address,
            self._model,
            self._dotted,
            self._mixed,
            self._numeral,
            self._letters,
        ):
            if (end := reader(place)) > place:
                return end
        return self._mark(place)

    def _address(self, place: int) -> int:
        match = _ADDRESS.match(self.text, place)
        if match is None or (place and self.text[place - 1].isalnum()):
            return place
        said = match["mail"] or match["domain"] or match["rest"]
        end = match.end()
        stripped = said.rstrip(".,;:!?)]}'")
        end -= len(said) - len(stripped)
        if match["scheme"] == "www.":
            stripped = f"www.{stripped}"
        names = {".": "dot", "@": "at", "/": "slash", "-": "dash", "_": "underscore", "+": "plus"}
        for part in re.finditer(r"[A-Za-z]+|\d+|[.@/_+-]", stripped.rstrip("/")):
            word = part[0]
            if word in names:
                self.say([names[word]], place, end)
            elif word.isdigit():
                self.say(digits(word), place, end)
            elif word.lower() in self.known or wording.is_sayable(word.lower()):
                self.say([word.lower()], place, end)
            else:
                self.say(wording.spell(word), place, end, letters=True)
        return end

    def _dotted(self, place: int) -> int:
        match = _DOTTED.match(self.text, place)
        if match is None or (place and self.text[place - 1].isalnum()):
            return place
        bare = match[0].replace(".", "").lower()
        words = tables.DOTTED.get(bare, " ".join(bare)).split()
        self.say(words, place, match.end(), letters=words == wording.spell(bare))
        rest = self.text[match.end() :]
        if match[0].endswith(".") and (not rest.strip(" \"')]") or _begins_sentence(rest)):
            if bare in ("eg", "ie"):
                return match.end()
            return match.end() - 1
        return match.end()

    def _model(self, place: int) -> int:
        """Letters, a dot, digits: H.323, Mk.2."""
        match = _MODEL.match(self.text, place)
        if match is None or (place and self.text[place - 1].isalnum()):
            return place
        if wording.abbreviation(match[1], True, match[2]) is not None:
            return place
        self.say(wording.spell(match[1]), place, match.end(1), letters=True)
        return self.say(numbers.year_like(match[2]), match.start(2), match.end())

    def _numeral(self, place: int) -> int:
        if place and (self.text[place - 1].isalnum() or self.text[place - 1] == "'"):
            if not self.text[place].isdigit():
                return place
        found = match_numeral(self.text, place)
        if found is None:
            return place
        end, words = found
        letters = len(words) > 1 and words[-1] == "m" and words[-2] in ("a", "p")
        self.say(words[:-2] if letters else words, place, end)
        if letters:
            self.say(words[-2:], place, end, letters=True)
        return end

    def _mixed(self, place: int) -> int:
        """Letters and digits in one: R2D2, mp3, H.323 is not (its dot parts it)."""
        match = _MIXED.match(self.text, place)
        if match is None or match_numeral_whole(self.text, place, match.end()):
            return place
        for part in re.finditer(r"[A-Za-z]+|\d+", match[0]):
            start, end = match.start() + part.start(), match.start() + part.end()
            if part[0].isdigit():
                numeral = match_numeral(part[0], 0)
                self.say(numeral[1] if numeral else digits(part[0]), start, end)
            elif part[0].lower() in self.known and len(part[0]) > 2:
                self.say([part[0].lower()], start, end)
            elif len(part[0]) < 4 or not wording.is_sayable(part[0].lower()):
                self.say(wording.spell(part[0]), start, end, letters=True)
            else:
                self.say([part[0].lower()], start, end)
        return match.end()

    def _letters(self, place: int) -> int:
        if match := _ROCK_N_ROLL.match(self.text, place):
            return self.say(["'n"], place, match.end())
        if (match := _ELISION.match(self.text, place)) and not self.text[
            place - 1 : place
        ].isalnum():
            return self.say([match[0].lower()], place, match.end())
        match = _WORD.match(self.text, place)
        if match is None:
            return place
        word, end = match[0], match.end()
        after = self.text[end:]
        dot = after.startswith(".") and not after.startswith("..")
        before, self.before = self.before, word
        if (words := wording.abbreviation(word, dot, after[1:] if dot else after)) is not None:
            self.say(words, place, end)
            self.before = word
            title = word.lower() in tables.TITLES and words != ["street"]
            ends = not after[1:].strip(" \"')]") or _begins_sentence(after[1:])
            return end + 1 if dot and (title or not ends) else end
        if (words := wording.roman_number(word, before)) is not None:
            return self.say(words, place, end)
        if word == "I":
            return self.say(["i"], place, end)
        return self._plain_word(word, place, end)

    def _plain_word(self, word: str, place: int, end: int) -> int:
        lower = word.lower()
        initials = len(word) > 1 and word.rstrip("s'").isupper() and len(word.rstrip("s'")) > 1
        if (shorter := wording.shorten(lower, self.known)) is not None and not lower.startswith(
            "www"
        ):
            span = self.folded.span(place, end)
            self.notices.append(Notice(f"'{word}' is said as '{shorter}'", *span))
            return self.say([shorter], place, end)
        if initials or (lower in tables.INITIALISMS and lower not in self.known):
            words = wording.capitals(word if initials else word.upper(), self.shouted, self.known)
            return self.say(words, place, end, letters=len(words) > 1 or len(words[0]) == 1)
        if len(word) == 1 and not (lower == "a" and not _stands_as_letter(self.text, place)):
            return self.say([lower], place, end, letters=True)
        if self.text[end : end + 1] == "'" and lower.endswith("in") and lower not in self.known:
            return self.say([f"{lower}'"], place, end + 1)
        return self.say(wording.camel_parts(word, self.known), place, end)

    def _mark(self, place: int) -> int:
        for pattern, ending in _MARKS:
            if match := pattern.match(self.text, place):
                if ending is not None:
                    self.pen.mark(ending)
                    self.before = ""
                return match.end()
        sign = tables.SIGNS.get(self.text[place])
        if sign is not None and self._sign_is_said(place):
            return self.say(sign.split(), place, place + 1)
        return place + 1

    def _sign_is_said(self, place: int) -> bool:
        """``#quest`` and ``@name`` say their sign; brackets of tags and arrows do not."""
        sign, after = self.text[place], self.text[place + 1 : place + 2]
        if sign in "<>":
            return (self.text[place - 1 : place] == " " and after in (" ", "=")) or after.isdigit()
        if sign == "#":
            return False
        return True


def match_numeral_whole(text: str, place: int, end: int) -> bool:
    """Whether a numeral fills at least ``text[place:end]`` (as "5km" does)."""
    found = match_numeral(text, place)
    return found is not None and found[0] >= end


def _stands_as_letter(text: str, place: int) -> bool:
    """Whether a lone "A" is the letter: "plan A.", but "A dog" and "a dog" are not."""
    if text[place] != "A" or not text[:place].strip(" \"'([—-\n"):
        return False
    if text[:place].rstrip(" \"'(")[-1:] in ".!?…":
        return False
    return not re.match(r" [a-z]", text[place + 1 :])


def _begins_sentence(after: str) -> bool:
    return re.match(r"[\"')\]]*\s+[\"'(\[]*[A-Z][a-z']*\b", after) is not None


def read(
    plain: str,
    *,
    known: Container[str] = _NONE_KNOWN,
    fixed: Mapping[tuple[int, int], tuple[str, ...]] | None = None,
) -> Reading:
    """Read a plain text.

    Args:
        plain: the text, without tags; at most `MAX_CHARACTERS`.
        known: lower-case words that are said as words when written in capitals.
        fixed: (start, end) of stretches -> the phonemes that the writer fixed for them;
            they must not overlap.

    Raises:
        TextError: the text is empty, too long, holds nothing that can be spoken, or has
            a letter of a script that cannot be spoken (`where` names its place).
    """
    if len(plain) > MAX_CHARACTERS:
        raise TextError(
            f"the text has {len(plain)} characters; a line may have {MAX_CHARACTERS}",
            where=f"character {MAX_CHARACTERS + 1}",
            hint="split it into several lines",
        )
    reading = _Reader(plain, known, fixed or {}).read()
    if not reading.clauses:
        what = "nothing but signs" if plain.strip() else "empty"
        raise TextError(f"there is nothing to say: the text is {what}", hint="write some words")
    return reading
