"""A foreign graph and what is known of it -> a voice pack: tried, then written."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from moodvox.devices import open_session
from moodvox.errors import InputError, VoiceError
from moodvox.importing.foreign import graphs
from moodvox.importing.foreign.moods import Effect, presets_of, read_moods
from moodvox.importing.foreign.trial import trial_request
from moodvox.models.foreign.interface import COLUMNS, STYLES_FILE, Interface
from moodvox.models.foreign.loading import fault_of_graph
from moodvox.models.registry import load_model
from moodvox.phonemes.inventory import SYMBOLS
from moodvox.phonemes.ipa import Accent, Speller
from moodvox.phonemes.sequence import FEATURES
from moodvox.script.parser import parse_line
from moodvox.voices.manifest import FORMAT, Manifest, SpeakerEntry, TierFiles
from moodvox.voices.pack import VoicePack
from moodvox.voices.write import write_pack

Floats = NDArray[np.float32]

GRAPH: Final = "model.onnx"
CARD: Final = "CARD.md"
EXAMPLES: Final[Mapping[str, str]] = {
    "ZH": "measure, vision", "TH": "thin, both", "DH": "the, other", "NG": "sing, long",
    "OY": "boy, voice", "JH": "judge, magic", "CH": "church", "SH": "she, wish", "ER": "her, bird",
    "AW": "now, loud", "AE": "cat", "UH": "good", "Y": "yes", "W": "we", "HH": "he", "R": "red",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Foreign:
    """A model of others, understood.

    Attributes:
        model: the graph (`graphs.read_graph`), with what was put into it.
        styles: (V, N, 256), for speakers that blend.
        speakers: names, in the order of their rows.
        remarks: what a person should know of it.
    """

    graph: Path
    model: Any
    interface: Interface
    sample_rate_hz: int
    hop_samples: int
    speakers: tuple[str, ...]
    title: str
    licence: str
    credit: str
    language: str = "en-US"
    styles: Floats | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Output:
    """Where a voice goes. `name`: "" = the folder's; `moods`: a file (`moods`), or the bundled."""

    folder: Path
    name: str = ""
    licence: str = ""
    moods: Path | None = None


def write_voice(foreign: Foreign, out: Output) -> VoicePack:
    """Write the voice and let it speak once; nothing is left behind if anything fails.

    Raises:
        VoiceError: the graph does not fit its interface, or gave no sound.
        InputError: an option is wrong.
    """
    name = out.name or out.folder.name
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", name) is None:
        raise InputError(
            f"'{name}' is no name for a voice", where="out", hint="letters, digits, '_', '.', '-'"
        )
    face = foreign.interface
    unmapped = _unmapped(foreign)
    moods = read_moods(out.moods, foreign.speakers, face)
    blended = foreign.speakers if face.blends else ()
    notes = (*foreign.remarks, *_notes(face, moods, unmapped))
    files: dict[str, bytes | Path] = {
        GRAPH: graphs.bytes_of(foreign.model),
        CARD: _card(name, foreign, notes).encode(),
    }
    if foreign.styles is not None:
        files[STYLES_FILE] = array_bytes(foreign.styles)
    manifest = Manifest(
        format=FORMAT,
        name=name,
        version="1",
        title=foreign.title,
        family="onnx",
        languages=(foreign.language,),
        sample_rate_hz=foreign.sample_rate_hz,
        hop_samples=foreign.hop_samples,
        speaker_size=len(foreign.speakers),
        emotion_size=len(COLUMNS) + len(blended),
        phonemes=SYMBOLS,
        features=FEATURES,
        tiers={"quality": TierFiles(plan=GRAPH, render=GRAPH)},
        speakers={
            each: SpeakerEntry(row=row, title=each) for row, each in enumerate(foreign.speakers)
        },
        default_speaker=foreign.speakers[0],
        licence=out.licence or foreign.licence,
        credits=(foreign.credit,),
        files={},
        training_file=CARD,
        settings=msgspec.to_builtins(face),
        front_end="english_ipa",
        text={"unmapped": list(unmapped)},
        notes=notes,
    )
    parts: dict[str, Any] = {
        "speakers": np.eye(len(foreign.speakers), dtype=np.float32),
        "presets": presets_of(moods, blended),
        "files": files,
    }
    with tempfile.TemporaryDirectory(prefix="moodvox-import-") as folder:
        path = Path(folder) / GRAPH
        path.write_bytes(graphs.bytes_of(foreign.model))
        if fault := fault_of_graph(open_session(path), face):
            raise VoiceError(fault, where=str(foreign.graph), hint="is it a model of this kind?")
        _speaks(write_pack(Path(folder) / "voice", manifest, **parts), foreign.graph)
    return write_pack(out.folder, manifest, **parts)


def _speaks(pack: VoicePack, graph: Path) -> None:
    """Say a few words with the voice that was made.

    Raises:
        VoiceError: it cannot.
    """
    model = load_model(pack, "quality")
    try:
        stream = model.open(
            model.plan(trial_request(pack, parse_line("Well, hello there.", emotions=()))), 1
        )
        while stream.rendered_samples < stream.total_samples:
            model.render([stream], 50)
    except Exception as error:
        raise VoiceError(
            f"the model cannot speak a test line: {error}", where=str(graph),
            hint="is it whole, and of this kind?",
        ) from error  # fmt: skip


def _unmapped(foreign: Foreign) -> tuple[str, ...]:
    face = foreign.interface
    accents: set[Accent] = {face.accent}
    if face.british:
        accents.add("gb")
    missing: list[str] = []
    for accent in sorted(accents):
        missing += Speller(face.writing, accent, face.symbols.keys()).unmapped()
    if len(set(missing)) > 12:
        raise VoiceError(
            f"the model has no symbols for most English sounds ({', '.join(missing[:8])}, ...)",
            where=str(foreign.graph),
            hint="only models with IPA symbols for English can be imported",
        )
    return tuple(dict.fromkeys(missing))


def _notes(
    face: Interface, moods: Mapping[str, Effect], unmapped: Sequence[str]
) -> tuple[str, ...]:
    """What this voice does with moods, times and sounds, in plain words."""
    told = "; ".join(f"{name}: {effect.told(face)}" for name, effect in moods.items())
    known = "moods: the model knows no emotion; a mood changes, piece by piece, only this: "
    notes = [known + (told or "nothing")]
    notes.append("pitch: cannot be changed")
    exact = "those of the model" if face.durations else "estimated, exact at sentence ends only"
    notes.append(f"times of words and mouths: {exact}")
    for base in unmapped:
        words = f", as in {EXAMPLES[base]}" if base in EXAMPLES else ""
        notes.append(
            f"no symbol for the sound {base}{words}: it is left out, and each line says so"
        )
    return tuple(notes)


def _card(name: str, foreign: Foreign, notes: Sequence[str]) -> str:
    told = "\n".join(f"* {note}" for note in notes)
    return (
        f"# {name}\n\nMade by `moodvox import` from `{foreign.graph.name}` "
        f"({foreign.title}). Who gave you the model sets the terms for it.\n\n{told}\n"
    )


def array_bytes(array: Floats) -> bytes:
    """In NumPy's format."""
    stream = io.BytesIO()
    np.save(stream, np.ascontiguousarray(array, np.float32), allow_pickle=False)
    return stream.getvalue()
