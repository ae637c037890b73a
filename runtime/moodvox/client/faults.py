"""What can go wrong for a client.

MoodvoxError
├── LineError        one line was refused or failed; the sidecar says why
├── AnswerError      a question was refused; the sidecar says why
└── SidecarError     the sidecar cannot be started, does not answer, or has gone
    └── HelloError   it does not let this client in
"""

from __future__ import annotations

from moodvox.errors import MoodvoxError
from moodvox.protocol import Error


class LineError(MoodvoxError):
    """The line ended with this error; `code`, `where` and `hint` are the sidecar's."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.message, where=error.where, hint=error.hint)
        self.code = error.code
        self.line = error.id


class AnswerError(MoodvoxError):
    """The question was answered by this error; `code`, `where` and `hint` are the sidecar's."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.message, where=error.where, hint=error.hint)
        self.code = error.code


class SidecarError(MoodvoxError):
    """The sidecar cannot be started, does not answer, or has gone."""

    code = "sidecar"


class HelloError(SidecarError):
    """The sidecar does not let this client in (token, protocol version)."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.message, where=error.where, hint=error.hint)
        self.code = error.code
