"""Piper, Kokoro and described graphs: imported, spoken, streamed, moved by moods."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fixtures import foreign
from moodvox.cache.lines import LineCache
from moodvox.devices import open_session
from moodvox.errors import InputError, VoiceError
from moodvox.importing.foreign.described import read_described
from moodvox.importing.foreign.importer import Output, write_voice
from moodvox.importing.foreign.kokoro import read_kokoro
from moodvox.importing.foreign.piper import read_piper
from moodvox.models.foreign.cutting import MOST_PHONEMES
from moodvox.models.foreign.model import ForeignModel
from moodvox.models.foreign.plan import ForeignPlan
from moodvox.models.registry import load_model
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import Mood
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.marks import Mark
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import LineStream
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf

TEXT = "Get out of my tavern, you miserable thief! I mean it. [pause 300ms] Go, now."


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Voices: piper, guessed (Piper that tells no lengths), many (three speakers), kokoro."""
    folder = tmp_path_factory.mktemp("foreign")
    for name, options in {
        "piper": {}, "guessed": {"ceil": False}, "many": {"speakers": 3},
    }.items():  # fmt: skip
        write_voice(
            read_piper(foreign.write_piper(folder / f"{name}.source", **options)),  # type: ignore[arg-type]
            Output(folder / "voices" / name),
        )
    moods = folder / "moods.txt"
    moods.write_text("hushed = tempo 0.9, level -6, af_nicole 0.5\n", "utf-8")
    write_voice(
        read_kokoro(*foreign.write_kokoro(folder / "kokoro.source")),
        Output(folder / "voices" / "kokoro", moods=moods),
    )
    return folder / "voices"


@pytest.fixture(scope="module")
def engine(shelf: Path) -> SpeechEngine:
    return SpeechEngine(Shelf([shelf]), LineReader.english())


def opened(engine: SpeechEngine, voice: str, text: str = TEXT, **more: Any) -> LineStream:
    return engine.open(LineRequest(id="x", text=text, voice=voice, **more))


def spoken(engine: SpeechEngine, stream: LineStream, hops: int = 7) -> np.ndarray[Any, Any]:
    parts: list[np.ndarray[Any, Any]] = []
    while not stream.finished:
        (block,) = engine.render([stream], hops)
        assert block.first_sample == sum(len(part) for part in parts)
        parts.append(block.pcm)
    assert stream.total_samples == sum(len(part) for part in parts)
    return np.concatenate(parts)


@pytest.mark.parametrize("voice", ["piper", "guessed", "kokoro"])
@pytest.mark.parametrize("hops", [1, 9, 10000])
def test_streamed_is_one_shot(engine: SpeechEngine, voice: str, hops: int) -> None:
    whole = spoken(engine, opened(engine, voice), 100000)
    assert np.array_equal(spoken(engine, opened(engine, voice), hops), whole)
    assert np.abs(whole).max() <= 1.0


def test_the_first_clause_is_spoken_first(engine: SpeechEngine) -> None:
    stream = opened(engine, "piper")
    guess = stream.total_samples
    engine.render([stream], 1)
    plan = stream.line_plan.plan
    assert isinstance(plan, ForeignPlan)
    assert plan.spoken == 1 < len(plan.pieces)
    assert plan.pieces[0].pcm is not None
    assert len(plan.pieces[0].pcm) < guess
    words = [mark.text for mark in stream.take_marks() if mark.kind == "word"]
    assert words == ["get", "out", "of", "my", "tavern"]


@pytest.mark.parametrize("voice", ["piper", "guessed", "kokoro"])
def test_marks_cover_the_line_and_never_move(engine: SpeechEngine, voice: str) -> None:
    stream = opened(engine, voice)
    given: list[Mark] = []
    while not stream.finished:
        engine.render([stream], 5)
        given += stream.take_marks()
    sounds = [mark for mark in given if mark.kind == "phoneme"]
    at = 0
    for mark in sounds:
        assert mark.first_sample == at
        at += mark.samples
    assert at == stream.total_samples
    assert [mark for mark in stream.planned_marks() if mark.kind == "phoneme"] == sounds


def test_the_graphs_own_lengths_are_the_marks(engine: SpeechEngine) -> None:
    stream = opened(engine, "piper", "Hello.")
    pcm = spoken(engine, stream)
    plan = stream.line_plan.plan
    assert isinstance(plan, ForeignPlan)
    (piece,) = plan.pieces
    own = np.zeros(piece.last - piece.first)
    np.add.at(own, piece.owners, 2 + piece.tokens % 3)  # the graph: 2 + id % 3 hops each
    assert np.array_equal(piece.hops, own)
    assert len(pcm) == own.sum() * 256


