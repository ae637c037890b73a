"""A training in small: drawn, trained in both stages, resumed, packed and spoken."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from fixtures.made_up_corpus import EXAMPLES, SMALL
from moodvox.models.own.model import load
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.oneshot import speak
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf
from moodvox_export.acoustic.batching import batches, collate
from moodvox_export.acoustic.drawing import Drawer
from moodvox_export.acoustic.roster import Member, Roster
from moodvox_export.acoustic.style import vector_of
from moodvox_export.acoustic.train import held_out_lines, train
from moodvox_export.acoustic.trainer import Config, Trainer
from moodvox_export.corpus.packed import held_out, pack, unpack
from moodvox_export.corpus.recordings import CorpusError, read_folder
from moodvox_export.shipping.voice import main as pack_voice
from moodvox_export.training.config import ConfigError, read_config
from moodvox_export.training.states import load_state

TABLE = {"angry": [(1.0, vector_of({"pitch_st": 5.0}))], "sad": [(1.0, vector_of({}))]}


def trainer(work: Path, config: Config = SMALL) -> Trainer:
    return Trainer(config, work, torch.device("cpu"))


def run(state: Trainer, steps: int) -> dict[str, float]:
    drawer, rng = Drawer(EXAMPLES, TABLE), np.random.default_rng(1)
    figures: dict[str, torch.Tensor] = {}
    for _ in range(steps):
        batch = collate([drawer.draw(rng) for _ in range(state.config.batch)])
        figures = state.train_step(batch)
    return {name: float(value) for name, value in figures.items()}


def test_a_packed_corpus_comes_back_as_it_was(tmp_path: Path) -> None:
    pack(EXAMPLES, tmp_path / "corpus.npz")
    again = unpack(tmp_path / "corpus.npz")
    assert [e.name for e in again] == [e.name for e in EXAMPLES]
    for one, other in zip(again, EXAMPLES, strict=True):
        assert np.array_equal(one.durations, other.durations)
        assert np.allclose(one.columns.bands, other.columns.bands, atol=0.01)
        assert np.allclose(one.samples, other.samples, atol=1e-3)


def test_what_is_no_corpus_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such corpus"):
        unpack(tmp_path / "missing.npz")
    (tmp_path / "broken.npz").write_bytes(b"PK nothing")
    with pytest.raises(CorpusError, match="not a packed corpus"):
        unpack(tmp_path / "broken.npz")


def test_a_folder_names_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"transcripts\.tsv"):
        read_folder(tmp_path)
    (tmp_path / "transcripts.tsv").write_text("file\tseconds\ttext\none\t1.0\tHello.\n")
    with pytest.raises(CorpusError, match="no audio file for 'one'"):
        read_folder(tmp_path)
    (tmp_path / "one.flac").write_bytes(b"")
    with pytest.raises(CorpusError, match=r"transcripts\.tsv:2: 'one\.flac' is empty"):
        read_folder(tmp_path)


def test_held_out_sentences_are_never_drawn() -> None:
    kept = replace(EXAMPLES[0], name="arctic_a0047_1")
    assert held_out(kept.name)
    assert not held_out("arctic_a0048_1")
    drawer = Drawer([*EXAMPLES, kept], TABLE, trained=False)
    assert drawer.middle_st.keys() == {"kathleen"}


def test_both_stages_train_and_resume(tmp_path: Path) -> None:
    state = trainer(tmp_path)
    assert np.isfinite(run(state, 2)["bands"])
    assert "judge" in run(state, 1)
    state.save()
    resumed = trainer(tmp_path)
    resumed.resume()
    assert resumed.step == 3
    for name, value in state.model.state_dict().items():
        assert torch.equal(value, resumed.model.state_dict()[name])


def test_lines_never_trained_on_and_weights_to_choose_from(tmp_path: Path) -> None:
    kept = [replace(e, name=f"arctic_a0047_{i}") for i, e in enumerate(EXAMPLES)]
    state = trainer(
        tmp_path,
        replace(SMALL, workers=2, check_every=50, keep_every=50, steps=50, adversarial_steps=0),
    )
    held = collate([Drawer(kept, TABLE, trained=False).draw(np.random.default_rng(0))])
    train(state, Drawer(EXAMPLES, TABLE), held)
    row = (tmp_path / "curve.csv").read_text().splitlines()[0].split(",")
    figures = {name: float(value) for name, value in (cell.split("=") for cell in row[1:])}
    assert figures["held_bands_db"] == pytest.approx(state.check(held)["held_bands_db"], abs=1e-3)
    weights = load_state(tmp_path / "average-50.pt")
    assert torch.equal(weights["decoder.head.bias"], state.average.weights["decoder.head.bias"])


def test_each_drawing_process_draws_lines_of_its_own() -> None:
    source = batches(Drawer(EXAMPLES, TABLE), 2, 5, workers=2)
    first, second = next(source), next(source)
    again = next(batches(Drawer(EXAMPLES, TABLE), 2, 5, workers=2))
    assert first.bands.shape != second.bands.shape or not torch.equal(first.bands, second.bands)
    assert torch.equal(first.bands, again.bands)


def test_a_corpus_without_held_out_sentences_is_checked_on_nothing() -> None:
    members = tuple(Member(name, name, 1.0) for name in ("kathleen", "cameron"))
    assert held_out_lines(EXAMPLES, Roster("two", "Two", "CC0-1.0", members)) is None


def test_a_checkpoint_of_another_config_is_refused(tmp_path: Path) -> None:
    trainer(tmp_path).save()
    with pytest.raises(ConfigError, match="another channels"):
        trainer(tmp_path, replace(SMALL, channels=32)).resume()


def test_a_config_says_which_key_it_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("stepps = 3\n")
    with pytest.raises(ConfigError, match="stepps"):
        read_config(Config, tmp_path / "c.toml")
    (tmp_path / "c.toml").write_text('steps = "many"\n')
    with pytest.raises(ConfigError, match="Expected `int`, got `str`"):
        read_config(Config, tmp_path / "c.toml")


def test_a_checkpoint_becomes_a_voice_that_speaks(tmp_path: Path) -> None:
    state = trainer(tmp_path)
    state.save()
    card = tmp_path / "card.md"
    card.write_text("Made by a test.\n")
    arguments = ["--acoustic", str(tmp_path / "checkpoint.pt")]
    arguments += ["--out", str(tmp_path / "hearth"), "--card", str(card)]
    assert pack_voice(arguments) == 0
    voice = VoicePack.open(tmp_path / "hearth")
    assert load(voice, "quality").lookahead_hops > 0
    engine = SpeechEngine(Shelf([tmp_path / "hearth"]), LineReader.english())
    spoken = speak(engine, LineRequest("1", "[angry] Hello there."))
    assert np.isfinite(spoken.pcm).all()
    assert len(spoken.pcm) > 0
