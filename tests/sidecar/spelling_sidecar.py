"""A sidecar that spells English with the test voices' quick front end: a whole process.

python spelling_sidecar.py VOICES [--ready-file F] [--parent PID] [--timeout S] ...
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "runtime"), str(ROOT / "tests")]


def main() -> int:
    from fixtures.reading import SPELLER
    from moodvox.project.limits import Limits
    from moodvox.sidecar.options import ServeOptions
    from moodvox.sidecar.serve import serve

    parser = argparse.ArgumentParser()
    parser.add_argument("voices", type=Path)
    parser.add_argument("--ready-file", type=Path)
    parser.add_argument("--parent", type=int)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--enrolled", type=Path)
    parser.add_argument("--token", default="")
    parser.add_argument("--timeout", type=float, default=10.0)
    parser.add_argument("--cpu-share", type=float)
    parser.add_argument("--unload-s", type=float)
    given = parser.parse_args()
    options = ServeOptions(
        voices=(given.voices,),
        ready_file=given.ready_file,
        parent_pid=given.parent,
        project=given.project,
        enrolled=given.enrolled,
        token=given.token,
        heartbeat_s=min(1.0, given.timeout / 4),
        timeout_s=given.timeout,
        limits=Limits(cpu_share=given.cpu_share, unload_s=given.unload_s),
    )
    return serve(options, make_reader=lambda project: replace(SPELLER, presets=project.presets))


if __name__ == "__main__":
    sys.exit(main())
