"""Torch files are data: what is sound is read, what is hostile or damaged is refused."""

from __future__ import annotations

import contextlib
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importing import checkouts, torch_writer
from importing.torch_writer import contiguous, name, number, program, table, tensor, text
from moodvox.errors import VoiceError
from moodvox.importing.pickled import read_pickle
from moodvox.importing.torchfile import read_torch, tensors_of

FLOATS = np.arange(24, dtype=np.float32)


def test_reads_what_torch_wrote() -> None:
    tensors = checkouts.generator()
    assert tensors["am.src_word_emb.weight"].shape == (502, 48)
    assert tensors["am.encoder.embed.0.alpha"].shape == ()
    assert all(value.dtype == np.float32 for value in tensors.values())


@pytest.mark.parametrize("kind", ["f4", "f2", "f8", "i8", "i4"])
def test_reads_what_the_tests_write(tmp_path: Path, kind: str) -> None:
    wanted = np.arange(6).reshape(2, 3).astype(kind)
    path = torch_writer.write_checkpoint(tmp_path / "g_1", "generator", {"a": wanted})
    found = read_torch(path)["generator"]["a"]
    assert np.array_equal(found, wanted)
    assert found.dtype == (np.float32 if kind[0] == "f" else wanted.dtype)


def test_views_with_strides_and_offsets(tmp_path: Path) -> None:
    steps = tensor("0", 24, (3, 4), (1, 6), offset=2)
    path = torch_writer.write_file(tmp_path / "f", program(steps), {"0": FLOATS.tobytes()})
    wanted = np.lib.stride_tricks.as_strided(FLOATS[2:], (3, 4), (4, 24))
    assert np.array_equal(read_torch(path), wanted)


@pytest.mark.parametrize(
    ("size", "stride", "offset"),
    [((25,), (1,), 0), ((5, 5), (5, 1), 0), ((4,), (1,), 21), ((2, 24), (0, 1), 0)],
)
def test_a_tensor_stays_within_its_numbers(
    tmp_path: Path, size: tuple[int, ...], stride: tuple[int, ...], offset: int
) -> None:
    steps = tensor("0", 24, size, stride, offset=offset)
    path = torch_writer.write_file(tmp_path / "f", program(steps), {"0": FLOATS.tobytes()})
    with pytest.raises(VoiceError, match="'f' is damaged"):
        read_torch(path)


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (exec, ("raise SystemExit",))


@pytest.mark.parametrize(
    ("steps", "named"),
    [
        (pickle.dumps(_Evil(), protocol=2), "exec"),
        (pickle.dumps(_Evil(), protocol=4), "exec"),
        (pickle.dumps(_Evil(), protocol=0), "exec"),
        (program(name("os", "system") + b"(" + text("true") + b"tR"), "os.system"),
        (program(name("torch", "load") + b"(" + text("x") + b"tR"), "torch.load"),
        (program(b"(" + text("true") + b"ios\nsystem\n"), "INST"),
        (program(name("collections", "OrderedDict") + b")\x81"), "NEWOBJ"),
        (program(b"\x82\x01"), "EXT1"),
    ],
)
def test_code_is_refused_and_named(tmp_path: Path, steps: bytes, named: str) -> None:
    path = torch_writer.write_file(tmp_path / "evil", steps, {})
    with pytest.raises(VoiceError) as caught:
        read_torch(path)
    assert str(path) in str(caught.value)
    assert named in caught.value.message
    assert "never code" in caught.value.hint


@pytest.mark.parametrize(
    "steps",
    [
        b"", b".", b"0.", b"R.", b"]" * 100 + b".", b"}q\x00h\x00h\x00s.",
        b"]q\x00(h\x00h\x00e.", program(number(1) + number(2)), program(b"Q"),
        program(tensor("0", 24, (-1,), (1,))), program(tensor("0", 24, (3,), (1, 1))),
        program(b"(" * 1000), program(text("x") + b"b"),
    ],
)  # fmt: skip
def test_nonsense_is_damage(tmp_path: Path, steps: bytes) -> None:
    path = torch_writer.write_file(tmp_path / "f", steps, {"0": FLOATS.tobytes()})
    with pytest.raises(VoiceError):
        read_torch(path)


