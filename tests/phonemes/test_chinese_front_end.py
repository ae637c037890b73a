"""Front end "zh": from hanzi, and English among them, to what a Chinese voice takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.packages import without
from fixtures.voices import write_voice
from moodvox.errors import InputError, TextError, VoiceError
from moodvox.phonemes.chinese.inventory import CHINESE_FEATURES, CHINESE_SYMBOLS, TONES
from moodvox.phonemes.frontends import FrontEnd, VoiceText, fault_of, open_front_end
from moodvox.phonemes.inventory import CONSONANTS, PAD, SILENCE, VOWELS
from moodvox.phonemes.lexicon import Lexicon
from moodvox.phonemes.sequence import PhonemeSequence
from moodvox.phonemes.visemes import VISEMES, visemes_of
from moodvox.script.items import Line
from moodvox.script.parser import parse_line
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf


def opened(
    symbols: tuple[str, ...] = CHINESE_SYMBOLS, lexicon: Lexicon | None = None, **text: str
) -> FrontEnd:
    return open_front_end(VoiceText("zh", symbols, Path(), text), lexicon or Lexicon())


@pytest.fixture(scope="module")
def front_end() -> FrontEnd:
    return opened()


def read(front_end: FrontEnd, text: str) -> PhonemeSequence:
    line = parse_line(text, emotions=["happy"], pronunciation=front_end.pronunciation)
    return front_end.read(line)[0]


def said(front_end: FrontEnd, text: str) -> str:
    """Sounds, silences between clauses as "|"."""
    sequence = read(front_end, text)
    assert sequence.symbols[0] == sequence.symbols[-1] == SILENCE
    return " ".join("|" if s == SILENCE else s for s in sequence.symbols[1:-1])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("你好，勇士！", "n i2 h ao3 | iong3 sh iii4"),
        ("我很好", "uo3 h en2 h ao3"),
        ("一个不对", "i2 g e4 b u2 d uei4"),
        ("玩儿吧", "uan2 rr b a5"),
        ("女儿", "n v3 er2"),
        ("我用TTS。", "uo3 iong4 T IY1 T IY1 EH1 S"),
        ("I have 3 cats", "AY1 HH AE1 V TH R IY1 K AE1 T S"),
        ("我有3个", "uo2 iou3 s an1 g e4"),
        ("5.4.0", "u2 d ian3 s ii4 d ian3 l ing2"),
        ("１２", "sh iii2 er4"),
        ("“你好”", "n i2 h ao3"),
        ("Friday，好", "F R AY1 D IY0 | h ao3"),
        ("绿色", "l v4 s e4"),
        ("[say 重庆 as chong2 qing4]", "ch ong2 q ing4"),
        ("[say Kylo as K AY1 L OW0] 来了", "K AY1 L OW0 l ai2 l e5"),
    ],
)
def test_sounds(front_end: FrontEnd, text: str, wanted: str) -> None:
    assert said(front_end, text) == wanted


def test_tones_as_written(front_end: FrontEnd) -> None:
    assert said(opened(tones="written"), "你好，玩儿") == "n i3 h ao3 | uan2 er5"


def test_features_and_ids(front_end: FrontEnd) -> None:
    sequence = read(front_end, "妈骂你吗？Go")
    column = CHINESE_FEATURES.index
    assert sequence.features.shape == (len(sequence.ids), len(CHINESE_FEATURES))
    for symbol, row, number in zip(sequence.symbols, sequence.features, sequence.ids, strict=True):
        bare = symbol.rstrip("012345")
        assert CHINESE_SYMBOLS[number] == bare
        tones = [row[column(tone)] for tone in TONES]
        if symbol == SILENCE:
            assert not any(tones)
        elif bare in VOWELS or bare in CONSONANTS or symbol.isalpha():
            assert not any(tones)
            assert row[column("primary_stress" if symbol == "OW1" else "consonant")] == 1.0
        else:
            assert tones == [float(f"tone{symbol[-1]}" == tone) for tone in TONES]
    question = sequence.features[:, column("question")]
    assert question[sequence.symbols.index("m")] == 1.0
    assert question[sequence.symbols.index("G")] == 0.0
    assert sequence.features[sequence.symbols.index("G"), column("final_clause")] == 1.0


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("好。", "statement"), ("好？", "question"), ("好！", "exclamation"), ("好……", "trailing"),
        ("好——", "trailing"), ("好", "statement"), ("好？！", "question"), ("好...", "trailing"),
        ("好，", "continuation"),
    ],
)  # fmt: skip
def test_endings(front_end: FrontEnd, text: str, ending: str) -> None:
    sequence = read(front_end, text)
    assert sequence.features[1, CHINESE_FEATURES.index(ending)] == 1.0


def test_words_know_their_places(front_end: FrontEnd) -> None:
    text = "Well, 你好 25% “world”！"
    sequence = read(front_end, text)
    found = [(word.spoken, text[word.start : word.end]) for word in sequence.words]
    assert found[:2] == [("well", "Well"), ("你好", "你好")]
    assert found[-1] == ("world", "world")
    assert {written for _, written in found[2:-1]} == {"25%"}


def test_every_sound_has_a_mouth() -> None:
    for symbol in CHINESE_SYMBOLS:
        assert set(visemes_of(symbol)) <= set(VISEMES)


def test_pauses_and_sounds(front_end: FrontEnd) -> None:
    sequence = read(front_end, "[pause 0.3s] 你 [pause 500ms] 好 [laugh]")
    fixed = [float(s) for s in sequence.fixed_s if not np.isnan(s)]
    assert fixed == pytest.approx([0.3, 0.5])
    assert sequence.sounds.count("laugh") == 1
    assert read(front_end, "[laugh]").sounds.count("laugh") == 1


def test_a_projects_words_come_first() -> None:
    own = opened(lexicon=Lexicon.parse("Xylophar  Z IH1 L OW0"))
    assert said(own, "去Xylophar") == "q v4 Z IH1 L OW0"


def test_what_the_table_lacks_is_said() -> None:
    """A voice without English, or without a sound for r that melts."""
    chinese = tuple(s for s in CHINESE_SYMBOLS if s not in (*VOWELS, *CONSONANTS, "rr"))
    assert fault_of("zh", chinese, CHINESE_FEATURES) == ""
    alone = opened(chinese)
    sequence, notices = alone.read(Line("你好 Anna，玩儿"))
    assert [n.message for n in notices] == ["this voice speaks no English: 'anna' is not spoken"]
    assert (notices[0].start, notices[0].end) == (3, 7)
    assert " ".join(s for s in sequence.symbols if s != SILENCE) == "n i2 h ao3 uan2 er5"
    with pytest.raises(TextError, match="nothing to say"):
        alone.read(Line("Hello there"))


def test_tables_that_no_chinese_is_written_with() -> None:
    def fault(symbols: tuple[str, ...], features: tuple[str, ...] = CHINESE_FEATURES) -> str:
        return fault_of("zh", symbols, features)

    assert fault(CHINESE_SYMBOLS) == ""
    assert "lacks uang" in fault(tuple(s for s in CHINESE_SYMBOLS if s != "uang"))
    assert "and 53 more" in fault((PAD, SILENCE))
    assert "a part of the English" in fault(tuple(s for s in CHINESE_SYMBOLS if s != "ZH"))
    assert "'xx'" in fault((*CHINESE_SYMBOLS, "xx"))
    assert "other phoneme features" in fault(CHINESE_SYMBOLS, CHINESE_FEATURES[:-1])
    with pytest.raises(VoiceError, match="tones"):
        opened(tones="sung")


def test_a_missing_package_says_what_to_install() -> None:
    """English is read without it; the first hanzi tells."""
    bare = opened()
    with without("jieba"):
        assert said(bare, "Go now") == "G OW1 N AW1"
        with pytest.raises(VoiceError, match="needs the package 'jieba'") as caught:
            read(bare, "你好")
        assert caught.value.hint == "pip install 'moodvox[chinese]'"
    assert said(bare, "你好") == "n i2 h ao3"


def test_what_cannot_be_said(front_end: FrontEnd) -> None:
    for text in ("。！", "«»", ""):
        with pytest.raises(TextError, match="nothing to say"):
            front_end.read(Line(text))
    with pytest.raises(TextError):
        front_end.read(Line("Привет"))
    with pytest.raises(TextError, match="5001 characters"):
        front_end.read(Line("好" * 5001))


@settings(deadline=None, max_examples=60)
@given(st.text("你好一不儿3.5%$ ，。！？“”·hello's-:;()\n½é🙂A", min_size=1, max_size=30))
def test_any_mixture_is_read_or_refused(text: str) -> None:
    try:
        sequence, notices = opened().read(Line(text))
    except InputError:
        return
    assert len(sequence.ids) == len(sequence.symbols) == len(sequence.fixed_s)
    assert (np.diff(sequence.word[sequence.word >= 0]) >= 0).all()
    assert all(0 <= word.start < word.end <= len(text) for word in sequence.words)
    assert all(0 <= notice.start <= notice.end <= len(text) for notice in notices)


def test_a_chinese_voice_speaks(tmp_path: Path) -> None:
    """From hanzi to samples, with marks of both languages, beside an English voice."""
    voices = tmp_path / "voices"
    write_voice(voices / "mei", chinese=True)
    write_voice(voices / "ramp")
    assert VoicePack.open(voices / "mei").manifest.front_end == "zh"
    engine = SpeechEngine(Shelf([voices]), LineReader.english())
    stream = engine.open(LineRequest("a", "[happy] 你好，Anna！ [sad] 快跑。", voice="mei"))
    marks, samples = [], 0
    while not stream.finished:
        samples += len(engine.render([stream], 20)[0].pcm)
        marks += stream.take_marks()
    words = [(mark.text, mark.start, mark.end) for mark in marks if mark.kind == "word"]
    assert words == [("你好", 0, 2), ("anna", 3, 7), ("快", 9, 10), ("跑", 10, 11)]
    sounds = [mark.text for mark in marks if mark.kind == "phoneme" and mark.text != "SIL"]
    assert sounds == "n i2 h ao3 AE1 N AH0 k uai4 p ao3".split()
    assert {mark.text for mark in marks if mark.kind == "viseme"} >= {"nn", "aa", "kk", "PP"}
    assert samples == stream.total_samples > 0
