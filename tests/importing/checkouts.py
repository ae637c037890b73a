"""Copies of the tiny EmotiVoice checkout, changed as a test needs them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from importing.torch_writer import write_checkpoint
from moodvox.importing.torchfile import read_torch

TINY = Path(__file__).parents[1] / "fixtures" / "emotivoice"
CKPT = Path("outputs/prompt_tts_open_source_joint/ckpt")
GENERATOR = TINY / CKPT / "g_00140000"
CASES = ("en", "zh", "short", "zero_dur")

Array = NDArray[Any]


def case(title: str) -> dict[str, Array]:
    """Inputs and outputs of the original for one sentence."""
    with np.load(TINY / f"tiny_case_{title}.npz") as arrays:
        return dict(arrays)


def generator() -> dict[str, Array]:
    """The tensors of the tiny checkpoint."""
    tensors: dict[str, Array] = read_torch(GENERATOR)["generator"]
    return tensors


def mini_lexicon() -> str:
    """The words of the reference sentences, as EmotiVoice's lexicon file has them."""
    words = json.loads((TINY / "mini_lexicon.json").read_text("utf-8"))
    return "".join(f"{word.upper()} {' '.join(entry['phones'])}\n" for word, entry in words.items())


def copy(folder: Path, tensors: Mapping[str, Array] | None = None, *, lexicon: bool = True) -> Path:
    """A checkout in `folder`, its generator holding `tensors`."""
    shutil.copytree(TINY, folder)
    if tensors is not None:
        write_checkpoint(folder / CKPT / "g_00140000", "generator", tensors)
    if lexicon:
        (folder / "lexicon").mkdir()
        (folder / "lexicon" / "librispeech-lexicon.txt").write_text(mini_lexicon(), "utf-8")
    return folder


def silenced(tensors: Mapping[str, Array]) -> dict[str, Array]:
    """The weights whose durations are all 0."""
    changed = dict(tensors)
    stem = "am.duration_predictor.linear"
    changed[f"{stem}.bias"] = np.full(1, -6.0, np.float32)
    changed[f"{stem}.weight"] = changed[f"{stem}.weight"] * np.float32(0.1)
    return changed


def newly_named(tensors: Mapping[str, Array]) -> dict[str, Array]:
    """The same weights with the names that torch gives them since 2.1."""
    stem = ".parametrizations.weight.original"
    return {
        title.replace(".weight_g", f"{stem}0").replace(".weight_v", f"{stem}1"): value
        for title, value in tensors.items()
    }