def test_a_container_within_itself_ends(tmp_path: Path) -> None:
    doubled = b"]q\x00"
    for place in range(60):
        one = b"h" + bytes([place])
        doubled += b"(" + one + one + b"tq" + bytes([place + 1])
    path = torch_writer.write_file(tmp_path / "f", doubled + b".", {})
    with pytest.raises(VoiceError):
        read_torch(path)


def test_one_storage_cannot_become_many(tmp_path: Path) -> None:
    """A small file that would fill the memory."""
    many = {str(i): tensor("0", 24, (24,), (1,)) for i in range(2000)}
    path = torch_writer.write_file(tmp_path / "f", program(table(many)), {"0": FLOATS.tobytes()})
    with pytest.raises(VoiceError, match="more tensors than the file has numbers"):
        read_torch(path)


def test_a_storage_of_the_wrong_length(tmp_path: Path) -> None:
    steps = program(tensor("0", 24, (24,), (1,)))
    for data in (FLOATS.tobytes()[:-1], FLOATS.tobytes() + b"\0", b""):
        path = torch_writer.write_file(tmp_path / "f", steps, {"0": data})
        with pytest.raises(VoiceError, match="wrong length"):
            read_torch(path)
    with pytest.raises(VoiceError, match="missing"):
        read_torch(torch_writer.write_file(tmp_path / "g", steps, {}))


def test_a_compressed_file_is_no_torch_file(tmp_path: Path) -> None:
    steps = program(tensor("0", 24, (24,), (1,)))
    path = torch_writer.write_file(
        tmp_path / "f", steps, {"0": bytes(96)}, compression=zipfile.ZIP_DEFLATED
    )
    with pytest.raises(VoiceError, match="compressed"):
        read_torch(path)


def test_files_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="missing file 'g_1'"):
        read_torch(tmp_path / "g_1")
    for data in (b"", b"PK", b"\x80\x02}q\x00.", b"<html>not found</html>"):
        (tmp_path / "g_1").write_bytes(data)
        with pytest.raises(VoiceError, match="no torch checkpoint") as caught:
            read_torch(tmp_path / "g_1")
        assert "saved again" in caught.value.hint


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9, 0.999])
def test_a_truncated_file(tmp_path: Path, share: float) -> None:
    whole = checkouts.GENERATOR.read_bytes()
    path = tmp_path / "g_1"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(VoiceError, match="'g_1' is damaged") as caught:
        read_torch(path)
    assert caught.value.hint == "fetch the file again"


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_pickle_is_data_or_an_error(data: bytes) -> None:
    with contextlib.suppress(VoiceError):
        read_pickle(data, "f")


@settings(deadline=None)
@given(st.data())
def test_a_changed_checkpoint_is_data_or_an_error(data: st.DataObject) -> None:
    sound = program(table({"generator": table({"a": tensor("0", 24, (4, 6), contiguous((4, 6)))})}))
    place = data.draw(st.integers(0, len(sound) - 1))
    changed = sound[:place] + data.draw(st.binary(min_size=1, max_size=3)) + sound[place + 1 :]
    with contextlib.suppress(VoiceError):
        read_pickle(changed, "f")


def test_the_wrong_table(tmp_path: Path) -> None:
    path = torch_writer.write_checkpoint(tmp_path / "do_1", "mpd", {"a": FLOATS})
    with pytest.raises(VoiceError, match=r"holds no 'generator' \(it has: mpd\)"):
        tensors_of(read_torch(path), "generator", path)
    bad = {"a": np.array([1.0, np.nan], np.float32)}
    path = torch_writer.write_checkpoint(tmp_path / "g_1", "generator", bad)
    with pytest.raises(VoiceError, match="not finite"):
        tensors_of(read_torch(path), "generator", path)