def test_a_pause_is_exact_silence(engine: SpeechEngine) -> None:
    stream = opened(engine, "kokoro", "One. [pause 300ms] Two.")
    pcm = spoken(engine, stream)
    marks = [m for m in stream.planned_marks() if m.kind == "phoneme" and m.text == "SIL"]
    pause = next(m for m in marks if m.samples == round(0.3 * 24000))
    assert not pcm[pause.first_sample : pause.first_sample + pause.samples].any()


def test_tempo_acts_through_the_graphs_own_number(engine: SpeechEngine) -> None:
    plain = len(spoken(engine, opened(engine, "kokoro", "Hello there.")))
    fast = len(spoken(engine, opened(engine, "kokoro", "Hello there.", rate=2.0)))
    assert fast == pytest.approx(plain / 2, abs=240)  # two columns become one
    slow = len(spoken(engine, opened(engine, "kokoro", "Hello there.", rate=0.8)))
    assert slow == pytest.approx(plain * 1.5, abs=240)  # 2 / 0.8, rounded up: three
    sad = spoken(engine, opened(engine, "piper", "[sad] Hello there."))
    assert len(sad) > len(spoken(engine, opened(engine, "piper", "Hello there.")))


def test_a_mood_blends_speakers_of_kokoro(engine: SpeechEngine, shelf: Path) -> None:
    def level(text: str, speaker: str = "") -> float:
        return float(spoken(engine, opened(engine, "kokoro", text, speaker=speaker))[0])

    base = level("Hello.")
    assert level("Hello.", "af_nicole") - base == pytest.approx(0.2, abs=1e-5)
    mixed = level("Hello.", "af_heart 0.5 + af_nicole 0.5")
    assert mixed - base == pytest.approx(0.1, abs=1e-5)
    hushed = level("[hushed] Hello.") / 10 ** (-6 / 20)
    assert hushed - base == pytest.approx(0.1, abs=1e-5)


def test_the_style_is_the_row_for_as_many_symbols(engine: SpeechEngine) -> None:
    stream = opened(engine, "kokoro", "Hello.")
    first = float(spoken(engine, stream)[0])
    plan = stream.line_plan.plan
    assert isinstance(plan, ForeignPlan)
    symbols = len(plan.pieces[0].tokens) - 2
    assert plan.pieces[0].tokens[0] == plan.pieces[0].tokens[-1] == 0
    assert first == pytest.approx(0.1 + (symbols - 1) / 10000, abs=1e-6)


def test_pipers_speakers_do_not_mix(engine: SpeechEngine) -> None:
    low = spoken(engine, opened(engine, "many", "Hello.", speaker="p0"))
    high = spoken(engine, opened(engine, "many", "Hello.", speaker="p2"))
    assert np.mean(high) - np.mean(low) == pytest.approx(2 * foreign.SPEAKER_STEP, abs=0.01)
    with pytest.raises(InputError, match="cannot mix"):
        opened(engine, "many", "Hello.", speaker="p0 0.5 + p1 0.5")


def test_the_same_seed_is_the_same_noise_and_another_is_not(shelf: Path) -> None:
    session = open_session(shelf / "piper" / "model.onnx")
    feeds = {
        "input": np.arange(3, 40)[None], "input_lengths": np.array([37]),
        "scales": np.array([1.0, 4.0, 0.8], np.float32), "moodvox_seed": np.array([5]),
    }  # fmt: skip

    def noise(seed: int) -> np.ndarray[Any, Any]:
        (audio,) = session.run(["output"], feeds | {"moodvox_seed": np.array([seed])})
        assert audio.shape[:3] == (1, 1, 1)
        ramp = np.arange(audio.shape[3]) * np.float32(foreign.STEP)
        return np.asarray((audio[0, 0, 0] - ramp) * 100)

    first, again, other = noise(5), noise(5), noise(6)
    assert np.array_equal(first, again)
    assert len(first) > 50000
    assert abs(first.mean()) < 0.03
    assert abs(first.std() - 1) < 0.03
    assert abs(np.mean(first**4) - 3) < 0.2  # as a bell curve has it
    for lag in (1, 2, 256):
        assert abs(np.corrcoef(first[lag:], first[:-lag])[0, 1]) < 0.03
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.03


