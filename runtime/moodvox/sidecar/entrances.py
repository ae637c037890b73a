"""Lines on their way to the stage: opened a few at a time, after their voice is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from moodvox.sidecar.line import LineKey, SpokenLine
from moodvox.sidecar.resting import Resting, VoiceTier
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.request import LineRequest

LoadBeside = Callable[[str, str], None]
"""Load this tier of this voice and call `Stage.loaded`."""

OpenBeside = Callable[[SpokenLine, LineRequest], None]
"""Open this line and call `Stage.opened` with the outcome."""

AT_ONCE = 4
"""So many lines are on their way together: whoever opens them has never to wait for the
stage's thread, and a more urgent line that comes now waits for few."""


class Entrances:
    """A line whose voice has to be loaded first keeps no other from being opened.

    Args:
        engine: what holds the voices.
        open_beside: opens lines.
        load_beside: loads voices; None: opening a line does.
        resting: is told of every use.
    """

    def __init__(
        self,
        engine: SpeechEngine,
        open_beside: OpenBeside,
        load_beside: LoadBeside | None,
        resting: Resting,
    ) -> None:
        self._engine = engine
        self._open_beside = open_beside
        self._load_beside = load_beside
        self._resting = resting
        self._opening: dict[LineKey, SpokenLine] = {}
        self._loading: dict[VoiceTier, list[tuple[SpokenLine, LineRequest]]] = {}

    @property
    def loading(self) -> frozenset[VoiceTier]:
        """Voices on their way."""
        return frozenset(self._loading)

    def is_free(self, current: Mapping[LineKey, SpokenLine]) -> bool:
        """Whether another line may be opened now; those that wait for a voice don't count.

        Not while one is on its way that is no longer among the `current` lines: its name
        may be another's by now.
        """
        if any(current.get(key) is not line for key, line in self._opening.items()):
            return False
        waiting = {line.key for lines in self._loading.values() for line, _ in lines}
        return len(self._opening.keys() - waiting) < AT_ONCE

    @property
    def is_busy(self) -> bool:
        """Whether any line is being opened; those that wait for their voice are not."""
        return len(self._opening) > sum(map(len, self._loading.values()))

    def has(self, key: LineKey) -> bool:
        """Whether this line is being opened."""
        return key in self._opening

    def prepare(self, model: VoiceTier, now_s: float) -> None:
        """A line will need this voice: have it loaded while the line waits for its turn."""
        self._resting.use(*model, now_s)
        if self._load_beside is None or model in self._loading:
            return
        if not self._engine.is_loaded(*model):
            self._loading[model] = []
            self._load_beside(*model)

    def enter(self, line: SpokenLine, request: LineRequest, model: VoiceTier, now_s: float) -> None:
        """Open a line, when its voice is there."""
        self._opening[line.key] = line
        self.prepare(model, now_s)
        if model in self._loading:
            self._loading[model].append((line, request))
        else:
            self._open_beside(line, request)

    def loaded(self, model: VoiceTier) -> None:
        """A voice was loaded, or could not be: then the lines that need it will say why."""
        for line, request in self._loading.pop(model, []):
            self._open_beside(line, request)
        self._resting.reloads += 1

    def entered(self, line: SpokenLine) -> None:
        """A line is open, or could not be opened."""
        self._opening.pop(line.key, None)
