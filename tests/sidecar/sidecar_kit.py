"""What several tests of the sidecar share."""

from __future__ import annotations

import time
from collections.abc import Callable

from moodvox.client import Client, SidecarProcess

WAIT_S = 30.0
"""For what must come; only a failure takes so long."""

Start = Callable[..., SidecarProcess]
"""Arguments of `spelling_sidecar.py`; `parent`: a process id."""

Connect = Callable[..., Client]
"""Options of `Client`."""


def until(happens: Callable[[], bool], what: str) -> None:
    """Wait until `happens`, looking again and again.

    Raises:
        AssertionError: it does not within `WAIT_S`.
    """
    end_s = time.monotonic() + WAIT_S
    while not happens():
        if time.monotonic() > end_s:
            raise AssertionError(f"{what} did not happen within {WAIT_S:g} s")
        time.sleep(0.01)
