"""The C# client against the real sidecar: sound, marks, cancels, crashes, strangers."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zmq
from numpy.typing import NDArray

from bridges.unity.unity_kit import Puppet, sidecar_command
from moodvox.client import Client, SidecarProcess

LONG = "a quick brown fox jumps over the lazy dog. " * 6


def opened(puppet: Puppet, sidecar: SidecarProcess, *options: str, speed: float = 20.0) -> None:
    puppet.wait("card", 24000, speed)
    ready = sidecar.ready
    puppet.wait("open", f"port={ready.port}", f"token={ready.token}", *options)
    puppet.wait("is", "Ready", 30)


def launched(puppet: Puppet, voices: Path, *options: str, speed: float = 20.0) -> dict[str, Any]:
    puppet.wait("card", 24000, speed)
    puppet.wait("open", "command=" + "|".join(sidecar_command(voices)), *options)
    return puppet.wait("is", "Ready", 60)


def read(path: Path) -> NDArray[np.float32]:
    return np.fromfile(path, np.float32)


def spoken_by_python(sidecar: SidecarProcess, text: str) -> NDArray[np.float32]:
    with Client(sidecar.ready.port, sidecar.ready.token, credit_by="all") as client:
        line = client.say("Marta", text, voice="ramp", seed=1)
        line.wait()
        return line.samples()


@pytest.mark.parametrize("wire", ["f32le", "s16le"])
def test_samples_are_the_sidecars(
    puppet: Puppet, unity_sidecar: SidecarProcess, tmp_path: Path, wire: str
) -> None:
    opened(puppet, unity_sidecar, f"format={wire}")
    puppet.wait("say", "Marta", "kept", LONG, "voice=ramp", "keep")
    puppet.wait("say", "Bram", "heard", LONG, "voice=ramp")
    assert puppet.wait("over", "kept", 30)["end"] == "Finished"
    assert puppet.wait("over", "heard", 60)["end"] == "Finished"
    puppet.wait("kept", "kept", tmp_path / "kept")
    puppet.wait("heard", "Bram", tmp_path / "heard")
    expected = spoken_by_python(unity_sidecar, LONG)
    if wire == "s16le":
        expected = (np.round(expected * 32767) / np.float32(32767)).astype(np.float32)
    np.testing.assert_array_equal(read(tmp_path / "kept"), expected)
    heard = read(tmp_path / "heard")
    np.testing.assert_array_equal(heard[heard != 0], expected[expected != 0])


def test_twenty_characters_speak_at_once(
    puppet: Puppet, unity_sidecar: SidecarProcess, tmp_path: Path
) -> None:
    opened(puppet, unity_sidecar, speed=4.0)
    expected = spoken_by_python(unity_sidecar, LONG)
    for index in range(20):
        puppet.wait("say", f"guest {index}", f"line {index}", LONG, "voice=ramp")
    for index in range(20):
        line = puppet.wait("over", f"line {index}", 60)
        assert line["end"] == "Finished"
        assert line["played"] == line["received"] == len(expected)
        puppet.wait("heard", f"guest {index}", tmp_path / "heard")
        heard = read(tmp_path / "heard")
        np.testing.assert_array_equal(heard[heard != 0], expected[expected != 0])


def test_events_come_in_order_on_the_main_thread_as_they_are_heard(
    puppet: Puppet, unity_sidecar: SidecarProcess
) -> None:
    opened(puppet, unity_sidecar)
    puppet.wait("say", "Marta", "one", "[angry] bad dog. [calm] good dog.", "voice=ramp")
    puppet.wait("say", "Marta", "two", "cat.", "voice=ramp")
    puppet.wait("over", "two", 30)
    told = puppet.wait("events")
    assert told["strangers"] == 0
    events: list[list[str]] = [event.split() for event in told["events"]]
    assert events[0] == ["start", "one"]
    words = [event[2] for event in events if event[0] == "word"]
    assert words == ["bad", "dog", "good", "dog", "cat"]
    assert {"viseme", "phoneme", "mood"} <= {event[0] for event in events}
    for event in events:
        if event[0] in ("word", "viseme", "phoneme"):
            assert int(event[3]) <= int(event[4]), "told before it was heard"
    lines = [event[1] for event in events]
    assert lines == sorted(lines, key=["one", "two"].index)
    assert [event[:3] for event in events if event[0] == "end"] == [
        ["end", "one", "Finished"],
        ["end", "two", "Finished"],
    ]
    moods = [" ".join(event[2:]) for event in events if event[0] == "mood" and event[1] == "one"]
    assert moods[0] == "angry 1"
    assert moods[-1] == "calm 1"


@pytest.mark.parametrize("after_s", [0.0, 0.01, 0.05, 0.1, 0.3])
def test_a_line_can_be_cancelled_at_any_moment(
    puppet: Puppet, unity_sidecar: SidecarProcess, after_s: float
) -> None:
    opened(puppet, unity_sidecar, speed=1.0)
    puppet.wait("say", "Marta", "long", LONG, "voice=ramp")
    time.sleep(after_s)
    puppet.wait("cancel", "long")
    began_s = time.monotonic()
    line = puppet.wait("over", "long", 10)
    assert line["end"] == "Cancelled"
    assert time.monotonic() - began_s < 5.0
    puppet.wait("say", "Marta", "next", "cat.", "voice=ramp")
    assert puppet.wait("over", "next", 20)["end"] == "Finished"


def test_a_line_can_be_cancelled_before_there_is_a_sidecar(
    puppet: Puppet, voices_folder: Path
) -> None:
    puppet.wait("card", 24000, 1.0)
    puppet.wait("open", "command=" + "|".join(sidecar_command(voices_folder)))
    puppet.wait("say", "Marta", "early", "cat.", "voice=ramp")
    puppet.wait("stop", "Marta")
    assert puppet.wait("over", "early", 2)["received"] == 0
    assert "fail early cancelled" not in puppet.wait("events")["events"]


def test_a_mood_moves_in_the_middle_of_a_line(
    puppet: Puppet, unity_sidecar: SidecarProcess
) -> None:
    opened(puppet, unity_sidecar, speed=4.0)
    puppet.wait("say", "Marta", "long", LONG, "voice=ramp")
    puppet.wait("received", "long", 20)
    puppet.wait("mood", "Marta", "angry", 0.5)
    puppet.wait("over", "long", 60)
    moods = [e.split(" ", 2)[2] for e in puppet.wait("events")["events"] if e.startswith("mood")]
    assert moods[0] == "neutral"
    assert moods[-1] == "angry 0.5"
    weights = [float(mood.split()[-1]) for mood in moods if mood.startswith("angry")]
    assert weights == sorted(weights)
    assert len(weights) > 3


def test_two_clients_of_one_name_are_refused(puppet: Puppet, unity_sidecar: SidecarProcess) -> None:
    opened(puppet, unity_sidecar)
    assert "is open already" in puppet("open", f"port={unity_sidecar.ready.port}")["refused"]


def test_an_interruption_takes_the_place_of_all_that_waits(
    puppet: Puppet, unity_sidecar: SidecarProcess
) -> None:
    opened(puppet, unity_sidecar, speed=1.0)
    for name in ("one", "two"):
        puppet.wait("say", "Marta", name, LONG, "voice=ramp")
    puppet.wait("received", "one", 20)
    puppet.wait("say", "Marta", "three", "cat.", "voice=ramp", "interrupt")
    assert puppet.wait("over", "three", 20)["end"] == "Finished"
    assert puppet.wait("line", "one")["end"] == puppet.wait("line", "two")["end"] == "Cancelled"


def test_a_faulty_line_fails_with_its_column_and_the_next_is_spoken(
    puppet: Puppet, unity_sidecar: SidecarProcess
) -> None:
    opened(puppet, unity_sidecar)
    puppet.wait("say", "Marta", "bad", "good [angyr] dog", "voice=ramp")
    puppet.wait("say", "Marta", "good", "cat.", "voice=ramp")
    bad = puppet.wait("over", "bad", 20)
    assert bad["end"] == "Failed"
    assert bad["fault"].startswith("bad_script: ")
    assert bad["column"] == 7
    assert puppet.wait("over", "good", 20)["end"] == "Finished"
    assert "fail bad bad_script" in puppet.wait("events")["events"]


def test_what_the_wire_would_refuse_is_refused_at_once(
    puppet: Puppet, unity_sidecar: SidecarProcess
) -> None:
    opened(puppet, unity_sidecar)
    assert "longer than" in puppet("say", "Marta", "x", "a" * 10_001)["refused"]
    puppet.wait("say", "Marta", "twice", LONG, "voice=ramp")
    assert "not over yet" in puppet("say", "Marta", "twice", "cat.")["refused"]


def test_a_killed_sidecar_is_started_again_and_speaks_on_where_it_was_cut_off(
    puppet: Puppet, voices_folder: Path, tmp_path: Path
) -> None:
    state = launched(puppet, voices_folder, speed=2.0)
    puppet.wait("say", "Marta", "cut", LONG, "voice=ramp")
    puppet.wait("say", "Marta", "later", "cat.", "voice=ramp")
    puppet.wait("received", "cut", 20)
    os.kill(state["pid"], signal.SIGKILL)
    assert puppet.wait("over", "later", 60)["end"] == "Finished"
    cut = puppet.wait("line", "cut")
    assert (cut["end"], cut["fault"]) == ("Finished", "")
    puppet.wait("heard", "Marta", tmp_path / "heard")
    heard = read(tmp_path / "heard")
    heard = heard[heard != 0]
    # A ramp that was cut off and goes on has every sample once.
    first = heard[: int(cut["received"]) - 1]
    np.testing.assert_array_equal(first, np.arange(1, len(first) + 1, dtype=np.float32) / 2**24)
    assert len(first) > 48_000
    again = puppet.wait("state")
    assert again["sessions"] == 2
    assert again["pid"] != state["pid"]
    assert puppet.wait("close")["ms"] < 5000
    assert gone(again["pid"])


def test_a_sidecar_that_hangs_is_ended_and_started_again(
    puppet: Puppet, voices_folder: Path
) -> None:
    command = [*sidecar_command(voices_folder), "--timeout", "1"]
    puppet.wait("card", 24000, 1.0)
    puppet.wait("open", "command=" + "|".join(command), "stop=300")
    pid = puppet.wait("is", "Ready", 60)["pid"]
    os.kill(pid, signal.SIGSTOP)
    state = puppet.wait("sessions", 2, 60)
    assert "sidecar: the sidecar does not answer any more" in state["faults"]
    assert gone(pid)
    puppet.wait("say", "Marta", "after", "cat.", "voice=ramp")
    assert puppet.wait("over", "after", 20)["end"] == "Finished"


def gone(pid: int, within_s: float = 10.0) -> bool:
    """Whether the process has ended, or ends soon (a zombie has)."""
    until_s = time.monotonic() + within_s
    while time.monotonic() < until_s:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_game_that_is_killed_leaves_no_sidecar(puppet: Puppet, voices_folder: Path) -> None:
    state = launched(puppet, voices_folder)
    puppet.process.kill()
    puppet.process.wait()
    assert gone(state["pid"])


def test_a_client_can_be_closed_while_its_sidecar_starts(
    puppet: Puppet, voices_folder: Path
) -> None:
    puppet.wait("open", "command=" + "|".join(sidecar_command(voices_folder)))
    closed = puppet.wait("close")
    assert closed["ms"] < 5000
    assert closed["state"] == "Closed"
    assert puppet.wait("say", "Marta", "late", "cat.", "keep") == {}
    assert "closed" in puppet.wait("over", "late", 5)["fault"]


def test_a_sidecar_that_will_not_end_is_made_to(puppet: Puppet, tmp_path: Path) -> None:
    stubborn = tmp_path / "stubborn.py"
    stubborn.write_text("import signal, time\nsignal.signal(15, signal.SIG_IGN)\ntime.sleep(60)\n")
    puppet.wait("open", f"command={sys.executable}|{stubborn}", "stop=300")
    time.sleep(0.5)
    assert puppet.wait("close")["ms"] < 3000
    assert not [pid for pid in processes_with(str(stubborn)) if not gone(pid, 2.0)]


def processes_with(word: str) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if word in command.split("\0"):
                found.append(int(entry.name))
    return found


def test_a_program_that_is_not_there_fails_clearly(puppet: Puppet) -> None:
    puppet.wait("open", "command=no-such-moodvox")
    puppet.wait("say", "Marta", "x", "cat.", "keep")
    line = puppet.wait("over", "x", 20)
    assert "cannot start 'no-such-moodvox': there is no such program" in line["fault"]


def test_a_sidecar_that_ends_at_once_says_why(puppet: Puppet, tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit('the voices are damaged')\n")
    puppet.wait("open", f"command={sys.executable}|{broken}", "queue=200")
    puppet.wait("say", "Marta", "x", "cat.", "keep")
    assert "the voices are damaged" in puppet.wait("over", "x", 30)["fault"]


def test_a_wrong_token_fails_lines_at_once(puppet: Puppet, unity_sidecar: SidecarProcess) -> None:
    puppet.wait("open", f"port={unity_sidecar.ready.port}", "token=wrong")
    puppet.wait("say", "Marta", "x", "cat.", "keep")
    assert puppet.wait("over", "x", 20)["fault"].startswith("bad_token: ")
    assert unity_sidecar.is_running


def test_where_nobody_listens_a_line_waits_and_then_fails(puppet: Puppet) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    puppet.wait("open", f"port={port}", "queue=300")
    puppet.wait("say", "Marta", "x", "cat.", "keep")
    assert "cannot connect" in puppet.wait("over", "x", 20)["fault"]


@contextmanager
def stranger(answer: bytes, *, hang: bool) -> Iterator[int]:
    """A port where something else answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []

        def serve() -> None:
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                peer.sendall(answer)
                if hang:
                    held.append(peer)
                else:
                    peer.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for peer in held:
            peer.close()


