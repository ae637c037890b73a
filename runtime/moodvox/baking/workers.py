"""Processes that bake lines. One that dies takes its line with it, and no other."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from moodvox.baking.order import BakeLine
from moodvox.baking.render import BakeSettings, Kitchen, Outcome
from moodvox.errors import MoodvoxError

END_S = 5.0


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    line: BakeLine | None = None


class Workers:
    """`count` processes over one project; use it with `with`.

    They end with this process, however it ends: the pipe to each of them closes.
    """

    def __init__(self, settings: BakeSettings, count: int) -> None:
        self._settings = settings
        self._count = max(1, count)
        # A fork of a process that has loaded a model would share its threads' locks.
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_fault: object) -> None:
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(END_S)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()

    def bake(self, lines: Iterable[BakeLine]) -> Iterator[Outcome]:
        """Bake every line; outcomes come as they are ready."""
        waiting = iter(lines)
        busy: list[_Worker] = []
        free = list(self._workers)
        while True:
            while len(busy) < self._count:
                line = next(waiting, None)
                if line is None:
                    break
                worker = free.pop() if free else self._start()
                worker.line = line
                with suppress(OSError):  # a worker that has died is noticed below
                    worker.pipe.send(line)
                busy.append(worker)
            if not busy:
                return
            ready = wait([worker.pipe for worker in busy])
            for worker in [worker for worker in busy if worker.pipe in ready]:
                busy.remove(worker)
                outcome = self._take(worker)
                if worker.pipe.closed:
                    self._workers.remove(worker)
                else:
                    free.append(worker)
                yield outcome

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_work, args=(self._settings, theirs), name="moodvox-bake", daemon=True
        )
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _take(self, worker: _Worker) -> Outcome:
        assert worker.line is not None
        try:
            outcome: Outcome = worker.pipe.recv()
        except (EOFError, OSError):
            worker.pipe.close()
            worker.process.join(END_S)
            code = worker.process.exitcode
            message = f"{worker.line.place}: the process that spoke it died (status {code})"
            return Outcome(worker.line.name, "failed", message=message)
        return outcome


def _work(settings: BakeSettings, pipe: Connection) -> None:
    """The life of one process."""
    with suppress(EOFError, OSError, KeyboardInterrupt):
        kitchen: Kitchen | None = None
        while True:
            line: BakeLine = pipe.recv()
            try:
                kitchen = kitchen or Kitchen.open(settings)
            except MoodvoxError as error:
                pipe.send(Outcome(line.name, "failed", message=str(error), hopeless=True))
                continue
            pipe.send(kitchen.bake(line))
