"""Bakes a whole project: what is there stays, what has changed is made, what fails is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from moodvox.baking.encoding import check_format
from moodvox.baking.manifests import write_manifests
from moodvox.baking.order import BakeLine, LeftOut, Order, read_order
from moodvox.baking.render import BakeSettings, Kitchen, Outcome
from moodvox.baking.store import FolderError, Store
from moodvox.baking.workers import Workers
from moodvox.errors import MoodvoxError


@dataclass
class Progress:
    """How far a bake is.

    Attributes:
        total: lines in all, without those that are left out.
        unchanged, baked, failed: lines that are done.
        speech_s: length of what was baked.
        left_s: time that the rest will take, as it went so far; None = not known yet.
        line: the last line that was done.
    """

    total: int
    unchanged: int = 0
    baked: int = 0
    failed: int = 0
    speech_s: float = 0.0
    left_s: float | None = None
    line: BakeLine | None = None

    @property
    def done(self) -> int:
        return self.unchanged + self.baked + self.failed


Tell = Callable[[Progress], None]
"""Takes the progress after each line; raise to stop the bake, which can be gone on with."""


@dataclass
class Report:
    """What a bake has done.

    Attributes:
        failures: lines that have no sound, and why.
        notices: (place, what of a line is not spoken).
        left_out: lines and files that were not tried.
        removed: sounds whose lines were gone.
        order: the lines.
    """

    progress: Progress
    failures: list[tuple[BakeLine, str]] = field(default_factory=list)
    notices: list[tuple[str, str]] = field(default_factory=list)
    left_out: Sequence[LeftOut] = ()
    removed: list[str] = field(default_factory=list)
    order: Order = field(default_factory=lambda: Order((), ()))

    @property
    def is_good(self) -> bool:
        """Whether every line that should have a sound has one."""
        return not self.failures and not any(each.failed for each in self.left_out)


def bake(
    settings: BakeSettings,
    paths: Sequence[Path],
    *,
    jobs: int = 1,
    choices: bool = False,
    prune: bool = False,
    tell: Tell = lambda _progress: None,
    clock: Callable[[], float] = time.monotonic,
) -> Report:
    """Bake the lines of `paths` into `settings.out`.

    Lines that fail are in the report and stop no other. If this is interrupted or killed,
    the next call goes on: every sound is whole or not there.

    Args:
        paths: dialogue files and folders of them.
        jobs: processes.
        choices: bake what players pick, too.
        prune: take away the sounds of lines that are no longer there.
        tell: told after each line.

    Raises:
        FolderError: the folder cannot be written, is full, or another bake is at work in it.
        ProjectError: the project is wrong.
        InputError: files of this form cannot be written here.
        VoiceError: there is no voice.
    """
    check_format(settings.form)
    kitchen = Kitchen.open(settings)
    order = read_order(kitchen.project, paths, choices=choices)
    store = Store(settings.out)
    store.prepare()
    report = Report(Progress(len(order.lines)), left_out=order.left_out, order=order)
    with store.locked():
        changed = _changed(kitchen, order, store, report)
        tell(report.progress)
        if changed:
            _bake_all(settings, changed, jobs, report, tell, clock)
        if prune:
            report.removed += store.prune(line.name for line in order.lines)
        failed = {line.name for line, _ in report.failures}
        write_manifests(store, [line for line in order.lines if line.name not in failed])
    return report


def _changed(kitchen: Kitchen, order: Order, store: Store, report: Report) -> list[BakeLine]:
    """The lines whose sound is not there, or may be another by now."""
    changed: list[BakeLine] = []
    ending = f".{kitchen.settings.form}"
    for line in order.lines:
        record = store.record(line.name)
        try:
            same = record is not None and record.get("quick") == kitchen.prints.quick(line)
        except MoodvoxError:
            same = False  # said when it is tried
        if same and record is not None and record["file"] == line.name + ending:
            report.progress.unchanged += 1
        else:
            changed.append(line)
    return changed


def _bake_all(
    settings: BakeSettings,
    lines: list[BakeLine],
    jobs: int,
    report: Report,
    tell: Tell,
    clock: Callable[[], float],
) -> None:
    progress = report.progress
    by_name = {line.name: line for line in lines}
    # Long lines first: no process is left alone with one at the end.
    ordered = sorted(lines, key=lambda line: -len(line.text))
    chars_left = sum(_cost(line) for line in lines)
    chars_done = 0
    begun_s = clock()
    with Workers(settings, min(jobs, len(lines))) as workers:
        for outcome in workers.bake(ordered):
            line = by_name[outcome.name]
            _note(outcome, line, report)
            chars_done += _cost(line)
            progress.line = line
            progress.left_s = (clock() - begun_s) / chars_done * (chars_left - chars_done)
            tell(progress)
            if outcome.hopeless:
                raise FolderError(
                    f"baking stopped after {progress.done} of {progress.total} lines: "
                    f"{outcome.message}",
                    hint="what is baked stays; start again to go on",
                )


def _cost(line: BakeLine) -> int:
    """Characters to say, and what every line costs."""
    return len(line.text) + 20


def _note(outcome: Outcome, line: BakeLine, report: Report) -> None:
    progress = report.progress
    if outcome.state == "failed":
        progress.failed += 1
        report.failures.append((line, outcome.message))
    elif outcome.state == "unchanged":
        progress.unchanged += 1
    else:
        progress.baked += 1
        progress.speech_s += outcome.seconds
    report.notices += ((line.place, notice) for notice in outcome.notices)
