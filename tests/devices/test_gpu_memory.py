"""The memory that a game lets us have on its graphics card, from the flag to onnxruntime."""

from __future__ import annotations

from pathlib import Path

import pytest

import moodvox
from devices.recorded import Recorded, record
from moodvox.cli import serve as verb
from moodvox.cli.main import DONE, main
from moodvox.devices import fallbacks
from moodvox.sidecar.options import ServeOptions
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.voices.shelf import Shelf

BUNDLED = Path(moodvox.__file__).parent / "bundled"
CUDA, TRT = "CUDAExecutionProvider", "TensorrtExecutionProvider"


@pytest.fixture(autouse=True)
def fallbacks_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODVOX_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(fallbacks, "_known", [])


def loaded_by(words: str, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """What onnxruntime is told when a sidecar that was started so loads the bundled voice."""
    world = record(monkeypatch, CUDA)

    def serve(options: ServeOptions) -> int:
        wanted = options.limits.providers(options.providers)
        SpeechEngine(Shelf([BUNDLED]), LineReader.english(), providers=wanted).load()
        return DONE

    monkeypatch.setattr(verb, "serve", serve)
    assert main(["serve", *words.split()]) == DONE
    return world


@pytest.mark.parametrize(
    ("words", "device", "cap"),
    [
        ("--provider cuda --gpu-memory-mb 96", "0", str(96 << 20)),
        ("--provider cuda:device=1 --provider cpu --gpu-memory-mb 96", "1", str(96 << 20)),
        ("--provider cuda:memory_mb=32 --gpu-memory-mb 96", "0", str(32 << 20)),
        ("--provider cuda", "0", None),
    ],
)
def test_the_flag_caps_both_graphs(
    words: str, device: str, cap: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [one.loading.providers[0][1] for one in loaded_by(words, monkeypatch).on(CUDA)]
    assert [(one["device_id"], one.get("gpu_mem_limit")) for one in told] == [(device, cap)] * 2


def test_the_cpu_alone_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    world = loaded_by("--gpu-memory-mb 96", monkeypatch)
    assert [one.loading.providers for one in world.loaded] == [(("CPUExecutionProvider", {}),)] * 2
