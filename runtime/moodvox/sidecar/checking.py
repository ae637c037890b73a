"""Reads what is being written in an editor, beside everything that is spoken."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import PurePath

from moodvox.errors import InputError, TextError, VoiceError, WireError, nearest
from moodvox.mood.names import CORE_EMOTIONS
from moodvox.phonemes.frontends import DEFAULT, FrontEnd, VoiceText, open_front_end
from moodvox.project.check import check_text
from moodvox.project.lines import Remark
from moodvox.protocol import Check, Diagnostics, Error, Finding, encode
from moodvox.protocol.limits import MAX_FINDINGS, MAX_MESSAGE_CHARS
from moodvox.script.items import Line
from moodvox.script.tags import Pronunciation
from moodvox.sidecar.casting import Casting
from moodvox.sidecar.refusals import RefusedError
from moodvox.sidecar.rendering import as_moodvox_error
from moodvox.sidecar.worker import Outgoing
from moodvox.speech.reader import LineReader
from moodvox.speech.timeline import WHISPER

MOST_WAITING = 16
"""Checks of one client that are not answered: an editor asks after each pause in typing."""

FRONT_ENDS_KEPT = 8
"""Front ends of voices that were checked for last: opening one may read a lexicon."""

NO_PROSE = (".toml", ".lexicon")
"""Files that `moodvox check` reads and this does not: they are read from disk with others."""


class CheckDesk:
    """Answers checks on a thread of its own, one after the other.

    Args:
        deliver: takes the answers; called in that thread, returns at once.
    """

    def __init__(self, deliver: Callable[[Outgoing], None]) -> None:
        self._deliver = deliver
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="check")
        self._lock = threading.Lock()
        self._waiting: Counter[int] = Counter()

    def take(self, session: int, check: Check, casting: Casting, reader: LineReader) -> None:
        """Answer `check` later, as the project and the front end are now.

        Raises:
            RefusedError: more checks of this session wait than may.
            WireError: that kind of file is not checked over the wire.
        """
        if PurePath(check.file).suffix in NO_PROSE:
            raise WireError(
                f"'{check.file}' is no dialogue", where="file", hint="run 'moodvox check' for it"
            )
        with self._lock:
            if self._waiting[session] >= MOST_WAITING:
                raise RefusedError(
                    "too_many_checks",
                    f"{MOST_WAITING} checks wait already",
                    hint="wait for answers",
                )
            self._waiting[session] += 1
        self._reading.submit(self._answer, session, check, casting, reader)

    def stop(self) -> None:
        """End after the check that is being read; the others are not answered."""
        self._reading.shutdown(wait=True, cancel_futures=True)

    def _answer(self, session: int, check: Check, casting: Casting, reader: LineReader) -> None:
        try:
            parts = encode(diagnose(check, casting, reader))
        except Exception as fault:  # whatever it is, it concerns this check only
            parts = encode(Error.of(as_moodvox_error(fault), line=check.id))
        with self._lock:
            self._waiting[session] -= 1
            if not self._waiting[session]:
                del self._waiting[session]
        self._deliver(Outgoing(session, parts))


def diagnose(check: Check, casting: Casting, reader: LineReader) -> Diagnostics:
    """What is wrong with the text, as `moodvox check` would find it.

    Raises:
        InputError: there is no such voice.
    """
    found = check_text(
        check.text,
        check.file,
        casting.project,
        emotions=_emotions(check.voice, casting),
        ear=_Ear(reader, casting, check.voice),
    )
    return Diagnostics(
        id=check.id,
        findings=[
            Finding(
                line=entry.line,
                column=entry.column,
                severity="error" if entry.severity == "error" else "warning",
                message=entry.message[:MAX_MESSAGE_CHARS],
                hint=entry.hint[:MAX_MESSAGE_CHARS],
            )
            for entry in found[:MAX_FINDINGS]
        ],
        left_out=max(0, len(found) - MAX_FINDINGS),
    )


class _Ear:
    """Reads each line as its character's voice does, or as `voice` where the editor names one."""

    def __init__(self, reader: LineReader, casting: Casting, voice: str | None) -> None:
        self._reader = reader
        self._casting = casting
        self._voice = voice

    def pronunciation(self, speaker: str) -> Pronunciation | None:
        text = self._text_of(speaker)
        if text is None:
            return self._reader.pronunciation
        try:
            return _front_end(text, self._reader).pronunciation
        except VoiceError:
            return self._reader.pronunciation

    def hear(self, line: Line, speaker: str) -> Iterator[Remark]:
        text = self._text_of(speaker)
        if text is None:
            yield from self._reader.pronounce(line)[1]
            return
        try:
            notices = _front_end(text, self._reader).read(line)[1]
        except VoiceError as error:
            raise TextError(error.message, hint=error.hint) from error
        yield from notices

    def _text_of(self, speaker: str) -> VoiceText | None:
        """None stands for the default front end, the project's own."""
        voice = self._voice or self._casting.role(speaker).voice or self._casting.default_voice
        text = self._casting.texts.get(voice)
        return None if text is None or text.front_end == DEFAULT else text


@lru_cache(FRONT_ENDS_KEPT)
def _front_end(text: VoiceText, reader: LineReader) -> FrontEnd:
    """Apart from those that lines are spoken with, since a front end serves one thread."""
    return open_front_end(text, reader.lexicon)


def _emotions(voice: str | None, casting: Casting) -> Sequence[str]:
    """What may be named in a tag for `voice`, or for some voice."""
    if voice is not None and voice not in casting.emotions:
        raise InputError(
            f"unknown voice '{voice}'", where="voice", hint=nearest(voice, casting.emotions)
        )
    known = [voice] if voice is not None else casting.emotions
    names = dict.fromkeys(name for one in known for name in casting.emotions[one])
    return [name for name in names if name != WHISPER] or CORE_EMOTIONS
