"""Matrix products in INT8: fused, exact in steps, held to bounds, packed and spoken."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnx
import onnx.numpy_helper
import pytest
import torch
from numpy.typing import NDArray

from moodvox.devices import open_session
from moodvox.models.own.layout import GRIDS
from moodvox.models.own.model import load
from moodvox.phonemes.inventory import SYMBOLS
from moodvox.phonemes.sequence import FEATURES
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.oneshot import speak
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.manifest import GraphFiles, Manifest, SpeakerEntry, TierFiles
from moodvox.voices.pack import VoicePack
from moodvox.voices.presets import Preset
from moodvox.voices.shelf import Shelf
from moodvox.voices.write import write_pack
from moodvox_export.acoustic.style import vector_of
from moodvox_export.nets.acoustic import AcousticModel, AcousticSize
from moodvox_export.nets.render import RenderStep
from moodvox_export.quantising.choice import choose
from moodvox_export.quantising.compare import Bounds, Nearness, spectral_difference_db, spoken
from moodvox_export.quantising.graph import FIXED, Range, products, quantised, widened
from moodvox_export.quantising.heard import Heard
from moodvox_export.quantising.listen import Bench, overhear, request
from moodvox_export.quantising.quantise import main as quantise
from moodvox_export.quantising.ranges import best_range, find_ranges
from moodvox_export.quantising.report import HeardBounds, Report, Sizes, table
from moodvox_export.shipping.graphs import ParityError, export_plan, export_render, halve


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small voice that was never trained, with weights stored as halves."""
    folder = tmp_path_factory.mktemp("quantising")
    torch.manual_seed(1)
    size = AcousticSize(len(SYMBOLS), len(FEATURES), channels=64, decoder_blocks=2)
    model = AcousticModel(size, 2).eval()
    with torch.no_grad():
        model.decoder.head.bias[:80] = -5.0
    export_plan(model.encoder, size, folder / "p.onnx")
    export_render(RenderStep(model.decoder, GRIDS[120]).eval(), folder / "r.onnx")
    for name in ("p", "r"):
        halve(folder / f"{name}.onnx", folder / f"{name}.half.onnx")
    manifest = Manifest(
        format=1, name="tiny", version="1", title="Tiny", family="moodvox", languages=("en",),
        sample_rate_hz=24000, hop_samples=240, speaker_size=256, emotion_size=64,
        phonemes=SYMBOLS, features=FEATURES,
        tiers={"quality": TierFiles("plan.onnx", "render.onnx")},
        speakers={"a": SpeakerEntry(0, "A"), "b": SpeakerEntry(1, "B")}, default_speaker="a",
        licence="CC0-1.0", credits=(), files={}, training_file="CARD.md",
    )  # fmt: skip
    write_pack(
        folder / "tiny", manifest, speakers=np.eye(2, 256, dtype=np.float32),
        presets={"angry": Preset([(1.0, [float(x) for x in vector_of({"pitch_st": 5.0})])])},
        files={"plan.onnx": folder / "p.half.onnx", "render.onnx": folder / "r.half.onnx",
               "CARD.md": b"Made by a test.\n"},
    )  # fmt: skip
    return folder / "tiny"


GRAPHS = GraphFiles("plan.onnx", "render.onnx")


def test_halves_become_floats_and_tables_become_weights(voice: Path) -> None:
    stored = onnx.load(voice / "render.onnx")
    wide = widened(stored)
    types = {t.data_type for t in wide.graph.initializer}
    assert onnx.TensorProto.FLOAT16 not in types
    assert any(t.name.startswith(FIXED) for t in wide.graph.initializer)
    assert all(p.weights.dtype == np.float32 and min(p.weights.shape) >= 64 for p in products(wide))
    plan, render = overhear(voice, GRAPHS, [request("Hello there.", "a")])
    assert len(plan) == 1
    assert plan[0]["emotion"].shape[:3] == plan[0]["ids"].shape  # given once, counted for each
    onnx.save(wide, voice.parent / "wide.onnx")
    one, other = open_session(voice / "render.onnx"), open_session(voice.parent / "wide.onnx")
    for a, b in zip(one.run(None, render[0]), other.run(None, render[0]), strict=True):
        assert np.allclose(a, b, atol=1e-5)


