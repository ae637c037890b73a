"""A script's line -> clauses of pronounced words: what speech and training both call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from moodvox.phonemes.homographs import article_before, choose
from moodvox.phonemes.inventory import split_stress
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.phonemes.sequence import SpokenClause, SpokenWord
from moodvox.script.items import Line
from moodvox.script.placing import pauses_before, said, sounds_before
from moodvox.text.clauses import Clause, Notice, Word
from moodvox.text.reader import read


def pronounce_line(line: Line, pronouncer: Pronouncer) -> tuple[list[SpokenClause], list[Notice]]:
    """Read and pronounce a line; `[say]` and `[pause]` items are honoured.

    Returns:
        The clauses for `sequence.build_sequence`, and what was left out or changed.

    Raises:
        TextError: the text cannot be spoken (see `text.reader.read`).
    """
    if not any(map(str.isalnum, line.plain)) and (alone := sounds_before(line, [])[-1]):
        return [SpokenClause((), "statement", (), pauses_before(line, [])[1], (), alone)], []
    reading = read(line.plain, known=pronouncer, fixed=_fixed(line))
    words = [word for clause in reading.clauses for word in clause.words]
    free = [word.spoken for word in words if word.phonemes is None]
    found = iter(pronouncer.pronounce_all(free))
    phonemes = [
        word.phonemes if word.phonemes is not None else next(found).phonemes for word in words
    ]
    _fit_to_context(reading.clauses, phonemes, pronouncer)
    stuttered = False
    for place in range(len(words) - 2, -1, -1):
        stuttered = _is_stutter(line.plain, words[place], words[place + 1], stuttered)
        if stuttered:
            phonemes[place] = _onset(phonemes[place + 1])
    starts = [word.start for word in words]
    pauses, final_s = pauses_before(line, starts)
    sounds = sounds_before(line, starts)
    clauses: list[SpokenClause] = []
    place = 0
    for clause in reading.clauses:
        clauses.append(_spoken(clause, phonemes, pauses, sounds, place))
        place += len(clause.words)
    clauses[-1] = replace(clauses[-1], final_pause_s=final_s, final_sounds=sounds[-1])
    return clauses, list(reading.notices)


def guessed_words(line: Line, pronouncer: Pronouncer) -> list[Word]:
    """The words of a line that no lexicon knows: what a writer may want to check.

    Raises:
        TextError: the text cannot be spoken.
    """
    reading = read(line.plain, known=pronouncer, fixed=_fixed(line))
    words = [w for clause in reading.clauses for w in clause.words if w.phonemes is None]
    found = pronouncer.pronounce_all([word.spoken for word in words])
    return [word for word, how in zip(words, found, strict=True) if how.source == "g2p"]


def _fixed(line: Line) -> dict[tuple[int, int], tuple[str, ...]]:
    """The stretches of the plain text that a `[say]` fixes."""
    return {(start, end): sounds for start, end, sounds in said(line)}


def _fit_to_context(
    clauses: Sequence[Clause], phonemes: list[tuple[str, ...]], pronouncer: Pronouncer
) -> None:
    """Homographs and "the" by the words beside them; what a writer fixed stays."""
    place = 0
    for clause in clauses:
        spoken = [word.spoken for word in clause.words]
        for index, word in enumerate(clause.words):
            ours = word.phonemes is None and word.spoken not in pronouncer.project_lexicon
            if ours and (chosen := choose(spoken, index)) is not None:
                phonemes[place + index] = chosen
        for index, word in enumerate(clause.words[:-1]):
            if word.spoken == "the" and word.phonemes is None:
                phonemes[place + index] = article_before(phonemes[place + index + 1])
        place += len(clause.words)


def _spoken(
    clause: Clause,
    phonemes: list[tuple[str, ...]],
    pauses: list[float],
    sounds: list[tuple[str, ...]],
    place: int,
) -> SpokenClause:
    count = len(clause.words)
    words = tuple(
        SpokenWord(word.spoken, phonemes[place + i], word.start, word.end)
        for i, word in enumerate(clause.words)
    )
    pause_s = tuple(pauses[place : place + count])
    heard = tuple(sounds[place : place + count])
    return SpokenClause(
        words,
        clause.ending,
        pause_s if any(pause_s) else (),
        sounds=heard if any(heard) else (),
    )


def _is_stutter(plain: str, word: Word, following: Word, following_stutters: bool) -> bool:
    """ "w-what", "Th-th-this": the start of the next word, then a hyphen."""
    return (
        word.phonemes is None
        and len(word.spoken) <= 2
        and word.end + 1 == following.start
        and plain[word.end : following.start] in ("-", "‐", "‑")
        and following.spoken.startswith(word.spoken)
        and (len(following.spoken) > len(word.spoken) or following_stutters)
    )


def _onset(phonemes: tuple[str, ...]) -> tuple[str, ...]:
    """The first sound of a word, let go: W AH1 T -> W AH0; a vowel stays as it is."""
    if not phonemes or split_stress(phonemes[0])[1] >= 0:
        return phonemes[:1]
    return (phonemes[0], "AH0")
