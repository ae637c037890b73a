"""A checkpoint to a voice pack.

    python -m moodvox_export pack --acoustic F.pt [--pupil F.pt] [--describe data.toml] --out DIR

Who is in it, and what it is called, stands in the checkpoint's roster; whom to thank, in the
description of the data.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from moodvox.models.own.layout import HOP_SAMPLES, SAMPLE_RATE_HZ
from moodvox.models.own.model import SOUNDS_SETTING
from moodvox.phonemes.inventory import SYMBOLS
from moodvox.phonemes.sequence import FEATURES
from moodvox.speech.timeline import WHISPER
from moodvox.voices.enrolled import Kind
from moodvox.voices.manifest import Manifest, SpeakerEntry, TierFiles
from moodvox.voices.presets import Preset
from moodvox.voices.write import write_pack
from moodvox_export.acoustic import style
from moodvox_export.acoustic.identity import SPEAKER_SIZE
from moodvox_export.acoustic.roster import Roster, load_roster
from moodvox_export.corpus.description import BUNDLED, credits_of, read_description
from moodvox_export.shipping.checkpoints import load_acoustic, load_pupil
from moodvox_export.shipping.to_onnx import halve_all, write_graphs

KINDS: tuple[Kind, ...] = ("speaker", "emotion")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export pack", description=__doc__)
    parser.add_argument("--acoustic", type=Path, required=True)
    parser.add_argument("--roster", type=Path, help="of a checkpoint that holds none (l1.pt)")
    parser.add_argument(
        "--describe", type=Path, default=BUNDLED, metavar="F.toml",
        help="the data.toml of the recordings: whom to thank",
    )  # fmt: skip
    parser.add_argument("--sharpen", type=float, default=0.0, help="formants, 0 to 1.5")
    for kind in KINDS:
        parser.add_argument(f"--{kind}-encoder", type=Path, help="graph made by 'encoder'")
    parser.add_argument("--pupil", type=Path, help="a distillation's checkpoint: the fast tier")
    parser.add_argument("--sounds", type=Path, help="what 'sounds' wrote")
    parser.add_argument("--card", type=Path, help="model card (Markdown) to put into the voice")
    parser.add_argument("--name", help="of the voice; the roster's otherwise")
    parser.add_argument("--version", default="1")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    roster = load_roster(options.roster) if options.roster else None
    acoustic, members = load_acoustic(options.acoustic, options.sharpen, roster)
    thanks = credits_of(read_description(options.describe), members.recorded, options.describe)
    pupil = load_pupil(options.pupil, acoustic.size) if options.pupil else None
    with tempfile.TemporaryDirectory() as scratch:
        graphs = write_graphs(acoustic, pupil, Path(scratch))
        files: dict[str, bytes | Path] = dict(halve_all(graphs, Path(scratch)))
        if options.sounds:
            files["sounds.npz"] = options.sounds
        for kind, path in _encoders(options).items():
            files[encoder_file(kind)] = path
        if options.card:
            files["CARD.md"] = options.card
        pack = write_pack(
            options.out, _manifest(options, graphs.tiers, members, thanks),
            speakers=acoustic.members().detach().numpy(),
            presets=_presets(), files=files,
        )  # fmt: skip
    print(json.dumps({"voice": pack.name, "folder": str(pack.folder)}))
    return 0


def encoder_file(kind: Kind) -> str:
    """Where the encoder of this kind stands in a pack."""
    return f"{kind}_encoder.onnx"


def _encoders(options: argparse.Namespace) -> dict[Kind, Path]:
    given = {kind: getattr(options, f"{kind}_encoder") for kind in KINDS}
    return {kind: path for kind, path in given.items() if path is not None}


def _presets() -> dict[str, Preset]:
    table = {**style.presets(), **style.qualities(), WHISPER: style.whisper()}
    return {
        name: Preset([(w, [round(float(x), 6) for x in v]) for w, v in levels])
        for name, levels in table.items()
    }


def _manifest(
    options: argparse.Namespace,
    tiers: dict[str, TierFiles],
    roster: Roster,
    thanks: tuple[str, ...],
) -> Manifest:
    return Manifest(
        format=1, name=options.name or roster.name, version=options.version,
        title=roster.title, family="moodvox", languages=("en",),
        sample_rate_hz=SAMPLE_RATE_HZ, hop_samples=HOP_SAMPLES, speaker_size=SPEAKER_SIZE,
        emotion_size=style.EMOTION_SIZE, phonemes=SYMBOLS, features=FEATURES,
        tiers=tiers,
        speakers={
            m.name: SpeakerEntry(row, m.title, m.gender, m.age)
            for row, m in enumerate(roster.members)
        },
        default_speaker=roster.members[0].name, licence=roster.licence, credits=thanks, files={},
        encoders={kind: encoder_file(kind) for kind in _encoders(options)},
        training_file="CARD.md" if options.card else "",
        settings={SOUNDS_SETTING: "sounds.npz"} if options.sounds else {},
    )  # fmt: skip
