"""Scores and moods as Markdown, with what was to be reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moodvox_export.judging.moods import JUMP, NAMES, Moved, Scale
from moodvox_export.judging.scores import Score


def rows_of(cells: Sequence[Sequence[str]]) -> str:
    rule = ["---"] * len(cells[0])
    return "\n".join(f"| {' | '.join(row)} |" for row in [cells[0], rule, *cells[1:]])


def shown(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


def score_table(scores: Mapping[str, Score]) -> str:
    cells = [["", "lines", "words wrong % (s.e.)", "P808", "OVRL", "similarity"]]
    for what, s in scores.items():
        spread = "" if s.spread is None else f" ({s.spread:.1f})"
        cells.append([
            what, str(s.lines), shown(s.words_wrong, ".1f") + spread, shown(s.p808, ".2f"),
            shown(s.ovrl, ".2f"), shown(s.similarity, ".3f"),
        ])  # fmt: skip
    return rows_of(cells)


def mood_table(moved: Sequence[Moved]) -> str:
    cells = [["at weight 2/3", *NAMES, "right signs"]]
    for row in moved:
        figures = [
            f"{found:.2f} ({wanted:g}){'' if fits else ' !'}"
            for found, wanted, fits in zip(row.found, row.wanted, row.fits, strict=True)
        ]
        cells.append([row.emotion, *figures, "yes" if row.signs else "no"])
    return rows_of(cells)


def scale_table(scales: Mapping[str, Scale]) -> str:
    cells = [["", *(f"{name}: largest step" for name in NAMES)]]
    for name, scale in scales.items():
        figures = [
            "still" if jump is None else f"{jump:.2f}{'' if straight else ' turns back'}"
            for jump, straight in zip(scale.jump, scale.monotone, strict=True)
        ]
        cells.append([name, *figures])
    return rows_of(cells)


def targets(
    scores: Mapping[str, Score], moved: Sequence[Moved], scales: Mapping[str, Scale]
) -> list[tuple[str, str, str, str]]:
    """(what, must, found, verdict) of every line of the task that these figures answer."""
    found: list[tuple[str, str, str, str]] = []

    def add(what: str, must: str, value: float | None, good: bool, form: str = ".2f") -> None:
        if value is not None:
            found.append((what, must, format(value, form), "yes" if good else "no"))

    lead, real = scores.get("lead"), scores.get("recordings")
    if lead and lead.p808 is not None and real and real.p808 is not None:
        limit = max(3.75, real.p808 - 0.1)
        add("leading voice, P808", f">= {limit:.2f}", lead.p808, lead.p808 >= limit)
    for what, prefix, limit in (("speaker", "speaker ", 3.5), ("emotion", "emotion ", 3.55)):
        worst = min((s for n, s in scores.items() if n.startswith(prefix) and s.p808 is not None),
                    key=lambda s: s.p808 or 0.0, default=None)  # fmt: skip
        if worst and worst.p808 is not None:
            add(f"worst {what} ({worst.what.removeprefix(prefix)}), P808", f">= {limit}",
                worst.p808, worst.p808 >= limit)  # fmt: skip
    if lead and real and lead.lively and real.lively:
        names = ("F0 deviation", "spectral contrast", "change from column to column")
        for name, mine, theirs, limit in zip(names, lead.lively, real.lively, (0.8, 0.8, 0.6),
                                             strict=True):  # fmt: skip
            add(f"{name}, share of the recordings'", f">= {limit}", mine / theirs,
                mine / theirs >= limit)  # fmt: skip
    if lead and lead.similarity is not None:
        add("similarity to the recordings", ">= 0.78", lead.similarity,
            lead.similarity >= 0.78, ".3f")  # fmt: skip
    if lead and real and lead.words_wrong is not None and real.words_wrong is not None:
        limit = min(22.0, real.words_wrong)
        add("words wrong, unseen prompts, %", f"<= {limit:.1f}", lead.words_wrong,
            lead.words_wrong <= limit, ".1f")  # fmt: skip
    speakers = [
        s for n, s in scores.items() if n.startswith("speaker ") and s.words_wrong is not None
    ]
    if speakers:
        worst = max(speakers, key=lambda s: s.words_wrong or 0.0)
        add(f"words wrong, game lines, worst speaker ({worst.what.removeprefix('speaker ')}), %",
            "<= 15", worst.words_wrong, (worst.words_wrong or 0.0) <= 15, ".1f")  # fmt: skip
    emotions = [
        s for n, s in scores.items() if n.startswith("emotion ") and s.words_wrong is not None
    ]
    if emotions and speakers and speakers[0].words_wrong is not None:
        worst, limit = (
            max(emotions, key=lambda s: s.words_wrong or 0.0),
            speakers[0].words_wrong + 6,
        )
        good = (worst.words_wrong or 0.0) <= limit
        add(f"words wrong, worst emotion ({worst.what[8:]}), %",
            f"<= {limit:.1f}", worst.words_wrong, good, ".1f")  # fmt: skip
    if moved:
        fits = sum(sum(m.fits) for m in moved) / (5 * len(moved))
        add("emotion figures within 20 % or 0.3 st / 0.5 dB", "all", 100 * fits, fits == 1, ".0f")
        signs = sum(m.signs for m in moved) / len(moved)
        add("emotions with the right signs, %", "all", 100 * signs, signs == 1, ".0f")
    checks = [c for s in scales.values() for c in s.monotone if c is not None]
    if checks:
        add("scales and blends that never turn back, %", "all",
            100 * sum(checks) / len(checks), all(checks), ".0f")  # fmt: skip
        jumps = [j for s in scales.values() for j in s.jump if j is not None]
        share = sum(j <= JUMP for j in jumps) / len(jumps)
        add(
            "their steps within 1.5 of their neighbours, %",
            "aim: all",
            100 * share,
            share == 1,
            ".0f",
        )
    return found


def target_table(rows: Sequence[tuple[str, str, str, str]]) -> str:
    return rows_of([["", "must", "found", "reached"], *rows])
