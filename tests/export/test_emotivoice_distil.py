"""A vocoder learned from an imported voice: trained, resumed, streamed, in its pack."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from importing import checkouts
from moodvox.errors import InputError, VoiceError
from moodvox.importing.emotivoice.importer import ImportOptions, import_emotivoice
from moodvox.models.emotivoice.loading import load
from moodvox.models.emotivoice.plan import SEAM_HOPS
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import LineStream
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf
from moodvox.voices.write import write_pack
from moodvox_export.emotivoice import ship, steps
from moodvox_export.emotivoice.distil import distance, distance_db
from moodvox_export.emotivoice.lessons import MARGIN, Spoken, lesson, texts_for
from moodvox_export.emotivoice.ship import LEARNED, graph_of
from moodvox_export.emotivoice.vocoder import Vocoder, VocoderSize, VocoderStep
from moodvox_export.shipping.graphs import ParityError
from moodvox_export.training.config import ConfigError

Array = NDArray[np.float32]

CONFIG = """lines = 6
watched = 2
crop_hops = 40
batch = 2
steps = 4
warmup = 2
channels = 16
blocks = 3
ahead = 2
save_every = 2
"""
LINE = LineRequest(
    "a", "Hello, world. 你好，欢迎来到我们的村庄，勇士！", voice="quick", tier="fast"
)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where a vocoder was learned: voices "tiny" and "quick"."""
    folder = tmp_path_factory.mktemp("learned")
    source = checkouts.copy(folder / "checkout")
    import_emotivoice(ImportOptions(source=source, out=folder / "voices" / "tiny"))
    (folder / "c.toml").write_text(CONFIG, "utf-8")
    assert learn(folder) == 0
    return folder


def learn(folder: Path, *more: str, work: str = "work") -> int:
    voices = folder / "voices"
    words = [str(voices / "tiny"), "--work", str(folder / work), "--out", str(voices / "quick")]
    return steps.main(["distil", *words, "--config", str(folder / "c.toml"), *more])


@pytest.fixture(scope="module")
def engine(work: Path) -> SpeechEngine:
    return SpeechEngine(Shelf([work / "voices"]), LineReader.english())


def spoken(engine: SpeechEngine, stream: LineStream, *cuts: int) -> Array:
    blocks: list[Array] = []
    while not stream.finished:
        blocks.append(engine.render([stream], cuts[len(blocks) % len(cuts)])[0].pcm)
    return np.concatenate(blocks)


