"""A checkout of EmotiVoice -> a voice pack: everything is made and tried, then written."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import open_session
from moodvox.errors import InputError, nearest
from moodvox.importing.emotivoice import acoustic, bert, card, vocoder
from moodvox.importing.emotivoice.source import Source, read_source
from moodvox.importing.emotivoice.styles import SEVEN, read_prompts, style_table
from moodvox.importing.emotivoice.trial import Result, try_eight_bits
from moodvox.importing.textfiles import read_lines
from moodvox.models.emotivoice.content import Contents, Encoder, key_of
from moodvox.models.emotivoice.loading import CONTENTS_FILE, VOCABULARY_FILE
from moodvox.models.emotivoice.model import EmotivoiceModel, Graphs, Scale
from moodvox.models.emotivoice.windows import WindowVocoder
from moodvox.mood.names import NEUTRAL
from moodvox.phonemes.emotivoice import LEXICON_FILE
from moodvox.script.parser import parse_line
from moodvox.voices.manifest import FORMAT, Manifest, SpeakerEntry, TierFiles
from moodvox.voices.pack import VoicePack
from moodvox.voices.presets import Preset
from moodvox.voices.write import write_pack

Floats = NDArray[np.float32]
Tell = Callable[[str], None]

PITCH_HZ: Final = (225.089, 53.78)
ENERGY: Final = (30.610, 21.78)
"""Mean and deviation that the model was trained with."""

CARD_FILE: Final = "CARD.md"
LICENCE: Final = "Apache-2.0"
FAST: Final = "render_int8.onnx"
FAST_DECODER: Final = "decode_int8.onnx"


@dataclass(frozen=True)
class ImportOptions:
    """What a user may choose.

    Attributes:
        source: the checkout.
        out: the voice's folder; its name is the voice's unless `name` is given.
        name: what projects call the voice.
        checkpoint: a generator other than the newest of the checkout.
        speakers: names to keep, the first is the default; empty keeps all.
        styles: a file of prompts (`styles`).
        content: where lines get their content vector from (`models.emotivoice.loading`).
        bake: a file of lines whose content vectors go into the voice.
        tones: how Chinese tones are read (`phonemes.emotivoice`).
    """

    source: Path
    out: Path
    name: str = ""
    checkpoint: Path | None = None
    speakers: tuple[str, ...] = ()
    styles: Path | None = None
    content: Literal["bert", "baked", "fixed"] = "bert"
    bake: Path | None = None
    tones: Literal["spoken", "written"] = "spoken"


def import_emotivoice(
    options: ImportOptions,
    tell: Tell = lambda text: None,
    report: Callable[[Result], None] = lambda found: None,
) -> VoicePack:
    """Make a voice; nothing is left behind if it fails.

    Args:
        tell: hears what is being done.
        report: gets what was found of each precision.

    Raises:
        VoiceError: a file of the checkout is missing, damaged, hostile or of another
            model; the message names it.
        InputError: an option is wrong.
    """
    name = options.name or options.out.name
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", name) is None:
        raise InputError(
            f"'{name}' is no name for a voice", where="out", hint="letters, digits, '_', '.', '-'"
        )
    if options.content == "baked" and options.bake is None:
        raise InputError("'baked' needs lines", where="content", hint="give --bake FILE")
    tell("reading the checkpoints")
    prompts = read_prompts(options.styles)
    source = read_source(options.source, options.checkpoint)
    kept, rows = _speakers(source, options.speakers)
    with tempfile.TemporaryDirectory(prefix="moodvox-import-") as folder:
        work = Path(folder)
        tell("computing the styles")
        encoder = _encoder(source, work)
        neutral, presets = style_table(prompts, encoder.encode)
        settings, contents = _contents(options, source, encoder, list(presets))
        tell("writing the graphs")
        files: dict[str, bytes | Path] = {**contents, **_graphs(source, neutral, work)}
        if options.content == "bert":
            files |= _reader(source)
        tell("measuring arithmetic in eight bits")
        found = _tried(source, encoder, presets, rows, work)
        report(found)
        files[FAST] = found.render_int8
        if found.decode_int8 is not None:
            files[FAST_DECODER] = found.decode_int8
        files[CARD_FILE] = card.text(source, prompts, found).encode()
        if source.checkout.lexicon is not None:
            files[LEXICON_FILE] = source.checkout.lexicon
        manifest = _manifest(name, options, source, kept, settings, FAST_DECODER in files)
        tell("writing the voice")
        return write_pack(options.out, manifest, speakers=rows, presets=presets, files=files)


def _speakers(source: Source, wanted: tuple[str, ...]) -> tuple[list[str], Floats]:
    """Names to keep and their rows (N, S); rows beyond the list are called by their number."""
    table = source.weights["am.spk_tokenizer.weight"]
    listed = source.checkout.speakers
    names = [*listed, *(f"row{place}" for place in range(len(listed), len(table)))]
    places = {name: place for place, name in enumerate(names)}
    for name in wanted:
        if name not in places:
            raise InputError(
                f"the checkpoint has no speaker '{name}'",
                where="speakers",
                hint=nearest(name, names) if len(names) < 50 else "see data/youdao/text/speaker2",
            )
    kept = list(dict.fromkeys(wanted)) or names
    return kept, table[[places[name] for name in kept]]


def _encoder(source: Source, work: Path) -> Encoder:
    """The style encoder in floats, for what is computed once."""
    path = work / "encoder.onnx"
    path.write_bytes(bert.content_graph(source.bert_weights, source.bert_config))
    return Encoder(open_session(path), source.words, source.bert_config.positions)


def _contents(
    options: ImportOptions, source: Source, encoder: Encoder, emotions: list[str]
) -> tuple[dict[str, Any], dict[str, bytes | Path]]:
    """The manifest's settings, and the file of baked vectors."""
    lines = _baked_lines(options.bake, emotions)
    rows = [encoder.encode(line) for line in lines]
    if options.content == "fixed":
        rows.append(encoder.encode(SEVEN[NEUTRAL]))
    settings = {
        "pitch_hz": PITCH_HZ,
        "energy": ENERGY,
        "content": options.content,
        "pieces": source.bert_config.positions,
        "baked": [key_of(line) for line in lines],
    }
    return settings, {CONTENTS_FILE: array_bytes(np.stack(rows))} if rows else {}


