"""The imported tiny voices."""

from __future__ import annotations

from pathlib import Path

import pytest

from importing import checkouts
from moodvox.importing.emotivoice.importer import ImportOptions, import_emotivoice
from moodvox.voices.pack import VoicePack


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the voice "tiny"."""
    folder = tmp_path_factory.mktemp("imported")
    source = checkouts.copy(folder / "checkout")
    import_emotivoice(ImportOptions(source=source, out=folder / "voices" / "tiny"))
    return folder / "voices"


@pytest.fixture(scope="session")
def tiny(imported: Path) -> VoicePack:
    return VoicePack.open(imported / "tiny")


@pytest.fixture(scope="session")
def silenced(tmp_path_factory: pytest.TempPathFactory) -> VoicePack:
    """The voice whose durations are all 0."""
    folder = tmp_path_factory.mktemp("silenced")
    source = checkouts.copy(folder / "checkout", checkouts.silenced(checkouts.generator()))
    return import_emotivoice(ImportOptions(source=source, out=folder / "quick"))
