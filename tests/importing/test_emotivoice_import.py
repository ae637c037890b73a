"""`moodvox import emotivoice`: a whole voice, or one clear error and nothing."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import numpy as np
import pytest

import moodvox
from importing import checkouts, torch_writer
from moodvox.cli.main import main
from moodvox.errors import InputError, MoodvoxError, VoiceError
from moodvox.importing.emotivoice.importer import ImportOptions, import_emotivoice
from moodvox.importing.emotivoice.styles import SEVEN, read_prompts
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf

GENERATOR = checkouts.CKPT / "g_00140000"
STYLE = Path("outputs/style_encoder/ckpt/checkpoint_163431")


def failed(folder: Path, **options: object) -> MoodvoxError:
    """Import the checkout in `folder`, which must fail, say where and how to mend it, and
    leave nothing."""
    out = folder.parent / "out" / "voice"
    with pytest.raises(MoodvoxError) as caught:
        import_emotivoice(ImportOptions(source=folder, out=out, **options))  # type: ignore[arg-type]
    assert not out.parent.exists() or not list(out.parent.iterdir())
    assert caught.value.where
    assert caught.value.hint
    return caught.value


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return checkouts.copy(tmp_path / "checkout", lexicon=False)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], checkout: Path) -> None:
    styles = tmp_path / "styles.txt"
    styles.write_text("# mine\ngrim 0.5 = 有点严肃\ngrim = 非常严肃\nhappy = 非常开心\n", "utf-8")
    out = tmp_path / "voices" / "mine"
    status = main(
        ["import", "emotivoice", str(checkout), "--out", str(out), "--styles", str(styles),
         "--speakers", "spk3, spk1"]
    )  # fmt: skip
    assert status == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "mine: 2 speakers; angry, happy, surprised, sad, disgusted, fearful, grim"
    assert printed[1].startswith("in floats: streamed against at once ")
    assert float(printed[1].split()[-1]) < 1e-5
    assert printed[2].startswith("in eight bits, over 6 lines: decoder ")
    assert printed[2].endswith("streamed against at once 0.0e+00")
    pack = VoicePack.open(out)
    assert (pack.speakers.names, pack.speakers.default) == (("spk3", "spk1"), "spk3")
    table = checkouts.generator()["am.spk_tokenizer.weight"]
    np.testing.assert_array_equal(pack.speakers.rows, table[[3, 1]])
    assert pack.manifest.sample_rate_hz == 16000
    assert {"quality", "fast"} == set(pack.manifest.tiers)
    assert "| grim | 0.5 | 有点严肃 |" in (out / "CARD.md").read_text("utf-8")


def test_the_newest_checkpoint_is_taken(checkout: Path) -> None:
    tensors = checkouts.generator()
    tensors["am.to_mel.bias"] = np.zeros(81, np.float32)
    torch_writer.write_checkpoint(
        checkout / checkouts.CKPT / "g_00150000", "generator", checkouts.newly_named(tensors)
    )
    assert "g_00150000" in str(failed(checkout))
    named = import_emotivoice(
        ImportOptions(source=checkout, out=checkout.parent / "ok", checkpoint=checkout / GENERATOR)
    )
    assert named.name == "ok"


def test_an_old_voice_survives_a_failed_import(checkout: Path, tmp_path: Path) -> None:
    out = tmp_path / "voice"
    import_emotivoice(ImportOptions(source=checkout, out=out))
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    (checkout / STYLE).write_bytes(b"PK\x03\x04broken")
    with pytest.raises(VoiceError):
        import_emotivoice(ImportOptions(source=checkout, out=out))
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


def test_baked_lines_need_no_encoder(checkout: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("[happy] Hello, world.\n\n你好。\n", "utf-8")
    voices = tmp_path / "voices"
    for content in ("bert", "baked", "fixed"):
        import_emotivoice(
            ImportOptions(
                source=checkout,
                out=voices / content,
                content=content,
                bake=lines if content == "baked" else None,
            )
        )
        assert (voices / content / "content.onnx").exists() == (content == "bert")
    engine = SpeechEngine(Shelf([voices]), LineReader.english())

    def length(voice: str, text: str) -> int:
        return engine.open(LineRequest("a", text, voice=voice)).total_samples

    assert (
        abs(length("baked", "[sad] Hello, world.") - length("bert", "[sad] Hello, world.")) < 4000
    )
    with pytest.raises(InputError, match="only the lines that it was imported with"):
        length("baked", "Hello, moon.")
    assert length("fixed", "Hello, moon.") > 0


@pytest.mark.parametrize(
    ("lost", "named"),
    [
        ("config/joint/config.yaml", "it lacks config/joint/config.yaml"),
        ("data/youdao/text/tokenlist", "it lacks data/youdao/text/tokenlist"),
        ("WangZeJun", "WangZeJun/simbert-base-chinese/config.json"),
        ("outputs/prompt_tts_open_source_joint", "no checkpoint 'g_...' here"),
        ("outputs/style_encoder", "no checkpoint 'checkpoint_...' here"),
    ],
)
def test_parts_that_are_missing(checkout: Path, lost: str, named: str) -> None:
    path = checkout / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    error = failed(checkout)
    assert named in error.message
    assert error.hint


def test_folders_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no checkout of EmotiVoice" in failed(tmp_path / "empty").message
    assert failed(tmp_path / "nowhere").message == "no such folder"


@pytest.mark.parametrize("which", [GENERATOR, STYLE])
def test_hostile_and_damaged_checkpoints(checkout: Path, which: Path) -> None:
    path = checkout / which
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert str(path) in str(failed(checkout))
    steps = torch_writer.program(
        torch_writer.name("os", "system") + b"(" + torch_writer.text("true") + b"tR"
    )
    torch_writer.write_file(path, steps, {})
    assert "asks for 'os.system'" in failed(checkout).message


def test_lists_that_belong_to_another_model(checkout: Path) -> None:
    tokens = checkout / "data/youdao/text/tokenlist"
    sound = tokens.read_text("utf-8")
    tokens.write_text(sound + "extra\n", "utf-8")
    assert "503 tokens, the model 502" in failed(checkout).message
    tokens.write_text(sound.replace("[AA0]", "[AA1]"), "utf-8")
    assert "'[AA1]' twice" in failed(checkout).message
    tokens.write_text(sound.replace("engsp4", "other"), "utf-8")
    assert "lacks engsp4" in failed(checkout).message
    tokens.write_text(sound, "utf-8")
    speakers = checkout / "data/youdao/text/speaker2"
    speakers.write_text(speakers.read_text("utf-8") + "\nspk9\n", "utf-8")
    assert "10 names, the model 9" in failed(checkout).message


def test_more_rows_than_names(checkout: Path) -> None:
    """A fine-tuned model has speakers that the list does not name."""
    speakers = checkout / "data/youdao/text/speaker2"
    speakers.write_text("spk0\nspk1\n", "utf-8")
    pack = import_emotivoice(ImportOptions(source=checkout, out=checkout.parent / "tuned"))
    assert pack.speakers.names == ("spk0", "spk1", *(f"row{i}" for i in range(2, 9)))


def test_a_style_encoder_of_another_size(checkout: Path) -> None:
    vocabulary = checkout / "WangZeJun/simbert-base-chinese/vocab.txt"
    vocabulary.write_text(vocabulary.read_text("utf-8") + "more\n", "utf-8")
    assert "(139, 32), wanted (140, 32)" in failed(checkout).message
    vocabulary.write_bytes("开心".encode("gb18030"))
    assert "is not UTF-8" in failed(checkout).message


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("happy = 开心".encode("utf-16"), "is not UTF-8"),
        ("grim = 严肃\nhappy = 开心".encode("gb18030"), "styles.txt:1:1"),
        (b"grim\n", "styles.txt:1:1: cannot read 'grim'"),
        (b"\n\nGrim = x\n", "styles.txt:3:1"),
        (b"grim 2 = x\n", "'2' is no weight"),
        (b"grim 0.5 = x\n", "'grim' needs one prompt of weight 1"),
        (b"grim = x\ngrim = y\n", "two prompts of weight 1"),
        (b"neutral 0.5 = x\nneutral = y\n", "'neutral' needs one prompt"),
    ],
)
def test_files_of_prompts(checkout: Path, content: bytes, named: str) -> None:
    styles = checkout.parent / "styles.txt"
    styles.write_bytes(content)
    assert named in str(failed(checkout, styles=styles))


def test_the_seven() -> None:
    assert read_prompts(None) == {name: {1.0: prompt} for name, prompt in SEVEN.items()}
    assert len(SEVEN) == 7


def test_wrong_options(checkout: Path) -> None:
    assert "no speaker 'spk77'" in failed(checkout, speakers=("spk77",)).message
    assert "no name for a voice" in failed(checkout, name="my voice").message
    assert "'baked' needs lines" in failed(checkout, content="baked").message
    assert "no such checkpoint" in failed(checkout, checkpoint=checkout / "g_1").message


@pytest.mark.parametrize(
    ("limit", "path"),
    [
        ("moodvox.importing.torchfile.MAX_FILE_BYTES", str(GENERATOR)),
        ("moodvox.importing.emotivoice.config.MAX_BYTES", "config.yaml"),
        ("moodvox.importing.textfiles.MAX_BYTES", "tokenlist"),
        ("moodvox.importing.emotivoice.bert.MAX_BYTES", "config.json"),
        ("moodvox.models.emotivoice.wordpiece.MAX_BYTES", "vocab.txt"),
    ],
)
def test_files_that_are_too_large(
    checkout: Path, limit: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit, 10)
    error = failed(checkout)
    assert path in error.where
    assert "10 bytes" in error.message


def test_lines_to_bake_in_another_encoding(checkout: Path) -> None:
    lines = checkout.parent / "lines.txt"
    lines.write_bytes("你好，勇士。".encode("gb18030"))
    error = failed(checkout, bake=lines)
    assert str(lines) in error.where
    assert "is not UTF-8" in error.message
    lines.write_text("Hello.\n[angri] Out!\n", "utf-8")
    wrong = failed(checkout, bake=lines)
    assert wrong.where.startswith(f"{lines}:2:2")
    assert "angry" in wrong.hint


def test_every_error_of_an_import_names_a_place_and_a_way_out() -> None:
    """In the source: none is raised without both, but for a package that is missing."""
    lacking = []
    for file in sorted((Path(moodvox.__file__).parent / "importing").rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "VoiceError":
                named = {keyword.arg for keyword in call.keywords}
                if "hint" not in named or not ("where" in named or "package" in ast.unparse(call)):
                    lacking.append(f"{file.name}:{call.lineno}")
    assert lacking == []
