"""An imported voice says what the original says, and does what every voice does."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importing import checkouts
from importing.checkouts import Array
from moodvox.devices import Session, open_session
from moodvox.errors import EngineError, InputError
from moodvox.importing.emotivoice import trial
from moodvox.importing.emotivoice.acoustic import decode_graph, plan_graph
from moodvox.importing.emotivoice.source import Source, read_source
from moodvox.models.emotivoice.content import Contents, key_of
from moodvox.models.emotivoice.loading import load
from moodvox.models.emotivoice.model import EmotivoiceModel, Scale, whole_hops
from moodvox.models.emotivoice.plan import SEAM_HOPS
from moodvox.models.family import PlanRequest
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import LineStream
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf

TEXT = "[happy] Well, hello! 你好，勇士。 [angry -> sad over 1s] Get out of my tavern, 快跑！"
CONTEXT = 13


@pytest.fixture(scope="module")
def engine(imported: Path) -> SpeechEngine:
    return SpeechEngine(Shelf([imported]), LineReader.english())


@pytest.fixture(scope="module")
def model(tiny: VoicePack) -> EmotivoiceModel:
    return load(tiny, "quality")


@pytest.fixture(scope="module")
def source() -> Source:
    return read_source(checkouts.TINY)


@pytest.fixture(scope="module")
def neutral(tiny: VoicePack) -> Array:
    """The style that the voice's emotions are measured from: 开心 less its preset."""
    with np.load(checkouts.TINY / "style_encoder_cases.npz") as arrays:
        happy = arrays["p0_pooled"]
    vectors = tiny.presets.vectors(np.array([[0.0, 1.0, 0.0, 0.0, 0.0, 0.0]], np.float32))
    assert tiny.presets.names[1] == "happy"
    return np.asarray(happy - vectors, np.float32)


def request_of(arrays: dict[str, Array], pack: VoicePack, neutral: Array) -> PlanRequest:
    count = arrays["ids"].shape[1]
    free = np.zeros(count, np.float32)
    return PlanRequest(
        ids=arrays["ids"][0],
        features=np.zeros((count, 0), np.float32),
        speaker=pack.speakers.rows[int(arrays["speaker"][0])],
        emotion=np.repeat(arrays["style_embedding"] - neutral, count, axis=0),
        rate=free + 1.0,
        pitch_st=free,
        fixed_s=np.full(count, np.nan, np.float32),
        level_db=free,
        text="fixture",
    )


def with_content(pack: VoicePack, content: Array) -> EmotivoiceModel:
    """The voice's model as if its encoder gave `content` for every line."""
    model = load(pack, "quality")
    model._contents = Contents({key_of("fixture"): content[0]}, None, None)
    return model


def spoken(engine: SpeechEngine, stream: LineStream, hops: int) -> Array:
    blocks = []
    while not stream.finished:
        blocks.append(engine.render([stream], hops)[0].pcm)
    return np.concatenate(blocks)


@pytest.mark.parametrize("title", checkouts.CASES)
def test_the_original_and_the_voice_agree(
    title: str, tiny: VoicePack, silenced: VoicePack, neutral: Array
) -> None:
    arrays = checkouts.case(title)
    pack = silenced if title == "zero_dur" else tiny
    model = with_content(pack, arrays["content_embedding"])
    plan = model.plan(request_of(arrays, pack, neutral))
    wanted = arrays["durations"][0]
    np.testing.assert_array_equal(plan.durations, wanted if wanted.any() else wanted + 1)
    assert np.abs(plan.mel - arrays["mel"][0]).max() < 1e-5
    (samples,) = model.render([model.open(plan, seed=0)], len(plan.mel))
    assert np.abs(samples - arrays["wav"][0, 0]).max() < 1e-5


@pytest.mark.parametrize("naming", ["old", "new"])
def test_both_namings_give_one_voice(naming: str, tmp_path: Path, source: Source) -> None:
    tensors = checkouts.generator()
    named = checkouts.newly_named(tensors) if naming == "new" else tensors
    other = read_source(checkouts.copy(tmp_path / "checkout", named, lexicon=False))
    for name, value in source.weights.tensors.items():
        np.testing.assert_array_equal(other.weights[name], value)


