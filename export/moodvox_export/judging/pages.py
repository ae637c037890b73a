"""Measured tables put into documents, between markers, so that one command renews them."""

from __future__ import annotations

import re
from pathlib import Path

from moodvox.errors import InputError
from moodvox_export.training.states import write_whole


def put(page: Path, mark: str, text: str) -> None:
    """Replace what stands between `<!-- mark -->` and `<!-- /mark -->` in `page`.

    Raises:
        InputError: the page is missing or has not exactly one such pair.
        NotWrittenError: it cannot be written; the old one stays.
    """
    if not page.is_file():
        raise InputError("no such page", where=str(page))
    whole = page.read_text(encoding="utf-8")
    pattern = re.compile(rf"(<!-- {re.escape(mark)} -->\n).*?(<!-- /{re.escape(mark)} -->)", re.S)
    if len(pattern.findall(whole)) != 1:
        raise InputError(
            f"no single pair of markers '{mark}'", where=str(page),
            hint=f"put the lines <!-- {mark} --> and <!-- /{mark} --> where the table belongs",
        )  # fmt: skip
    renewed = pattern.sub(lambda found: f"{found[1]}\n{text.strip()}\n\n{found[2]}", whole)
    write_whole(renewed.encode(), page)
