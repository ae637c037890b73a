"""The nets' speed in torch: what is counted, and that a bare machine can do it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from fixtures.made_up_corpus import SMALL
from moodvox_export.acoustic.trainer import Trainer
from moodvox_export.nets.render import TIER_GRIDS, RenderStep
from moodvox_export.shipping import ceiling
from moodvox_export.shipping.ceiling import Tiers, steps
from moodvox_export.shipping.stopwatch import Stopwatch, operations

ONLY_TORCH = """
import importlib.machinery, sys
class Refused:
    def create_module(self, spec):
        raise ModuleNotFoundError(spec.name)
    def exec_module(self, module): ...
class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in {'onnx', 'onnxruntime', 'tqdm', 'zmq', 'soundfile', 'pyworld'}:
            return importlib.machinery.ModuleSpec(name, Refused())
sys.meta_path.insert(0, Refusing())
from moodvox_export.shipping.ceiling import Tiers
print(*Tiers.random().decoders)
"""


def test_products_are_counted() -> None:
    layer, given = nn.Linear(8, 16), torch.randn(4, 8)
    assert operations(lambda: layer(given)) == 2 * 4 * 8 * 16


def test_state_goes_on_from_step_to_step() -> None:
    watch = Stopwatch("cpu", "fp32")
    decoder = Tiers.random().decoders["fast"]
    own = RenderStep(decoder, TIER_GRIDS["fast"])
    step = watch.placed(own)
    seen: list[torch.Tensor] = []
    step.register_forward_pre_hook(lambda _, given: seen.append(given[4].clone()))
    call = steps(step, own, 2, 4, watch)
    with torch.no_grad():
        for _ in range(3):
            call()
    assert not seen[0].any()
    assert seen[1].any()
    assert not torch.equal(seen[1], seen[2])


def test_every_module_and_batch_has_its_row(tmp_path: Path) -> None:
    Trainer(SMALL, tmp_path, torch.device("cpu")).save()
    words = ["--acoustic", str(tmp_path / "checkpoint.pt"), "--batch", "1", "--batch", "3",
             "--json", str(tmp_path / "figures.json")]  # fmt: skip
    assert ceiling.main(words) == 0
    told = json.loads((tmp_path / "figures.json").read_text())
    best = told["ceiling_gflops"]["fp32"]
    assert [(row["module"], row["batch"]) for row in told["rows"]] == [
        ("encoder", 1), ("encoder", 3), ("render quality", 1), ("render quality", 3),
    ]  # fmt: skip
    for row in told["rows"]:
        assert row["share"] == pytest.approx(row["gflops"] / best)
        speech_s = 0.0 if row["module"] == "encoder" else 0.08 * row["batch"]
        assert row["speech_s"] == pytest.approx(speech_s / (row["call_ms"] / 1e3))


def test_a_gpu_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(SystemExit):
        ceiling.main(["--random", "--device", "cuda"])
    assert "no CUDA device" in capsys.readouterr().err


def test_torch_is_enough() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ONLY_TORCH], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert ran.stdout.split() == ["quality", "fast"], ran.stderr