def test_a_mood_event_keeps_what_was_heard(engine: SpeechEngine) -> None:
    plain = spoken(engine, opened(engine, "piper"))
    stream = opened(engine, "piper")
    heard = [engine.render([stream], 20)[0].pcm]
    given = stream.take_marks()
    fixed = stream.line_plan.plan.durations[:4].copy()
    stream.change_mood(
        MoodCurve.constant(Mood.of([("tired", 1.0)])), sum(len(part) for part in heard)
    )
    while not stream.finished:
        heard.append(engine.render([stream], 20)[0].pcm)
    pcm = np.concatenate(heard)
    assert len(pcm) == stream.total_samples > len(plain)
    plan = stream.line_plan.plan
    assert isinstance(plan, ForeignPlan)
    first = int(plan.pieces[0].hops.sum()) * 256
    assert np.array_equal(pcm[:first], plain[:first])
    assert np.array_equal(plan.durations[:4], fixed)
    assert given == stream.planned_marks()[: len(given)]


def test_inputs_and_types_are_the_published_ones(shelf: Path) -> None:
    piper = {t.name: t.type for t in open_session(shelf / "many" / "model.onnx").inputs}
    assert piper == {
        "input": "tensor(int64)", "input_lengths": "tensor(int64)", "scales": "tensor(float)",
        "sid": "tensor(int64)", "moodvox_seed": "tensor(int64)",
    }  # fmt: skip
    kokoro = {t.name: t.type for t in open_session(shelf / "kokoro" / "model.onnx").inputs}
    assert kokoro == {
        "tokens": "tensor(int64)", "style": "tensor(float)", "speed": "tensor(float)",
    }  # fmt: skip


def test_pipers_ids_are_laid_out_as_published(engine: SpeechEngine, shelf: Path) -> None:
    stream = opened(engine, "piper", "Hello.")
    plan = stream.line_plan.plan
    assert isinstance(plan, ForeignPlan)
    signs = [foreign.PIPER_SYMBOLS[token] for token in plan.pieces[0].tokens]
    assert "".join(signs) == "^_h_ə_l_ˈ_o_ʊ_._$"


def test_newer_kokoro_calls_its_tokens_input_ids(tmp_path: Path) -> None:
    source = foreign.write_kokoro(tmp_path / "source", tokens="input_ids", durations=False)
    pack = write_voice(read_kokoro(*source), Output(tmp_path / "voice"))
    model = load_model(pack, "quality")
    assert isinstance(model, ForeignModel)
    assert model.interface.tokens == "input_ids"
    assert any("estimated" in note for note in pack.manifest.notes)


def test_lost_sounds_and_pitch_are_said(tmp_path: Path) -> None:
    path = foreign.write_piper(tmp_path / "source", without="ʒ")
    pack = write_voice(read_piper(path), Output(tmp_path / "voices" / "lossy"))
    assert any("sound ZH, as in measure" in note for note in pack.manifest.notes)
    engine = SpeechEngine(Shelf([tmp_path / "voices"]), LineReader.english())
    stream = opened(engine, "lossy", "A measure of [pitch +2st] hope.")
    told = [notice.message for notice in stream.notices]
    assert told[0] == "this voice has no symbol for ZH in 'measure'"
    assert "[pitch] is not heard" in told[1]
    assert len(spoken(engine, stream))


DESCRIPTION: dict[str, Any] = {
    "title": "Tiny", "licence": "CC0-1.0", "credit": "The tests", "sample_rate_hz": 22050,
    "hop_samples": 256,
    "interface": {
        "tokens": "input", "lengths": "input_lengths",
        "numbers": {"scales": ["noise", "length", "rhythm"]},
        "normal": {"noise": 0.667, "rhythm": 0.8}, "audio": "output",
        "start": [1, 0], "between": [0], "end": [2],
        "symbols": {s: [n] for n, s in enumerate(foreign.PIPER_SYMBOLS) if n > 2},
    },
}  # fmt: skip
"""The example of docs/importing.md."""


def described(folder: Path, **changes: Any) -> tuple[Path, Path]:
    graph, text = folder / "tiny.onnx", folder / "tiny.json"
    graph.write_bytes(foreign.piper_graph())
    text.write_text(json.dumps(DESCRIPTION | changes), "utf-8")
    return graph, text


