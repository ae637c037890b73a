"""Studios as processes of their own, and pages that look at them."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import websockets.sync.client

ROOT = Path(__file__).resolve().parents[2]
TAVERN = ROOT / "samples" / "tavern"
TOKEN = "the-token-of-this-test"
WAIT_S = 40.0


def until(happens: Callable[[], Any], what: str) -> Any:
    """What `happens` gives once it is true.

    Raises:
        AssertionError: it is not within `WAIT_S`.
    """
    end_s = time.monotonic() + WAIT_S
    while not (found := happens()):
        if time.monotonic() > end_s:
            raise AssertionError(f"{what} did not happen within {WAIT_S:g} s")
        time.sleep(0.02)
    return found


def tavern(folder: Path) -> Path:
    """A copy of the tavern's project to write into."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("moodvox.toml", "names.lexicon", "tavern.mood"):
        shutil.copy(TAVERN / name, folder / name)
    return folder


def choose(page: Any, line: str) -> None:
    """Put the line with this id on the desk."""
    page.fill("#filter", f"#{line}")
    page.press("#filter", "Enter")
    page.wait_for_selector(f"#where:has-text('{line} ·')")
    page.wait_for_selector(".curve .handle")


def children(pid: int) -> list[int]:
    """Processes that a process has started and that run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(stat.parent.name))
    return found


@dataclass
class RunningStudio:
    """`moodvox studio` as a process; `url` holds the token."""

    process: subprocess.Popen[str]
    url: str

    @classmethod
    def start(cls, *paths: Path, home: Path, options: Sequence[str] = ()) -> Self:
        """A studio over `paths`; `home` is where the user's own things go."""
        environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path), MOODVOX_HOME=str(home))
        command = [sys.executable, "-m", "moodvox", "studio", "--no-browser", "--token", TOKEN]
        process = subprocess.Popen(
            [*command, *options, *map(str, paths)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert process.stdout is not None
        return cls(process, process.stdout.readline().strip())

    @property
    def port(self) -> int:
        return int(self.url.split(":")[2].split("/")[0])

    def get(self, path: str, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of a request that says no more than `headers`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        connection.putrequest("GET", path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        got = answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}
        connection.close()
        return got

    def stop(self) -> int:
        self.process.terminate()
        status = self.process.wait(WAIT_S)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status


class Tab:
    """A page's socket without a page."""

    def __init__(self, studio: RunningStudio) -> None:
        self._connection = websockets.sync.client.connect(
            f"ws://127.0.0.1:{studio.port}/socket",
            additional_headers={"X-Moodvox-Token": TOKEN},
            max_size=None,
            close_timeout=1,
        )
        self._socket = self._connection.__enter__()
        self._next = 0
        self.later: list[dict[str, Any]] = []
        self.blocks: list[bytes] = []

    def ask(self, call: str, **fields: Any) -> dict[str, Any]:
        """The answer, or the fault with `type` "fault"; what comes besides is kept."""
        self._next += 1
        self._socket.send(json.dumps({"call": call, "id": self._next, **fields}))
        while True:
            said = self._socket.recv(timeout=WAIT_S)
            if isinstance(said, bytes):
                self.blocks.append(said)
                continue
            message: dict[str, Any] = json.loads(said)
            if message.get("id") == self._next:
                return message
            self.later.append(message)

    def close(self) -> None:
        self._connection.__exit__(None, None, None)
