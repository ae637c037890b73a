"""The card of a voice, written from what its runs left behind.

    python -m moodvox_export card --run WORK... --describe data.toml --corpus F.npz --out CARD.md

`pack --card` puts it into the voice. Nothing in it is typed by hand: data and licences come
from the description, commands and seeds from the runs, scores from `judge --json` and
`quantise --json`; what was not given is said to be missing.
"""

from __future__ import annotations

import argparse
import json
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from moodvox.models.own.layout import HOPS_PER_S
from moodvox_export.acoustic.pupils import PupilConfig
from moodvox_export.acoustic.roster import Roster
from moodvox_export.acoustic.trainer import Config, roster_in
from moodvox_export.corpus.description import BUNDLED, DataSet, credits_of, read_description
from moodvox_export.corpus.packed import unpack
from moodvox_export.training.commands import commands_of
from moodvox_export.training.config import ConfigError
from moodvox_export.training.states import load_state, write_whole

TEMPLATE = Path(__file__).parent / "card.md"
CHECKPOINTS = ("checkpoint.pt", "pupil.pt")
NONE = "none given"
FIGURES = ("words_wrong", "p808", "ovrl", "similarity")


def runs_of(works: Sequence[Path]) -> list[tuple[Path, dict[str, Any]]]:
    """The checkpoint of every run.

    Raises:
        ConfigError: a folder has none, or it is of something else.
    """
    found = []
    for work in works:
        path = next((work / name for name in CHECKPOINTS if (work / name).is_file()), None)
        if path is None:
            raise ConfigError("no checkpoint", where=str(work), hint="a --work of train or distil")
        state = load_state(path)
        if "config" not in state or "step" not in state:
            raise ConfigError("a checkpoint of something else", where=str(path))
        found.append((path, state))
    return found


def roster_of_runs(runs: Sequence[tuple[Path, dict[str, Any]]]) -> Roster:
    """Whose voice it is: the last training's.

    Raises:
        ConfigError: no run is a training.
    """
    for path, state in reversed(runs):
        if path.name == CHECKPOINTS[0]:
            return roster_in(state, path)
    raise ConfigError("no run is a training", where="--run")


def speakers(roster: Roster) -> str:
    """One line each."""
    return "\n".join(
        f"* `{m.name}`: {m.title}" + (f" (made from {m.source})" if m.source != m.name else "")
        for m in roster.members
    )


def data(sets: Mapping[str, DataSet], corpora: Sequence[Path], roster: Roster) -> str:
    """Sets with their licences, and how much of each speaker was used."""
    lines = [
        f"* {entry.credit} ({entry.licence})"
        for name, entry in sets.items()
        if set(entry.actors or (name,)) & set(roster.recorded)
    ]
    count: Counter[str] = Counter()
    hops: Counter[str] = Counter()
    for path in corpora:
        for example in unpack(path):
            count[example.speaker] += 1
            hops[example.speaker] += int(example.durations.sum())
    lines += [
        f"* {name}: {count[name]} recordings, {hops[name] / HOPS_PER_S / 60:.1f} minutes"
        for name in roster.recorded
        if count[name]
    ]
    return "\n".join(lines)


def trainings(runs: Sequence[tuple[Path, dict[str, Any]]]) -> str:
    """Seed, steps, and what differs from the defaults."""
    lines = []
    for path, state in runs:
        config = state["config"]
        plain = asdict(Config() if path.name == CHECKPOINTS[0] else PupilConfig())
        other = [f"{k} {v}" for k, v in config.items() if k != "seed" and plain.get(k) != v]
        lines.append(
            f"* `{path.parent.name}`: seed {config['seed']}, {state['step']} steps; "
            f"{', '.join(other) or 'all defaults'}"
        )
    return "\n".join(lines)


def commands(works: Sequence[Path], more: Sequence[str]) -> str:
    """What the runs noted, and what was given by hand for the verbs that keep no run."""
    lines = [line for work in works for line in commands_of(work)] + list(more)
    return "\n".join(f"    python -m moodvox_export {line}" for line in lines) or NONE


def scores(path: Path | None) -> str:
    """The groups of `judge --json` as a table."""
    if path is None:
        return NONE
    table = _json(path)
    rows = [["", "lines", "words wrong %", "P808", "OVRL", "similarity"], ["---"] * 6]
    try:
        for name, score in table["scores"].items():
            cells = ["" if score[k] is None else f"{score[k]:.2f}" for k in FIGURES]
            rows.append([name, str(score["lines"]), *cells])
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigError("not what 'judge --json' writes", where=str(path)) from error
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def quantised(path: Path | None) -> str:
    """The tiers of `quantise --json`, a line each."""
    if path is None:
        return NONE
    try:
        return "\n".join(
            f"* {tier['tier']}: {tier['times_smaller']:.2f} times smaller, "
            f"{tier['speed']:.2f} times as fast"
            for tier in _json(path)
        )
    except (KeyError, TypeError) as error:
        raise ConfigError("not what 'quantise --json' writes", where=str(path)) from error


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(str(error), where=str(path)) from error


def filled(template: Path, values: Mapping[str, str]) -> str:
    """`template` with every `$word` filled in.

    Raises:
        ConfigError: it cannot be read, or has a word that is none of `values`.
    """
    try:
        return string.Template(template.read_text(encoding="utf-8")).substitute(values)
    except KeyError as error:
        raise ConfigError(
            f"unknown word ${error.args[0]}", where=str(template), hint=f"known: {sorted(values)}"
        ) from error
    except (OSError, ValueError) as error:
        raise ConfigError(str(error), where=str(template)) from error


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="moodvox_export card", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--run", type=Path, nargs="+", required=True, help="work folders")
    parser.add_argument("--describe", type=Path, default=BUNDLED, metavar="F.toml")
    parser.add_argument("--corpus", type=Path, nargs="*", default=[], help="to count recordings")
    parser.add_argument("--command", action="append", default=[], help="one that kept no run")
    parser.add_argument("--scores", type=Path, help="what 'judge --json' wrote")
    parser.add_argument("--quantised", type=Path, help="what 'quantise --json' wrote")
    parser.add_argument("--template", type=Path, default=TEMPLATE, help="Markdown with $words")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    runs = runs_of(options.run)
    roster = roster_of_runs(runs)
    sets = read_description(options.describe)
    thanks = credits_of(sets, roster.recorded, options.describe)
    values = {
        "name": roster.name, "title": roster.title, "licence": roster.licence,
        "speakers": speakers(roster), "data": data(sets, options.corpus, roster),
        "credits": "\n".join(f"* {line}" for line in thanks), "training": trainings(runs),
        "commands": commands(options.run, options.command), "scores": scores(options.scores),
        "quantised": quantised(options.quantised),
    }  # fmt: skip
    write_whole(filled(options.template, values).encode(), options.out)
    return 0
