"""A sidecar whose GPU (a recorded one) fails after so many runs: a whole process.

python dying_sidecar.py VOICES RUNS
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "runtime"), str(ROOT / "tests")]
CUDA = "CUDAExecutionProvider"


def main(voices: str, runs: str) -> int:
    import pytest

    from devices.recorded import record
    from fixtures.reading import SPELLER
    from moodvox.sidecar.options import ServeOptions
    from moodvox.sidecar.serve import serve

    left = int(runs)
    lock = threading.Lock()

    def fuse(name: str) -> None:
        nonlocal left
        with lock:
            left -= name == CUDA
            if name == CUDA and left < 0:
                raise RuntimeError("CUDA failure 700: illegal address")

    record(pytest.MonkeyPatch(), CUDA).on_run = fuse
    options = ServeOptions(
        voices=(Path(voices),), parent_pid=os.getppid(), providers=("cuda", "cpu")
    )
    return serve(options, make_reader=lambda project: SPELLER)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
