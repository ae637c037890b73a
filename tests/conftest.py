"""Fixtures that every area may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from fixtures.voices import write_voice
from moodvox.enrolment.places import ENVIRONMENT
from moodvox.voices.pack import VoicePack

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    # The same examples in every run of CI: new ones are for developers to meet.
    settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def user_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The user's folder of Moodvox: none of the tests sees or changes the developer's own."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT, str(folder))
        yield folder


@pytest.fixture(scope="session")
def teachable_voice(voices_folder: Path) -> VoicePack:
    """Moody, and learns speakers and emotions from recordings."""
    return VoicePack.open(voices_folder / "teachable")


@pytest.fixture(scope="session")
def voices_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the voices silent, ramp, moody, eager and teachable (see `fixtures.voices`)."""
    folder = tmp_path_factory.mktemp("voices")
    write_voice(folder / "ramp")
    write_voice(folder / "silent", samples="silent")
    write_voice(folder / "moody", moody=True)
    write_voice(folder / "teachable", moody=True, encoders=True)
    write_voice(folder / "eager", moody=True, lookahead_hops=9)
    return folder


@pytest.fixture(scope="session")
def ramp_voice(voices_folder: Path) -> VoicePack:
    """Samples 0, 1, 2, ...; lengths depend on the phonemes alone."""
    return VoicePack.open(voices_folder / "ramp")


@pytest.fixture(scope="session")
def silent_voice(voices_folder: Path) -> VoicePack:
    """Every sample is 0."""
    return VoicePack.open(voices_folder / "silent")


@pytest.fixture(scope="session")
def moody_voice(voices_folder: Path) -> VoicePack:
    """A ramp whose lengths follow the mood."""
    return VoicePack.open(voices_folder / "moody")


@pytest.fixture(scope="session")
def eager_voice(voices_folder: Path) -> VoicePack:
    """A moody ramp that fixes 9 hops ahead of what it rendered, as the bundled voice does."""
    return VoicePack.open(voices_folder / "eager")
