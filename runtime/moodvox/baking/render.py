"""One line baked: the same samples that the sidecar sends a game, with marks and moods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from moodvox.baking.encoding import SoundFormat, sound_bytes, to_int16
from moodvox.baking.order import BakeLine
from moodvox.baking.prints import Prints
from moodvox.baking.store import RECORD_FORMAT, FolderError, Store
from moodvox.enrolment.places import enrolled_folders
from moodvox.errors import MoodvoxError
from moodvox.mood.curve import MoodCurve
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.phonemes.frontends import VoiceText
from moodvox.project.project import Project
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader, ReadLine
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import LineStream
from moodvox.voices.presets import DEFAULT_PATH
from moodvox.voices.shelf import Shelf

BLOCK_HOPS = 20
"""0.2 s: how finely moods are noted. Samples do not depend on it."""


@dataclass(frozen=True)
class BakeSettings:
    """Everything that a process needs to bake lines of a project.

    Attributes:
        out: the folder that sounds go to.
        project: the project's file or folder; None = there is none.
        voices: folders of voices beside those that are found anyway.
        enrolled: where the user's enrolled speakers stand; None = the usual place.
        form: of the sound files.
        threads: compute threads of each process.
        providers: as `SpeechEngine`'s.
    """

    out: Path
    project: Path | None = None
    voices: tuple[Path, ...] = ()
    enrolled: Path | None = None
    form: SoundFormat = "wav"
    threads: int = 1
    providers: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a line.

    Attributes:
        state: `unchanged` if its sound would be what is there already.
        seconds: length of the sound.
        message: why it failed, with its place.
        notices: what of its text is not spoken.
        hopeless: nothing can be written any more.
    """

    name: str
    state: Literal["baked", "unchanged", "failed"]
    seconds: float = 0.0
    message: str = ""
    notices: tuple[str, ...] = ()
    hopeless: bool = False


@dataclass(frozen=True, eq=False)
class _OnceReader(LineReader):
    """Reads a line once, though its fingerprint and its sound both ask for it."""

    _last: list[tuple[LineRequest, ReadLine]] = field(default_factory=list)

    def read(
        self, request: LineRequest, emotions: Sequence[str], voice: VoiceText | None = None
    ) -> ReadLine:
        if not self._last or self._last[0][0] is not request:
            self._last[:] = [(request, super().read(request, emotions, voice))]
        return self._last[0][1]


@dataclass(frozen=True, eq=False)
class Kitchen:
    """What lines are baked with, in one process."""

    settings: BakeSettings
    project: Project
    engine: SpeechEngine
    prints: Prints = field(init=False)

    def __post_init__(self) -> None:
        prints = Prints(self.project, self.engine, self.settings.form)
        object.__setattr__(self, "prints", prints)

    @classmethod
    def open(cls, settings: BakeSettings) -> Kitchen:
        """Read the project; voices are loaded by the first line that needs them.

        Raises:
            ProjectError: the project or its lexicon is wrong.
            VoiceError: a folder of voices does not exist.
        """
        shelf = Shelf(settings.voices, enrolled_folders(settings.project, settings.enrolled))
        project = Project.empty()
        if settings.project is not None:
            emotions = [*CORE_EMOTIONS, *shelf.enrolled_emotions()]
            project = Project.load(settings.project, emotions=emotions)
        engine = SpeechEngine(
            shelf,
            _OnceReader.english(project.lexicon, project.presets),
            threads=settings.threads,
            providers=settings.providers,
            emotion_path=project.defaults.mood_path or DEFAULT_PATH,
        )
        return cls(settings, project, engine)

    def request(self, line: BakeLine) -> LineRequest:
        """The line as the sidecar would speak it for a character at its temperament."""
        member = self.project.member(line.speaker)
        return LineRequest(
            line.id,
            line.text,
            voice=member.voice,
            speaker=member.speaker,
            mood=MoodCurve.constant(member.temperament),
            tier="quality" if member.tier == "auto" else member.tier,
            seed=self.project.defaults.seed,
            rate=member.rate,
            pitch_st=member.pitch_st,
            take=self.project.takes.get(line.id),
        )

    def bake(self, line: BakeLine) -> Outcome:
        """Bake a line into the folder; a line that fails is an outcome and no error."""
        try:
            return self._bake(line)
        except FolderError as error:
            return Outcome(line.name, "failed", message=str(error), hopeless=True)
        except MoodvoxError as error:
            return Outcome(line.name, "failed", message=f"{line.place}: {error}")
        except Exception as error:  # a device or a model may fail in any way
            message = f"{line.place}: {type(error).__name__}: {error}"
            return Outcome(line.name, "failed", message=message)

    def _bake(self, line: BakeLine) -> Outcome:
        store = Store(self.settings.out)
        request = self.request(line)
        quick = self.prints.quick(line)
        pack = self.engine.shelf.load(request.voice)
        read = self.engine.reader.read(request, pack.presets.names, pack.text)
        exact = self.prints.exact(request, read)
        before = store.record(line.name)
        if before is not None and before["exact"] == exact and _is_of(before, line, self.settings):
            store.write_record(line.name, {**before, "quick": quick})
            return Outcome(line.name, "unchanged", before["samples"] / before["sample_rate_hz"])
        stream = self.engine.open(request)
        samples: list[np.ndarray[Any, np.dtype[np.int16]]] = []
        moods: list[tuple[int, dict[str, float]]] = []
        while not stream.finished:
            (block,) = self.engine.render([stream], BLOCK_HOPS)
            samples.append(to_int16(block.pcm))
            mood = block.mood.as_dict()
            if not moods or moods[-1][1] != mood:
                moods.append((block.first_sample, mood))
        pcm = np.concatenate(samples)
        content = sound_bytes(pcm, stream.sample_rate_hz, self.settings.form)
        store.write_sound(line.name, self.settings.form, content)
        record = self._record(line, stream, moods, len(content))
        store.write_record(line.name, {**record, "quick": quick, "exact": exact})
        notices = tuple(notice.message for notice in stream.notices)
        return Outcome(line.name, "baked", len(pcm) / stream.sample_rate_hz, notices=notices)

    def _record(
        self,
        line: BakeLine,
        stream: LineStream,
        moods: Sequence[tuple[int, dict[str, float]]],
        size: int,
    ) -> dict[str, Any]:
        return {
            "format": RECORD_FORMAT,
            "id": line.id,
            "character": line.speaker,
            "text": line.text,
            "file": f"{line.name}.{self.settings.form}",
            "bytes": size,
            "sample_rate_hz": stream.sample_rate_hz,
            "samples": stream.rendered_samples,
            "marks": [vars(mark) for mark in stream.take_marks()],
            "moods": moods,
        }


def _is_of(record: dict[str, Any], line: BakeLine, settings: BakeSettings) -> bool:
    """Whether a record is of this line, in this form."""
    named = (record["id"], record["character"], record["file"])
    return named == (line.id, line.speaker, f"{line.name}.{settings.form}")
