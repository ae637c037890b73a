"""Where engines that providers build for a graph are kept: one folder for each combination.

An engine is good for one graph, one onnxruntime, one TensorRT and one GPU with its
driver. The folder's name is a hash of all that is known of these, so that a stale
engine is never found instead of being found out.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

from moodvox.devices import native
from moodvox.devices.providers import Wish
from moodvox.folders import cache_folder

PACKAGES = ("tensorrt", "tensorrt-cu12", "tensorrt-cu13", "onnxruntime-trt-rtx")
GPU_QUERY = ("--query-gpu=name,driver_version,compute_cap", "--format=csv,noheader")


def engine_folder(graph: Path, wish: Wish) -> Path:
    """The folder for engines of `graph` on `wish`; it is made by `prepared`."""
    parts = [
        hashlib.sha256(graph.read_bytes()).hexdigest(),
        wish.word,
        str(wish.device),
        native.build(),
        *_package_versions(),
        gpu_names(),
    ]
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
    return cache_folder("engines") / f"{wish.word}-{digest}"


def prepared(folder: Path) -> Path:
    """Make the folder; where that cannot be done, engines are built anew each time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path()
    return folder


@cache
def gpu_names() -> str:
    """Every NVIDIA GPU here with its driver, as the driver's own tool says; "" without it."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ""
    try:
        answer = subprocess.run(
            [tool, *GPU_QUERY], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def _package_versions() -> list[str]:
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return found