def test_a_batch_gives_what_each_line_gives_alone(source: Source, tmp_path: Path) -> None:
    """Plan and decode graphs: shorter lines are masked."""
    style = np.zeros(source.weights.sizes.style, np.float32)
    plan = _opened(tmp_path / "plan.onnx", plan_graph(source.weights, source.config, style))
    graph, _ = decode_graph(source.weights, source.config)
    decode = _opened(tmp_path / "decode.onnx", graph)
    lines = [checkouts.case(title) for title in ("en", "zh", "short")]
    longest = max(line["ids"].shape[1] for line in lines)
    mask = np.zeros((3, longest, 1), np.float32)
    ids = np.zeros((3, longest), np.int64)
    hops = np.zeros((3, longest), np.float32)
    for row, line in enumerate(lines):
        count = line["ids"].shape[1]
        mask[row, :count] = 1.0
        ids[row, :count], hops[row, :count] = line["ids"][0], line["durations"][0]
    table = source.weights["am.spk_tokenizer.weight"]
    hidden, _, pitch, energy = plan.run(
        ["hidden", "length", "pitch", "energy"],
        {
            "ids": ids,
            "mask": mask,
            "speaker": np.concatenate([table[line["speaker"]] for line in lines]),
            "emotion": np.stack(
                [np.repeat(line["style_embedding"], longest, axis=0) for line in lines]
            ),
            "content": np.concatenate([line["content_embedding"] for line in lines]),
        },
    )
    (mel,) = decode.run(
        ["mel"],
        {"hidden": hidden, "pitch": pitch, "energy": energy, "hops": hops, "mask": mask},
    )
    for row, line in enumerate(lines):
        count, columns = line["ids"].shape[1], line["mel"].shape[1]
        assert np.abs(pitch[row, :count] - line["pitch"].ravel()).max() < 1e-5
        assert np.abs(mel[row, :columns] - line["mel"][0]).max() < 1e-5


def _opened(path: Path, graph: bytes) -> Session:
    path.write_bytes(graph)
    return open_session(path)


