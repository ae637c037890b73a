"""Sidecars as processes of their own, and clients that talk to them over real sockets."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from moodvox.client import Client, SidecarProcess
from sidecar.sidecar_kit import Connect, Start

SCRIPT = Path(__file__).with_name("spelling_sidecar.py")


@pytest.fixture(scope="session")
def start_sidecar(voices_folder: Path) -> Iterator[Start]:
    """Starts a sidecar with the test voices; all are stopped at the end of the session."""
    with ExitStack() as stack:

        def start(*arguments: str, parent: int | None = None) -> SidecarProcess:
            command = [sys.executable, str(SCRIPT), str(voices_folder)]
            command += ["--parent", str(parent or os.getpid()), *arguments]
            return stack.enter_context(SidecarProcess(command=command))

        yield start


@pytest.fixture(scope="session")
def sidecar(start_sidecar: Start) -> SidecarProcess:
    """One sidecar for all tests that leave it alive."""
    return start_sidecar("--timeout", "20")


@pytest.fixture
def connect(sidecar: SidecarProcess) -> Iterator[Connect]:
    """Connects clients to the shared sidecar, which must have survived the test."""
    with ExitStack() as stack:

        def connect(**options: object) -> Client:
            options = {"credit_by": "all", "answer_s": 60.0, **options}
            ready = sidecar.ready
            return stack.enter_context(Client(ready.port, ready.token, **options))  # type: ignore[arg-type]

        yield connect
        assert sidecar.is_running


@pytest.fixture
def client(connect: Connect) -> Client:
    """A client that takes all audio as fast as it comes."""
    return connect()
