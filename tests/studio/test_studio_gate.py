"""Who gets an answer from the studio: its own page with the token, and nobody else."""

from __future__ import annotations

import pytest
import websockets.exceptions
import websockets.sync.client

from studio.studio_kit import TOKEN, RunningStudio

SHOWN = {"X-Moodvox-Token": TOKEN}


def test_the_printed_url_gives_a_cookie_and_then_the_page(studio: RunningStudio) -> None:
    status, body, headers = studio.get(f"/?token={TOKEN}", {})
    assert (status, body, headers["location"]) == (303, b"", "/")
    cookie = headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    status, body, headers = studio.get("/", {"Cookie": cookie.partition(";")[0]})
    assert status == 200
    assert b"Moodvox" in body
    assert "default-src 'none'" in headers["content-security-policy"]
    assert TOKEN.encode() not in body


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/?token=wrong", {}),
        ("/?token=", {}),
        ("/assets/main.js", {}),
        (f"/assets/main.js?token={TOKEN}", {}),
        ("/", {"X-Moodvox-Token": "wrong"}),
        ("/", {"Cookie": "moodvox-studio-1=x; ;=\x01"}),
        (f"/?token={TOKEN}", {"Host": "evil.example"}),
        (f"/?token={TOKEN}", {"Host": "127.0.0.1"}),
        (f"/?token={TOKEN}", {"Host": ""}),
        (f"/?token={TOKEN}", {"Origin": "http://evil.example"}),
        (f"/?token={TOKEN}", {"Origin": "null"}),
        ("/assets/main.js", {**SHOWN, "Origin": "http://127.0.0.1:1"}),
        ("/assets/main.js", {**SHOWN, "Host": "studio.evil.example:80"}),
    ],
)
def test_anybody_else_gets_nothing(
    studio: RunningStudio, path: str, headers: dict[str, str]
) -> None:
    status, body, answered = studio.get(path, headers)
    assert (status, body) == (403, b"")
    assert "set-cookie" not in answered


def test_no_file_beside_the_assets_is_served(studio: RunningStudio) -> None:
    for path in ("/assets/../app.py", "/assets/%2e%2e/app.py", "/assets//etc/passwd", "/app.py"):
        assert studio.get(path, SHOWN)[0] == 404


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        ("127.0.0.1", {}),
        ("127.0.0.1", {"X-Moodvox-Token": "wrong"}),
        ("127.0.0.1", {**SHOWN, "Origin": "http://evil.example"}),
        ("127.0.0.1", {"Cookie": f"moodvox-studio={TOKEN}"}),
    ],
)
def test_no_socket_for_strangers(studio: RunningStudio, host: str, headers: dict[str, str]) -> None:
    with pytest.raises(websockets.exceptions.InvalidStatus) as refused:
        websockets.sync.client.connect(
            f"ws://{host}:{studio.port}/socket", additional_headers=headers
        )
    assert refused.value.response.status_code == 403


def test_a_browser_without_origin_but_with_the_cookie_gets_no_socket(
    studio: RunningStudio,
) -> None:
    cookie = {"Cookie": f"moodvox-studio-{studio.port}={TOKEN}"}
    with pytest.raises(websockets.exceptions.InvalidStatus):
        websockets.sync.client.connect(
            f"ws://127.0.0.1:{studio.port}/socket", additional_headers=cookie
        )
    own = {**cookie, "Origin": f"http://127.0.0.1:{studio.port}"}
    with websockets.sync.client.connect(
        f"ws://127.0.0.1:{studio.port}/socket", additional_headers=own
    ) as socket:
        assert b"sidecar" in socket.recv(decode=False)


def test_it_binds_this_machine_only(studio: RunningStudio) -> None:
    assert studio.url.startswith("http://127.0.0.1:")
