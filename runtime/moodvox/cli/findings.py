"""Findings in the forms that people, editors and build servers read."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from moodvox import __version__
from moodvox.project.diagnostics import Diagnostic

_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


def as_text(found: Sequence[Diagnostic]) -> str:
    """A row for each, and a last one that says whether all is well."""
    rows = [str(entry) for entry in found]
    if not any(entry.severity == "error" for entry in found):
        rows.append("no errors")
    return "\n".join(rows)


def as_json(found: Sequence[Diagnostic]) -> str:
    """A list of records."""
    records = [entry.as_dict() for entry in found]
    return json.dumps(records, ensure_ascii=False, indent=2)


def as_github(found: Sequence[Diagnostic]) -> str:
    """Workflow commands: GitHub shows them beside the changed lines."""
    return "\n".join(
        f"::{_GITHUB[entry.severity]} file={_property(_relative(entry.file))},line={entry.line},"
        f"col={entry.column}::{_data(entry.message + (f' ({entry.hint})' if entry.hint else ''))}"
        for entry in found
    )


def as_sarif(found: Sequence[Diagnostic]) -> str:
    """SARIF 2.1.0, which code hosts and editors import."""
    results = [
        {
            "level": entry.severity,
            "ruleId": "moodvox",
            "message": {
                "text": entry.message + (f" ({entry.hint})" if entry.hint else ""),
            },
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _relative(entry.file)},
                        "region": {"startLine": entry.line, "startColumn": entry.column},
                    }
                }
            ],
        }
        for entry in found
    ]
    driver = {"name": "moodvox check", "version": __version__, "rules": [{"id": "moodvox"}]}
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


FORMS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}


def _relative(file: str) -> str:
    """The path from here, as build servers want it; as it is if it lies elsewhere."""
    try:
        return Path(file).resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return Path(file).as_posix()


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
