"""The studio's one bake at a time, with its progress told to every tab."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moodvox.baking.bake import Progress, Report, bake
from moodvox.baking.encoding import SoundFormat
from moodvox.baking.render import BakeSettings
from moodvox.errors import InputError, MoodvoxError
from moodvox.studio.desk import Desk

MOST_TOLD = 200
"""Failures and notices that are listed; the report's numbers count all."""

Tell = Callable[[dict[str, Any]], None]


class StoppedError(Exception):
    """Somebody pressed stop; what is baked stays, and the next bake goes on."""


class Bakery:
    """Bakes what a desk has.

    Args:
        tell: takes progress and the end, in the bakery's thread.
    """

    def __init__(self, desk: Desk, tell: Tell) -> None:
        self._desk = desk
        self._tell = tell
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def start(self, out: str, form: SoundFormat) -> Path:
        """Begin; the folder that sounds go to.

        Raises:
            InputError: a bake is at work, or the folder is not below the root.
        """
        folder = self._folder(out)
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                raise InputError("a bake is at work already", hint="wait for it, or stop it")
            self._stop.clear()
            settings = BakeSettings(
                out=folder,
                project=self._desk.project_folder,
                voices=self._desk.voices,
                enrolled=self._desk.enrolled,
                form=form,
            )
            self._thread = threading.Thread(
                target=self._run, args=(settings,), name="bakery", daemon=True
            )
            self._thread.start()
        return folder

    def stop(self) -> None:
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait for the end."""
        self.stop()
        if self._thread is not None:
            self._thread.join()

    def _folder(self, out: str) -> Path:
        root = self._desk.project_folder or self._desk.root
        folder = (root / out).resolve()
        if not out.strip() or folder == root or not folder.is_relative_to(root):
            raise InputError(
                f"'{out}' is not a folder inside '{root.name}'",
                where="folder",
                hint="such as 'baked'; elsewhere: moodvox bake --out",
            )
        return folder

    def _run(self, settings: BakeSettings) -> None:
        try:
            report = bake(
                settings,
                self._desk.paths(),
                jobs=max(1, (os.cpu_count() or 2) - 1),
                tell=self._progress,
            )
        except StoppedError:
            self._tell({"type": "bake", "state": "stopped"})
        except MoodvoxError as fault:
            self._tell({"type": "bake", "state": "failed", "message": str(fault)})
        else:
            self._tell({"type": "bake", "state": "done", **_told(report)})

    def _progress(self, progress: Progress) -> None:
        if self._stop.is_set():
            raise StoppedError
        self._tell({"type": "bake", "state": "running", **_numbers(progress)})


def _numbers(progress: Progress) -> dict[str, Any]:
    return {
        "total": progress.total,
        "done": progress.done,
        "baked": progress.baked,
        "unchanged": progress.unchanged,
        "failed": progress.failed,
        "speech_s": round(progress.speech_s, 1),
        "left_s": progress.left_s,
        "line": progress.line.id if progress.line else "",
    }


def _told(report: Report) -> dict[str, Any]:
    failures = [{"line": line.id, "message": message} for line, message in report.failures]
    left_out = [
        {"line": each.id, "message": f"{each.place}: {each.reason}", "failed": each.failed}
        for each in report.left_out
    ]
    return {
        **_numbers(report.progress),
        "failures": failures[:MOST_TOLD],
        "left_out": left_out[:MOST_TOLD],
        "notices": [f"{place}: {notice}" for place, notice in report.notices][:MOST_TOLD],
    }
