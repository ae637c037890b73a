"""How fast the nets of a voice run in torch, as a share of what the device can do.

    python -m moodvox_export ceiling --acoustic F.pt [--pupil F.pt] [--device cuda] --json F
    python -m moodvox_export ceiling --random

The encoder takes whole lines of 60 phonemes; decoder and vocoder run as in a game, in steps
of 80 ms with carried state, as a CUDA graph on a GPU. Excitation and overlap-add are the run
time's and not in it. Torch, NumPy and msgspec are enough, but for reading checkpoints (tqdm).
"""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

from moodvox.models.own.layout import HOPS_PER_S
from moodvox.phonemes.inventory import SYMBOLS
from moodvox.phonemes.sequence import FEATURES
from moodvox_export.acoustic.pupils import PupilConfig
from moodvox_export.nets.acoustic import (
    PLACE_FEATURES,
    AcousticModel,
    AcousticSize,
    HopDecoder,
    PhonemeEncoder,
)
from moodvox_export.nets.render import TIER_GRIDS, RenderStep
from moodvox_export.shipping.stopwatch import PRECISIONS, TYPES, Call, Stopwatch, operations
from moodvox_export.training.states import write_whole

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
PHONEMES = 60
HOPS = 8


@dataclass(frozen=True)
class Row:
    """One module at one batch size.

    Attributes:
        call_ms: of one call for the whole batch.
        gflops: of matrix products and convolutions, a second.
        share: `gflops` of the ceiling in the same precision.
        speech_s: seconds of speech in a second; 0 of the encoder, which knows no time.
        lines: lines (encoder) or steps of one line in a second.
    """

    module: str
    precision: str
    batch: int
    call_ms: float
    gflops: float
    share: float
    speech_s: float
    lines: float

    def __str__(self) -> str:
        return (
            f"{self.module:16s} {self.precision} x {self.batch:<4d} {self.call_ms:9.3f} ms "
            f"{self.gflops:10.1f} GFLOP/s {100 * self.share:5.1f} % "
            f"{self.speech_s:10.1f} s/s {self.lines:10.0f} lines/s"
        )


@dataclass(frozen=True)
class Tiers:
    """The nets of a voice: an encoder, and a decoder for each tier."""

    size: AcousticSize
    encoder: PhonemeEncoder
    decoders: dict[str, HopDecoder]

    @classmethod
    def random(cls) -> Tiers:
        """The sizes of the bundled voice, untrained: weights do not change the time."""
        size = AcousticSize(len(SYMBOLS), len(FEATURES))
        model = AcousticModel(size, 1)
        pupil = PupilConfig().decoder(size)
        return cls(size, model.encoder, {"quality": model.decoder, "fast": pupil})

    @classmethod
    def read(cls, acoustic: Path, pupil: Path | None) -> Tiers:
        """From checkpoints.

        Raises:
            ConfigError: one is none, or does not fit the other.
        """
        # Their module belongs to training, which needs more than a bare machine has.
        from moodvox_export.shipping.checkpoints import load_acoustic, load_pupil

        model, _ = load_acoustic(acoustic)
        decoders = {"quality": model.decoder}
        if pupil is not None:
            decoders["fast"] = load_pupil(pupil, model.size)
        return cls(model.size, model.encoder, decoders)


def whole_lines(encoder: nn.Module, size: AcousticSize, batch: int, watch: Stopwatch) -> Call:
    """The encoder over `batch` lines."""
    phonemes = torch.randint(1, size.symbols, (batch, PHONEMES))
    features = torch.rand(batch, PHONEMES, size.features)
    speaker = torch.randn(batch, size.speaker) / 4
    emotion = torch.randn(batch, PHONEMES, size.emotion) / 4
    mask = torch.ones(batch, PHONEMES, 1)
    given = [watch.given(x) for x in (phonemes, features, speaker, emotion, mask)]
    return lambda: encoder(*given)