@pytest.mark.parametrize(
    ("answer", "hang", "fault"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", True, "something other than a sidecar"),
        (b"", True, "does not shake hands"),
        (b"", False, "ended before it began"),
        (b"\xff\0\0\0", True, "does not shake hands"),
    ],
)
def test_something_else_on_the_port_is_named(
    puppet: Puppet, answer: bytes, hang: bool, fault: str
) -> None:
    with stranger(answer, hang=hang) as port:
        puppet.wait("open", f"port={port}", "queue=100", "answer=1000")
        puppet.wait("say", "Marta", "x", "cat.", "keep")
        assert fault in puppet.wait("over", "x", 20)["fault"]
        assert puppet.wait("close")["ms"] < 3000


def test_a_router_that_sends_nonsense_breaks_nothing(puppet: Puppet) -> None:
    """A real libzmq ROUTER: nonsense, messages from the future, a long silence, a new hello."""
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.linger = 0
        router.rcvtimeo = 20_000
        port = router.bind_to_random_port("tcp://127.0.0.1")
        puppet.wait("open", f"port={port}")
        peer, hello = router.recv_multipart()
        assert hello[:1] == b"\x85"
        router.send_multipart([peer, b"\xc1"])
        router.send_multipart([peer, b"", b"", b"", b""])
        router.send_multipart([peer, packed({"type": "smell", "v": 1})])
        router.send_multipart([peer, packed({"type": "block", "v": 1, "id": "x"}), b"1"])
        ready = {"type": "ready", "v": 1, "timeout_ms": 700.0, "heartbeat_ms": 100.0}
        router.send_multipart([peer, packed(ready)])
        puppet.wait("is", "Ready", 20)
        pings = [router.recv_multipart()[1] for _ in range(3)]
        assert all(b"ping" in ping for ping in pings)
        puppet.wait("sessions", 1, 5)
        faults = puppet.wait("state")["faults"]
        assert sum(fault.startswith("bad_message") for fault in faults) == 3
        silence_s = time.monotonic()
        while b"hello" not in router.recv_multipart()[1]:
            assert time.monotonic() - silence_s < 20.0
        assert "sidecar: the sidecar does not answer any more" in puppet.wait("state")["faults"]


def packed(fields: dict[str, object]) -> bytes:
    import msgpack

    data: bytes = msgpack.packb(fields)
    return data


def test_a_tick_of_twenty_speaking_characters_is_cheap(
    puppet: Puppet, unity_sidecar: SidecarProcess
) -> None:
    opened(puppet, unity_sidecar, speed=1.0)
    for index in range(20):
        puppet.wait("say", f"guest {index}", f"line {index}", LONG, "voice=ramp")
    puppet.wait("received", "line 19", 30)
    cost = puppet.wait("ticks", 200)
    print(cost)
    assert cost["p50_ms"] <= 0.5
    assert cost["mean_ms"] <= 0.5
    puppet.wait("silence", "guest 3")
    assert puppet.wait("over", "line 3", 5)["end"] in ("Cancelled", "Finished", "None")
