"""Every tensor of a checkpoint is accounted for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from importing import checkouts
from moodvox.errors import VoiceError
from moodvox.importing.emotivoice.config import read_config
from moodvox.importing.emotivoice.vocoder import needs_of, spread
from moodvox.importing.emotivoice.weights import Weights, fold_norms, read_weights

CONFIG = read_config(checkouts.TINY / "config/joint/config.yaml")
PATH = Path("g_00140000")


def read(tensors: dict[str, checkouts.Array]) -> Weights:
    return read_weights(tensors, CONFIG, PATH)


def test_sizes_come_from_the_tensors() -> None:
    sizes = read(checkouts.generator()).sizes
    assert (sizes.tokens, sizes.speakers, sizes.channels, sizes.style) == (502, 9, 48, 32)
    assert (sizes.encoder_blocks, sizes.decoder_blocks) == (2, 2)
    assert sizes.predictor_layers == (2, 3, 2)
    assert (sizes.stages, sizes.kernels) == ((32, 16, 8, 4), (3, 7, 11))


def test_both_namings_of_weight_norm_are_one_model() -> None:
    old = read(checkouts.generator())
    new = read(checkouts.newly_named(checkouts.generator()))
    assert old.tensors.keys() == new.tensors.keys()
    assert all(np.array_equal(old[name], new[name]) for name in old.tensors)


def test_a_folded_checkpoint_is_taken_as_it_is() -> None:
    folded = dict(read(checkouts.generator()).tensors)
    assert read(folded).tensors.keys() == folded.keys()


def test_weight_norm_is_over_all_axes_but_the_first() -> None:
    v = np.arange(1, 13, dtype=np.float32).reshape(2, 3, 2)
    g = np.array([2.0, 0.5], np.float32).reshape(2, 1, 1)
    folded = fold_norms({"a.weight_g": g, "a.weight_v": v}, PATH)["a.weight"]
    assert np.linalg.norm(folded.reshape(2, -1), axis=1) == pytest.approx([2.0, 0.5])
    assert np.allclose(folded / folded[:, :1, :1], v / v[:, :1, :1])


def test_names_that_are_missing_or_left_over() -> None:
    tensors = checkouts.generator()
    del tensors["am.to_mel.bias"]
    del tensors["am.encoder.encoders.1.norm2.weight"]
    tensors["am.spk_encoder.weight"] = np.zeros(3, np.float32)
    tensors["am.src_word_emb.bias"] = np.zeros(3, np.float32)
    with pytest.raises(VoiceError) as caught:
        read(tensors)
    message = str(caught.value)
    assert "lacks am.encoder.encoders.1.norm2.weight, am.to_mel.bias;" in message
    assert "has too much: am.spk_encoder.weight, am.src_word_emb.bias" in message


def test_half_a_weight_norm() -> None:
    tensors = checkouts.generator()
    del tensors["generator.ups.1.weight_g"]
    with pytest.raises(VoiceError, match=r"lacks 'generator\.ups\.1\.weight_g'"):
        read(tensors)


def test_a_shape_that_does_not_fit() -> None:
    tensors = checkouts.generator()
    tensors["am.to_mel.bias"] = np.zeros(81, np.float32)
    with pytest.raises(VoiceError, match=r"am\.to_mel\.bias is \(81,\), wanted \(80,\)"):
        read(tensors)


def test_training_tensors_may_stay_or_go() -> None:
    tensors = checkouts.generator()
    assert any(name.startswith("am.alignment_module.") for name in tensors)
    without = {k: v for k, v in tensors.items() if "alignment_module" not in k}
    assert read(without).tensors.keys() == read(tensors).tensors.keys()


def test_the_vocoder_hears_thirteen_columns() -> None:
    assert needs_of(read(checkouts.generator()), CONFIG).columns == 13


@pytest.mark.parametrize(("kernel", "rate"), [(16, 8), (4, 2), (9, 3), (3, 1), (8, 4)])
def test_a_transposed_convolution_as_a_convolution(kernel: int, rate: int) -> None:
    rng = np.random.default_rng(1)
    weight = rng.standard_normal((3, 2, kernel)).astype(np.float32)
    x = rng.standard_normal((3, 7)).astype(np.float32)
    pad = (kernel - rate) // 2
    wanted = np.zeros((2, 7 * rate + kernel - rate), np.float32)
    for t in range(7):
        wanted[:, t * rate : t * rate + kernel] += np.einsum("i,iok->ok", x[:, t], weight)
    wanted = wanted[:, pad : pad + 7 * rate]
    wide = spread(weight, rate)
    reach = wide.shape[2] // 2
    padded = np.pad(x, ((0, 0), (reach, reach)))
    columns = np.stack([padded[:, t : t + wide.shape[2]] for t in range(7)])
    found = np.einsum("tik,oik->ot", columns, wide).reshape(rate, 2, 7)
    assert np.allclose(found.transpose(1, 2, 0).reshape(2, -1), wanted, atol=1e-5)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("encoder_n_heads: 4", "encoder_n_heads: 5", "5 heads do not divide"),
        ("hop_length: 256", "hop_length: 200", "their product is not hop_length 200"),
        ("hop_length: 256", "hop_length: many", "'hop_length': is 'many'"),
        ("n_mels: 80", "n_mels: 100", "'n_mels'"),
        ("resblock: '1'", "resblock: '2'", "only kind '1'"),
        ("model:", "model: [", "no YAML"),
    ],
)
def test_a_wrong_config(tmp_path: Path, old: str, new: str, named: str) -> None:
    path = tmp_path / "config.yaml"
    sound = (checkouts.TINY / "config/joint/config.yaml").read_text("utf-8")
    path.write_text(sound.replace(old, new), "utf-8")
    with pytest.raises(VoiceError) as caught:
        read_weights(checkouts.generator(), read_config(path), path)
    assert named in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_config_cannot_run_code(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("sr: !!python/object/apply:os.system ['true']", "utf-8")
    with pytest.raises(VoiceError, match="no YAML"):
        read_config(path)
