"""What only a sidecar refuses: the sender gets one `error`, nobody else notices."""

from __future__ import annotations

from moodvox.errors import InputError
from moodvox.protocol.faults import WireCode


class RefusedError(InputError):
    """A message is well formed and can still not be done now; `code` is for the wire."""

    def __init__(self, code: WireCode, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message, where=where, hint=hint)
        self.code = code
