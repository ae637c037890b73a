"""The C# client asks what is wrong with a text: all faults at once, nothing waits for ever."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from bridges.unity.test_unity_link import opened
from bridges.unity.unity_kit import Puppet, sidecar_command
from moodvox.client import SidecarProcess


def test_all_faults_of_a_line_come_with_their_columns(
    puppet: Puppet, unity_sidecar: SidecarProcess
) -> None:
    opened(puppet, unity_sidecar)
    assert puppet.wait("check", "Well [angri] then [puase 1s].", "", "")["found"] == [
        "1:7 unknown tag 'angri'",
        "1:20 unknown tag 'puase'",
    ]
    assert puppet.wait("check", "Marta: dog.\\nBram: [angri] no.\\n", "yard.mood", "")["found"] == [
        "2:8 unknown tag 'angri'"
    ]
    assert puppet.wait("check", "[angry] dog.", "", "ramp")["found"] == []


def test_a_check_that_is_refused_says_why(puppet: Puppet, unity_sidecar: SidecarProcess) -> None:
    opened(puppet, unity_sidecar)
    fault = puppet.wait("check", "dog.", "", "rump")["fault"]
    assert fault.startswith("bad_input: voice: unknown voice 'rump'")
    assert "longer than 200000" in puppet("check", "a" * 200_001, "", "")["refused"]


def test_a_check_without_a_sidecar_fails_at_once(puppet: Puppet, voices_folder: Path) -> None:
    command = [*sidecar_command(voices_folder), "--timeout", "1"]
    puppet.wait("open", "command=" + "|".join(command), "stop=300")
    pid = puppet.wait("is", "Ready", 60)["pid"]
    assert puppet.wait("check", "dog.", "", "")["found"] == []
    os.kill(pid, signal.SIGSTOP)
    # It hangs: the question is answered by the loss of the session.
    assert "does not answer" in puppet.wait("check", "dog.", "", "")["fault"]
    assert puppet.wait("close")["state"] == "Closed"
    assert "no sidecar is ready" in puppet.wait("check", "dog.", "", "")["fault"]
