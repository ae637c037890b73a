"""The GDScript codecs and sockets in a real engine, against golden bytes and libzmq."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridges.godot.godot_kit import GOLDEN, expect, run_engine


@pytest.mark.parametrize("suite", ["test_msgpack", "test_messages", "test_zmtp"])
def test_codecs(project: Path, home: Path, suite: str) -> None:
    golden = f"--golden={GOLDEN}"
    report = run_engine(project, "-s", "res://tests/run.gd", "--", golden, suite, home=home)
    expect(report, suite)


def test_a_runner_that_runs_nothing_fails(project: Path, home: Path) -> None:
    """An engine that ends with 0 although nothing ran must not pass for a success."""
    nothing = run_engine(
        project, "-s", "res://tests/run.gd", "--", "--only=test_nothing", "test_zmtp", home=home
    )
    assert (nothing.status, nothing.ran) == (1, 0)
    missing = run_engine(project, "-s", "res://tests/run.gd", "--", "test_missing", home=home)
    assert missing.status == 1
