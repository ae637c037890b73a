"""Sockets, sessions and voices in a real engine, against libzmq and a real sidecar."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zmq

from bridges.godot.godot_kit import (
    GOLDEN,
    PLAIN_TEXTS,
    expect,
    is_alive,
    run_engine,
    start_engine,
)
from moodvox.client import Client
from sidecar.sidecar_kit import until

TEXT = "Get out of my tavern! Long day, and my feet went home an hour ago."
RUNNER = ("-s", "res://tests/run.gd", "--")


@pytest.fixture(scope="session")
def samples(voices_folder: Path, command: Path) -> int:
    """How many samples the line has that a Python client gets."""
    call = [str(command), "serve", "--parent", str(os.getpid()), "--voices", str(voices_folder)]
    with Client.launch(command=call, credit_by="all") as client:
        return client.say("Marta", TEXT, voice="ramp").wait().samples


@contextmanager
def echo() -> Iterator[int]:
    """A libzmq ROUTER that sends everything back; its port."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    router = context.socket(zmq.ROUTER)
    router.linger = 0
    port = router.bind_to_random_port("tcp://127.0.0.1")
    ending = threading.Event()

    def serve() -> None:
        while not ending.is_set():
            if router.poll(50):
                router.send_multipart(router.recv_multipart())

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield port
    finally:
        ending.set()
        thread.join()
        router.close()
        context.term()


@pytest.mark.timeout(400)
def test_dealer_against_libzmq_and_strangers(project: Path, home: Path) -> None:
    with echo() as port:
        options = (f"--router={port}", f"--golden={GOLDEN}")
        report = run_engine(project, *RUNNER, *options, "test_dealer", home=home)
    expect(report, "test_dealer")


@pytest.mark.timeout(400)
@pytest.mark.parametrize("suite", ["test_sidecar", "test_voice"])
def test_the_whole_path(
    project: Path,
    home: Path,
    command: Path,
    voices_folder: Path,
    samples: int,
    suite: str,
) -> None:
    options = (f"--command={command}", f"--voices={voices_folder}", f"--samples={samples}")
    report = run_engine(project, *RUNNER, *options, suite, home=home)
    expect(report, suite)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_sidecar_ends_with_its_game(
    project: Path, home: Path, command: Path, voices_folder: Path, ending: signal.Signals
) -> None:
    """However that ends: killed, or told to."""
    arguments = ["-s", "res://tests/hold.gd", "--", str(command), str(voices_folder)]
    with start_engine(project, *arguments, home=home) as game:
        try:
            assert game.stdout is not None
            told = next(line for line in game.stdout if line.startswith("SIDECAR "))
            sidecar = int(told.split()[1])
            os.kill(sidecar, 0)
            game.send_signal(ending)
            game.wait(20)
            until(lambda: not is_alive(sidecar), "the end of the sidecar")
        finally:
            game.kill()


@pytest.mark.timeout(200)
def test_scenes_and_the_desk(
    project: Path, home: Path, command: Path, voices_folder: Path, samples: int
) -> None:
    options = (f"--command={command}", f"--voices={voices_folder}", f"--samples={samples}")
    plain = f"--plain={PLAIN_TEXTS}"
    report = run_engine(project, *RUNNER, *options, plain, "test_script", "test_desk", home=home)
    expect(report, "test_script", "test_desk")
