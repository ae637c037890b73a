"""Opens lines and renders them: what the sidecar, the CLI and the bakers hold."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from moodvox.cache.kept import KeptLine
from moodvox.cache.lines import LineCache
from moodvox.errors import InputError, ScriptError
from moodvox.models.family import VoiceModel
from moodvox.models.registry import load_model
from moodvox.script.items import Sound
from moodvox.script.take import Take
from moodvox.speech.identity import line_key
from moodvox.speech.planner import Planner
from moodvox.speech.reader import LineReader, ReadLine
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import Block, Keep, LineStream, render_streams
from moodvox.speech.timeline import Timeline
from moodvox.text.clauses import Notice
from moodvox.voices.pack import VoicePack
from moodvox.voices.presets import DEFAULT_PATH, EmotionPath
from moodvox.voices.shelf import Shelf


class SpeechEngine:
    """Voices, loaded once each, and the lines that they speak.

    Safe to use from several threads; a stream belongs to one thread at a time.

    Args:
        shelf: the voices in reach.
        reader: how text is read; assign to `reader` when the project changes. Lines
            that are open keep the one they were opened with.
        threads: compute threads of each graph.
        providers: `devices.PROVIDERS` keys in the order to try; None is the CPU. Assign for
            what is loaded from then on.
        emotion_path: how mixtures of emotions become vectors; assign as `reader`.
        cache: where whole lines are kept and found again; None = nowhere.

    Raises:
        InputError: `threads` is below 1.
    """

    def __init__(
        self,
        shelf: Shelf,
        reader: LineReader,
        *,
        threads: int = 1,
        providers: Sequence[str] | None = None,
        emotion_path: EmotionPath = DEFAULT_PATH,
        cache: LineCache | None = None,
    ) -> None:
        if threads < 1:
            raise InputError(f"{threads} is below 1", where="threads")
        self.shelf = shelf
        self.reader = reader
        self._threads = threads
        self.providers = providers
        self.emotion_path = emotion_path
        self.cache = cache
        self._models: dict[tuple[str, str], VoiceModel] = {}
        # Apart, so that a line whose model is there waits for no other that is loaded.
        self._finding = threading.Lock()
        self._loading = threading.Lock()
        self._reading = threading.Lock()

    def load(self, voice: str = "", tier: str = "quality") -> tuple[VoicePack, VoiceModel]:
        """The voice and its model, loaded on first use; call it early to be ready.

        Raises:
            InputError: unknown voice or tier.
            VoiceError: the voice is damaged or not for this version.
            EngineError: no device could take it.
        """
        with self._finding:
            pack = self.shelf.load(voice)
        key = (pack.name, tier)
        model = self._models.get(key)
        if model is not None:
            return pack, model
        with self._loading:
            model = self._models.get(key)
            if model is None:
                model = self._models[key] = load_model(
                    pack, tier, threads=self._threads, providers=self.providers
                )
            return pack, model

    def is_loaded(self, voice: str, tier: str) -> bool:
        """Whether `open` need not load anything; False for what does not exist."""
        return (voice, tier) in self._models

    @property
    def loaded(self) -> tuple[tuple[str, str], ...]:
        """Voices and tiers that are in memory."""
        return tuple(self._models)

    def unload(self, voice: str, tier: str) -> None:
        """Let a model go; lines that are open keep it until their end, `open` loads it anew."""
        self._models.pop((voice, tier), None)

    def open(self, request: LineRequest, *, cached: bool = True) -> LineStream:
        """Read and plan a line; its samples come from `render`.

        Args:
            cached: it may come from the cache, and is kept there when it was spoken.

        Raises:
            InputError: what was asked for is wrong (ScriptError, TextError and MoodError
                are of this kind).
            VoiceError, EngineError: as `load`.
        """
        pack, model = self.load(request.voice, request.tier)
        speaker = _speaker_vector(request, pack)
        path, reader = self.emotion_path, self.reader
        kept = keep = None
        if cached:
            kept, keep = self._kept(request, pack, speaker, path, reader)
        with self._reading:
            read = reader.read(request, pack.presets.names, pack.text)
        _check_sounds(read, model)
        take, remarks = _fitting(request, read, model)
        timeline = Timeline.of(read.line, read.sequence.offset, request.mood, pack.presets.names)
        planner = Planner(
            model=model,
            sequence=read.sequence,
            speaker=speaker,
            presets=pack.presets,
            path=path,
            rate=request.rate,
            pitch_st=request.pitch_st,
            take=take,
            text=read.line.plain,
        )
        return LineStream(
            request.id,
            read.line.plain,
            (*read.notices, *remarks),
            planner,
            timeline,
            request.seed_for(pack.name, pack.speakers.default),
            kept=kept if kept and len(kept.durations) == len(read.sequence.ids) else None,
            keep=keep,
            on_live=self.cache.turned_live if self.cache else None,
        )

    def counters(self) -> dict[str, float]:
        """For `stats`."""
        return self.cache.counters() if self.cache else {}

    def _kept(
        self,
        request: LineRequest,
        pack: VoicePack,
        speaker: NDArray[np.float32],
        path: EmotionPath,
        reader: LineReader,
    ) -> tuple[KeptLine | None, Keep | None]:
        """The line if it was kept, or else what keeps it when it is spoken."""
        if self.cache is None or not reader.fingerprint:
            return None, None
        key = line_key(request, pack, speaker, path, reader.fingerprint)
        kept = self.cache.get(key)
        return (kept, None) if kept is not None else (None, partial(self.cache.put, key))

    def render(self, streams: Sequence[LineStream], hops: int) -> list[Block]:
        """The next `hops` hops of each stream; those of one model run as one batch.

        A block is shorter at the end of its line and empty behind it. A stream may be
        among `streams` once.

        Raises:
            InputError: `hops` is below 1.
            EngineError: a device failed; no stream has lost anything by it, so the call
                may be made again, for fewer of them too.
        """
        return render_streams(streams, hops)


def _fitting(
    request: LineRequest, read: ReadLine, model: VoiceModel
) -> tuple[Take | None, list[Notice]]:
    """The take if it was made for this line, and what of it will not be heard."""
    take, end = request.take, len(read.line.plain)
    if take is None:
        return None, []
    if not take.fits(list(read.sequence.symbols)):
        message = "the take was made when this line had other sounds; it is spoken without it"
        return None, [Notice(message, 0, end)]
    if take.level_db.any() and not model.levels:
        return take, [Notice("this voice cannot follow the take's loudness", 0, end)]
    return take, []


def _check_sounds(read: ReadLine, model: VoiceModel) -> None:
    for placed in read.line.items:
        if isinstance(placed.item, Sound) and placed.item.name not in model.sounds:
            known = ", ".join(model.sounds) or "no such sounds"
            raise ScriptError(
                f"this voice has no sound '{placed.item.name}'",
                line=placed.line,
                column=placed.column,
                hint=f"it has {known}",
            )


def _speaker_vector(request: LineRequest, pack: VoicePack) -> NDArray[np.float32]:
    if isinstance(request.speaker, str):
        return pack.speakers.vector(request.speaker)
    vector = np.asarray(request.speaker, np.float32)
    if vector.shape != (pack.manifest.speaker_size,) or not np.isfinite(vector).all():
        raise InputError(
            f"a speaker vector of shape {vector.shape}",
            where="speaker",
            hint=f"voice '{pack.name}' takes {pack.manifest.speaker_size} finite numbers",
        )
    return vector
