r"""What stands inside a line's text in a format's own way: variables, markup, escapes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from moodvox.dialogue.line import Gap

_BRACE = re.compile(r"\{+\s*([$\w.]+)\s*\}+")


def braces(written: str) -> tuple[Gap, ...]:
    """Variables as sheets and plain scripts have them: `{name}`, `{{name}}`, `{0}`."""
    return tuple(
        Gap("variable", match.start(), match.end(), variable_name(match[1]))
        for match in _BRACE.finditer(written)
    )


def variable_name(expression: str) -> str:
    """The name by which a project gives an example: without `$` and spaces."""
    return expression.strip().lstrip("$").strip()


def in_order(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Gaps as they follow each other; of two that overlap the longer, outer one stays."""
    kept: list[Gap] = []
    for gap in sorted(gaps, key=lambda gap: (gap.start, -gap.stop)):
        if not kept or gap.start >= kept[-1].stop:
            kept.append(gap)
    return tuple(kept)
