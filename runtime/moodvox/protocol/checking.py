"""Faults of what is being written: check, diagnostics."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from moodvox.protocol import limits
from moodvox.protocol.fields import Count, Label, Name, Prose, Wire

Place = Annotated[int, Meta(ge=1, le=1_000_000)]


class Check(Wire, frozen=True, kw_only=True, tag="check"):
    """engine -> sidecar: read this as the game would, and say what is wrong with it.

    Answered by one `diagnostics`, or an `error` with its id.
    """

    id: Name
    """Comes back in the answer."""
    text: Annotated[str, Meta(max_length=limits.MAX_CHECK_CHARS)]
    """One tagged line, or a whole file as it stands in the editor, saved or not."""
    file: Label = ""
    """Its name, whose ending says how it is read: "tavern.mood" is a scene, "tavern.yarn" is
    Yarn's, and so on for all that `moodvox check` knows; "" and any other is one tagged line
    in each row. Nothing is read from disk."""
    voice: Name | None = None
    """Whose emotions may be named; None: those of all voices."""


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that is wrong, or worth knowing, at its place."""

    line: Place
    column: Place
    """Both from 1, in Unicode code points."""
    severity: Literal["error", "warning"]
    """A line with an error cannot be spoken; a warning says what of it is not."""
    message: Prose
    hint: Prose = ""
    """What to do about it."""


class Diagnostics(Wire, frozen=True, kw_only=True, tag="diagnostics"):
    """sidecar -> engine: everything that a `check` found, in reading order."""

    id: Name
    findings: Annotated[list[Finding], Meta(max_length=limits.MAX_FINDINGS)] = msgspec.field(
        default_factory=list
    )
    left_out: Count = 0
    """Findings beyond those."""
