"""On what it was measured."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from moodvox import __version__, devices


@dataclass(frozen=True)
class Machine:
    """A machine, without its name or anything that tells whose it is."""

    processor: str
    cores: int
    load: float | None
    system: str
    python: str
    onnxruntime: str
    moodvox: str


def describe_machine() -> Machine:
    """This one. `load` is the mean number of busy processes just now, where it is known:
    above 0 before a measurement, it was not measured alone."""
    return Machine(
        processor=processor(),
        cores=os.cpu_count() or 1,
        load=round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        system=f"{platform.system()} {platform.release().partition('-')[0]} {platform.machine()}",
        python=platform.python_version(),
        onnxruntime=devices.describe().runtime_version,
        moodvox=__version__,
    )


def processor() -> str:
    """The processor's name, as well as the system knows it."""
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
