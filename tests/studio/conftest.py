"""Studios and browsers for the tests of this folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from studio.studio_kit import RunningStudio, Tab, tavern

pytest.importorskip("starlette", reason="the studio's extra is not installed: moodvox[studio]")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

PATIENCE_MS = 1e3 * float(os.environ.get("MOODVOX_PATIENCE_S", "30"))

Start = Callable[..., RunningStudio]
Connect = Callable[[RunningStudio], Tab]


@pytest.fixture(scope="session")
def start_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts studios over paths; all are stopped at the end of the session."""
    with ExitStack() as stack:

        def start(*paths: Path, options: Sequence[str] = ()) -> RunningStudio:
            home = tmp_path_factory.mktemp("home")
            studio = RunningStudio.start(*paths, home=home, options=options)
            stack.callback(studio.stop)
            return studio

        yield start


@pytest.fixture(scope="session")
def studio(start_studio: Start, tmp_path_factory: pytest.TempPathFactory) -> RunningStudio:
    """One studio over a copy of the tavern, for tests that change no file."""
    return start_studio(tavern(tmp_path_factory.mktemp("studio") / "tavern"))


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Opens tabs without a page."""
    with ExitStack() as stack:

        def connect(studio: RunningStudio) -> Tab:
            tab = Tab(studio)
            stack.callback(tab.close)
            return tab

        yield connect


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium, without a window and without questions about sound."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    names = (os.environ.get("MOODVOX_CHROMIUM", ""), *BROWSERS)
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=found,
            args=[
                "--autoplay-policy=no-user-gesture-required",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens the studio's page, ready to use; a fault in the page's scripts fails the test."""
    contexts = []
    faults: list[str] = []

    def open_page(studio: RunningStudio, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(studio.url)
        page.wait_for_selector("body[data-ready]")
        page.wait_for_selector('#sidecar[data-state="up"]')
        page.wait_for_selector('body[data-voices]:not([data-voices="0"])')
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults
