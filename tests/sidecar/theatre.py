"""A stage without sockets and threads, on a clock that the test holds."""

from __future__ import annotations

from typing import Any

from moodvox.errors import MoodvoxError
from moodvox.protocol import Block, Credit, Hello, Message, Speak
from moodvox.sidecar.casting import Casting
from moodvox.sidecar.line import SpokenLine
from moodvox.sidecar.stage import Stage
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import LineStream

TEXT = "the quick brown fox jumps over the lazy dog"


class Theatre:
    """A stage whose lines are opened when the test says so, and all that it sent."""

    def __init__(self, engine: SpeechEngine, **stage: Any) -> None:
        self.now_s = 100.0
        self.sent: list[tuple[int, Message]] = []
        self.waiting: list[tuple[SpokenLine, LineRequest]] = []
        self.engine = engine
        voices = ("ramp", "eager")
        casting = Casting({name: engine.shelf.load(name).presets.names for name in voices})
        self.stage = Stage(
            engine,
            casting,
            clock=lambda: self.now_s,
            send=lambda session, message: self.sent.append((session, message)),
            open_beside=lambda line, request: self.waiting.append((line, request)),
            block_s=0.04,
            **stage,
        )

    def speak(self, line: str, *, session: int = 1, character: str = "Marta", **more: Any) -> None:
        fields = {"text": TEXT, "voice": "ramp", **more}
        speak = Speak(id=line, character=character, **fields)
        self.stage.speak(session, Hello(lead_ms=200.0), speak, self.now_s)

    def open_all(self) -> None:
        """Open what waits to be opened."""
        for line, request in self.waiting:
            try:
                outcome: LineStream | MoodvoxError = self.engine.open(request)
            except MoodvoxError as fault:
                outcome = fault
            self.stage.opened(line, outcome, 0.001)
        self.waiting.clear()

    def run(self) -> None:
        """Work until there is nothing to do."""
        while self.stage.turn() or self.waiting:
            self.open_all()

    def messages(self, line: str, session: int = 1) -> list[Message]:
        """What was sent about a line."""
        return [m for s, m in self.sent if s == session and getattr(m, "id", None) == line]

    def credit_all(self, line: str, *, session: int = 1) -> None:
        """Nobody listens to this line: all of it is wanted."""
        self.stage.credit(session, Credit(id=line, played_samples=1 << 40))

    def pcm(self, line: str, session: int = 1) -> bytes:
        """The samples of a line that were sent."""
        return b"".join(m.audio for m in self.messages(line, session) if isinstance(m, Block))

    def samples(self, line: str, session: int = 1) -> int:
        """How many samples of a line were sent."""
        return sum(m.samples for m in self.messages(line, session) if isinstance(m, Block))
