"""CURVE keys in files: the sidecar's pair, and the public keys of those it lets in."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from moodvox.errors import InputError
from moodvox.transport import CurveKeys

Z85 = re.compile(r"[0-9a-zA-Z.\-:+=^!/*?&<>()\[\]{}@%$#]{40}")
"""A key as text (ZeroMQ RFC 32)."""

HEADER = "# The CURVE keys of a Moodvox sidecar. Who has the secret one can pose as it.\n"


def read_or_make_keys(path: Path) -> CurveKeys:
    """The key pair in `path`; made there, for its owner only, if there is no such file.

    A new pair's public key goes into a file beside it, `path` with ``.pub``.

    Raises:
        InputError: the file cannot be read or written, or holds no key pair.
    """
    try:
        if not path.exists():
            return _make(path)
        fields = tomllib.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise InputError(f"no keys: {fault.strerror}", where=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        fields = {}
    public, secret = fields.get("public"), fields.get("secret")
    if not _is_key(public) or not _is_key(secret):
        raise InputError(
            "this file holds no CURVE key pair",
            where=str(path),
            hint="name a file that is not there yet, and one is made",
        )
    return CurveKeys(str(public), str(secret))


def read_public_key(given: str) -> str:
    """A client's public key, given as it is or as a file that holds it.

    Raises:
        InputError: it is neither.
    """
    if _is_key(given):
        return given
    try:
        text = Path(given).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError, ValueError):
        text = ""
    if not _is_key(text):
        raise InputError(
            f"'{given}' is no public key and no file that holds one",
            where="--allow",
            hint="a key has 40 characters",
        )
    return text


def _make(path: Path) -> CurveKeys:
    keys = CurveKeys.generate()
    path.touch(0o600)
    path.write_text(f"{HEADER}public = '{keys.public}'\nsecret = '{keys.secret}'\n", "utf-8")
    path.with_name(path.name + ".pub").write_text(keys.public + "\n", "utf-8")
    return keys


def _is_key(value: object) -> bool:
    return isinstance(value, str) and Z85.fullmatch(value) is not None
