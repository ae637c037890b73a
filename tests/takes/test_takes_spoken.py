"""Takes on their way: over the wire, pinned in a project, and from the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from moodvox.cli.main import main
from moodvox.client import Client, LineError, LineHandle
from moodvox.models.own import layout
from moodvox.project.takes import TAKES_FILE, write_takes
from moodvox.protocol import PhonemeEdit as WireEdit
from moodvox.protocol import Take as WireTake
from moodvox.script.take import PhonemeEdit, Take

TEXT = "Get out!"
PHONEMES = "SIL G EH1 T AW1 T SIL"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("taken")
    (folder / "moodvox.toml").write_text("[cast.Marta]\n", "utf-8")
    take = Take(tuple(PHONEMES.split()), (PhonemeEdit(4, length=3.0),))
    (folder / TAKES_FILE).write_text(write_takes({"the-boot": take}), "utf-8")
    return folder


@pytest.fixture(scope="module")
def client(project: Path) -> Iterator[Client]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        with Client.launch(project=project, credit_by="all") as client:
            yield client


def heard(line: LineHandle) -> np.ndarray:
    line.wait()
    return line.samples()


def test_a_pinned_take_is_spoken_under_its_id(client: Client) -> None:
    plain = heard(client.say("Marta", TEXT, line="other"))
    by_id = heard(client.say("Marta", TEXT, line="the-boot"))
    by_line = heard(client.say("Marta", TEXT, line="id-of-an-engine", script_line="the-boot"))
    assert len(by_id) > len(plain)
    np.testing.assert_array_equal(by_line, by_id)


def test_a_take_of_the_message_wins(client: Client) -> None:
    take = WireTake(phonemes=PHONEMES, edits=[WireEdit(at=4, length=0.5)])
    plain = heard(client.say("Marta", TEXT, line="other"))
    assert len(heard(client.say("Marta", TEXT, line="the-boot", take=take))) < len(plain)


def test_a_take_of_other_words_is_said_in_done(client: Client) -> None:
    done = client.say("Marta", "Come in!", line="the-boot").wait()
    assert "other sounds" in done.notices[0]


def test_a_wrong_take_ends_its_line_with_the_field(client: Client) -> None:
    take = WireTake(phonemes="SIL AA1", edits=[WireEdit(at=7)])
    with pytest.raises(LineError) as refused:
        client.say("Marta", TEXT, take=take).wait()
    assert refused.value.where == "take.edits[0].at"


def test_say_speaks_a_pinned_take(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain, taken = tmp_path / "plain.wav", tmp_path / "taken.wav"
    words = ["say", TEXT, "--project", str(project), "--out"]
    assert main([*words, str(plain)]) == 0
    assert main([*words, str(taken), "--line", "the-boot"]) == 0
    assert taken.stat().st_size > plain.stat().st_size
    assert main([*words, str(taken), "--line", "the-bot"]) == 1
    assert "did you mean 'the-boot'?" in capsys.readouterr().err


def test_loudness_stands_where_training_put_it() -> None:
    style = pytest.importorskip("moodvox_export.acoustic.style")
    assert style.DIMENSIONS[layout.LEVEL_DIMENSION] == "level_db"
    assert style.SCALES["level_db"] == layout.LEVEL_SCALE_DB
