"""Serves the studio on this machine until it is told to stop."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from moodvox.client.process import serve_command
from moodvox.errors import InputError
from moodvox.studio.app import make_app
from moodvox.studio.desk import Desk, OpenEngine, project_of
from moodvox.studio.gate import Gate
from moodvox.studio.keeper import SidecarKeeper

LOOPBACK = "127.0.0.1"
SHUTDOWN_S = 2
BACKLOG = 128


@dataclass(frozen=True)
class StudioOptions:
    """What the studio is started with.

    Attributes:
        paths: folders or dialogue files; the first one says which project.
        project: another project's folder; None = the one in or above the first path.
        voices, enrolled: as for the sidecar.
        port: 0 = one that the system chooses.
        token: "" makes one.
    """

    paths: tuple[Path, ...] = ()
    project: Path | None = None
    voices: tuple[Path, ...] = ()
    enrolled: Path | None = None
    port: int = 0
    token: str = ""


class Studio:
    """A studio that is bound but not serving yet: `url` is where it will be.

    Raises:
        InputError: the port is taken, or a path does not exist.
    """

    def __init__(self, options: StudioOptions, open_engine: OpenEngine) -> None:
        for path in options.paths:
            if not path.exists():
                raise InputError("there is nothing of this name", where=str(path))
        first = options.paths[0] if options.paths else Path()
        project = options.project or project_of(first)
        only = tuple(path for path in options.paths if path.is_file())
        root = first if first.is_dir() else first.resolve().parent
        self.token = options.token or secrets.token_urlsafe(24)
        self.desk = Desk(
            root,
            project,
            open_engine,
            only=only,
            voices=options.voices,
            enrolled=options.enrolled,
        )
        command = serve_command(voices=options.voices, project=project)
        if options.enrolled is not None:
            command += ["--enrolled", str(options.enrolled)]
        self.keeper = SidecarKeeper(command)
        self._socket = _bound(options.port)
        self.port = int(self._socket.getsockname()[1])
        app = Gate(make_app(self.desk, self.keeper), self.token, self.port)
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                lifespan="on",
                ws="websockets-sansio",
                ws_per_message_deflate=False,
                access_log=False,
                log_level="warning",
                timeout_graceful_shutdown=SHUTDOWN_S,
                server_header=False,
            )
        )

    @property
    def url(self) -> str:
        """What a browser opens; holds the token."""
        return f"http://{LOOPBACK}:{self.port}/?token={self.token}"

    def serve(self, on_ready: Callable[[str], None] = lambda _url: None) -> None:
        """Serve until a signal, or `stop` from another thread."""
        on_ready(self.url)
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self.keeper.close()
            self._socket.close()

    def stop(self) -> None:
        self._server.should_exit = True


def _bound(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((LOOPBACK, port))
        # From here on a browser may knock; it is let in when the server runs.
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        raise InputError(
            f"port {port} cannot be used: {error.strerror}", hint="--port 0 takes a free one"
        ) from error
    return bound
