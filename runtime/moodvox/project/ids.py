"""Which ids are taken, and by which line: an id names a baked file, and stands once."""

from __future__ import annotations


class Ids:
    """The ids of all files of a check, each with the place of its first line."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}

    def taken(self, line_id: str, place: str) -> str:
        """The place of the first line of that id; "" if it is this one."""
        first = self._places.setdefault(line_id, place)
        return "" if first == place else first
