"""What texts are read as: tables of cases."""

from __future__ import annotations

import pytest

from moodvox.text.reader import read
from text.reading_kit import spoken

NUMERALS = {
    "42": "forty two.",
    "1,234,567 gold": "one million two hundred thirty four thousand five hundred sixty seven gold.",
    "-5 or +5 or ~5": "minus five or plus five or about five.",
    "3.14 and .5": "three point one four and zero point five.",
    "007": "zero zero seven.",
    "12345678901": "one two three four five six seven eight nine zero one.",
    "1/2 of it, 3/4 and 3½": "one half of it, three quarters and three and a half.",
    "the 1st, 22nd and 103rd": "the first, twenty second and one hundred third.",
    "in 1998": "in nineteen ninety eight.",
    "1500 coins": "one thousand five hundred coins.",
    "the 1800s and '90s": "the eighteen hundreds and nineties.",
    "2020-2024": "twenty twenty to twenty twenty four.",
    "pages 5-10": "pages five to ten.",
    "$5.50": "five dollars and fifty cents.",
    "$1": "one dollar.",
    "$0.05": "five cents.",
    "£3m": "three million pounds.",
    "$2.5 million": "two point five million dollars.",
    "-$20": "minus twenty dollars.",
    "20 gp": "twenty gold pieces.",
    "1 gp": "one gold piece.",
    "7:30pm": "seven thirty p m.",
    "At 8:00 sharp": "at eight o'clock sharp.",
    "10:05 a.m. today": "ten oh five a m today.",
    "It is 7 p.m. Go.": "it is seven p m. go.",
    "May 5th, 2026": "may fifth twenty twenty six.",
    "5 May 2026": "the fifth of may twenty twenty six.",
    "2026-05-04": "may fourth twenty twenty six.",
    "50% off": "fifty percent off.",
    "5km, 12 ft, 3kg": "five kilometers, twelve feet, three kilograms.",
    "60fps": "sixty frames per second.",
    "1 km": "one kilometer.",
    "30-40 km": "thirty to forty kilometers.",
    "100 km/h": "one hundred kilometers per hour.",
    "20°C": "twenty degrees celsius.",
    "6'2\" tall": "six foot two tall.",
    "10k": "ten thousand.",
    "version 5.4.0": "version five point four point zero.",
    "v2.0": "version two point zero.",
    "555-1234": "five five five one two three four.",
    "#1": "number one.",
    "5/100, 24/7, 30/20": "five out of one hundred, twenty four seven, thirty over twenty.",
    "5pm-7pm, 10:30-11:15": "five p m to seven p m, ten thirty to eleven fifteen.",
    "16:9": "sixteen to nine.",
    "3x3, 1920x1080": "three by three, nineteen twenty by ten eighty.",
    "3 in. long, 5 lbs. each": "three inches long, five pounds each.",
    "5 in the morning": "five in the morning.",
    "$5/month": "five dollars per month.",
    "3 m/s²": "three meters per second squared.",
    "est. 1066": "established ten sixty six.",
    "THX-1138": "t h x eleven thirty eight.",
    "x2": "times two.",
    "3... 2... 1... Go": "three… two… one… go.",
    "１２３": "one hundred twenty three.",
}