def test_a_range_covers_zero_and_clips_only_what_is_rare() -> None:
    values = np.random.default_rng(1).laplace(0, 1, 100_000).astype(np.float32)
    found = best_range(values)
    assert float(values.min()) < found.low < -4
    assert 4 < found.high < float(values.max())
    assert best_range(np.full(10, 2.0, np.float32)) == Range(0.0, 2.0)
    assert Range(-1.0, 3.0).zero == 64


def summed(weights: dict[str, NDArray[np.float32]]) -> Any:
    """A graph that adds products: x @ first + tanh(x) @ second + ..."""
    make, nodes, last = onnx.helper.make_node, [make_tanh()], ""
    for index, name in enumerate(weights):
        given = "bent" if index else "x"
        nodes.append(make("MatMul", [given, f"{name}.weight"], [f"{name}.out"], name=name))
        if last:
            nodes.append(make("Add", [last, f"{name}.out"], [f"{name}.sum"]))
        last = nodes[-1].output[0]
    nodes.append(make("Identity", [last], ["y"]))
    tensors = [onnx.numpy_helper.from_array(v, f"{n}.weight") for n, v in weights.items()]
    value = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        nodes, "sum", [value("x", onnx.TensorProto.FLOAT, [None, 64])],
        [value("y", onnx.TensorProto.FLOAT, [None, 64])], tensors,
    )  # fmt: skip
    opset = [onnx.helper.make_opsetid("", 17)]
    return onnx.helper.make_model(graph, opset_imports=opset, ir_version=9)


def make_tanh() -> Any:
    return onnx.helper.make_node("Tanh", ["x"], ["bent"])


