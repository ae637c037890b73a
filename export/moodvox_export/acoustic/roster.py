"""Who the voice can be: recorded speakers, and virtual ones made from them.

A roster is a TOML file. Its first lines say which voice it is; then comes one table a
speaker, in the order of their rows, the leading one first:

    name = "inn"
    title = "The voices of our inn"
    licence = "CC-BY-4.0"            # SPDX, of the voice

    [[speaker]]
    name = "anna"                    # as the corpus calls who is heard
    title = "Anna, an innkeeper"
    share = 0.6                      # how often it is drawn in training
    random_share = 0.2               # how often somebody random is made from it
    band_limit_hz = 7000             # where its recordings end; all that there is without

    [[speaker]]
    name = "imp"
    title = "Imp, small and quick"
    source = "anna"                  # a virtual speaker is made from a recorded one
    share = 0.2
    voice = { formants = 1.12, pitch_st = 5.0, rate = 1.06 }
"""

from __future__ import annotations

import functools
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import msgspec

from moodvox.errors import nearest
from moodvox.voices.manifest import Name
from moodvox_export.acoustic.transform import Voice
from moodvox_export.training.config import ConfigError

BUNDLED = Path(__file__).parent / "hearth.toml"
VOICE_KEYS = tuple(f.name for f in fields(Voice))
Share = Annotated[float, msgspec.Meta(ge=0.0)]


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A speaker of the voice, as the file above describes it.

    Above `band_limit_hz` the model fills in what it learned from the others.
    """

    name: Name
    title: Annotated[str, msgspec.Meta(min_length=1)]
    share: Share
    random_share: Share = 0.0
    made_from: str = msgspec.field(default="", name="source")
    gender: str = ""
    age: str = ""
    voice: Voice = Voice()
    band_limit_hz: Annotated[float, msgspec.Meta(gt=0.0)] = 12_000.0

    @property
    def source(self) -> str:
        """Whose recordings it speaks with."""
        return self.made_from or self.name


class Roster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which voice it is, and who is in it."""

    name: Name
    title: Annotated[str, msgspec.Meta(min_length=1)]
    licence: Annotated[str, msgspec.Meta(min_length=1)]
    members: Annotated[tuple[Member, ...], msgspec.Meta(min_length=1)] = msgspec.field(
        name="speaker"
    )

    @property
    def recorded(self) -> tuple[str, ...]:
        """Names of those whose recordings are needed."""
        return tuple(m.name for m in self.members if m.source == m.name)

    def record(self) -> dict[str, Any]:
        """For a checkpoint."""
        table: dict[str, Any] = msgspec.to_builtins(self)
        return table

    def check_heard(self, heard: Iterable[str]) -> None:
        """Whether a corpus has everybody.

        Raises:
            ConfigError: nobody of that name is heard in it.
        """
        known = sorted(set(heard))
        for name in self.recorded:
            if name not in known:
                raise ConfigError(
                    f"no recordings of '{name}'", where=f"roster '{self.name}'",
                    hint=nearest(name, known),
                )  # fmt: skip


def load_roster(path: Path | None) -> Roster:
    """The roster in a TOML file; without one, the bundled voice's.

    Raises:
        ConfigError: it cannot be read, a field is unknown or wrong, a name stands twice, a
            source is nobody recorded, or nobody would ever be drawn.
    """
    if path is None:
        return bundled()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(str(error), where=str(path)) from error
    return roster_of(table, str(path))


def roster_of(record: dict[str, Any], where: str) -> Roster:
    """What `Roster.record` gave, or a file holds.

    Raises:
        ConfigError: as `load_roster`.
    """
    try:
        roster = msgspec.convert(record, Roster)
    except msgspec.ValidationError as error:
        raise ConfigError(str(error), where=where) from error
    for row in record["speaker"]:
        for key in row.get("voice", {}):
            if key not in VOICE_KEYS:
                raise ConfigError(
                    f"unknown key '{key}' in the voice of '{row['name']}'", where=where,
                    hint=nearest(key, VOICE_KEYS),
                )  # fmt: skip
    _check(roster, where)
    return roster


def _check(roster: Roster, where: str) -> None:
    for name, count in Counter(m.name for m in roster.members).items():
        if count > 1:
            raise ConfigError(f"'{name}' stands {count} times", where=where)
    for member in roster.members:
        if member.source not in roster.recorded:
            raise ConfigError(
                f"the source '{member.source}' of '{member.name}' is no recorded speaker",
                where=where, hint=nearest(member.source, roster.recorded),
            )  # fmt: skip
        if member.random_share and member.source != member.name:
            raise ConfigError(
                f"'{member.name}' is not recorded and has a random_share", where=where,
                hint=f"give it to '{member.source}'",
            )  # fmt: skip
    if not any(m.share for m in roster.members):
        raise ConfigError("every share is 0", where=where)


@functools.cache
def bundled() -> Roster:
    """Of the voice that comes with Moodvox."""
    return roster_of(tomllib.loads(BUNDLED.read_text(encoding="utf-8")), str(BUNDLED))
