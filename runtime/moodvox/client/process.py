"""A sidecar as a child process: started, listened to, and stopped for sure."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from moodvox.client.faults import SidecarError

START_S = 60.0
"""Time to load voices on a slow machine."""

STOP_S = 5.0
"""Time to end by itself before it is made to."""


@dataclass(frozen=True)
class ReadyLine:
    """What the sidecar says when clients may connect."""

    version: str
    port: int
    token: str


class SidecarProcess:
    """Runs a sidecar until `stop`.

    Args:
        command: how to start it; without it, this Python runs `moodvox serve` with the
            other arguments and our process as its parent.
        voices: folders of voices.
        project: folder with a `moodvox.toml`.
        log: where its stderr goes; None = where ours goes.
        start_s: how long to wait for its ready line.

    Raises:
        SidecarError: it ended or said nothing in time.
    """

    def __init__(
        self,
        *,
        command: Sequence[str] | None = None,
        voices: Sequence[Path] = (),
        project: Path | None = None,
        log: IO[bytes] | None = None,
        start_s: float = START_S,
    ) -> None:
        arguments = list(command) if command else serve_command(voices=voices, project=project)
        self._process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log
        )
        self._said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="sidecar-stdout", daemon=True)
        self._reader.start()
        try:
            self.ready = self._wait_for_ready(start_s)
        except BaseException:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def wait(self, timeout_s: float) -> int:
        """Wait for its end; its exit status.

        Raises:
            SidecarError: it still runs after `timeout_s`.
        """
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise SidecarError(f"the sidecar still runs after {timeout_s:g} s") from None

    def stop(self, gently_s: float = STOP_S, *, asked: bool = False) -> int:
        """Make it end, harder and harder; its exit status. May be called twice.

        It has `gently_s` after each blow, and before the first if it was `asked` to end.
        """
        blows = [self._process.terminate, self._process.kill]
        for blow in [lambda: None, *blows] if asked else blows:
            if self._process.poll() is None:
                blow()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(gently_s)
        status = self._process.wait()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return status

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.stop()

    def _read(self) -> None:
        """Take every line off its stdout, so that it never waits for us to read."""
        if self._process.stdout is not None:
            for line in self._process.stdout:
                self._said.put(line)
        self._said.put(b"")

    def _wait_for_ready(self, start_s: float) -> ReadyLine:
        try:
            line = self._said.get(timeout=start_s)
        except queue.Empty:
            raise SidecarError(f"the sidecar was not ready within {start_s:g} s") from None
        if not line:
            status = self._process.wait()
            raise SidecarError(
                f"the sidecar ended with status {status} before it was ready",
                hint="it says why on its stderr",
            )
        return parse_ready_line(line)


def serve_command(*, voices: Sequence[Path] = (), project: Path | None = None) -> list[str]:
    """The command line of a sidecar that ends with this process."""
    command = [sys.executable, "-m", "moodvox", "serve", "--parent", str(os.getpid())]
    for folder in voices:
        command += ["--voices", str(folder)]
    if project is not None:
        command += ["--project", str(project)]
    return command


def parse_ready_line(line: bytes) -> ReadyLine:
    """Read what a sidecar says on stdout or in its ready file.

    Raises:
        SidecarError: it is something else.
    """
    try:
        fields = json.loads(line)
        return ReadyLine(str(fields["moodvox"]), int(fields["port"]), str(fields["token"]))
    except (ValueError, KeyError, TypeError):
        raise SidecarError(f"not a ready line: {line[:200]!r}") from None
