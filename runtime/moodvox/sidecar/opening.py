"""What a sidecar begins with: the voices in reach, an engine, and what `ready` says of them."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import moodvox
from moodvox.cache.disk import DiskShelf
from moodvox.cache.lines import LineCache
from moodvox.errors import MoodvoxError
from moodvox.folders import cache_folder
from moodvox.phonemes.visemes import ARKIT, VISEMES
from moodvox.protocol import Ready, VoiceInfo
from moodvox.script.tags import SOUND_NAMES, TAG_NAMES
from moodvox.sidecar.casting import Casting
from moodvox.sidecar.options import ServeOptions
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.reader import LineReader
from moodvox.speech.request import LineRequest
from moodvox.voices.pack import VoicePack
from moodvox.voices.shelf import Shelf

WARM_UP = "Hello, brimblewick."
"""A word of the dictionary and one that only the letter net can read."""

log = logging.getLogger(__name__)


def sound_packs(shelf: Shelf) -> list[VoicePack]:
    """The voices that can be used, verified; the others are named in the log."""
    packs: list[VoicePack] = []
    for name in shelf.names:
        try:
            packs.append(shelf.load(name))
        except MoodvoxError as fault:
            log.warning("voice '%s' cannot be used: %s", name, fault)
    return packs


def open_engine(options: ServeOptions, shelf: Shelf, reader: LineReader) -> SpeechEngine:
    """An engine over the voices in reach; nothing is loaded yet."""
    return SpeechEngine(
        shelf,
        reader,
        threads=options.threads,
        providers=options.providers,
        cache=open_cache(options),
    )


def open_cache(options: ServeOptions) -> LineCache | None:
    """The lines that were spoken before, as far as they may be kept."""
    if options.line_cache_mb <= 0:
        return None
    disk = None
    if options.line_cache_disk_mb > 0:
        disk = DiskShelf(cache_folder("lines"), int(options.line_cache_disk_mb * 2**20))
    return LineCache(int(options.line_cache_mb * 2**20), disk)


def warm_up(engine: SpeechEngine, casting: Casting) -> None:
    """Speak a word with every voice of the cast, so that no line waits for a model."""
    for voice in casting.voices():
        try:
            stream = engine.open(LineRequest(id="", text=WARM_UP, voice=voice))
            engine.render([stream], 1)
        except MoodvoxError as fault:
            log.warning("voice '%s' cannot be used: %s", voice, fault)


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
        characters=list(casting.project.cast),
        visemes=list(VISEMES),
        arkit={viseme: dict(shapes) for viseme, shapes in ARKIT.items()},
        tags=[name for name in TAG_NAMES if name not in SOUND_NAMES],
        sounds=list(SOUND_NAMES),
        moods=list(casting.project.presets),
    )
