"""The worked example of docs/voices.md, run as it stands there; and a disk that is full."""

from __future__ import annotations

import errno
import json
import re
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import soundfile
import torch

from fixtures.made_up_corpus import EXAMPLES, SMALL
from moodvox.errors import VoiceError
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.oneshot import speak
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf
from moodvox_export.acoustic.roster import bundled, load_roster
from moodvox_export.acoustic.trainer import Trainer
from moodvox_export.corpus.align import Aligner
from moodvox_export.corpus.build import Vocabulary, examples_of
from moodvox_export.corpus.packed import pack
from moodvox_export.corpus.recordings import Recording
from moodvox_export.shipping import card, to_onnx, voice
from moodvox_export.shipping.checkpoints import load_acoustic, load_pupil
from moodvox_export.training.config import ConfigError
from moodvox_export.training.states import NotWrittenError, save_state

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "export/experiments/example"
CPU = torch.device("cpu")
MADE_UP = {"kathleen": "anna", "cameron": "ben"}


def commands_in_docs() -> dict[str, list[str]]:
    """Verb -> arguments of the worked example."""
    text = (ROOT / "docs/voices.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- example -->\n```\n(.*?)```", text, re.S)
    assert block
    lines = [shlex.split(line) for line in block[1].replace("\\\n", " ").splitlines()]
    assert all(words[:3] == ["python", "-m", "moodvox_export"] for words in lines)
    return {words[3]: words[4:] for words in lines}


def test_the_docs_show_the_roster_that_there_is() -> None:
    text = (ROOT / "docs/voices.md").read_text(encoding="utf-8")
    assert (EXAMPLE / "roster.toml").read_text(encoding="utf-8") in text


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_the_example_makes_a_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from moodvox_export.acoustic import distil, train

    commands = commands_in_docs()
    order = ["corpus", "train", "distil", "to-onnx", "card", "pack", "quantise", "judge"]
    assert list(commands) == order
    monkeypatch.chdir(tmp_path)
    Path("inn").mkdir()
    for name in ("data", "roster", "experiment", "pupil"):
        text = (EXAMPLE / f"{name}.toml").read_text(encoding="utf-8")
        Path(f"{'inn/' if name == 'data' else ''}{name}.toml").write_text(text, encoding="utf-8")
    pack([replace(e, speaker=MADE_UP[e.speaker]) for e in EXAMPLES], Path("corpus.npz"))
    verbs = {"train": train, "distil": distil, "to-onnx": to_onnx, "card": card, "pack": voice}
    for verb, module in verbs.items():
        assert module.main(commands[verb]) == 0, verb
    made = VoicePack.open(Path("voices/inn"))
    assert list(made.manifest.speakers) == ["anna", "ben", "imp"]
    assert set(made.manifest.tiers) == {"quality", "fast"}
    assert made.manifest.credits == (
        "Anna, recorded by nobody: a made-up set",
        "Ben, recorded by nobody: a made-up set, CC BY 4.0",
    )
    told = made.path("CARD.md").read_text(encoding="utf-8")
    for part in ("seed 7, 4 steps", "train --corpus corpus.npz --roster roster.toml", "CC0-1.0",
                 "distil --acoustic", "imp`: Imp, small and quick (made from anna)",
                 "anna: 3 recordings"):  # fmt: skip
        assert part in told
    assert sorted(p.name for p in Path("graphs").iterdir()) == [
        "plan.onnx", "render.fast.onnx", "render.onnx",
    ]  # fmt: skip
    engine = SpeechEngine(Shelf([Path("voices/inn")]), LineReader.english())
    assert np.isfinite(speak(engine, LineRequest("1", "Hello there.", speaker="imp")).pcm).all()


def full(*_: Any) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_the_old_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = Trainer(SMALL, tmp_path, CPU)
    state.save()
    before = (tmp_path / "checkpoint.pt").read_bytes()
    state.step = 2
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NotWrittenError, match=r"checkpoint\.pt: .*No space left on device"):
        state.save()
    assert [p.name for p in tmp_path.iterdir()] == ["checkpoint.pt"]
    assert (tmp_path / "checkpoint.pt").read_bytes() == before


def test_a_full_disk_leaves_no_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Trainer(SMALL, tmp_path, CPU).save()
    monkeypatch.setattr("shutil.copyfile", full)
    words = ["--acoustic", str(tmp_path / "checkpoint.pt"), "--out", str(tmp_path / "v")]
    with pytest.raises(VoiceError, match="No space left on device"):
        voice.main(words)
    assert [p.name for p in tmp_path.iterdir()] == ["checkpoint.pt"]


