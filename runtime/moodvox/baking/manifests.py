"""What games read: one manifest in the Godot addon's form, one in the Unity package's.

Written row by row out of the lines' records, so that ten thousand lines need no more
memory than one. Phonemes stay in the records: no engine asks for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from moodvox.baking.order import BakeLine
from moodvox.baking.store import Store

GODOT_FILE = "manifest.json"
UNITY_FILE = "unity.json"

MARKS = ("word", "viseme")


def write_manifests(store: Store, lines: Iterable[BakeLine]) -> None:
    """Write both, of the lines that have a sound.

    Raises:
        FolderError: they cannot be written; the old ones stay.
    """
    with store.writing(GODOT_FILE) as godot, store.writing(UNITY_FILE) as unity:
        godot.write('{"moodvox_baked": 1, "lines": [')
        unity.write('{"format": 1, "lines": [')
        comma = "\n"
        for line in lines:
            record = store.record(line.name)
            if record is None:
                continue
            godot.write(comma + _row(_godot(record)))
            unity.write(comma + _row(_unity(record)))
            comma = ",\n"
        godot.write("\n]}\n")
        unity.write("\n]}\n")


def _row(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def _common(record: Mapping[str, Any]) -> dict[str, Any]:
    names = ("character", "text", "file", "sample_rate_hz", "samples")
    marks = [mark for mark in record["marks"] if mark["kind"] in MARKS]
    return {**{name: record[name] for name in names}, "marks": marks}


def _godot(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": record["id"],
        **_common(record),
        "hash": record["exact"],
        "moods": record["moods"],
    }


def _unity(record: Mapping[str, Any]) -> dict[str, Any]:
    moods = [
        {
            "first_sample": first,
            "mood": [{"emotion": name, "weight": weight} for name, weight in mood.items()],
        }
        for first, mood in record["moods"]
    ]
    return {**_common(record), "fingerprint": record["exact"], "moods": moods}
