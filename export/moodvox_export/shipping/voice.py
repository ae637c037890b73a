"""A checkpoint to a voice pack.

python -m moodvox_export pack --acoustic F.pt --vocoder F.pt --out DIR
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
from moodvox_export.acoustic.roster import ROSTER
from moodvox_export.nets.render import RenderStep
from moodvox_export.shipping.checkpoints import load_acoustic, load_pupil, load_vocoder
from moodvox_export.shipping.graphs import export_plan, export_render, halve

KINDS: tuple[Kind, ...] = ("speaker", "emotion")

CREDITS = (
    "kathleen: rhasspy/dataset-voice-kathleen, CC0",
    "cameron: CAMSOWN.com (Asterisk core sounds en_AU), CC BY 3.0",
    "alex, ian, sean, karen, meghan: Super Dialogue Audio Pack v1, Dillon Becker, CC BY 4.0",
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export pack", description=__doc__)
    parser.add_argument("--acoustic", type=Path, required=True)
    parser.add_argument("--vocoder", type=Path)
    parser.add_argument("--sharpen", type=float, default=0.0, help="formants, 0 to 1.5")
    for kind in KINDS:
        parser.add_argument(f"--{kind}-encoder", type=Path, help="graph made by 'encoder'")
    parser.add_argument("--pupil", type=Path, help="a distillation's checkpoint: the fast tier")
    parser.add_argument("--sounds", type=Path, help="what 'sounds' wrote")
    parser.add_argument("--card", type=Path, help="model card (Markdown) to put into the voice")
    parser.add_argument("--name", default="hearth")
    parser.add_argument("--version", default="1")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    acoustic, vocoder = (
        load_acoustic(options.acoustic, options.sharpen),
        load_vocoder(options.vocoder),
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        export_plan(acoustic.encoder, acoustic.size, folder / "plan.fp32.onnx")
        export_render(RenderStep(acoustic.decoder, vocoder), folder / "render.fp32.onnx")
        tiers = {"quality": TierFiles("plan.onnx", "render.onnx")}
        if options.pupil:
            pupil = load_pupil(options.pupil, acoustic.size)
            export_render(RenderStep(pupil, vocoder), folder / "render.fast.fp32.onnx")
            tiers["fast"] = TierFiles("plan.onnx", "render.fast.onnx")
        files: dict[str, bytes | Path] = {}
        for name in ("plan", *(tier.render.removesuffix(".onnx") for tier in tiers.values())):
            halve(folder / f"{name}.fp32.onnx", folder / f"{name}.onnx")
            files[f"{name}.onnx"] = folder / f"{name}.onnx"
        if options.sounds:
            files["sounds.npz"] = options.sounds
        for kind, path in _encoders(options).items():
            files[encoder_file(kind)] = path
        if options.card:
            files["CARD.md"] = options.card
        pack = write_pack(
            options.out, _manifest(options, tiers),
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


def _manifest(options: argparse.Namespace, tiers: dict[str, TierFiles]) -> Manifest:
    return Manifest(
        format=1, name=options.name, version=options.version,
        title="Hearth: the voices that come with Moodvox", family="moodvox", languages=("en",),
        sample_rate_hz=SAMPLE_RATE_HZ, hop_samples=HOP_SAMPLES, speaker_size=256,
        emotion_size=style.EMOTION_SIZE, phonemes=SYMBOLS, features=FEATURES,
        tiers=tiers,
        speakers={
            m.name: SpeakerEntry(row, m.title, m.gender, m.age) for row, m in enumerate(ROSTER)
        },
        default_speaker=ROSTER[0].name, licence="CC-BY-4.0", credits=CREDITS, files={},
        encoders={kind: encoder_file(kind) for kind in _encoders(options)},
        training_file="CARD.md" if options.card else "",
        settings={SOUNDS_SETTING: "sounds.npz"} if options.sounds else {},
    )  # fmt: skip
