"""How far long work is, for a person at a terminal; silent when stderr is a file."""

from __future__ import annotations

import sys
import time
from types import TracebackType

EVERY_S = 0.1


class Progress:
    """One line on stderr that overwrites itself. Use it with `with`."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._next_s = 0.0
        self._width = 0

    def tell(self, text: str) -> None:
        """Show `text` unless the last one was shown a moment ago."""
        now_s = time.monotonic()
        if self._shown and now_s >= self._next_s:
            self._next_s = now_s + EVERY_S
            self._write(text)

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r{text:<{self._width}}")
        sys.stderr.flush()
        self._width = len(text)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._width:
            self._write("")
            sys.stderr.write("\r")
