"""What is given up first when there is not time for all, and when it comes back."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

STORY = 65
"""Lines of this priority and above carry the story."""

AMBIENT = 35
"""Lines below this priority are chatter."""

Kind = Literal["story", "normal", "ambient"]


class Level(IntEnum):
    """How hard it presses; each level keeps what the ones before it gave up."""

    CALM = 0
    """Chatter is `fast`, all else `quality`."""
    THRIFTY = 1
    """Normal lines are `fast` too."""
    DELAYING = 2
    """Chatter is not begun."""
    DROPPING = 3
    """Chatter that waited longer than `PATIENCE_S` is dropped."""
    LAST = 4
    """Story lines are `fast` too."""


PATIENCE_S = 2.0
"""How long chatter waits for better times before it is dropped."""

PRESSED = 1.0
"""Demand above this is more than there is."""

RELIEVED = 0.75
"""Demand below this leaves room to take something back."""

UP_S = 0.4
"""How long it must press before one more thing is given up."""

LATE_S = 0.5
"""Late blocks press for so long: where they come now and then, somebody hears a hole every
second, and no look by itself sees more than one."""

AGAIN_S = 1.0
"""A late block that none came before in this time is the machine's hiccup, and no pressure."""

DOWN_S = 3.0
"""How long it must be easy before one thing is taken back."""


def kind_of(priority: int) -> Kind:
    """What a line is to the player."""
    return "story" if priority >= STORY else "ambient" if priority < AMBIENT else "normal"


@dataclass
class Governor:
    """Goes up one level at a time while it presses, and down more slowly.

    Between `RELIEVED` and `PRESSED`, and for `DOWN_S`, it stays where it is: a tier that
    flickers is heard more than a lower one.
    """

    level: Level = Level.CALM
    changes: int = 0
    _late_s: float = field(default=-math.inf, repr=False)
    _late_again_s: float = field(default=-math.inf, repr=False)
    _pressed_since_s: float | None = field(default=None, repr=False)
    _eased_since_s: float | None = field(default=None, repr=False)

    def look(self, now_s: float, demand: float, late_blocks: int = 0) -> Level:
        """Look at what is asked of the machine.

        Args:
            now_s: of a clock that does not go back.
            demand: time that all lines together would need, by the time there is.
            late_blocks: rendered too late since the last look.
        """
        if late_blocks:
            if now_s - self._late_s < AGAIN_S:
                self._late_again_s = now_s
            self._late_s = now_s
        if demand > PRESSED or now_s - self._late_again_s < LATE_S:
            self._eased_since_s = None
            self._pressed_since_s = _since(self._pressed_since_s, now_s)
            if now_s - self._pressed_since_s >= UP_S and self.level < Level.LAST:
                self._change(self.level + 1, now_s)
        elif demand < RELIEVED:
            self._pressed_since_s = None
            self._eased_since_s = _since(self._eased_since_s, now_s)
            if now_s - self._eased_since_s >= DOWN_S and self.level > Level.CALM:
                self._change(self.level - 1, now_s)
        else:
            self._pressed_since_s = self._eased_since_s = None
        return self.level

    def tier(self, priority: int, tiers: tuple[str, ...]) -> str:
        """The tier of an `auto` line that begins now, of those that its voice has.

        Raises:
            ValueError: the voice has no tier at all.
        """
        fast_from = {"ambient": Level.CALM, "normal": Level.THRIFTY, "story": Level.LAST}
        wanted = "fast" if self.level >= fast_from[kind_of(priority)] else "quality"
        if wanted in tiers:
            return wanted
        if not tiers:
            raise ValueError("a voice has at least one tier")
        return tiers[0]

    def holds_back(self, priority: int) -> bool:
        """Whether a line that was not begun has to wait, whatever room there is."""
        return self.level >= Level.DELAYING and kind_of(priority) == "ambient"

    def gives_up(self, priority: int, waited_s: float) -> bool:
        """Whether a line that was not begun is dropped."""
        pressed = self.level >= Level.DROPPING and kind_of(priority) == "ambient"
        return pressed and waited_s > PATIENCE_S

    def _change(self, level: int, now_s: float) -> None:
        self.level = Level(level)
        self.changes += 1
        self._pressed_since_s = self._eased_since_s = now_s


def _since(begun_s: float | None, now_s: float) -> float:
    return now_s if begun_s is None else begun_s
