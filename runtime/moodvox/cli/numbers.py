"""Numbers on the command line, refused by argparse where they can mean nothing."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable


def whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`, for `add_argument(type=...)`."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"'{text}' is no whole number") from None
        _check(value, least, most)
        return value

    return read


def number(least: float, most: float | None = None) -> Callable[[str], float]:
    """A reader of finite numbers from `least` to `most`, for `add_argument(type=...)`."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"'{text}' is no number") from None
        if not math.isfinite(value):
            raise argparse.ArgumentTypeError(f"'{text}' is no finite number")
        _check(value, least, most)
        return value

    return read


def wholes(least: int) -> Callable[[str], tuple[int, ...]]:
    """A reader of "1,4,8", each at least `least`."""
    read = whole(least)
    return lambda text: tuple(read(word) for word in text.split(","))


def _check(value: float, least: float, most: float | None) -> None:
    if value < least:
        raise argparse.ArgumentTypeError(f"{value:g} is below {least:g}")
    if most is not None and value > most:
        raise argparse.ArgumentTypeError(f"{value:g} is above {most:g}")