def square(scale: float, seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(0, scale, (64, 64)).astype(np.float32)


def test_a_product_that_loses_most_is_left_out(tmp_path: Path) -> None:
    model = summed({"rough": square(5.0, 1), "smooth": square(0.1, 2)})
    heard = [{"x": square(1.0, 3)}]
    ranges = find_ranges(model, heard, {p.given for p in products(model)}, tmp_path)
    assert set(ranges) == {"x", "bent"}
    chosen, shares = choose(model, ranges, heard, iter("ab"))
    assert chosen == {"smooth"}
    assert shares["rough"] > 0.9
    assert sum(shares.values()) == pytest.approx(1.0)


def test_weights_are_stored_in_eight_bits_with_a_scale_a_column(tmp_path: Path) -> None:
    weights = square(1.0, 1) * np.arange(1, 65, dtype=np.float32)
    model = summed({"one": weights.astype(np.float32)})
    small = quantised(model, {"x": Range(-5.0, 5.0)}, {"one"})
    onnx.save(small, tmp_path / "small.onnx")
    x = square(1.0, 3)
    (out,) = open_session(tmp_path / "small.onnx").run(None, {"x": x})
    wrong = np.abs(out - x @ weights).max(axis=0) / np.abs(weights).max(axis=0)
    assert 0 < wrong.max() < 0.6
    stored = {t.name: onnx.numpy_helper.to_array(t) for t in small.graph.initializer}
    assert stored["one.weight.s8"].dtype == np.int8
    assert stored["one.weight.scale"].shape == (64,)
    assert "one.weight" not in stored
    assert len(small.SerializeToString()) < len(model.SerializeToString()) / 2.5


NEAR = Nearness(0.1, 0.2, 0.1, 5.0, 0.01, 1e-6)


def report(**changes: Any) -> Report:
    whole: dict[str, Any] = {
        "tier": "quality", "sizes": Sizes(400, 200, 100), "nearness": NEAR,
        "factors": {"80 ms x 1": (0.04, 0.02), "200 ms x 8": (0.02, 0.02)},
        "heard": (Heard(3.70, 10.0), Heard(3.69, 10.5)), "left": {"/head": 0.9},
    }  # fmt: skip
    return Report(**{**whole, **changes})


def test_a_report_tells_figures_and_broken_bounds() -> None:
    good = report()
    assert good.broken(Bounds(), HeardBounds()) == []
    assert good.speed == pytest.approx(2**0.5)
    assert good.sizes.times_smaller == 4
    assert "4.00 times smaller and 1.41 times as fast" in table([good])
    assert "| quality, INT8 | 0.00 | 0.0200 | 0.0200 | 3.690 | 10.5 |" in table([good])
    assert json.loads(json.dumps(good.record()))["speed"] == good.speed
    far = report(
        nearness=Nearness(0.1, 0.2, 0.3, 5.0, 0.01, float("nan")),
        heard=(Heard(3.70, 10.0), Heard(3.60, 12.0)),
    )  # fmt: skip
    said = "; ".join(far.broken(Bounds(), HeardBounds()))
    for part in ("pitch_st 0.3", "stream nan", "P808 fell from 3.700", "rose from 10.0 to 12.0"):
        assert part in said


def test_a_difference_of_spectra_is_in_decibels() -> None:
    sound = np.random.default_rng(1).normal(0, 0.3, 24_000).astype(np.float32)
    assert spectral_difference_db(sound, sound) == 0
    assert spectral_difference_db(sound, sound * 0.5) == pytest.approx(6.02, abs=0.05)


def run(voice: Path, out: Path, *more: str) -> int:
    few = ["--calibrate", "3", "--lines", "2", "--rounds", "1", "--deaf"]
    return quantise([str(voice), "--out", str(out), *few, *more])


@pytest.fixture
def always_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock decides what ships, and a test must not depend on it."""
    monkeypatch.setattr(Report, "speed", property(lambda _: 1.5))


@pytest.mark.usefixtures("always_faster")
def test_a_voice_becomes_a_smaller_one_that_streams_exactly(
    voice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- quantise -->\nold\n<!-- /quantise -->\nafter\n")
    figures = tmp_path / "q.json"
    assert run(voice, tmp_path / "small", "--keep-fp32", "--page", str(page),
               "--json", str(figures), "--version", "2") == 0  # fmt: skip
    pack = VoicePack.open(tmp_path / "small")
    files = pack.manifest.tiers["quality"]
    assert (files.precision, pack.manifest.version) == ("int8", "2")
    assert files.graphs() == GraphFiles("plan.int8.onnx", "render.int8.onnx")
    assert files.graphs("fp32") == GRAPHS
    assert (tmp_path / "small" / "CARD.md").is_file()
    assert "old" not in page.read_text()
    assert capsys.readouterr().out.strip() in page.read_text()
    (found,) = json.loads(figures.read_text())
    assert found["times_smaller"] > 1.5
    assert found["nearness"]["stream"] <= 1e-4
    bench = Bench.of(tmp_path / "small", files.graphs())
    line = request("[Nobody] comes back.", "b", "angry")
    whole = spoken(bench, line)
    assert np.abs(spoken(bench, line, hops=3) - whole).max() <= 1e-4
    engine = SpeechEngine(Shelf([tmp_path / "small"]), LineReader.english())
    assert len(speak(engine, LineRequest("1", "Hello.", voice="tiny")).pcm)


def test_other_providers_than_the_cpu_get_the_wide_graphs(
    voice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def spy(path: Path, **options: Any) -> Any:
        opened.append(path.name)
        return open_session(path, threads=1)

    folder = tmp_path / "both"
    shutil.copytree(voice, folder)
    for name in ("plan", "render"):
        shutil.copy(folder / f"{name}.onnx", folder / f"{name}.wide.onnx")
    wide = GraphFiles("plan.wide.onnx", "render.wide.onnx")
    tiers = {"quality": TierFiles("plan.onnx", "render.onnx", "int8", {"fp32": wide})}
    pack = VoicePack.open(voice)
    manifest = msgspec.structs.replace(pack.manifest, tiers=tiers)
    both = VoicePack(folder, manifest, pack.speakers, pack.presets)
    monkeypatch.setattr("moodvox.models.own.model.open_session", spy)
    for providers in (None, ["cpu"], ["cuda", "cpu"]):
        load(both, "quality", 1, providers)
    small = ["plan.onnx", "render.onnx"]
    assert opened == [*small, *small, "plan.wide.onnx", "render.wide.onnx"]


def test_a_slower_tier_keeps_what_it_had(
    voice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Report, "speed", property(lambda _: 0.9))
    assert run(voice, tmp_path / "same") == 0
    assert "not faster (0.90 times)" in capsys.readouterr().out
    assert VoicePack.open(tmp_path / "same").tier_files("quality") == TierFiles(
        "plan.onnx", "render.onnx"
    )


@pytest.mark.usefixtures("always_faster")
def test_a_voice_outside_its_bounds_is_not_written(
    voice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tight: Callable[[], Bounds] = lambda: Bounds(spectrum_db=0.0)  # noqa: E731
    monkeypatch.setattr("moodvox_export.quantising.quantise.Bounds", tight)
    with pytest.raises(ParityError, match="spectrum_db"):
        run(voice, tmp_path / "far")
    assert not (tmp_path / "far").exists()