WORDS = {
    "Mr. Smith and Mrs Jones": "mister smith and missus jones.",
    "Dr. Who": "doctor who.",
    "St. Mary on Main St. He left.": "saint mary on main street. he left.",
    "No. 5. No. Never.": "number five. no. never.",
    "i.e. this, e.g. that, etc.": "that is this, for example that, et cetera.",
    "The NPC has 30 HP": "the n p c has thirty h p.",
    "NPCs": "n p c's.",
    "FBI, NASA": "f b i, nasa.",
    "U.S.A. rules": "u s a rules.",
    "the US army": "the u s army.",
    "GIVE US THE GOLD!": "give us the gold!",
    "RUN! DON'T STOP!": "run! don't stop!",
    "VARNOTH awaits": "varnoth awaits.",
    "Henry VIII, Chapter IV": "henry the eighth, chapter four.",
    "I see. So do I.": "i see. so do i.",
    "Final Fantasy VII, Rocky IV": "final fantasy seven, rocky four.",
    "King Charles III's throne": "king charles the third's throne.",
    "AC 15, 44 AD": "a c fifteen, forty four a d.",
    "J.R.R. Tolkien of the U.S. It ended.": "j r r tolkien of the u s. it ended.",
    "Dre vs. Mr. T": "dre versus mister t.",
    "C# and C++": "c sharp and c plus plus.",
    "MIX it": "mix it.",
    "Plan A.": "plan a.",
    "don't, I'll, they've, o'clock": "don't, i'll, they've, o'clock.",
    "the dogs' bone": "the dogs bone.",
    "goin' home": "goin' home.",
    "'Tis rock 'n' roll": "'tis rock 'n roll.",
    "well-known twenty-one": "well known twenty one.",
    "R2D2, mp3, 3D, H.323": "r two d two, m p three, three d, h three twenty three.",
    "MoodVox by McDonald": "mood vox by mcdonald.",
    "snake_case": "snake case.",
    "rock & roll, AT&T": "rock and roll, at and t.",
    "and/or": "and or.",
    "x = 5": "x equals five.",
    "www.example.com.": "w w w dot example dot com.",
    "mail joe@example.org!": "mail joe at example dot org!",
    "naïve café Zoë Ørsted": "naive cafe zoe orsted.",
    "ｆｕｌｌ width": "full width.",
    "π is round": "pi is round.",
}

MARKS = {
    "Hello, world. How are you?": "hello, world. how are you?",
    "What?! No!? Yes!!": "what? no? yes!",
    "Wait... what": "wait… what.",
    "So… yes—no - maybe": "so… yes… no… maybe.",
    "He said: go; now": "he said, go, now.",
    "Go (quickly) now": "go, quickly, now.",
    "“Curly,” she said—‘what?’ «oui»": "curly, she said… what? oui.",
    "one\n\ntwo\nthree": "one. two three.",
    "w-what": "w what.",
    "semi-": "semi…",
    '"Go!" he said.': "go! he said.",
}


@pytest.mark.parametrize(("text", "said"), [*NUMERALS.items(), *WORDS.items(), *MARKS.items()])
def test_read_as(text: str, said: str) -> None:
    assert spoken(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nooooo!", "no!"),
        ("sooo goood", "so good."),
        ("Yesss", "yes."),
        ("waaait", "wait."),
        ("aaaargh", "argh."),
        ("Hmmmm", "hm."),
        ("mmmmm", "mm."),
        ("bookkeeper", "bookkeeper."),
    ],
)
def test_drawn_out_words_are_said_short(text: str, said: str) -> None:
    assert spoken(text) == said


def test_a_drawn_out_word_is_reported() -> None:
    notices = read("Oh nooooo!", known={"no"}).notices
    assert [(n.message, n.start, n.end) for n in notices] == [("'nooooo' is said as 'no'", 3, 9)]


def test_emoji_are_skipped_and_reported() -> None:
    reading = read("Well 👍🏽👨‍👩‍👧 done ♥")
    assert [word.spoken for word in reading.clauses[0].words] == ["well", "done"]
    assert [(n.start, n.end) for n in reading.notices] == [(5, 12), (18, 19)]


def test_rich_text_is_skipped_and_reported() -> None:
    reading = read("<b>Go</b> <color=#f00>now</color>, 3 < 4!")
    assert [w.spoken for c in reading.clauses for w in c.words] == [
        "go", "now", "three", "less", "than", "four",
    ]  # fmt: skip
    assert [n.message for n in reading.notices][:2] == [
        "'<b>' is not spoken",
        "'</b>' is not spoken",
    ]
    assert len(reading.notices) == 4


def test_the_letter_a_has_its_name_and_the_word_not() -> None:
    words = read("A plan: plan A.").clauses[0].words + read("A plan: plan A.").clauses[1].words
    assert [word.phonemes for word in words] == [None, None, None, ("EY1",)]


def test_without_known_words_capitals_go_by_shape() -> None:
    assert [w.spoken for w in read("VARNOTH and XQZT").clauses[0].words] == [
        "varnoth", "and", "x", "q", "z", "t",
    ]  # fmt: skip