def test_a_checkpoint_of_something_else_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pt"
    with pytest.raises(ConfigError, match="no such checkpoint"):
        load_acoustic(path)
    path.write_bytes(b"cut short")
    with pytest.raises(ConfigError, match="not a checkpoint"):
        load_acoustic(path)
    save_state({"config": {"blocks": 2}, "average": {}}, path)
    with pytest.raises(ConfigError, match="something else"):
        load_acoustic(path)
    Trainer(SMALL, tmp_path, CPU).save()
    model, roster = load_acoustic(path)
    assert roster == bundled()
    with pytest.raises(ConfigError, match="something else"):
        load_pupil(path, model.size)


def test_a_checkpoint_without_a_roster_is_the_bundled_voices(tmp_path: Path) -> None:
    state = Trainer(SMALL, tmp_path, CPU)
    state.save()
    path = tmp_path / "checkpoint.pt"
    old = torch.load(path, weights_only=True)
    del old["roster"]
    save_state(old, path)
    Trainer(SMALL, tmp_path, CPU).resume()
    assert load_acoustic(path)[1] == bundled()
    own = load_roster(EXAMPLE / "roster.toml")
    with pytest.raises(ConfigError, match="roster 'hearth'"):
        Trainer(SMALL, tmp_path, CPU, own).resume()
    fresh = Trainer(SMALL, tmp_path, CPU, own)
    fresh.start_from(path)
    assert len(fresh.model.measured) == 3
    assert torch.equal(
        fresh.model.encoder.energy.weight, state.average.weights["encoder.energy.weight"]
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('source = "anna"', 'source = "ana"', "did you mean 'anna'"),
        ('name = "ben"', 'name = "anna"', "'anna' stands 2 times"),
        ("formants = 1.12", "formant = 1.12", "did you mean 'formants'"),
        ("share = 0.3\n", "share = -0.3\n", ">= 0.0"),
        ("age = ", "years = ", "years"),
        ("share = 0.2\nvoice", "share = 0.2\nrandom_share = 0.1\nvoice", "give it to 'anna'"),
    ],
)  # fmt: skip
def test_a_roster_says_what_is_wrong(tmp_path: Path, old: str, new: str, fault: str) -> None:
    text = (EXAMPLE / "roster.toml").read_text(encoding="utf-8")
    (tmp_path / "r.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(fault)):
        load_roster(tmp_path / "r.toml")


def test_everybody_must_be_heard_and_described(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no recordings of 'ben'"):
        load_roster(EXAMPLE / "roster.toml").check_heard(["anna"])
    Trainer(SMALL, tmp_path, CPU).save()
    words = ["--acoustic", str(tmp_path / "checkpoint.pt"), "--out", str(tmp_path / "v")]
    with pytest.raises(Exception, match="no set of recordings by 'kathleen' is described"):
        voice.main([*words, "--describe", str(EXAMPLE / "data.toml")])


def test_a_card_takes_scores_and_a_template(tmp_path: Path) -> None:
    Trainer(SMALL, tmp_path, CPU).save()
    score = {"lines": 3, "words_wrong": 4.5, "p808": 3.7, "ovrl": None, "similarity": None}
    (tmp_path / "s.json").write_text(json.dumps({"scores": {"lead": score}}))
    (tmp_path / "q.json").write_text(
        json.dumps([{"tier": "fast", "times_smaller": 3.5, "speed": 1.2}])
    )
    words = ["--run", str(tmp_path), "--out", str(tmp_path / "C.md")]
    words += ["--scores", str(tmp_path / "s.json"), "--quantised", str(tmp_path / "q.json")]
    assert card.main(words) == 0
    told = (tmp_path / "C.md").read_text(encoding="utf-8")
    assert "| lead | 3 | 4.50 | 3.70 |  |  |" in told
    assert "fast: 3.50 times smaller" in told
    (tmp_path / "t.md").write_text("$name by $whom\n")
    with pytest.raises(ConfigError, match=r"unknown word \$whom"):
        card.main([*words, "--template", str(tmp_path / "t.md")])


def test_silence_is_left_out_by_that_name(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "one.wav", np.zeros(24000), 24000)
    recording = Recording("one", "anna", "Hello there.", tmp_path / "one.wav")
    vocabulary = Vocabulary()
    aligner = cast(Aligner, None)  # never asked
    said = examples_of([recording], aligner, vocabulary, Pronouncer.bundled(), (60.0, 500.0))
    assert list(said) == ["one: silent"]
