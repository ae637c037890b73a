"""When a sidecar ends, and what it leaves behind: nothing."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

POLL_S = 0.5
"""Between looks at the parent where the system cannot tell us of its end."""


def ready_line(version: str, port: int, token: str) -> str:
    """The one JSON line that says where and how to connect."""
    return json.dumps({"moodvox": version, "port": port, "token": token})


@contextlib.contextmanager
def ready_file(path: Path | None, line: str) -> Iterator[None]:
    """`line` is in the file at `path` while the block runs; it appears there at once and whole.

    Only its owner may read it where the system knows owners: it holds the token.
    """
    if path is None:
        yield
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        draft.touch(0o600)
        draft.write_text(line + "\n", encoding="utf-8")
        draft.replace(path)
        yield
    finally:
        draft.unlink(missing_ok=True)
        if _is_ours(path, line):
            path.unlink(missing_ok=True)


def _is_ours(path: Path, line: str) -> bool:
    """Another sidecar may have been told the same file since."""
    try:
        return path.read_text(encoding="utf-8").strip() == line
    except OSError:
        return False


@contextlib.contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """`stop` is called on Ctrl-C, SIGTERM and their like while the block runs.

    Only the main thread may do this; in any other, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_signal(_number: int, _where: FrameType | None) -> None:
        stop()

    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = [(number, signal.signal(number, on_signal)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def watch_process(pid: int, on_end: Callable[[], None]) -> None:
    """Call `on_end` once, from a thread of its own, when the process `pid` has ended."""

    def watch() -> None:
        wait_for_end(pid)
        on_end()

    threading.Thread(target=watch, name=f"watch-{pid}", daemon=True).start()


def wait_for_end(pid: int) -> None:
    """Return when there is no living process `pid`."""
    if sys.platform == "win32":
        _wait_on_windows(pid)
    elif not _wait_on_linux(pid):
        while _is_alive(pid):
            threading.Event().wait(POLL_S)


def _wait_on_linux(pid: int) -> bool:
    """Wait without polling; False where the system has no such thing."""
    if not hasattr(os, "pidfd_open"):
        return False
    try:
        descriptor = os.pidfd_open(pid)
    except OSError as fault:
        return isinstance(fault, ProcessLookupError)
    try:
        select.select([descriptor], [], [])
    finally:
        os.close(descriptor)
    return True


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _wait_on_windows(pid: int) -> None:
    import ctypes

    synchronize, infinite = 0x0010_0000, 0xFFFF_FFFF
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.OpenProcess.restype = ctypes.c_void_p
    kernel.WaitForSingleObject.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    kernel.CloseHandle.argtypes = [ctypes.c_void_p]
    handle = kernel.OpenProcess(synchronize, False, pid)
    if handle:
        kernel.WaitForSingleObject(handle, infinite)
        kernel.CloseHandle(handle)
