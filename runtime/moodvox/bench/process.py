"""What a process has used of the machine, as far as the system tells."""

from __future__ import annotations

import os
from pathlib import Path


def peak_memory_mb(pid: int) -> float | None:
    """The most memory that a running process has held; None where the system won't tell."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024.0
    except OSError:
        pass
    return None


def cpu_seconds(pid: int) -> float | None:
    """Processor time of a running process so far; None where the system won't tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))
    except OSError:
        return None