def steps(step: nn.Module, of: RenderStep, batch: int, hops: int, watch: Stopwatch) -> Call:
    """The next `hops` hops of `batch` lines through `step`, which is `of` or made of it; their
    state is carried on in its place.
    """
    hidden = torch.randn(batch, hops, of.decoder.hidden_channels)
    place = torch.rand(batch, hops, PLACE_FEATURES)
    pitch = torch.rand(batch, hops, 2)
    mask = torch.ones(batch, hops, 1)
    given = [watch.given(x) for x in (hidden, place, pitch, mask)]
    state = watch.given(torch.zeros(batch, *of.state_shape))

    def call() -> None:
        *_, next_state = step(*given, state)
        state.copy_(next_state)

    return call


def rows(
    tiers: Tiers, watch: Stopwatch, batches: Sequence[int], hops: int, *, compiled: bool
) -> Iterator[Row]:
    """Every module at every batch size."""

    def row(name: str, batch: int, plain: Call, timed: Call, speech_s: float) -> Row:
        taken_s, done = watch.seconds(timed), operations(plain)
        gflops = done / taken_s / 1e9
        return Row(
            name, watch.precision, batch, taken_s * 1e3, gflops, gflops / watch.ceiling_gflops,
            batch * speech_s / taken_s, batch / taken_s,
        )  # fmt: skip

    encoder = watch.placed(tiers.encoder)
    fast_encoder = _made(encoder, compiled)
    for batch in batches:
        plain, timed = (whole_lines(e, tiers.size, batch, watch) for e in (encoder, fast_encoder))
        yield row("encoder", batch, plain, timed, 0.0)
    for tier, decoder in tiers.decoders.items():
        step = RenderStep(decoder, TIER_GRIDS[tier])
        placed = watch.placed(step)
        fast_step = _made(placed, compiled)
        for batch in batches:
            plain, timed = (steps(s, step, batch, hops, watch) for s in (placed, fast_step))
            yield row(f"render {tier}", batch, plain, timed, hops / HOPS_PER_S)


def _made(module: nn.Module, compiled: bool) -> nn.Module:
    return torch.compile(module, dynamic=False) if compiled else module  # type: ignore[return-value]


def device_name(device: str) -> str:
    """What is measured, without the name of the machine."""
    if device == "cuda":
        return torch.cuda.get_device_name()
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="moodvox_export ceiling", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--acoustic", type=Path, help="a training's checkpoint")
    source.add_argument("--random", action="store_true", help="untrained nets of the usual size")
    parser.add_argument("--pupil", type=Path, help="a distillation's checkpoint: the fast tier")
    parser.add_argument("--device", choices=sorted(PRECISIONS), default="cpu")
    parser.add_argument("--precision", choices=sorted(TYPES), action="append", default=[])
    parser.add_argument("--batch", type=int, action="append", default=[], help="1 to 256 otherwise")
    parser.add_argument("--hops", type=int, default=HOPS, help="of 10 ms in a step")
    parser.add_argument("--threads", type=int, default=1, help="on the CPU")
    parser.add_argument("--compile", action="store_true", help="with torch.compile")
    parser.add_argument("--json", type=Path, help="write every figure here, as it comes")
    options = parser.parse_args(arguments)
    if options.device == "cuda" and not torch.cuda.is_available():
        parser.error("torch finds no CUDA device")
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    found: list[Row] = []
    ceilings: dict[str, float] = {}
    for precision in options.precision or PRECISIONS[options.device]:
        # Anew for every precision: rounding weights to bf16 and back would lose them.
        tiers = Tiers.random() if options.random else Tiers.read(options.acoustic, options.pupil)
        watch = Stopwatch(options.device, precision, options.threads)
        ceilings[precision] = watch.ceiling_gflops
        print(f"ceiling          {precision} {watch.ceiling_gflops:10.1f} GFLOP/s", flush=True)
        batches = options.batch or BATCHES
        for row in rows(tiers, watch, batches, options.hops, compiled=options.compile):
            print(row, flush=True)
            found.append(row)
            if options.json:
                report = {
                    "device": device_name(options.device), "torch": torch.__version__,
                    "threads": options.threads, "hops": options.hops,
                    "compiled": options.compile, "ceiling_gflops": ceilings,
                    "rows": [asdict(row) for row in found],
                }  # fmt: skip
                write_whole(json.dumps(report, indent=1).encode(), options.json)
    return 0
