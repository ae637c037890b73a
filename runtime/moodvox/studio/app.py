"""The page, its files, and the socket of each tab."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from moodvox.errors import MoodvoxError, WireError
from moodvox.studio import asks
from moodvox.studio.bakery import Bakery
from moodvox.studio.calls import Calls
from moodvox.studio.desk import Desk
from moodvox.studio.hearing import as_fault
from moodvox.studio.keeper import SidecarKeeper, Standing

ASSETS = Path(__file__).parent / "assets"

MAX_UNSENT = 4_000
"""Messages that a tab has not taken yet; a tab with more has stopped looking."""

log = logging.getLogger(__name__)

Outgoing = dict[str, Any] | bytes


class Tabs:
    """The open tabs, to tell all of them how the sidecar is."""

    def __init__(self, keeper: SidecarKeeper, desk: Desk) -> None:
        self._keeper = keeper
        self._desk = desk
        self._tabs: set[Tab] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.bakery = Bakery(desk, self.tell_all)
        keeper.on_change = self._from_keeper

    @contextlib.asynccontextmanager
    async def life(self, _app: Starlette) -> AsyncIterator[None]:
        """The sidecar lives as long as the page is served."""
        self._loop = asyncio.get_running_loop()
        self._keeper.start()
        try:
            yield
        finally:
            self._loop = None
            await asyncio.to_thread(self.bakery.close)
            await asyncio.to_thread(self._keeper.close)

    def enter(self, tab: Tab) -> None:
        self._tabs.add(tab)
        tab.put(standing_message(self._keeper.standing))

    def leave(self, tab: Tab) -> None:
        self._tabs.discard(tab)

    def tell_all(self, message: Outgoing) -> None:
        """Every tab is told; from any thread."""
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._put_all, message)

    def _put_all(self, message: Outgoing) -> None:
        for tab in self._tabs:
            tab.put(message)

    def _from_keeper(self, standing: Standing) -> None:
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._tell, standing)
        if standing.state == "up" and standing.starts == 1:
            threading.Thread(target=self._desk.warm_up, name="warm-up", daemon=True).start()

    def _tell(self, standing: Standing) -> None:
        self._put_all(standing_message(standing))
        for tab in self._tabs:
            if standing.state != "up":
                tab.lose_sidecar()


class Tab:
    """One page's socket: questions in, answers and blocks out, in the order they are put."""

    def __init__(
        self, socket: WebSocket, make_calls: Callable[[Callable[[Outgoing], None]], Calls]
    ) -> None:
        self._socket = socket
        self._loop = asyncio.get_running_loop()
        self._unsent: asyncio.Queue[Outgoing] = asyncio.Queue(MAX_UNSENT)
        self._calls = make_calls(self._put_from_thread)
        self._working: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Serve it until it is closed."""
        await self._socket.accept()
        sender = asyncio.create_task(self._send())
        try:
            while True:
                raw = await self._socket.receive_text()
                task = asyncio.create_task(self._answer(raw))
                self._working.add(task)
                task.add_done_callback(self._working.discard)
        except (WebSocketDisconnect, KeyError):
            pass  # a KeyError: it sent bytes where text is spoken
        finally:
            sender.cancel()
            await asyncio.to_thread(self._calls.listener.drop)

    def put(self, message: Outgoing) -> None:
        """Send it after what is waiting; a tab that takes nothing is closed."""
        try:
            self._unsent.put_nowait(message)
        except asyncio.QueueFull:
            log.warning("a tab does not take what it asked for")

    def lose_sidecar(self) -> None:
        """What is on its way will not come."""
        self._loop.run_in_executor(None, self._calls.listener.drop)

    def _put_from_thread(self, message: Outgoing) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody listens any more
            self._loop.call_soon_threadsafe(self.put, message)

    async def _send(self) -> None:
        while True:
            message = await self._unsent.get()
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                if isinstance(message, bytes):
                    await self._socket.send_bytes(message)
                else:
                    await self._socket.send_text(json.dumps(message, separators=(",", ":")))

    async def _answer(self, raw: str) -> None:
        number = 0
        try:
            ask = asks.read_ask(raw)
            number = ask.id
            answer = await asyncio.to_thread(self._calls.answer, ask)
        except MoodvoxError as fault:
            number = asks.read_id(raw) if isinstance(fault, WireError) else number
            self.put({"type": "fault", "id": number, **as_fault(fault)})
        except Exception:
            log.exception("a fault of ours")
            self.put(
                {
                    "type": "fault",
                    "id": number,
                    "code": "internal",
                    "message": "a fault of ours",
                    "where": "",
                    "hint": "the terminal has more",
                }
            )
        else:
            self.put({"type": "answer", "id": number, **answer})


def standing_message(standing: Standing) -> dict[str, Any]:
    return {
        "type": "sidecar",
        "state": standing.state,
        "starts": standing.starts,
        "fault": standing.fault,
    }


def make_app(desk: Desk, keeper: SidecarKeeper) -> Starlette:
    """The application, without its gate."""
    tabs = Tabs(keeper, desk)
    bakery = tabs.bakery

    async def page(_request: Request) -> FileResponse:
        return FileResponse(ASSETS / "index.html", media_type="text/html; charset=utf-8")

    async def socket(connection: WebSocket) -> None:
        tab = Tab(connection, lambda deliver: Calls(desk, keeper, bakery, deliver))
        tabs.enter(tab)
        try:
            await tab.run()
        finally:
            tabs.leave(tab)

    return Starlette(
        routes=[
            Route("/", page),
            WebSocketRoute("/socket", socket),
            Mount("/assets", StaticFiles(directory=ASSETS)),
        ],
        lifespan=tabs.life,
    )
