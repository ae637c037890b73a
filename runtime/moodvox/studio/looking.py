"""A text as it is typed: its tags and faults, and how it would be spoken, without a sample.

Everything is told in offsets into what is written, which the editor shows; what is spoken
may have more (the format's own mood of the line) or less (what only the game knows).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from moodvox.dialogue.excerpt import Excerpt
from moodvox.dialogue.line import DialogueLine
from moodvox.errors import InputError, MoodvoxError, ScriptError
from moodvox.mood.mood import Mood
from moodvox.mood.presets import MoodNames
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.script.items import MoodMove
from moodvox.script.parser import read_line
from moodvox.script.source import Position, TagRun, cut, rows_of
from moodvox.script.tags import read_tag
from moodvox.script.take import Take
from moodvox.script.timeline import Reach
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.marks import Mark
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import LineStream
from moodvox.studio.sketching import handles_of

CURVE_STEP_S = 0.02
"""The mood is drawn at so many moments; closer ones no screen shows."""

_WORD_AT = re.compile(r"[^\s\[\]+>]+|->|.")
_CHARACTER = re.compile(r"character (\d+)")


@dataclass(frozen=True)
class Fault:
    """What is wrong (or only remarkable) between two offsets into what is written."""

    start: int
    end: int
    column: int
    message: str
    hint: str = ""
    severity: str = "error"


@dataclass(frozen=True)
class Tag:
    """A tag between two offsets; `emotions` are those that a mood tag names, by weight."""

    start: int
    end: int
    kind: str
    emotions: tuple[str, ...] = ()


def spoken_of(line: DialogueLine, written: str, variables: Mapping[str, str]) -> Excerpt:
    """What is spoken if `line` were `written` so; places are offsets into `written`.

    What the format or the game puts into the line is found again where the same
    characters still stand in the same order.
    """
    parts: list[tuple[str, int]] = []
    if line.mood:
        prefix = f"[{line.mood}] "
        parts.append((prefix, -len(prefix)))
    place = 0
    for gap in line.gaps:
        shown = line.written[gap.start : gap.stop]
        found = written.find(shown, place)
        if found < 0:
            continue
        parts.append((written[place:found], place))
        words = variables.get(gap.name, "") if gap.kind == "variable" else gap.words
        parts.append((re.sub(r"[\[\]\\]", r"\\\g<0>", words), found))
        place = found + len(shown)
    parts.append((written[place:], place))
    return Excerpt.joined(parts, len(written))


class Look:
    """One text, read: what `report` tells the page.

    Args:
        excerpt: `spoken_of` the line.
        written: as in the editor.
        names: what moods may be called here.
        presets: the project's own moods.
        emotions: the voice's.
    """

    def __init__(
        self,
        excerpt: Excerpt,
        written: str,
        names: MoodNames,
        presets: dict[str, Mood],
        emotions: Sequence[str],
    ) -> None:
        self.excerpt = excerpt
        self.written = written
        self._names = names
        self._rows = [0]
        for row in rows_of(excerpt.text):
            self._rows.append(self._rows[-1] + len(row))
        self.line, faults = read_line(
            excerpt.text,
            emotions=emotions,
            presets=presets,
            pronunciation=parse_pronunciation,
        )
        self.faults = [self._fault(fault) for fault in faults]

    def tags(self) -> list[Tag]:
        """Every tag that can be read."""
        found = []
        for run in cut(self.excerpt.text, Position("", 1, 1)):
            if not isinstance(run, TagRun):
                continue
            start = self._place(run.at.line, run.at.column)
            end = self._place(run.at.line, run.columns[-1]) + 1
            if start < 0:
                continue
            try:
                item = read_tag(run, self._names, parse_pronunciation)
            except ScriptError:
                found.append(Tag(start, end, "wrong"))
                continue
            emotions: tuple[str, ...] = ()
            if isinstance(item, MoodMove):
                moods = (item.start or item.target, item.target)
                emotions = tuple(dict.fromkeys(strongest(mood) for mood in moods))
            found.append(Tag(start, end, type(item).__name__.lower(), emotions))
        return found

    def refuse(self, error: MoodvoxError) -> None:
        """The line cannot be spoken for a reason beside its tags."""
        match = _CHARACTER.fullmatch(error.where)
        start = self._of_plain(int(match[1]) - 1) if match else 0
        end = start + 1 if match else len(self.written)
        if isinstance(error, ScriptError):
            self.faults.append(self._fault(error))
        else:
            hint = error.hint or error.where
            self.faults.append(Fault(start, end, start + 1, error.message, hint))

    def remark(self, message: str, start: int, end: int) -> None:
        """Something of the plain text is not spoken."""
        first, last = self._of_plain(start), self._of_plain(max(start, end - 1)) + 1
        self.faults.append(Fault(first, last, first + 1, message, severity="warning"))

    def plain_place(self, offset: int) -> int:
        """Where a character of the plain text is written."""
        return self._of_plain(offset)

    def report(self) -> dict[str, Any]:
        return {
            "tags": [asdict(tag) for tag in self.tags()],
            "faults": [asdict(fault) for fault in self.faults],
            "plain": self.line.plain,
        }

    def _of_plain(self, offset: int) -> int:
        return max(0, self._place(*self.line.origin(offset)))

    def _place(self, row: int, column: int) -> int:
        return self.excerpt.place(self._rows[row - 1] + column - 1)

    def _fault(self, fault: ScriptError) -> Fault:
        start = max(0, min(self._place(fault.line, fault.column), len(self.written)))
        word = _WORD_AT.match(self.written, start)
        return Fault(start, word.end() if word else start + 1, start + 1, fault.message, fault.hint)


def strongest(mood: Mood) -> str:
    """The emotion that a mood is drawn in the colour of."""
    return max(mood.weights, key=lambda pair: pair[1], default=("neutral", 0.0))[0]


def plan_report(stream: LineStream, look: Look, base: Mood, take: Take | None) -> dict[str, Any]:
    """How a line would be spoken: words, sounds, pitch and mood over its time in seconds."""
    rate_hz = stream.sample_rate_hz
    marks = stream.planned_marks()
    sounds = [mark for mark in marks if mark.kind == "phoneme"]
    reach = reach_of(sounds, rate_hz)
    length_s = reach.end_s
    moments = np.arange(0.0, length_s, CURVE_STEP_S)
    weights, names = stream.moods_at(moments)
    felt = [index for index in range(len(names)) if weights[:, index].max(initial=0.0) > 0.005]
    handles = handles_of(look.line, reach, base)
    return {
        "sample_rate_hz": rate_hz,
        "hop_s": stream.hop_samples / rate_hz,
        "length_s": length_s,
        "words": [
            _span(m, rate_hz, at=look.plain_place(m.start)) for m in marks if m.kind == "word"
        ],
        "phonemes": [_span(mark, rate_hz) for mark in sounds],
        "f0_hz": np.round(stream.line_plan.plan.pitch_hz, 1).tolist(),
        "mood": {
            "step_s": CURVE_STEP_S,
            "weights": {names[i]: np.round(weights[:, i], 3).tolist() for i in felt},
        },
        "handles": [
            {"at_s": round(h.at_s, 4), "mood": h.mood.as_dict(), "easing": h.easing}
            for h in handles
        ],
        "take_fits": take is None or take.fits([mark.text for mark in sounds]),
        "can_level": stream.can_level,
    }


def reach_of(sounds: Sequence[Mark], sample_rate_hz: int) -> Reach:
    """When each place of the plain text is spoken, from the marks of all phonemes."""
    starts = np.array([mark.first_sample for mark in sounds], np.float64) / sample_rate_hz
    offsets = np.maximum.accumulate(np.array([mark.start for mark in sounds], np.int64))
    end = sounds[-1].first_sample + sounds[-1].samples
    return Reach(offsets, starts, end / sample_rate_hz)


def open_line(engine: SpeechEngine, request: LineRequest, look: Look) -> LineStream | None:
    """The line planned; None if it cannot be, and `look` says why."""
    try:
        stream = engine.open(request)
    except InputError as error:
        look.refuse(error)
        return None
    for notice in stream.notices:
        look.remark(notice.message, notice.start, notice.end)
    return stream


def _span(mark: Mark, sample_rate_hz: int, **more: int) -> dict[str, Any]:
    start_s = mark.first_sample / sample_rate_hz
    end_s = (mark.first_sample + mark.samples) / sample_rate_hz
    return {"text": mark.text, "start_s": start_s, "end_s": end_s, **more}