def test_a_described_graph_speaks_as_pipers_importer_makes_it(tmp_path: Path) -> None:
    write_voice(read_described(*described(tmp_path)), Output(tmp_path / "voices" / "piper"))
    write_voice(
        read_piper(foreign.write_piper(tmp_path / "source")), Output(tmp_path / "two" / "piper")
    )
    samples = [
        spoken(engine, opened(engine, "piper"))
        for engine in (
            SpeechEngine(Shelf([tmp_path / name]), LineReader.english())
            for name in ("voices", "two")
        )
    ]
    assert np.array_equal(samples[0], samples[1])


def test_a_kept_line_turns_live_where_it_stands(shelf: Path) -> None:
    engine = SpeechEngine(Shelf([shelf]), LineReader.english(), cache=LineCache())
    plain = spoken(engine, opened(engine, "piper"))
    stream = opened(engine, "piper")
    assert stream.is_replayed
    heard = [engine.render([stream], 20)[0].pcm]
    stream.change_mood(MoodCurve.constant(Mood.of([("tired", 1.0)])), len(heard[0]))
    assert not stream.is_replayed
    while not stream.finished:
        heard.append(engine.render([stream], 20)[0].pcm)
    pcm = np.concatenate(heard)
    plan = stream.line_plan.plan
    assert isinstance(plan, ForeignPlan)
    first = int(plan.pieces[0].hops.sum()) * 256
    assert np.array_equal(pcm[:first], plain[:first])
    assert len(pcm) == stream.total_samples > len(plain)


LONG = "we never ever wander under silver mountains without any lantern " * 14
"""Over 510 symbols and not one comma."""


def test_a_sentence_too_long_for_the_model_is_cut_at_words(engine: SpeechEngine) -> None:
    stream = opened(engine, "kokoro", LONG)
    plan = stream.line_plan.plan
    assert isinstance(plan, ForeignPlan)
    counts = [len(piece.tokens) for piece in plan.pieces]
    assert len(counts) > 1
    assert max(counts) <= 512
    whole = spoken(engine, stream)
    stream = opened(engine, "kokoro", LONG)
    engine.render([stream], 10)
    stream.change_mood(MoodCurve.constant(Mood.of([("tired", 1.0)])), stream.rendered_samples)
    rest = spoken_on(engine, stream)
    first = int(plan.pieces[0].hops.sum()) * 240
    assert np.array_equal(rest[: first - 2400], whole[2400:first])
    assert stream.total_samples > len(whole)


def test_clauses_are_joined_up_to_a_limit(engine: SpeechEngine) -> None:
    text = "We came at dawn, " + "we saw the gate, " * 12 + "and we left."
    plan = opened(engine, "piper", text).line_plan.plan
    assert isinstance(plan, ForeignPlan)
    lengths = [piece.last - piece.first for piece in plan.pieces]
    assert lengths[0] < 20  # the first clause alone
    assert 2 < len(lengths) < 7
    assert max(lengths) <= MOST_PHONEMES + 14  # and their silences


def spoken_on(engine: SpeechEngine, stream: LineStream) -> np.ndarray[Any, Any]:
    parts: list[np.ndarray[Any, Any]] = []
    while not stream.finished:
        parts.append(engine.render([stream], 25)[0].pcm)
    return np.concatenate(parts)


def test_lines_in_a_batch_are_what_each_is_alone(engine: SpeechEngine) -> None:
    texts = ("Hello.", TEXT, "No, never again! Not here.")
    alone = [spoken(engine, opened(engine, "piper", text, seed=7)) for text in texts]
    streams = [opened(engine, "piper", text, seed=7) for text in texts]
    parts: list[list[np.ndarray[Any, Any]]] = [[] for _ in texts]
    while not all(stream.finished for stream in streams):
        for part, block in zip(parts, engine.render(streams, 11), strict=True):
            part.append(block.pcm)
    for part, pcm in zip(parts, alone, strict=True):
        assert np.array_equal(np.concatenate(part), pcm)


def nothing_left(folder: Path) -> bool:
    return not list(folder.glob("voices/*")) and not list(folder.glob("voices/.*"))


