"""What listeners chose, kept as one JSON object in each line of a file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from moodvox.errors import InputError

Choice = Literal["a", "b", "same"]


@dataclass(frozen=True)
class Rating:
    """One judgement of one listener.

    Attributes:
        test: what was compared, such as "quality | fast"; ratings of one test belong together.
        item: which line.
        choice: the variant that was preferred, whichever was heard first.
        first: the one that was heard first.
        rater: the listener's name for themselves.
        seed: of the order.
        at: when, ISO 8601 in UTC; "" if unknown.
    """

    test: str
    item: str
    choice: Choice
    first: Literal["a", "b"]
    rater: str = ""
    seed: int = 0
    at: str = ""


def keep(path: Path, rating: Rating) -> None:
    """Add a rating at the end of a file, which is made if it is not there.

    Raises:
        InputError: the file cannot be written.
    """
    text = json.dumps(asdict(rating), ensure_ascii=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as fault:
        raise InputError(f"cannot keep a rating: {fault}", where=str(path)) from None


def load(path: Path) -> list[Rating]:
    """The ratings of a file in their order; empty lines are nothing.

    Raises:
        InputError: the file cannot be read, or a line is no rating.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"cannot be read: {fault}", where=str(path)) from None
    return [
        _rating(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()
    ]


def _rating(line: str, where: str) -> Rating:
    try:
        fields = json.loads(line)
        rating = Rating(**fields)
    except (ValueError, TypeError) as fault:
        raise InputError(f"no rating: {fault}", where=where) from None
    if rating.choice not in get_args(Choice) or rating.first not in ("a", "b"):
        raise InputError(
            f"nobody can choose '{rating.choice}' after '{rating.first}'",
            where=where,
            hint="choice: a, b or same; first: a or b",
        )
    return rating
