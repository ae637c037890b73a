"""One line of a dialogue file: what stands there, and what of it is spoken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from moodvox.dialogue.excerpt import Excerpt

GapKind = Literal["variable", "alternatives", "condition", "markup", "escape"]

_BRACKETS = re.compile(r"[\[\]\\]")

NO_VARIABLES: Mapping[str, str] = {}


@dataclass(frozen=True)
class Gap:
    r"""A stretch of what is written that is not spoken as it stands.

    `variable` has words only while the game runs; `alternatives` and `condition` are
    decided by the game; `markup` is for the eye; `escape` stands for `words`.

    Attributes:
        start, stop: offsets into `DialogueLine.written`.
        name: of a variable, as the project's examples call it.
        words: what is spoken instead, for an `escape`.
        words_at: offset into `DialogueLine.written` at which `words` stand, if they do.
    """

    kind: GapKind
    start: int
    stop: int
    name: str = ""
    words: str = ""
    words_at: int = -1


@dataclass(frozen=True)
class Hashtag:
    """A tag that the format has for a line: `#mood:angry` is ("mood", "angry").

    `start` and `stop` are offsets into the file's text of the whole tag.
    """

    name: str
    value: str
    start: int
    stop: int


@dataclass(frozen=True)
class DialogueLine:
    """One line that somebody says.

    Attributes:
        id: as the file has it; where it has none, one made of the row.
        speaker: who says it; "" where the file does not tell.
        excerpt: the text as it is written, with its place in the file.
        row, column: of its first character, from 1.
        named: whether `id` stands in the file.
        mood: the mood that the format has for the line (`sad 0.4`), "" for none.
        mood_place: offset into the file of that mood.
        hashtags: the line's tags in the format's own way.
        gaps: what of the text is not spoken as it stands, in order.
        kind: a `choice` is what the player picks.
        conditional: the game decides whether the line is said.
        span: the stretch of the file that the text takes, container and all (a cell with
            its quotes); replaced when the line is.
        id_place: offset into the file of the id; -1 if it is not written.
        speaker_place: offset into the file of who speaks; -1 if it is not written.
    """

    id: str
    speaker: str
    excerpt: Excerpt
    row: int
    column: int
    span: tuple[int, int]
    named: bool = False
    mood: str = ""
    mood_place: int = -1
    hashtags: tuple[Hashtag, ...] = ()
    gaps: tuple[Gap, ...] = ()
    kind: Literal["line", "choice"] = "line"
    conditional: bool = False
    id_place: int = -1
    speaker_place: int = -1

    @property
    def written(self) -> str:
        """The text as its author wrote it: what an editor shows and `replace_line` takes."""
        return self.excerpt.text

    def spoken(self, variables: Mapping[str, str] = NO_VARIABLES) -> Excerpt:
        """The tagged text to be spoken, the line's own mood in front.

        Variables are spoken as `variables` has them and left out where it has nothing;
        `missing` tells which.
        """
        parts: list[tuple[str, int]] = []
        if self.mood:
            parts.append((f"[{self.mood}] ", self.mood_place - 1))
        place = 0
        for gap in self.gaps:
            parts += self.excerpt.parts(place, gap.start)
            words = gap.words
            if gap.kind == "variable":
                words = _BRACKETS.sub(r"\\\g<0>", variables.get(gap.name, ""))
            at = gap.words_at if gap.words_at >= 0 else gap.start
            parts.append((words, self.excerpt.place(at)))
            place = gap.stop
        parts += self.excerpt.parts(place, len(self.written))
        return Excerpt.joined(parts, self.excerpt.end)

    def missing(self, variables: Mapping[str, str] = NO_VARIABLES) -> tuple[Gap, ...]:
        """The gaps for which there are no words: a file of this line would lack them."""
        return tuple(
            gap
            for gap in self.gaps
            if gap.kind in ("alternatives", "condition")
            or (gap.kind == "variable" and not variables.get(gap.name))
        )