def test_bad_input_names_file_and_fix(tmp_path: Path) -> None:
    out = Output(tmp_path / "voices" / "bad")
    path = foreign.write_piper(tmp_path / "a")
    config = path.with_name(f"{path.name}.json")

    def fails(match: str, where: Path = path) -> None:
        with pytest.raises(VoiceError, match=match) as error:
            write_voice(read_piper(path), out)
        assert str(where) in error.value.where
        assert nothing_left(tmp_path)

    good, graph = config.read_bytes(), path.read_bytes()
    config.unlink()
    fails("cannot read Piper's configuration", config)
    for changes, match in (
        ({"espeak": {"voice": "de"}}, "speaks 'de'"),
        ({"phoneme_type": "text"}, "not espeak's IPA"),
        ({"audio": {}}, "sample_rate"),
        ({"phoneme_id_map": {"_": [0], "^": [1]}}, r"lacks '\$'"),
        ({"num_speakers": 2, "speaker_id_map": {"x": 7}}, "beyond num_speakers"),
    ):
        config.write_text(json.dumps(foreign.piper_config() | changes), "utf-8")
        fails(match, config)
    config.write_bytes(good.replace(b"{", b"[", 1))
    fails("no configuration of Piper", config)
    config.write_bytes(good)
    path.write_bytes(b"RIFF and so on, no graph at all")
    fails("no ONNX file")
    path.write_bytes(graph[: len(graph) // 2])
    fails("no ONNX file")
    path.write_bytes(foreign.piper_graph(op="Exec"))
    fails("foreign operator 'evil.example.Exec'")
    path.write_bytes(foreign.piper_graph(drop="input_lengths"))
    fails("no input 'input_lengths'")
    path.write_bytes(foreign.kokoro_graph())
    fails("no input 'input'")
    path.unlink()
    fails("cannot read the graph")


def test_bad_kokoro_files(tmp_path: Path) -> None:
    import onnx

    path, voices = foreign.write_kokoro(tmp_path)
    path.write_bytes(foreign.kokoro_graph(speed=onnx.TensorProto.INT32))
    with pytest.raises(VoiceError, match="whole numbers only"):
        read_kokoro(path, voices)
    foreign.write_kokoro(tmp_path)
    for content, match in (
        (b"not a zip", "no archive"),
        (None, "cannot read the voices"),
        ({"a": np.zeros((5, 256), np.float32)}, "wanted float32"),
        ({"a": np.array([{"x": 1}], object)}, "no archive"),
        ({"a": np.full((510, 1, 256), np.nan, np.float32)}, "wanted float32"),
    ):
        if content is None:
            voices.unlink()
        elif isinstance(content, bytes):
            voices.write_bytes(content)
        else:
            with voices.open("wb") as stream:
                np.savez(stream, allow_pickle=True, **content)
        with pytest.raises(VoiceError, match=match) as error:
            read_kokoro(path, voices)
        assert str(voices) in error.value.where


def test_weights_in_other_files_are_refused(tmp_path: Path) -> None:
    import onnx

    path = foreign.write_piper(tmp_path)
    model = onnx.load(path)
    weight = model.graph.initializer[0]
    weight.data_location = onnx.TensorProto.EXTERNAL
    weight.external_data.add(key="location", value="../../etc/passwd")
    path.write_bytes(model.SerializeToString())
    with pytest.raises(VoiceError, match="lies in another file"):
        read_piper(path)


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ("grim", "no mood"),
        ("grim = tempo", "no 'tempo' here"),
        ("grim = tempo 9", "not within"),
        ("grim = level 3", "not within"),
        ("grim = wobble 1", "no 'wobble' here"),
        ("grim = tempo fast", "is no number"),
        ("grim = tempo 1", "would change nothing"),
        ("grim = noise 0.5", "would change nothing"),
    ],
)
def test_bad_moods(tmp_path: Path, line: str, match: str) -> None:
    moods = tmp_path / "moods.txt"
    moods.write_text(f"# mine\n{line}\n", "utf-8")
    source = foreign.write_kokoro(tmp_path / "source")
    with pytest.raises(VoiceError, match=match) as error:
        write_voice(read_kokoro(*source), Output(tmp_path / "voices" / "x", moods=moods))
    assert error.value.where == f"{moods}:2:1"
    assert nothing_left(tmp_path)


def test_a_pack_says_what_its_moods_do(shelf: Path) -> None:
    notes = VoicePack.open(shelf / "kokoro").manifest.notes
    assert "tired: tempo x0.67, -8 dB" in notes[0]
    assert "hushed: tempo x0.9, -6 dB, 50% af_nicole" in notes[0]
    assert "noise" not in notes[0]
    assert "noise x" in VoicePack.open(shelf / "piper").manifest.notes[0]
