"""Answers what one tab asks. Every answer is made in a worker thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from moodvox.errors import InputError
from moodvox.mood.curve import MoodCurve
from moodvox.mood.easing import EASINGS
from moodvox.mood.mood import Mood
from moodvox.mood.names import ALIASES
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.project.takes import as_map, read_takes, write_takes
from moodvox.script.parser import find_faults
from moodvox.script.tags import TAG_NAMES
from moodvox.script.take import RANGES, Take
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import LineStream
from moodvox.studio import asks
from moodvox.studio.bakery import Bakery
from moodvox.studio.comparing import RATINGS_FILE, BlindTest
from moodvox.studio.desk import Desk
from moodvox.studio.hearing import HEAD, Asked, Deliver, Listener
from moodvox.studio.keeper import SidecarKeeper
from moodvox.studio.looking import Look, open_line, plan_report, reach_of, spoken_of
from moodvox.studio.maps import role_map, take_of, wire_take
from moodvox.studio.saving import digest, save
from moodvox.studio.sketching import Handle, moves_of, redrawn

NOBODY = "?"
"""The character of a line whose file does not say who speaks."""

SETTLING_PASSES = 2
"""A drawn curve changes lengths, and so the times of its own tags: drawn twice, it holds."""


class Calls:
    """One tab's questions.

    Args:
        desk: what the studio works on.
        keeper: whose sidecar speaks.
        bakery: what bakes for all tabs.
        deliver: takes what comes later: blocks, marks, ends.
    """

    def __init__(self, desk: Desk, keeper: SidecarKeeper, bakery: Bakery, deliver: Deliver) -> None:
        self._desk = desk
        self._bakery = bakery
        self._keeper = keeper
        self._deliver = deliver
        self.listener = Listener(keeper, self._mood_of)
        self._test: BlindTest | None = None
        self._answers: dict[type, Callable[[Any], dict[str, Any]]] = {
            asks.Hello: self._hello,
            asks.Open: self._open,
            asks.Check: self._check,
            asks.Look: self._look,
            asks.Sketch: self._sketch,
            asks.Hear: self._hear,
            asks.Stop: self._stop,
            asks.Diff: self._write,
            asks.Write: self._write,
            asks.Pin: self._pin,
            asks.Deal: self._deal,
            asks.Listen: self._listen,
            asks.Rate: self._rate,
            asks.Enrol: self._enrol,
            asks.Bake: self._bake,
            asks.StopBake: self._stop_bake,
        }

    def answer(self, ask: asks.Any) -> dict[str, Any]:
        """The answer to one question.

        Raises:
            MoodvoxError: it cannot be answered.
        """
        return self._answers[type(ask)](ask)

    def _stop(self, ask: asks.Stop) -> dict[str, Any]:
        self.listener.stop(ask.play)
        return {}

    def _hello(self, _ask: asks.Hello) -> dict[str, Any]:
        self._desk.look()
        project, ready = self._desk.project, self._keeper.ready
        return {
            "root": self._desk.root.name,
            "files": self._desk.files(),
            "fault": str(self._desk.fault) if self._desk.fault else "",
            "voices": [msgspec.to_builtins(voice) for voice in ready.voices] if ready else [],
            "presets": {name: mood.as_dict() for name, mood in project.presets.items()},
            "aliases": ALIASES,
            "tags": list(TAG_NAMES),
            "easings": list(EASINGS),
            "ranges": RANGES,
            "cast": [role_map(member) for member in project.cast.values()],
            "takes": {name: as_map(take) for name, take in project.takes.items()},
        }

    def _open(self, ask: asks.Open) -> dict[str, Any]:
        opened = self._desk.read(ask.file)
        reading = opened.dialogue.reading
        return {
            "file": ask.file,
            "format": opened.dialogue.format.name,
            "digest": opened.digest,
            "left_alone": dict(reading.left_alone),
            "lines": [
                [line.id, line.speaker, line.written, line.row, line.named, line.kind, line.mood]
                for line in reading.lines
            ],
            "faults": [
                {"row": f.line, "column": f.column, "message": f.message, "hint": f.hint}
                for f in reading.faults
            ],
        }

    def _check(self, ask: asks.Check) -> dict[str, Any]:
        emotions, project = self._desk.emotions(), self._desk.project
        variables = self._desk.variables
        faults: dict[str, list[str]] = {}
        first: dict[str, int] = {}
        for line in self._desk.opened(ask.file).dialogue.lines:
            found = find_faults(
                line.spoken(variables).text,
                emotions=emotions,
                presets=project.presets,
                pronunciation=parse_pronunciation,
            )
            said = [f"{fault.message} {fault.hint}".strip() for fault in found]
            if first.setdefault(line.id, line.row) != line.row:
                said.append(f"id '{line.id}' is already that of row {first[line.id]}")
            if said:
                faults[f"{line.id}@{line.row}"] = said
        return {"faults": faults}

    def _read(self, ask: asks.OfLine, voice: str) -> Look:
        line = self._desk.line(ask.file, ask.line, ask.row)
        return Look(
            spoken_of(line, ask.text, self._desk.variables),
            ask.text,
            self._desk.mood_names(voice),
            dict(self._desk.project.presets),
            self._desk.emotions(voice),
        )

    def _plan(
        self, ask: asks.Look | asks.Sketch, look: Look, text: str, take: Take | None
    ) -> LineStream | None:
        member = self._desk.member(self._character(ask))
        tier = getattr(ask, "tier", "auto")
        request = LineRequest(
            "look",
            text,
            voice=ask.voice or member.voice,
            speaker=ask.speaker or ("" if ask.voice else member.speaker),
            mood=MoodCurve.constant(member.temperament),
            tier="quality" if tier == "auto" else tier,
            seed=self._desk.project.defaults.seed,
            rate=member.rate,
            pitch_st=member.pitch_st,
            take=take,
        )
        return open_line(self._desk.engine(), request, look)

    def _look(self, ask: asks.Look) -> dict[str, Any]:
        member = self._desk.member(self._character(ask))
        look = self._read(ask, ask.voice or member.voice)
        answer: dict[str, Any] = {"plan": None}
        take = take_of(ask.take) or self._desk.project.takes.get(ask.line)
        if not look.faults:
            stream = self._plan(ask, look, look.excerpt.text, take)
            if stream is not None:
                answer["plan"] = plan_report(stream, look, member.temperament, take)
        return {**answer, **look.report()}

    def _sketch(self, ask: asks.Sketch) -> dict[str, Any]:
        member = self._desk.member(self._character(ask))
        voice = ask.voice or member.voice
        handles = [Handle(p.at_s, Mood.of(p.mood), p.easing) for p in ask.handles]
        text = ask.text
        for _ in range(SETTLING_PASSES):
            look = self._read(msgspec.structs.replace(ask, text=text), voice)
            stream = None if look.faults else self._plan(ask, look, look.excerpt.text, None)
            if stream is None:
                fault = look.faults[0]
                raise InputError(fault.message, where=f"column {fault.column}", hint=fault.hint)
            sounds = [mark for mark in stream.planned_marks() if mark.kind == "phoneme"]
            reach = reach_of(sounds, stream.sample_rate_hz)
            moves = moves_of(handles, reach, member.temperament)
            names = self._desk.mood_names(voice)
            text = redrawn(text, look.excerpt, look.line, moves, names)
        return {"text": text}

    def _hear(self, ask: asks.Hear) -> dict[str, Any]:
        line = self._desk.line(ask.file, ask.line, ask.row)
        pinned = self._desk.project.takes.get(ask.line)
        asked = Asked(
            text=spoken_of(line, ask.text, self._desk.variables).text,
            character=line.speaker or NOBODY,
            voice=ask.voice,
            speaker=ask.speaker,
            tier=ask.tier,
            seed=ask.seed,
            take=ask.take or (wire_take(pinned) if pinned else None),
        )
        self.listener.hear(ask.play, asked, self._deliver)
        return {}

    def _write(self, ask: asks.Diff | asks.Write) -> dict[str, Any]:
        opened = self._desk.opened(ask.file)
        if isinstance(ask, asks.Write) and ask.digest != opened.digest:
            opened = self._desk.read(ask.file)
        content = opened.dialogue.replace_line(ask.line, ask.text)
        answer = {"diff": opened.dialogue.diff(content), "digest": opened.digest}
        if isinstance(ask, asks.Write):
            try:
                save(opened.path, content, seen=ask.digest)
            finally:
                self._desk.read(ask.file)  # also somebody else's change: the next diff shows it
            answer["digest"] = digest(content)
        return answer

    def _pin(self, ask: asks.Pin) -> dict[str, Any]:
        file = self._desk.takes_file
        before = file.read_bytes() if file.exists() else b""
        takes = dict(read_takes(file))
        takes.pop(ask.line, None)
        take = take_of(ask.take)
        if take is not None:
            takes[ask.line] = take
        save(file, write_takes(takes).encode(), seen=digest(before) if before else "")
        self._desk.keep_takes(takes)
        return {"takes": {name: as_map(kept) for name, kept in takes.items()}}

    def _deal(self, ask: asks.Deal) -> dict[str, Any]:
        folder = self._desk.project_folder or self._desk.root
        self._test = BlindTest.of(
            dict(ask.labels),
            {item: dict(sides) for item, sides in ask.items.items()},
            seed=ask.seed,
            repeats=ask.repeats,
            file=folder / RATINGS_FILE,
        )
        items = [pair.item for pair in self._test.pairs]
        return {"items": items, **self._test.report()}

    def _listen(self, ask: asks.Listen) -> dict[str, Any]:
        test = self._running()
        pcm, rate_hz = test.samples(
            ask.pair, ask.heard, lambda asked: self.listener.collect(ask.play, asked)
        )
        self._deliver(HEAD.pack(ask.play, 0, rate_hz, len(pcm)) + pcm.astype("<f4").tobytes())
        self._deliver({"type": "done", "play": ask.play, "samples": len(pcm), "reason": "finished"})
        return {}

    def _rate(self, ask: asks.Rate) -> dict[str, Any]:
        test = self._running()
        test.rate(ask.pair, ask.choice)
        return test.report()

    def _enrol(self, ask: asks.Enrol) -> dict[str, Any]:
        whole = ask.pcm[: len(ask.pcm) // 2 * 2]
        samples = np.frombuffer(whole, "<i2").astype(np.float32) / np.float32(32768.0)
        enrolled = self.listener.enroll(ask, samples)
        self._keeper.refresh()
        self._desk.forget_voices()
        return {"name": enrolled.name, "remarks": enrolled.remarks, "replaced": enrolled.replaced}

    def _bake(self, ask: asks.Bake) -> dict[str, Any]:
        return {"folder": str(self._bakery.start(ask.out, ask.form))}

    def _stop_bake(self, _ask: asks.StopBake) -> dict[str, Any]:
        self._bakery.stop()
        return {}

    def _running(self) -> BlindTest:
        if self._test is None:
            raise InputError("there is no test", hint="deal one first")
        return self._test

    def _character(self, ask: asks.OfLine) -> str:
        return self._desk.line(ask.file, ask.line, ask.row).speaker or NOBODY

    def _mood_of(self, character: str) -> dict[str, float]:
        return self._desk.member(character).temperament.as_dict()
