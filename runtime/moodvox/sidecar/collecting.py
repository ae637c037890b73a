"""Python's collector of cycles: at work while nobody speaks.

It stops every thread, for 5 to 50 ms once some hundred lines are remembered. What is
spoken leaves no cycles behind (held by a test), so there is nothing for it to find meanwhile.
"""

from __future__ import annotations

import gc
from types import TracebackType
from typing import Final, Self

SOME: Final = 20_000
"""So many new objects, about those of three hundred lines, are looked through in a pause."""

MANY: Final = 1_000_000
"""So many are looked through at any time: somebody makes cycles after all."""


class Collecting:
    """Takes over from Python's own timing while it is entered."""

    def __enter__(self) -> Self:
        gc.freeze()  # what is loaded by now stays, and is walked no more
        gc.disable()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        gc.enable()

    def look(self, *, speaking: bool) -> bool:
        """Collect if it is time; whether it was."""
        if gc.get_count()[0] < (MANY if speaking else SOME):
            return False
        gc.collect()
        return True
