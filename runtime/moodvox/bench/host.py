"""The sidecar that is measured: a process of its own, as beside a game."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from moodvox.client import Client, CreditBy, SidecarProcess
from moodvox.client.process import serve_command


@dataclass(frozen=True)
class Host:
    """How the sidecar is started.

    Attributes:
        voices: folders of voices.
        project: folder with a `moodvox.toml`.
        threads: compute threads of each graph.
        providers: where graphs run; empty = the sidecar's own choice.
    """

    voices: Sequence[Path] = ()
    project: Path | None = None
    threads: int = 1
    providers: Sequence[str] = ()

    def command(self) -> list[str]:
        """The command line that starts it."""
        words = serve_command(voices=self.voices, project=self.project)
        words += ["--threads", str(self.threads)]
        for provider in self.providers:
            words += ["--provider", provider]
        return words

    @contextlib.contextmanager
    def serving(
        self, connections: int = 1, *, credit_by: CreditBy = "clock", lead_ms: float | None = None
    ) -> Iterator[list[Client]]:
        """A sidecar, with so many connections to it; the first has its process.

        Raises:
            SidecarError: it does not start.
        """
        with contextlib.ExitStack() as stack:
            process = stack.enter_context(SidecarProcess(command=self.command()))
            yield [
                stack.enter_context(
                    Client(
                        process.ready.port,
                        process.ready.token,
                        credit_by=credit_by,
                        lead_ms=lead_ms,
                        process=process if number == 0 else None,
                    )
                )
                for number in range(connections)
            ]
