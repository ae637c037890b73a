"""The gate: only the page that we served, with the token that we made, gets an answer.

A page of another origin may send requests to a loopback port, and a host name of its own
may point here (DNS rebinding). So every request must name this machine as its host, must
not come from another origin, and must show the token: in the URL once, then as a cookie
that no other site's page can send, or as a header. Anything else gets an empty 403.
"""

from __future__ import annotations

import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = b"x-moodvox-token"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""Nothing that the page loads or asks for may be elsewhere."""

GUARDS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)


class Gate:
    """Wraps an application (ASGI).

    Args:
        app: what answers those who may ask.
        token: what they must show.
        port: where we are bound; part of the host that they must name.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app = app
        self._token = token
        self._cookie = f"moodvox-studio-{port}"
        self._hosts = {f"127.0.0.1:{port}".encode(), f"localhost:{port}".encode()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if not self._is_ours(scope, headers):
            await self._refuse(scope, receive, send)
        elif scope["type"] == "http" and self._asked(scope):
            await self._let_in(send)
        elif self._shown(headers):
            await self._app(scope, receive, _guarded(send))
        else:
            await self._refuse(scope, receive, send)

    def _is_ours(self, scope: Scope, headers: dict[bytes, bytes]) -> bool:
        """Whether host and origin are this machine's own."""
        host = headers.get(b"host", b"")
        origin = headers.get(b"origin")
        if host not in self._hosts or scope["type"] not in ("http", "websocket"):
            return False
        if origin is None:
            # A browser names the origin of every socket; other programs show the header.
            return scope["type"] == "http" or HEADER in headers
        return origin == b"http://" + host

    def _asked(self, scope: Scope) -> bool:
        """Whether this is the URL that we printed, with the right token."""
        if scope["path"] != "/" or scope["method"] != "GET":
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])
        return self._equal(given[0])

    def _shown(self, headers: dict[bytes, bytes]) -> bool:
        """Whether the cookie or the header holds the token."""
        if self._equal(headers.get(HEADER, b"").decode("latin-1")):
            return True
        try:
            cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
        except CookieError:
            return False
        return self._cookie in cookies and self._equal(cookies[self._cookie].value)

    def _equal(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())

    async def _let_in(self, send: Send) -> None:
        """The token moves from the URL, where history would keep it, into a cookie."""
        cookie = f"{self._cookie}={self._token}; HttpOnly; SameSite=Strict; Path=/"
        headers = [(b"location", b"/"), (b"set-cookie", cookie.encode()), *GUARDS]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body"})

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = [(b"content-length", b"0"), *GUARDS]
        await send({"type": "http.response.start", "status": 403, "headers": headers})
        await send({"type": "http.response.body"})


def _guarded(send: Send) -> Send:
    """`send`, with our headers on every answer."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *GUARDS]
        await send(message)

    return guarded
