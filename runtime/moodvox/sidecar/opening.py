"""What a sidecar begins with: the voices in reach, an engine, and what `ready` says of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

import moodvox
from moodvox.errors import MoodvoxError
from moodvox.phonemes.frontend import pronounce_line
from moodvox.phonemes.notation import parse_pronunciation
from moodvox.phonemes.pronouncer import Pronouncer
from moodvox.protocol import Ready, VoiceInfo
from moodvox.sidecar.casting import Casting
from moodvox.sidecar.options import ServeOptions
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.speech.visemes import ARKIT, VISEMES
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf

log = logging.getLogger(__name__)


def english_reader() -> LineReader:
    """English text, without a project."""
    pronouncer = Pronouncer()
    return LineReader(
        pronounce=lambda line: pronounce_line(line, pronouncer),
        pronunciation=parse_pronunciation,
    )


def open_engine(options: ServeOptions, reader: LineReader) -> SpeechEngine:
    """An engine over the voices in reach.

    Raises:
        VoiceError: a folder of voices that was given does not exist.
    """
    return SpeechEngine(
        Shelf(options.voices),
        reader,
        threads=options.threads,
        providers=options.providers,
    )


def sound_voices(engine: SpeechEngine) -> list[VoicePack]:
    """The voices that can be used, verified; the others are named in the log."""
    return list(_sound(engine))


def _sound(engine: SpeechEngine) -> Iterator[VoicePack]:
    for name in engine.shelf.names:
        try:
            yield engine.shelf.load(name)
        except MoodvoxError as fault:
            log.warning("voice '%s' cannot be used: %s", name, fault)


def preload(engine: SpeechEngine, casting: Casting) -> None:
    """Load the models that the cast will need, so that no line waits for one."""
    for voice in dict.fromkeys(["", *(role.voice for role in casting.roles.values())]):
        try:
            engine.load(voice)
        except MoodvoxError as fault:
            log.warning("voice '%s' cannot be loaded: %s", voice, fault)


def ready_message(packs: Sequence[VoicePack], casting: Casting, options: ServeOptions) -> Ready:
    """What every good hello is answered with."""
    return Ready(
        sidecar=moodvox.__version__,
        heartbeat_ms=options.heartbeat_s * 1e3,
        timeout_ms=options.timeout_s * 1e3,
        voices=[
            VoiceInfo(
                name=pack.name,
                language=pack.manifest.languages[0] if pack.manifest.languages else "",
                sample_rate_hz=pack.manifest.sample_rate_hz,
                speakers=list(pack.speakers.names),
                emotions=list(pack.presets.names),
                tiers=list(pack.manifest.tiers),
            )
            for pack in packs
        ],
        characters=list(casting.roles),
        visemes=list(VISEMES),
        arkit=ARKIT,
    )
