"""A drawn curve becomes tags, and tags become the curve again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodvox.dialogue.excerpt import Excerpt
from moodvox.mood.mood import NEUTRAL_MOOD, Mood
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.mood.presets import MoodNames
from moodvox.script.parser import parse_line
from moodvox.script.timeline import Reach
from moodvox.studio.sketching import Handle, handles_of, moves_of, redrawn

NAMES = MoodNames(CORE_EMOTIONS)
WORDS = "Quiet now he is right above us and he is singing"
WORD_S = 0.4


def reach(plain: str) -> Reach:
    """Every word takes `WORD_S`."""
    offsets = [0] + [at + 1 for at, character in enumerate(plain) if character == " "]
    starts = np.array([word * WORD_S for word in range(len(offsets))], np.float64)
    return Reach(np.array(offsets), starts, len(offsets) * WORD_S)


def draw(written: str, handles: list[Handle], base: Mood = NEUTRAL_MOOD) -> str:
    """`written` with `handles` drawn on it."""
    line = parse_line(written, emotions=CORE_EMOTIONS)
    moves = moves_of(handles, reach(line.plain), base)
    return redrawn(written, Excerpt.whole(written, 0), line, moves, NAMES)


def seen(written: str, base: Mood = NEUTRAL_MOOD) -> list[tuple[float, str]]:
    """The handles of a text: when, and the strongest emotion with its weight."""
    line = parse_line(written, emotions=CORE_EMOTIONS)
    return [
        (round(h.at_s, 2), str(h.mood.as_dict())) for h in handles_of(line, reach(line.plain), base)
    ]


def mood(**weights: float) -> Mood:
    return Mood.of(weights)


@pytest.mark.parametrize(
    ("handles", "text"),
    [
        ([Handle(0, mood(calm=0.5))], f"[calm 0.5] {WORDS}"),
        ([Handle(0, NEUTRAL_MOOD)], WORDS),
        (
            [Handle(0, mood(calm=0.5)), Handle(2.0, mood(angry=1.0), "ease_in")],
            f"[calm 0.5 -> angry over 2s ease_in] {WORDS}",
        ),
        (
            [Handle(0, mood(calm=0.5)), Handle(1.2, mood(angry=1.0)), Handle(2.4, mood(sad=0.3))],
            "[calm 0.5 -> angry over 1.2s] Quiet now he [-> sad 0.3 over 1.2s] "
            "is right above us and he is singing",
        ),
        (
            [Handle(0, mood(calm=1)), Handle(1.2, mood(calm=1)), Handle(1.32, mood(angry=1))],
            "[calm] Quiet now he [angry] is right above us and he is singing",
        ),
        (
            [Handle(0, mood(calm=1)), Handle(1.2, mood(calm=1)), Handle(1.3, mood(angry=1)),
             Handle(3.3, mood(sad=1))],
            "[calm] Quiet now he [angry -> sad over 2.1s] is right above us and he is singing",
        ),
    ],
)  # fmt: skip
def test_curves_become_tags(handles: list[Handle], text: str) -> None:
    assert draw(WORDS, handles) == text
    assert draw(text, handles) == text


def test_other_tags_and_all_words_stay() -> None:
    written = r"[rate 0.9] [happy] Quiet, \[he\] [pause 300ms] is [sad] here [/whisper]".replace(
        " [/whisper]", ""
    )
    drawn = draw(written, [Handle(0, mood(angry=0.5)), Handle(0.8, mood(calm=0.2))])
    assert (
        drawn
        == r"[angry 0.5 -> calm 0.2 over 800ms] [rate 0.9] Quiet, \[he\] [pause 300ms] is here"
    )


def test_a_mood_of_the_format_in_front_is_not_touched() -> None:
    written = "Quiet now"
    excerpt = Excerpt.joined([("[sad 0.4] ", -10), (written, 0)], len(written))
    line = parse_line(excerpt.text, emotions=CORE_EMOTIONS)
    moves = moves_of([Handle(0, mood(angry=1.0))], reach(line.plain), NEUTRAL_MOOD)
    assert redrawn(written, excerpt, line, moves, NAMES) == "[angry] Quiet now"


def test_words_of_the_game_keep_their_place() -> None:
    written = "Quiet {name} he is above"
    excerpt = Excerpt.joined([("Quiet ", 0), ("Marta", 6), (" he is above", 12)], len(written))
    line = parse_line(excerpt.text, emotions=CORE_EMOTIONS)
    handles = [Handle(0, mood(calm=1)), Handle(0.8, mood(calm=1)), Handle(1.8, mood(angry=1))]
    moves = moves_of(handles, reach(line.plain), NEUTRAL_MOOD)
    drawn = redrawn(written, excerpt, line, moves, NAMES)
    assert drawn == "[calm] Quiet {name} [-> angry over 1s] he is above"


@pytest.mark.parametrize(
    ("written", "handles"),
    [
        (WORDS, [(0.0, "{}")]),
        (f"[angry 0.5] {WORDS}", [(0.0, "{'angry': 0.5}")]),
        (f"[-> calm over 2s] {WORDS}", [(0.0, "{}"), (2.0, "{'calm': 1.0}")]),
        ("Quiet now [angry] he is", [(0.0, "{}"), (0.8, "{}"), (0.92, "{'angry': 1.0}")]),
        (
            "[calm] Quiet now [-> angry over 1s] he is",
            [(0.0, "{'calm': 1.0}"), (0.8, "{'calm': 1.0}"), (1.8, "{'angry': 1.0}")],
        ),
    ],
)
def test_tags_become_handles(written: str, handles: list[tuple[float, str]]) -> None:
    assert seen(written) == handles


weights = st.sampled_from(["calm", "angry", "sad", "happy"])
moods = st.builds(lambda name, part: Mood.of({name: part / 100}), weights, st.integers(5, 100))
curves = st.lists(
    st.tuples(st.integers(1, 10), moods), min_size=1, max_size=6, unique_by=lambda p: p[0]
)


@settings(deadline=None)
@given(first=moods, rest=curves)
def test_whatever_is_drawn_can_be_read_and_drawn_again(
    first: Mood, rest: list[tuple[int, Mood]]
) -> None:
    handles = [Handle(0.0, first)]
    handles += [Handle(word * WORD_S, there) for word, there in sorted(rest, key=lambda p: p[0])]
    drawn = draw(WORDS, handles)
    line = parse_line(drawn, emotions=CORE_EMOTIONS)
    assert line.plain == WORDS
    assert draw(drawn, handles) == drawn
    last = handles_of(line, reach(line.plain), NEUTRAL_MOOD)[-1].mood
    assert dict(last.weights) == pytest.approx(dict(handles[-1].mood.weights))
