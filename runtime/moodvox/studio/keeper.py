"""The studio's sidecar: started, watched, and started again when it dies."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from moodvox.client import Client, SidecarError
from moodvox.errors import MoodvoxError
from moodvox.protocol import Ready

log = logging.getLogger(__name__)

State = Literal["starting", "up", "down", "closed"]

LOOK_EVERY_S = 0.1
PAUSES_S = (0.1, 0.5, 2.0, 5.0)
"""Before each start after a death; the last for all that follow."""

STEADY_S = 10.0
"""A sidecar that lived so long did not die of its start."""

WAIT_S = 30.0
"""A line that is asked for meanwhile waits so long."""


@dataclass(frozen=True)
class Standing:
    """How the sidecar is.

    Attributes:
        starts: how many times it was started.
        fault: why it is down; "" while it is not.
    """

    state: State
    starts: int = 0
    fault: str = ""


class SidecarKeeper:
    """Keeps one sidecar alive from `start` to `close`.

    Args:
        command: how to start it; it must end with this process.
        on_change: called with each new standing, in the keeper's thread.
    """

    def __init__(
        self,
        command: Sequence[str],
        on_change: Callable[[Standing], None] = lambda _standing: None,
    ) -> None:
        self._command = command
        self.on_change = on_change
        self.standing = Standing("starting")
        self._changed = threading.Condition()
        self._client: Client | None = None
        self._ready: Ready | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sidecar-keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def client(self, wait_s: float = WAIT_S) -> Client:
        """The client of the sidecar that is up; waits for it.

        Raises:
            SidecarError: none is up within `wait_s`, or the studio is closing.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._client or self._closing.is_set(), wait_s)
            if self._client is None or self._closing.is_set():
                raise SidecarError(
                    self.standing.fault or "the sidecar is not up", hint="it is being started again"
                )
            return self._client

    @property
    def ready(self) -> Ready | None:
        """What the sidecar said of itself; None while it is not up."""
        client = self._client
        return self._ready or (client.ready if client else None)

    def refresh(self) -> None:
        """Ask the sidecar again what it has: something was enrolled."""
        process = self.client().process
        if process is not None:
            with Client(process.ready.port, process.ready.token, engine="studio") as client:
                self._ready = client.ready

    @property
    def pid(self) -> int:
        """Of its process; 0 while it is not up."""
        client = self._client
        return client.process.pid if client and client.process else 0

    def close(self) -> None:
        """Stop it. May be called twice."""
        self._closing.set()
        with self._changed:
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        deaths = 0
        while not self._closing.is_set():
            lived_s = self._live()
            if self._closing.is_set():
                break
            deaths = 0 if lived_s >= STEADY_S else deaths + 1
            self._closing.wait(PAUSES_S[min(deaths, len(PAUSES_S)) - 1] if deaths else PAUSES_S[0])
        self._say("closed")

    def _live(self) -> float:
        """One life of a sidecar; how long it lasted in seconds."""
        self._say("starting", starts=self.standing.starts + 1)
        try:
            client = Client.launch(command=self._command, credit_by="all")
        except MoodvoxError as fault:
            log.warning("the sidecar does not start: %s", fault)
            self._say("down", fault=str(fault))
            return 0.0
        self._say("up", client=client)
        lived_s = 0.0
        while not self._closing.wait(LOOK_EVERY_S) and self._is_alive(client):
            lived_s += LOOK_EVERY_S
        self._say("down", fault="" if self._closing.is_set() else "the sidecar has ended")
        client.close()
        return lived_s

    def _is_alive(self, client: Client) -> bool:
        return client.process is not None and client.process.is_running

    def _say(
        self, state: State, *, client: Client | None = None, starts: int = 0, fault: str = ""
    ) -> None:
        with self._changed:
            self._client, self._ready = client, None
            self.standing = Standing(state, starts or self.standing.starts, fault)
            self._changed.notify_all()
        self.on_change(self.standing)
