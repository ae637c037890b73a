"""Plain text -> clauses of words to be spoken, each with its place in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Mapping

from moodvox.errors import TextError
from moodvox.text import tables, wording
from moodvox.text.clauses import Notice, Reading, Word
from moodvox.text.folding import FIXED, fold
from moodvox.text.marks import ClauseWriter, match_mark
from moodvox.text.mixtures import (
    Piece,
    begins_sentence,
    match_address,
    match_dotted,
    match_markup,
    match_mixed,
    match_model,
)
from moodvox.text.numerals import match_numeral

MAX_CHARACTERS = 5_000
"""Longest text of one line; a minute of speech is about 900 characters."""

_NONE_KNOWN: frozenset[str] = frozenset()
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*")
_ORDINARY = re.compile(r"(?<![A-Za-z\d'])[a-z]{2,}(?=[ ,;!?\n]|$)")
_ELIDED = rf"'n'|'(?:{'|'.join(sorted(tables.ELISIONS, key=len, reverse=True))})(?![A-Za-z'])"
_ELISION = re.compile(_ELIDED, re.I)
_OPEN_QUOTE = re.compile(rf"(?:^|[\s(\"—])(?!{_ELIDED})'(?=[A-Za-z])", re.I)


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
        what = "has nothing but signs" if plain.strip() else "is empty"
        raise TextError(f"there is nothing to say: the text {what}", hint="write some words")
    return reading


class _Reader:
    """Walks over the folded text once. Methods that read return the place behind, or None."""

    def __init__(
        self, plain: str, known: Container[str], fixed: Mapping[tuple[int, int], tuple[str, ...]]
    ) -> None:
        self.plain = plain
        self.known = known
        self.fixed = fixed
        self.folded = fold(plain, dict(fixed.keys()))
        self.text = self.folded.text
        self.notices: list[Notice] = list(self.folded.notices)
        self.writer = ClauseWriter()
        self.before = ""
        self.sentences = [0, *(m.end() for m in re.finditer(r"[.!?\n]+", self.text))]
        self.shouted = [
            _is_shouted(self.text[start:end])
            for start, end in zip(self.sentences, [*self.sentences[1:], None], strict=True)
        ]

    def read(self) -> Reading:
        place = 0
        while place < len(self.text):
            behind = self._ordinary(place) or self._word_at(place)
            place = self._mark_at(place) if behind is None else behind
        self.writer.mark("statement")
        return Reading(
            tuple(self.writer.clauses), tuple(sorted(self.notices, key=lambda n: n.start))
        )

    def _say(self, piece: Piece) -> int:
        span = self.folded.span(piece.start, piece.end)
        for word in piece.words:
            name = wording.LETTER_A.get(word) if piece.spelled else None
            self.writer.word(Word(word, *span, name))
        self.before = self.text[piece.start : piece.end]
        return piece.end

    def _mark_at(self, place: int) -> int:
        if self.text[place] == " ":
            return place + 1
        if (end := match_markup(self.text, place)) is not None:
            self.notices.append(
                Notice(f"'{self.text[place:end]}' is not spoken", *self.folded.span(place, end))
            )
            return end
        if (joint := self._joint_at(place)) is not None:
            return self._say(Piece((joint,), place, place + 1))
        if (found := match_mark(self.text, place)) is not None:
            end, ending = found
            if ending is not None:
                self.writer.mark(ending)
                self.before = ""
            return end
        sign = tables.SIGNS.get(self.text[place])
        if sign is not None and self._sign_is_said(place):
            return self._say(Piece(tuple(sign.split()), place, place + 1))
        return place + 1

    def _joint_at(self, place: int) -> str | None:
        """A sign between two parts that is a word: 5pm-7pm, $5/month, C#."""
        before, sign, after = self.text[:place], self.text[place], self.text[place + 1 : place + 2]
        if sign in "-\u2013" and after.isdigit() and re.search(r":\d\d$|[ap]m$", before, re.I):
            return "to"
        if sign == "/" and after.isalpha() and any(c.isdigit() for c in self.before):
            return "per"
        if sign == "#" and re.search(r"(?<![A-Za-z])[A-G]$", before):
            return "sharp"
        return None

    def _sign_is_said(self, place: int) -> bool:
        """``#quest`` drops its sign; ``<`` is said between numbers, not in ``<b>``."""
        sign, after = self.text[place], self.text[place + 1 : place + 2]
        if sign in "<>":
            return (self.text[place - 1 : place] == " " and after in (" ", "=")) or after.isdigit()
        return sign != "#"

    def _word_at(self, place: int) -> int | None:
        character = self.text[place]
        if character == FIXED:
            start, end = self.folded.span(place, place + 1)
            spoken = re.sub(r"[^a-z']", "", self.plain[start:end].lower())
            self.writer.word(Word(spoken, start, end, self.fixed[start, end]))
            return place + 1
        if character in " \n":
            return None
        if not (place and self.text[place - 1].isalnum()):
            for match in (match_address, match_model, match_dotted, match_mixed):
                if (pieces := match(self.text, place, self.known)) is not None:
                    return [self._say(piece) for piece in pieces][-1]
            behind_quote = character.isalpha() and self.text[place - 1 : place] == "'"
            if not behind_quote and (behind := self._numeral(place)) is not None:
                return behind
        elif character.isdigit() and (behind := self._numeral(place)) is not None:
            return behind
        return self._letters(place)

    def _ordinary(self, place: int) -> int | None:
        """A word of the dictionary in small letters, as most are: it can be nothing else."""
        match = _ORDINARY.match(self.text, place)
        if match is None or match[0] in tables.ABBREVIATIONS or match[0] not in self.known:
            return None
        return self._say(Piece((match[0],), place, match.end()))

    def _numeral(self, place: int) -> int | None:
        found = match_numeral(self.text, place)
        if found is None:
            return None
        end, words = found
        half = 2 if words[-2:] in (["a", "m"], ["p", "m"]) else 0
        self._say(Piece(tuple(words[: len(words) - half]), place, end))
        return self._say(Piece(tuple(words[len(words) - half :]), place, end, spelled=True))

    def _letters(self, place: int) -> int | None:
        elision = _ELISION.match(self.text, place)
        if elision and not self.text[place - 1 : place].isalnum():
            word = "'n" if elision[0].lower() == "'n'" else elision[0].lower()
            return self._say(Piece((word,), place, elision.end()))
        match = _WORD.match(self.text, place)
        if match is None:
            return None
        word, end = match[0], match.end()
        after = self.text[end:]
        dot = after.startswith(".") and not after.startswith("..")
        rest = after[1:] if dot else after
        if (words := wording.abbreviation(word, dot, rest, self.before)) is not None:
            inside = word.lower() in tables.MID_SENTENCE and words[-1] not in ("street", "drive")
            takes_dot = dot and (inside or not begins_sentence(rest))
            self._say(Piece(tuple(words), place, end))
            return end + 1 if takes_dot else end
        stem = word.removesuffix("'s")
        if (words := wording.roman_number(stem, self.text[:place])) is not None:
            words[-1] += word[len(stem) :]
            return self._say(Piece(tuple(words), place, end))
        return self._plain_word(word, place, end)

    def _plain_word(self, word: str, place: int, end: int) -> int:
        lower = word.lower()
        if (shorter := wording.shorten(lower, self.known)) is not None:
            span = self.folded.span(place, end)
            self.notices.append(Notice(f"'{word}' is said as '{shorter}'", *span))
            return self._say(Piece((shorter,), place, end))
        stem = word.rstrip("s'")
        initials = len(stem) > 1 and stem.isupper()
        if initials or (lower in tables.INITIALISMS and lower not in self.known):
            shouted = self.shouted[bisect_right(self.sentences, place) - 1]
            words = wording.capitals(word if initials else word.upper(), shouted, self.known)
            return self._say(Piece(tuple(words), place, end, spelled=len(words) > 1))
        if len(word) == 1:
            letter = word != "I" and (lower != "a" or self._stands_as_letter(place))
            return self._say(Piece((lower,), place, end, spelled=letter))
        if self.text[end : end + 1] == "'" and lower.endswith("in") and len(lower) > 3:
            sentence = self.text[self.sentences[bisect_right(self.sentences, place) - 1] : place]
            if not _OPEN_QUOTE.search(sentence):
                return self._say(Piece((f"{lower}'",), place, end + 1))
        return self._say(Piece(tuple(wording.camel_parts(word, self.known)), place, end))

    def _stands_as_letter(self, place: int) -> bool:
        """Whether a lone "a" is the letter: "plan A.", or nothing else in the text."""
        before, after = self.text[:place], self.text[place + 1 :]
        if not re.search(r"[A-Za-z\d]", before):
            return not re.search(r"[A-Za-z\d]", after)
        if self.text[place] != "A" or before.rstrip(" \"'(")[-1:] in ".!?…":
            return False
        return not re.match(r" [a-z]", after)


def _is_shouted(sentence: str) -> bool:
    """Whether most of its words are in capitals, so that capitals tell nothing apart."""
    words = re.findall(r"[A-Za-z]{2,}", sentence)
    return len(words) > 1 and sum(word.isupper() for word in words) > 0.6 * len(words)
