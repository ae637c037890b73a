"""The stage's thread, and those beside it that open lines, render them and load voices.

One thread alone touches the stage. Others hand it commands through a queue on which it
waits when there is nothing to do; there is no polling.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from moodvox.errors import MoodvoxError
from moodvox.project.limits import Limits
from moodvox.protocol import Done, Error, Message, encode
from moodvox.sidecar.casting import Casting
from moodvox.sidecar.lanes import Batch
from moodvox.sidecar.line import SpokenLine
from moodvox.sidecar.rehearsal import Tried, rehearse
from moodvox.sidecar.rendering import as_moodvox_error
from moodvox.sidecar.stage import Stage
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import LineStream

log = logging.getLogger(__name__)

COMMANDS_A_TURN = 200
"""A client that floods takes no more than this from those who are spoken for."""

OPENERS = 1
"""Threads that open lines. Two of them read and plan a crowd a little sooner, and keep
those who have begun from being rendered meanwhile."""

LANES = 2
"""Threads that render. The interpreter lets one of them calculate beside its graphs at a
time, so more of them would mostly wait."""

Command = Callable[[Stage], None]


@dataclass(frozen=True)
class Outgoing:
    """A message for a session; `ends` is the id of the line that is over with it."""

    session: int
    parts: list[bytes]
    ends: str | None = None


class Worker:
    """Owns the speech engine while it runs.

    Args:
        engine: what speaks.
        casting: who is who.
        deliver: takes what is to be sent; called in the stage's thread, returns at once.
        on_crash: called in the stage's thread if that ends by a fault of ours.
        block_s: length of a line's first block; later ones are longer (`sidecar.blocks`).
        limits: what the player's machine allows.
    """

    def __init__(
        self,
        engine: SpeechEngine,
        casting: Casting,
        *,
        deliver: Callable[[Outgoing], None],
        on_crash: Callable[[], None],
        block_s: float,
        limits: Limits | None = None,
    ) -> None:
        self._engine = engine
        self._casting = casting
        self._block_s = block_s
        self._keeps_voices = limits is None or limits.unload_s is None
        self._deliver = deliver
        self._on_crash = on_crash
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._opener = ThreadPoolExecutor(OPENERS, thread_name_prefix="open-lines")
        self._renderer = ThreadPoolExecutor(LANES, thread_name_prefix="render-lines")
        self._loader = ThreadPoolExecutor(1, thread_name_prefix="load-voices")
        self._thread = threading.Thread(target=self._run, name="stage")
        self._stage = Stage(
            engine,
            casting,
            clock=time.monotonic,
            send=self._send,
            open_beside=self._open_beside,
            block_s=block_s,
            limits=limits,
            cpu_clock=time.process_time,
            load_beside=self._load_beside,
            render_beside=self._render_beside,
            lanes=LANES,
        )

    def start(self) -> None:
        """Begin to work; tiers that only pressure asks for are loaded meanwhile, for then
        there is no time for it, and all are tried."""
        self._thread.start()
        if self._keeps_voices:
            for voice in self._casting.voices():
                for tier in self._casting.tiers_of(voice):
                    self._loader.submit(self._load_early, voice, tier)

    def stop(self) -> None:
        """End all threads after what they are doing; lines are dropped."""
        self._commands.put(None)
        self._thread.join()
        self._opener.shutdown(wait=True, cancel_futures=True)
        self._renderer.shutdown(wait=True, cancel_futures=True)
        self._loader.shutdown(wait=True, cancel_futures=True)

    @property
    def backlog(self) -> int:
        """Commands that the stage's thread has not come to yet."""
        return self._commands.qsize()

    def post(
        self, session: int, command: Command, *, line: str | None = None, line_over: bool = False
    ) -> None:
        """Run `command` in the stage's thread.

        What it raises is answered with one error to the session, about `line`.
        """

        def guarded(stage: Stage) -> None:
            try:
                command(stage)
            except Exception as fault:  # a fault of ours must not end anybody's speech
                self._send(
                    session, Error.of(as_moodvox_error(fault), line=line, line_over=line_over)
                )

        self._commands.put(guarded)

    def tell(self, command: Command) -> None:
        """Run `command`, which raises nothing, in the stage's thread."""
        self._commands.put(command)

    def _run(self) -> None:
        try:
            while self._work():
                pass
        except Exception:  # without this thread the process is of no use
            log.exception("the stage's thread has failed")
            self._on_crash()

    def _work(self) -> bool:
        """Some commands first, then one turn; wait if there is neither. False: stop."""
        for _ in range(COMMANDS_A_TURN):
            if self._commands.empty():
                break
            command = self._commands.get()
            if command is None:
                return False
            command(self._stage)
        if self._stage.turn():
            return True
        wake_s = self._stage.wake_s()
        try:
            wait_s = None if wake_s is None else max(0.0, wake_s - time.monotonic())
            command = self._commands.get(timeout=wait_s)
        except queue.Empty:
            return True
        if command is None:
            return False
        command(self._stage)
        return True

    def _load_beside(self, voice: str, tier: str) -> None:
        self._loader.submit(self._load, voice, tier)

    def _load(self, voice: str, tier: str) -> None:
        with contextlib.suppress(Exception):  # the line that needs it will say why
            self._engine.load(voice, tier)
        self.tell(lambda stage: stage.loaded(voice, tier))

    def _load_early(self, voice: str, tier: str) -> None:
        with contextlib.suppress(Exception):  # a line that needs it will say why
            self._engine.load(voice, tier)
            for tried in rehearse(self._engine, voice, tier, self._block_s):
                self.tell(partial(_learn, model=(voice, tier), tried=tried))

    def _open_beside(self, line: SpokenLine, request: LineRequest) -> None:
        self._opener.submit(self._open, line, request)

    def _open(self, line: SpokenLine, request: LineRequest) -> None:
        began_s = time.monotonic()
        outcome: LineStream | MoodvoxError
        try:
            outcome = self._engine.open(request)
        except Exception as fault:  # whatever it is, it concerns this line only
            outcome = as_moodvox_error(fault)
        took_s = time.monotonic() - began_s
        self.tell(lambda stage: stage.opened(line, outcome, took_s))

    def _render_beside(self, batch: Batch) -> None:
        self._renderer.submit(self._render, batch)

    def _render(self, batch: Batch) -> None:
        batch.render(self._engine, time.monotonic)
        self.tell(lambda stage: stage.rendered(batch))

    def _send(self, session: int, message: Message) -> None:
        ends: str | None = None
        if isinstance(message, Done) or (isinstance(message, Error) and message.line_over):
            ends = message.id
        self._deliver(Outgoing(session, encode(message), ends))


def _learn(stage: Stage, *, model: tuple[str, str], tried: Tried) -> None:
    stage.costs.learn(model, tried.samples, tried.batch, tried.seconds)
