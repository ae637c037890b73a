"""Every tag that a line may hold, and where it lands."""

from __future__ import annotations

import pytest

from moodvox.errors import ScriptError
from moodvox.mood.mood import NEUTRAL_MOOD, Mood
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.script.items import Item, Line, MoodMove, Pause, Pitch, Rate, Say, Sound, Whisper
from moodvox.script.parser import parse_line
from script.script_kit import items, parse


def mood(**weights: float) -> Mood:
    return Mood.of(weights)


@pytest.mark.parametrize(
    ("tag", "item"),
    [
        ("[angry]", MoodMove(mood(angry=1))),
        ("[angry 0.7]", MoodMove(mood(angry=0.7))),
        ("[ANGRY 70%]", MoodMove(mood(angry=0.7))),
        ("[ angry  0.7 ]", MoodMove(mood(angry=0.7))),
        ("[emotion: happy]", MoodMove(mood(happy=1))),
        ("[emotion: happy 0.5]", MoodMove(mood(happy=0.5))),
        ("[emotion happy]", MoodMove(mood(happy=1))),
        ("[sad 0.6 + fear 0.4]", MoodMove(mood(sad=0.6, fearful=0.4))),
        ("[grim]", MoodMove(mood(angry=0.3, sad=0.4))),
        ("[grim 0.5]", MoodMove(mood(angry=0.15, sad=0.2))),
        ("[neutral]", MoodMove(NEUTRAL_MOOD)),
        (
            "[angry 0.4 -> calm over 2s]",
            MoodMove(mood(calm=1), mood(angry=0.4), over_s=2.0),
        ),
        (
            "[-> calm over 1.5s ease_in_out]",
            MoodMove(mood(calm=1), None, over_s=1.5, easing="ease_in_out"),
        ),
        ("[→ neutral over 800ms]", MoodMove(NEUTRAL_MOOD, None, over_s=0.8)),
        (
            "[emotion: sad 0.5 + fear 0.5->grim over 2 s ease-out]",
            MoodMove(
                mood(angry=0.3, sad=0.4), mood(sad=0.5, fearful=0.5), over_s=2.0, easing="ease_out"
            ),
        ),
        ("[pause 300ms]", Pause(0.3)),
        ("[pause 0.5s]", Pause(0.5)),
        ("[pause 10 s]", Pause(10.0)),
        ("[rate 0.9]", Rate(0.9)),
        ("[rate 90%]", Rate(0.9)),
        ("[rate 4]", Rate(4.0)),
        ("[pitch +2st]", Pitch(2.0)),
        ("[pitch -1.5 st]", Pitch(-1.5)),
        ("[pitch 0st]", Pitch(0.0)),
        ("[whisper]", Whisper(on=True)),
        ("[laugh]", Sound("laugh")),
        ("[ Sigh ]", Sound("sigh")),
    ],
)
def test_a_tag_is_read(tag: str, item: Item) -> None:
    assert items(f"{tag} Hello.") == [(0, item)]


@pytest.mark.parametrize(
    ("text", "plain", "said"),
    [
        ("I met [say Kylo as K AY1 L OW0] today.", "I met Kylo today.", (6, 4)),
        ("[say Kylo as /kailo/]!", "Kylo!", (0, 4)),
        ("Ask [SAY  Old Kylo  AS  K AY1 L OW0 ].", "Ask Old Kylo.", (4, 8)),
        ("[say as as K AY1 L OW0]", "as", (0, 2)),
        ("[say such as it is as K AY1 L OW0]", "such as it is", (0, 13)),
        (r"[say \[K\] as K AY1 L OW0]", "[K]", (0, 3)),
    ],
)
def test_say_puts_its_name_into_the_text(text: str, plain: str, said: tuple[int, int]) -> None:
    line = parse(text)
    assert line.plain == plain
    assert [(p.offset, p.item) for p in line.items] == [
        (said[0], Say(said[1], ("K", "AY1", "L", "OW0")))
    ]


@pytest.mark.parametrize(
    ("text", "plain", "offsets"),
    [
        ("Hello.", "Hello.", []),
        ("  Hello.\n", "Hello.", []),
        ("[angry] Hello", "Hello", [0]),
        ("[angry]Hello", "Hello", [0]),
        ("Hello [angry] there", "Hello there", [6]),
        ("Hello[angry] there", "Hello there", [5]),
        ("Hello [angry]there", "Hello there", [6]),
        ("un[angry]believable", "unbelievable", [2]),
        ("Hello  [angry]  there", "Hello  there", [7]),
        ("[angry] [pause 1s] Hello", "Hello", [0, 0]),
        ("Hello [angry] [pause 1s] there", "Hello there", [6, 6]),
        ("Hello[angry] [pause 1s]there", "Hello there", [5, 6]),
        ("Hello [angry]!", "Hello!", [5]),
        ("Hello [angry], you", "Hello, you", [5]),
        ("Hello [angry] !", "Hello !", [6]),
        ("Well [pause 1s]...no", "Well ...no", [5]),
        ("About [pause 1s].5 miles", "About .5 miles", [6]),
        ("Hello [angry]", "Hello", [5]),
        ("[whisper]Psst.[/whisper] Hello", "Psst. Hello", [0, 5]),
        ("One. [angry]\nTwo.", "One.\nTwo.", [5]),
        ("One.\r\n[angry] Two.", "One.\r\nTwo.", [6]),
        ("One.\n\n  Two.", "One.\n\n  Two.", []),
        (r"a \[b\] c \\ d \# e \n", "a [b] c \\ d # e \\n", []),
        ("back\\", "back\\", []),
    ],
)
def test_plain_text_reads_naturally(text: str, plain: str, offsets: list[int]) -> None:
    line = parse(text)
    assert line.plain == plain
    assert [placed.offset for placed in line.items] == offsets
    assert line.source == text


def test_each_tag_knows_its_place_in_the_source() -> None:
    text = "Ünï [sad] cödé\r\n[angry] two [pause 1s]\n\n  [calm]three"
    line = parse_line(text, emotions=CORE_EMOTIONS, line=7, column=11)
    places = [(placed.line, placed.column) for placed in line.items]
    assert places == [(7, 15), (8, 1), (8, 13), (10, 3)]


def test_each_character_knows_its_place_in_the_source() -> None:
    text = "  A\\[ [sad] b [pause 1s]!\n [say Kylo as K] c"
    line = parse_line(text, emotions=CORE_EMOTIONS, pronunciation=lambda s: (s,), line=3, column=5)
    assert line.plain == "A[ b!\n Kylo c"
    places = [line.origin(offset) for offset in range(len(line.plain) + 1)]
    columns = [7, 9, 10, 17, 29, 30]
    assert places[:6] == [(3, column) for column in columns]
    assert places[6:] == [(4, column) for column in [1, 7, 8, 9, 10, 17, 18, 19]]
    assert Line("tool").origin(2) == (1, 3)


def test_where_it_was_written_does_not_count_in_comparing() -> None:
    assert parse("[angry 0.5]  Hello") == parse(" [emotion: anger 50%] Hello ")
    assert parse("[angry] Hello") != parse("[angry 0.9] Hello")


def test_without_a_pronunciation_reader_say_is_refused() -> None:
    with pytest.raises(ScriptError, match=r"\[say\] cannot be used here") as caught:
        parse_line("Hi [say Kylo as K AY1 L OW0]", emotions=CORE_EMOTIONS)
    assert caught.value.column == 4


def test_a_sound_alone_is_a_line() -> None:
    assert items("[pain]") == [(0, Sound("pain"))]