def _baked_lines(path: Path | None, emotions: list[str]) -> list[str]:
    """The plain texts of a file of tagged lines, each once."""
    if path is None:
        return []
    texts = enumerate(read_lines(path, "the file of lines"), 1)
    lines = [
        parse_line(text, emotions=emotions, file=str(path), line=number).plain
        for number, text in texts
        if text.strip()
    ]
    return list(dict.fromkeys(lines))


def _graphs(source: Source, neutral: Floats, work: Path) -> dict[str, Path]:
    graphs = {
        "plan.onnx": acoustic.plan_graph(source.weights, source.config, neutral),
        "decode.onnx": acoustic.decode_graph(source.weights, source.config)[0],
        "render.onnx": vocoder.render_graph(source.weights, source.config)[0],
    }
    for name, graph in graphs.items():
        (work / name).write_bytes(graph)
    return {name: work / name for name in graphs}


def _reader(source: Source) -> dict[str, bytes | Path]:
    """What reads lines that were not baked."""
    graph = bert.content_graph(source.bert_weights, source.bert_config, int8=True)
    return {"content.onnx": graph, VOCABULARY_FILE: source.checkout.vocabulary}


def _tried(
    source: Source, encoder: Encoder, presets: Mapping[str, Preset], rows: Floats, work: Path
) -> Result:
    model = EmotivoiceModel(
        Graphs(open_session(work / "plan.onnx"), open_session(work / "decode.onnx")),
        WindowVocoder(
            open_session(work / "render.onnx"),
            vocoder.needs_of(source.weights, source.config).columns,
        ),
        Contents({}, encoder, None),
        sample_rate_hz=source.config.sample_rate_hz,
        hop_samples=source.config.hop_samples,
        pitch=Scale(*PITCH_HZ),
        energy=Scale(*ENERGY),
    )
    vectors = [np.array(preset.levels[-1][1], np.float32) for preset in presets.values()]
    moods = [np.zeros(source.weights.sizes.style, np.float32), *vectors]
    return try_eight_bits(source, model, rows, moods, work)


def _manifest(
    name: str,
    options: ImportOptions,
    source: Source,
    kept: list[str],
    settings: dict[str, Any],
    fast_decoder: bool,
) -> Manifest:
    others = {"decode": "decode.onnx"}
    if options.content == "bert":
        others["content"] = "content.onnx"
    fast = {**others, "decode": FAST_DECODER} if fast_decoder else others
    return Manifest(
        format=FORMAT,
        name=name,
        version="1",
        title=f"{name} (EmotiVoice)",
        family="emotivoice",
        languages=("zh", "en"),
        sample_rate_hz=source.config.sample_rate_hz,
        hop_samples=source.config.hop_samples,
        speaker_size=source.weights.sizes.channels,
        emotion_size=source.weights.sizes.style,
        phonemes=source.checkout.tokens,
        features=(),
        tiers={
            "quality": TierFiles(plan="plan.onnx", render="render.onnx", others=others),
            "fast": TierFiles(plan="plan.onnx", render=FAST, others=fast),
        },
        speakers={each: SpeakerEntry(row=row, title=each) for row, each in enumerate(kept)},
        default_speaker=kept[0],
        licence=LICENCE,
        credits=("EmotiVoice by NetEase Youdao",),
        files={},
        training_file=CARD_FILE,
        settings=settings,
        front_end="emotivoice",
        text={"tones": options.tones},
    )


def array_bytes(array: Floats) -> bytes:
    """In NumPy's format."""
    stream = io.BytesIO()
    np.save(stream, np.ascontiguousarray(array, np.float32), allow_pickle=False)
    return stream.getvalue()
