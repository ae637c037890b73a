"""A training's config: one file per experiment that states only its difference."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from moodvox.errors import InputError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

C = TypeVar("C", bound="DataclassInstance")


class ConfigError(InputError):
    """An experiment's config, roster or checkpoint does not fit."""

    code = "bad_config"


def read_config(kind: type[C], path: Path | None) -> C:
    """The config in a TOML file; what it does not state, or all without a file, is default.

    Raises:
        ConfigError: it cannot be read, has a key that is none of ours, or a value of
            another type.
    """
    if path is None:
        return kind()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        known = sorted(f.name for f in fields(kind))
        if unknown := sorted(set(values) - set(known)):
            raise ConfigError(f"unknown keys {unknown}", where=str(path), hint=f"known: {known}")
        return msgspec.convert(values, kind)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigError(str(error), where=str(path)) from error