@settings(deadline=None, max_examples=15)
@given(cuts=st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_every_cut_gives_the_same_samples(engine: SpeechEngine, cuts: list[int]) -> None:
    whole = engine.open(LineRequest("a", TEXT, voice="tiny"))
    wanted = spoken(engine, whole, 10_000)
    stream = engine.open(LineRequest("a", TEXT, voice="tiny"))
    blocks: list[Array] = []
    while not stream.finished:
        blocks.append(engine.render([stream], cuts[len(blocks) % len(cuts)])[0].pcm)
    found = np.concatenate(blocks)
    assert len(found) == len(wanted) == whole.total_samples
    assert np.abs(found - wanted).max() < 1e-5


def test_lines_together_and_alone(engine: SpeechEngine) -> None:
    texts = ["Hello there.", "你好，欢迎来到我们的村庄。", "Get out! 快跑！", "Well."]
    alone = [spoken(engine, engine.open(LineRequest("a", t, voice="tiny")), 9) for t in texts]
    streams = [engine.open(LineRequest("a", t, voice="tiny")) for t in texts]
    together: list[list[Array]] = [[] for _ in texts]
    while not all(stream.finished for stream in streams):
        for row, block in zip(together, engine.render(streams, 9), strict=True):
            row.append(block.pcm)
    for one, many in zip(alone, together, strict=True):
        assert np.abs(np.concatenate(many) - one).max() < 1e-5


def test_a_mood_in_mid_line(engine: SpeechEngine) -> None:
    """What was said stays, the rest is the other mood's, and nothing jumps between."""
    text = "你好，欢迎来到我们的村庄，谢谢您，勇士，没有您，我们就完了。"
    angry = MoodCurve.constant(Mood.of({"angry": 1.0}))
    calm = spoken(engine, engine.open(LineRequest("a", text, voice="tiny")), 1000)
    stream = engine.open(LineRequest("a", text, voice="tiny"))
    blocks = [engine.render([stream], 40)[0].pcm]
    stream.change_mood(angry, stream.rendered_samples)
    fixed = 40 + CONTEXT
    while not stream.finished:
        blocks.append(engine.render([stream], 12)[0].pcm)
    changed = np.concatenate(blocks)
    np.testing.assert_array_equal(changed[: 40 * 256], blocks[0])
    assert np.abs(changed[: 40 * 256] - calm[: 40 * 256]).max() < 1e-5
    behind = (fixed + SEAM_HOPS) * 256
    same = min(len(calm), len(changed))
    assert np.abs(changed[behind:same] - calm[behind:same]).max() > 1e-3
    steps = np.abs(np.diff(changed))
    assert steps[39 * 256 : behind].max() <= 1.5 * np.abs(np.diff(calm)).max()


def test_two_moods_spliced(model: EmotivoiceModel, tiny: VoicePack, neutral: Array) -> None:
    """Before the seam one plan, behind a short fade exactly the other."""
    request = request_of(checkouts.case("zh"), tiny, neutral)
    first = model.plan(request)
    second = model.plan(dataclasses.replace(request, emotion=request.emotion * -3.0))
    phoneme = 16
    joined = first.spliced(second, phoneme)
    before = int(first.durations[:phoneme].sum())
    behind = int(second.durations[:phoneme].sum())
    np.testing.assert_array_equal(joined.mel[:before], first.mel[:before])
    np.testing.assert_array_equal(
        joined.mel[before + SEAM_HOPS :], second.mel[behind + SEAM_HOPS :]
    )
    steps = np.abs(np.diff(joined.mel, axis=0)).max(axis=1)
    own = max(np.abs(np.diff(p.mel, axis=0)).max() for p in (first, second))
    assert steps[before - 1 : before + SEAM_HOPS].max() <= own
    assert len(joined.pitch_hz) == joined.durations.sum() == len(joined.mel)
    jumps = np.abs(np.diff(np.log2(joined.pitch_hz)))
    assert jumps[before - 1 : before + SEAM_HOPS].max() < 0.3


def test_emotion_enters_phoneme_by_phoneme(
    model: EmotivoiceModel, tiny: VoicePack, neutral: Array
) -> None:
    request = request_of(checkouts.case("zh"), tiny, neutral)
    emotion = request.emotion.copy()
    emotion[20:] *= -2.0
    plain, turned = model.plan(request), model.plan(dataclasses.replace(request, emotion=emotion))
    assert np.abs(plain.durations[:17] - turned.durations[:17]).max() == 0
    assert np.abs(plain.pitch_hz[:40] - turned.pitch_hz[:40]).max() < 1e-3
    assert np.abs(plain.pitch_hz[-20:] - turned.pitch_hz[-20:]).max() > 0.1


def test_rate_pitch_loudness_and_pauses(
    model: EmotivoiceModel, tiny: VoicePack, neutral: Array
) -> None:
    request = request_of(checkouts.case("zh"), tiny, neutral)
    plain = model.plan(request)
    count = len(request.ids)
    ones = np.ones(count, np.float32)
    slow = model.plan(dataclasses.replace(request, rate=ones * 0.5))
    assert slow.durations.sum() == pytest.approx(2 * plain.durations.sum(), rel=0.1)
    high = model.plan(dataclasses.replace(request, pitch_st=ones * 12.0))
    np.testing.assert_array_equal(high.durations, plain.durations)
    assert high.pitch_hz == pytest.approx(2 * plain.pitch_hz, rel=1e-4)
    loud = model.plan(dataclasses.replace(request, level_db=ones * 6.0))
    assert model.levels
    assert np.abs(loud.mel - plain.mel).max() > 1e-3
    fixed = np.full(count, np.nan, np.float32)
    fixed[[0, 9]] = 0.32, 0.0
    paused = model.plan(dataclasses.replace(request, fixed_s=fixed))
    assert paused.durations[[0, 9]].tolist() == [20, 0]
    assert paused.durations.sum() == len(paused.mel)


def test_shifts_of_nothing_change_nothing() -> None:
    values = np.random.default_rng(1).standard_normal(1000).astype(np.float32)
    np.testing.assert_array_equal(
        Scale(225.089, 53.78).times(values, np.ones(1000, np.float32)), values
    )


def test_hops_are_rounded_as_the_original_rounds_them() -> None:
    length = np.log(np.array([1.5, 2.5, 3.5, 0.2, 5.0], np.float32))
    free = np.full(5, np.nan, np.float32)
    ones = np.ones(5, np.float32)
    assert whole_hops(length, ones, free).tolist() == [0, 2, 2, 0, 4]  # halves to even
    assert whole_hops(length * 0 - 3, ones, free).tolist() == [1, 1, 1, 1, 1]
    assert whole_hops(length, ones * np.float32(0.5), free).tolist() == [1, 3, 5, 0, 8]


def test_a_plan_that_changes_what_was_heard(
    model: EmotivoiceModel, tiny: VoicePack, neutral: Array
) -> None:
    request = request_of(checkouts.case("zh"), tiny, neutral)
    plan = model.plan(request)
    stream = model.open(plan, seed=1)
    model.render([stream], 10)
    other = model.plan(dataclasses.replace(request, emotion=request.emotion * -3.0))
    with pytest.raises(EngineError, match="differs within the 23 hops"):
        stream.replace_plan(other)
    assert len(model.render([stream], 5)[0]) == 5 * 256


def test_eight_bits_are_close(engine: SpeechEngine) -> None:
    line = LineRequest("a", "Hello, world. 你好，勇士！", voice="tiny")
    whole = spoken(engine, engine.open(line), 1000)
    fast = spoken(engine, engine.open(dataclasses.replace(line, tier="fast")), 1000)
    noise = np.square(fast - whole).mean() / np.square(whole).mean()
    assert 0.0 < noise < 10 ** (-18 / 10)
    cut = spoken(engine, engine.open(dataclasses.replace(line, tier="fast")), 7)
    assert np.abs(cut - fast).max() < 1e-4


def test_a_batch_in_eight_bits_gives_what_each_line_gives_alone(
    source: Source, model: EmotivoiceModel, tiny: VoicePack, neutral: Array, tmp_path: Path
) -> None:
    """Fixed scales: what else is in a batch does not change a line."""
    decode = open_session(tiny.folder / "decode_int8.onnx")
    lines = [
        model.prepare(request_of(checkouts.case(title), tiny, neutral)).feeds
        for title in ("en", "zh", "short")
    ]
    longest = max(line["mask"].shape[1] for line in lines)

    def padded(value: Array) -> Array:
        wide = [(0, 0)] * value.ndim
        wide[1] = (0, longest - value.shape[1])
        return np.pad(value, wide)

    feeds = {name: np.concatenate([padded(line[name]) for line in lines]) for name in lines[0]}
    (together,) = decode.run(["mel"], feeds)
    for row, line in enumerate(lines):
        (alone,) = decode.run(["mel"], line)
        assert np.abs(together[row, : alone.shape[1]] - alone[0]).max() < 1e-4


def test_a_decoder_that_eight_bits_spoil_stays_in_floats(
    source: Source, tiny: VoicePack, model: EmotivoiceModel, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    moods = [np.zeros(source.weights.sizes.style, np.float32)]
    rows = tiny.speakers.rows
    kept = trial.try_eight_bits(source, model, rows, moods, tmp_path)
    assert kept.decode_int8 is not None
    assert kept.mel_db > trial.LEAST_DB
    monkeypatch.setattr(trial, "LEAST_DB", kept.mel_db + 1.0)
    left = trial.try_eight_bits(source, model, rows, moods, tmp_path)
    assert left.decode_int8 is None
    assert left.tier_db == left.vocoder_db
    assert "it stays in floats" in str(left)


def test_marks_of_both_languages(engine: SpeechEngine) -> None:
    stream = engine.open(LineRequest("a", "Hello 村庄！", voice="tiny"))
    marks = []
    while not stream.finished:
        engine.render([stream], 20)
        marks += stream.take_marks()
    words = [(mark.text, mark.start, mark.end) for mark in marks if mark.kind == "word"]
    assert words == [("hello", 0, 5), ("村庄", 6, 8)]
    sounds = [mark.text for mark in marks if mark.kind == "phoneme"]
    assert [s for s in sounds if s != "SIL"] == "HH AH0 L OW1 c uen1 sp0 zh uang1".split()
    assert all(mark.samples > 0 for mark in marks)


def test_speakers_mix_and_are_checked(engine: SpeechEngine) -> None:
    mixed = LineRequest("a", "Hello.", voice="tiny", speaker="spk0 0.5 + spk3 0.5")
    assert engine.open(mixed).total_samples > 0
    with pytest.raises(InputError, match="unknown speaker 'spk99'"):
        engine.open(dataclasses.replace(mixed, speaker="spk99"))


def test_nothing_to_say(engine: SpeechEngine) -> None:
    for text in ("", "。", "!?", "“”"):
        with pytest.raises(InputError):
            engine.open(LineRequest("a", text, voice="tiny"))
