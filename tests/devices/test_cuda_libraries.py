"""CUDA's own libraries: looked for where Python packages bring them, and named if missing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import onnxruntime
import pytest

from devices.recorded import doubler
from moodvox.devices import fallbacks, native, open_session
from moodvox.devices.native import Loading, Native

CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"
LIBRARIES = ("libcublas.so.13", "libcurand.so.10")


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fallbacks, "_known", [])
    native.missing_cuda.cache_clear()
    yield
    native.missing_cuda.cache_clear()


class Preloading:
    """As onnxruntime does it: prints what it cannot load, and finds what is loaded already."""

    def __init__(self) -> None:
        self.loaded: set[str] = set()
        self.folders: list[str | None] = []

    def __call__(self, directory: str | None = None) -> None:
        self.folders.append(directory)
        here = {path.name for path in Path(directory).iterdir()} if directory else set()
        self.loaded |= here & set(LIBRARIES)
        for name in LIBRARIES:
            if name not in self.loaded:
                print(f"Failed to load {name}: {name}: cannot open shared object file")
        if self.loaded != set(LIBRARIES):
            print("Please follow https://onnxruntime.ai/docs/install to install CUDA.")


@pytest.fixture
def preloading(monkeypatch: pytest.MonkeyPatch) -> Preloading:
    fake = Preloading()
    monkeypatch.setattr(onnxruntime, "preload_dlls", fake, raising=False)
    return fake


@pytest.fixture
def dropping(monkeypatch: pytest.MonkeyPatch) -> None:
    """An onnxruntime that says it has CUDA, and goes on without when a graph is loaded."""
    really_load = native.load

    def load(path: Path, loading: Loading) -> Native:
        return really_load(path, replace(loading, providers=((CPU, {}),), entries={}))

    monkeypatch.setattr(native, "available", lambda: (CUDA, CPU))
    monkeypatch.setattr(native, "load", load)


@pytest.mark.usefixtures("dropping")
def test_what_is_missing_is_named(
    preloading: Preloading, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    session = open_session(doubler(tmp_path), providers=["cuda", "cpu"])
    assert session.provider == "cpu"
    assert "libraries are missing: libcublas.so.13, libcurand.so.10 (pip install" in caplog.text
    assert capsys.readouterr().out == "", "a sidecar's stdout has one line of JSON"


def test_they_are_found_in_other_folders_of_the_path(
    preloading: Preloading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, folder in zip(LIBRARIES, ("cu13", "curand"), strict=True):
        lib = tmp_path / "nvidia" / folder / "lib"
        lib.mkdir(parents=True)
        (lib / name).touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert native.missing_cuda() == ()
    assert native.missing_cuda() == ()
    assert len(preloading.folders) == 4, "once as it is, both folders, and once more; then known"


def test_the_cpu_needs_none(preloading: Preloading, tmp_path: Path) -> None:
    open_session(doubler(tmp_path))
    assert preloading.folders == []


def test_an_older_onnxruntime_does_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(onnxruntime, "preload_dlls", raising=False)
    assert native.missing_cuda() == ()


@pytest.mark.usefixtures("dropping")
def test_a_dropped_provider_with_all_libraries_lacks_a_device(
    preloading: Preloading, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    preloading.loaded = set(LIBRARIES)
    open_session(doubler(tmp_path), providers=["cuda", "cpu"])
    assert "no driver or no device" in caplog.text