def test_what_a_run_leaves(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its tier `fast` has the new vocoder, all else is as it was; a second run goes on."""
    old, new = VoicePack.open(work / "voices" / "tiny"), VoicePack.open(work / "voices" / "quick")
    assert new.tier_files("fast").render == LEARNED
    assert new.tier_files("fast").others == old.tier_files("fast").others
    assert new.tier_files("quality") == old.tier_files("quality")
    assert new.manifest.files["render.onnx"] == old.manifest.files["render.onnx"]
    assert "render_int8.onnx" not in new.manifest.files
    np.testing.assert_array_equal(new.speakers.rows, old.speakers.rows)
    assert new.presets.names == old.presets.names
    assert "learned from the voice's own" in (new.folder / "CARD.md").read_text("utf-8")
    made = (work / "work" / "lines.npz").stat().st_mtime_ns
    assert learn(work) == 0
    assert "at step 4" in capsys.readouterr().out
    assert (work / "work" / "lines.npz").stat().st_mtime_ns == made
    assert len((work / "work" / "commands.txt").read_text("utf-8").splitlines()) == 1


def test_a_run_goes_on_where_it_stopped_and_can_be_repeated(work: Path) -> None:
    def state(name: str) -> dict[str, Any]:
        found: dict[str, Any] = torch.load(work / name / "vocoder.pt", weights_only=True)
        return found

    (work / "c.toml").write_text(CONFIG.replace("steps = 4", "steps = 2"), "utf-8")
    try:
        learn(work, work="broken")
        assert state("broken")["step"] == 2
    finally:
        (work / "c.toml").write_text(CONFIG, "utf-8")
    learn(work, work="broken")
    assert state("broken")["step"] == 4
    learn(work, work="again")
    for name, value in state("work")["model"].items():
        torch.testing.assert_close(state("again")["model"][name], value)


@pytest.mark.parametrize("cuts", [(1,), (7, 2, 30), (13,)])
def test_every_cut_gives_the_same_samples(engine: SpeechEngine, cuts: tuple[int, ...]) -> None:
    wanted = spoken(engine, engine.open(LINE), 10_000)
    stream = engine.open(LINE)
    found = spoken(engine, stream, *cuts)
    assert len(found) == len(wanted) == stream.total_samples
    assert np.abs(found - wanted).max() < 1e-5


def test_lines_together_and_alone(engine: SpeechEngine) -> None:
    texts = ["Hello there.", "你好，欢迎来到我们的村庄。", "Well."]
    lines = [dataclasses.replace(LINE, text=text) for text in texts]
    alone = [spoken(engine, engine.open(line), 9) for line in lines]
    streams = [engine.open(line) for line in lines]
    together: list[list[Array]] = [[] for _ in texts]
    while not all(stream.finished for stream in streams):
        for row, block in zip(together, engine.render(streams, 9), strict=True):
            row.append(block.pcm)
    for one, many in zip(alone, together, strict=True):
        assert np.abs(np.concatenate(many) - one).max() < 1e-5


def test_a_mood_in_mid_line(engine: SpeechEngine) -> None:
    """What the vocoder has heard stays; the rest is the other mood's."""
    calm = spoken(engine, engine.open(LINE), 1000)
    stream = engine.open(LINE)
    first = engine.render([stream], 40)[0].pcm
    stream.change_mood(MoodCurve.constant(Mood.of({"angry": 1.0})), stream.rendered_samples)
    changed = np.concatenate([first, spoken(engine, stream, 11)])
    assert np.abs(changed[: 40 * 256] - calm[: 40 * 256]).max() < 1e-5
    behind = (40 + 3 + SEAM_HOPS) * 256
    same = min(len(calm), len(changed))
    assert np.abs(changed[behind:same] - calm[behind:same]).max() > 1e-5


def test_the_vocoder_learns() -> None:
    """A few steps bring it nearer to a tone."""
    torch.manual_seed(1)
    size = VocoderSize(bands=4, hop=64, channels=16, blocks=2, left=2, ahead=1)
    net = Vocoder(size)
    optimiser = torch.optim.AdamW(net.parameters(), lr=5e-3)
    mel, mask = torch.randn(1, 60, 4).cumsum(1) / 8, torch.ones(1, 60, 1)
    right = 0.3 * torch.sin(torch.arange(60 * 64) / 3.0)[None]
    judged = torch.ones_like(right)
    begun = distance_db(net(mel, mask)[0].detach(), right[0])
    for _ in range(80):
        parts = distance(net(mel, mask), right, judged, 1.0)
        optimiser.zero_grad()
        torch.stack(list(parts.values())).sum().backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert distance_db(net(mel, mask)[0].detach(), right[0]) < begun - 3.0
    assert distance_db(right[0], right[0]) == 0.0


def test_padding_behind_a_line_is_not_heard() -> None:
    net = Vocoder(VocoderSize(bands=4, hop=16, channels=8, blocks=2, left=2, ahead=2)).eval()
    mel, mask = torch.randn(1, 20, 4), torch.ones(1, 20, 1)
    padded, inside = torch.cat([mel, mel], 1), torch.cat([mask, 0 * mask], 1)
    with torch.no_grad():
        alone, together = net(mel, mask), net(padded, inside)
    torch.testing.assert_close(together[:, : 20 * 16], alone)
    assert VocoderStep(net).delay_hops == 3


def test_crops_are_judged_where_the_teacher_heard_the_same() -> None:
    rng = np.random.default_rng(1)
    line = Spoken(np.ones((100, 4), np.float32), np.ones(100 * 8, np.float32))
    short = Spoken(np.ones((10, 4), np.float32), np.ones(10 * 8, np.float32))
    drawn = lesson([line], 30, 64, rng)
    hops = drawn.judged.reshape(64, 30, 8)[:, :, 0]
    assert (hops.sum(dim=1) >= 30 - 2 * MARGIN).all()
    assert (hops.sum(dim=1) == 30 - 2 * MARGIN).any()
    whole = lesson([short], 30, 1, rng)
    assert whole.judged.sum() == whole.samples.sum() == 10 * 8
    assert whole.mask.sum() == 10
    chinese = [text for text in texts_for(40, 1) if not text.isascii()]
    assert len(chinese) >= 4


def test_a_graph_that_does_not_stream_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Vocoder(VocoderSize(bands=4, hop=16, channels=8, blocks=2, left=2, ahead=1))
    assert graph_of(net)[1] < 1e-5
    monkeypatch.setattr(ship, "STREAMED", 0.0)
    with pytest.raises(ParityError, match="in steps a line is"):
        graph_of(net)


def test_bad_input(work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(VoiceError, match="no voice here"):
        steps.main(["distil", str(tmp_path), "--work", "w", "--out", "o"])
    bundled = Path(__file__).parents[2] / "runtime" / "moodvox" / "bundled" / "hearth"
    with pytest.raises(InputError, match="is of the family 'moodvox'") as caught:
        steps.main(["distil", str(bundled), "--work", str(tmp_path), "--out", "o"])
    assert "moodvox import emotivoice" in caught.value.hint
    (work / "c.toml").write_text(CONFIG.replace("channels = 16", "channels = 24"), "utf-8")
    try:
        with pytest.raises(ConfigError, match="another channels: 16, not 24"):
            learn(work)
        (work / "c.toml").write_text(CONFIG.replace("lines = 6", "lines = 7"), "utf-8")
        with pytest.raises(InputError, match="holds 8 lines, not 9"):
            learn(work)
    finally:
        (work / "c.toml").write_text(CONFIG, "utf-8")


def test_a_graph_that_is_no_vocoder(work: Path, tmp_path: Path) -> None:
    """A pack whose render graph says neither what context nor what delay it has."""
    pack = VoicePack.open(work / "voices" / "tiny")
    files: dict[str, bytes | Path] = {name: pack.path(name) for name in pack.manifest.files}
    files["render.onnx"] = pack.path("plan.onnx")
    broken = write_pack(
        tmp_path / "broken", pack.manifest, speakers=pack.speakers.rows,
        presets=ship.presets_of(pack), files=files,
    )  # fmt: skip
    with pytest.raises(VoiceError, match="neither 'context_columns' nor 'delay_hops'") as caught:
        load(broken, "quality")
    assert "render.onnx" in str(caught.value.where)
