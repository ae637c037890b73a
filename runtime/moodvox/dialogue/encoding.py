"""From a file's bytes to its text: UTF-8, with or without a byte order mark."""

from __future__ import annotations

import codecs

from moodvox.errors import ScriptError

BOM = codecs.BOM_UTF8


def decode(content: bytes, file: str) -> str:
    """The text of a UTF-8 file, without its byte order mark.

    Raises:
        ScriptError: it is something else; the hint says what it looks like and what to do.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_wide(content):
        raise ScriptError("the file is UTF-16, not UTF-8", file=file, hint=_advice("UTF-16", file))
    body = content.removeprefix(BOM)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        before = body[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8")) + 1
        byte = body[error.start : error.start + 1]
        letter = byte.decode("cp1252", "replace")
        seen = f" (in Windows-1252 it would be '{letter}')" if letter.isprintable() else ""
        raise ScriptError(
            f"byte 0x{byte.hex()} is not UTF-8{seen}",
            file=file, line=line, column=column, hint=_advice("WINDOWS-1252", file),
        ) from error  # fmt: skip
    zero = text.find("\0")
    if zero >= 0:
        raise ScriptError(
            "a zero byte: this is no text file",
            file=file,
            line=text.count("\n", 0, zero) + 1,
            column=zero - text.rfind("\n", 0, zero),
        )
    return text


def encode(text: str, *, bom: bool) -> bytes:
    """`text` as UTF-8."""
    return (BOM if bom else b"") + text.encode("utf-8")


def _looks_wide(content: bytes) -> bool:
    """UTF-16 without its mark: every other byte of the beginning is zero."""
    head = content[:256]
    return len(head) >= 8 and (not any(head[1::2]) or not any(head[0::2]))


def _advice(name: str, file: str) -> str:
    return f"save it as UTF-8, or: iconv -f {name} -t UTF-8 '{file}' > new"
