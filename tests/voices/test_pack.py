"""A voice pack with a fault is refused, with the file and the cause; a sound one opens."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moodvox.errors import InputError, VoiceError
from moodvox.models.registry import load_model
from moodvox.voices import integrity, manifest
from moodvox.voices.integrity import sha256_of
from moodvox.voices.pack import VoicePack, find_pack_faults


@pytest.fixture
def folder(voices_folder: Path, tmp_path: Path) -> Path:
    """A sound voice to spoil."""
    return Path(shutil.copytree(voices_folder / "ramp", tmp_path / "ramp"))


def edit(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "voice.json"
    fields = json.loads(path.read_text())
    change(fields)
    path.write_text(json.dumps(fields))


def rewrite(folder: Path, name: str, data: bytes) -> None:
    """Change a file and its checksum, as a maker with a mistake would."""
    (folder / name).write_bytes(data)
    edit(folder, lambda fields: fields["files"].__setitem__(name, sha256_of(folder / name)))


def save_speakers(folder: Path, array: np.ndarray[Any, Any], *, allow_pickle: bool = False) -> None:
    np.save(folder / "speakers.npy", array, allow_pickle=allow_pickle)
    rewrite(folder, "speakers.npy", (folder / "speakers.npy").read_bytes())


def flip_one_bit(folder: Path) -> None:
    path = folder / "plan.onnx"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def truncate(folder: Path) -> None:
    path = folder / "render.onnx"
    path.write_bytes(path.read_bytes()[:-1])


def link_out(folder: Path) -> None:
    target = folder.parent / "elsewhere.onnx"
    shutil.move(folder / "plan.onnx", target)
    (folder / "plan.onnx").symlink_to(target)


def link_folder_out(folder: Path) -> None:
    (folder.parent / "outside").mkdir()
    (folder / "more").symlink_to(folder.parent / "outside", target_is_directory=True)


def link_to_itself(folder: Path) -> None:
    (folder / "plan.onnx").unlink()
    (folder / "plan.onnx").symlink_to(folder / "plan.onnx")


def list_outside(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        edit(folder, lambda fields: fields["files"].__setitem__(name, "0" * 64))

    return spoil


def set_field(name: str, value: Any) -> Callable[[Path], None]:
    return lambda folder: edit(folder, lambda fields: fields.__setitem__(name, value))


def drop_field(name: str) -> Callable[[Path], None]:
    return lambda folder: edit(folder, lambda fields: fields.pop(name))


def presets(text: str) -> Callable[[Path], None]:
    return lambda folder: rewrite(folder, "presets.json", text.encode())


BAD_PACKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no manifest": (lambda f: (f / "voice.json").unlink(), "'voice.json' is missing"),
    "empty manifest": (lambda f: (f / "voice.json").write_text(""), r"voice\.json: .*truncated"),
    "binary manifest": (lambda f: (f / "voice.json").write_bytes(b"\xff\x00"), r"voice\.json: "),
    "manifest is a list": (lambda f: (f / "voice.json").write_text("[]"), r"got `array`"),
    "huge manifest": (
        lambda f: (f / "voice.json").write_text(" " * (manifest.MAX_MANIFEST_BYTES + 1)),
        r"voice\.json: larger than 1048576 bytes",
    ),
    "format of tomorrow": (set_field("format", 2), "voice format 2; this Moodvox reads format 1"),
    "no format": (drop_field("format"), "voice format None"),
    "format true": (set_field("format", True), "voice format True"),
    "missing field": (drop_field("family"), "missing required field `family`"),
    "unknown field": (set_field("sped", 1), "unknown field `sped`"),
    "wrong type": (set_field("hop_samples", "240"), r"Expected `int`, got `str` - at `\$\.hop_s"),
    "wrong rate": (set_field("sample_rate_hz", 1), r"`int` >= 8000 - at `\$\.sample_rate_hz`"),
    "nested deeply": (
        lambda f: (f / "voice.json").write_text('{"a":' * 50_000),
        r"voice\.json: ",
    ),
    "wild name": (set_field("name", "../x"), r"at `\$\.name`"),
    "no speakers": (set_field("speakers", {}), r"at `\$\.speakers`"),
    "other phonemes": (set_field("phonemes", ["_", "a"]), "made for another phoneme table"),
    "other features": (set_field("features", ["stress"]), "made for other phoneme features"),
    "default speaker": (set_field("default_speaker", "bob"), "default speaker 'bob' is none of"),
    "unlisted graph": (
        lambda f: edit(f, lambda fields: fields["files"].pop("plan.onnx")),
        r"'plan\.onnx' is named but not listed in files",
    ),
    "missing file": (lambda f: (f / "plan.onnx").unlink(), r"'plan\.onnx': missing file"),
    "truncated file": (truncate, r"'render\.onnx': damaged: its checksum"),
    "flipped bit": (flip_one_bit, r"'plan\.onnx': damaged: its checksum"),
    "extra file": (lambda f: (f / "notes.txt").write_text("x"), r"'notes\.txt': foreign file"),
    "extra folder": (
        lambda f: shutil.copytree(f.parent / "ramp", f / "sub"),
        r"sub/[a-z.]+: .*foreign file",
    ),
    "path up": (list_outside("../secret"), r"path '\.\./secret' is not a plain path"),
    "path up inside": (list_outside("sub/../../secret"), "is not a plain path"),
    "absolute path": (list_outside("/etc/hosts"), "path '/etc/hosts' is not a plain path"),
    "drive path": (list_outside("C:/x"), "path 'C:/x' is not a plain path"),
    "backslash path": (list_outside("a\\b"), "is not a plain path"),
    "roundabout path": (list_outside("./plan.onnx"), "is not a plain path"),
    "empty path": (list_outside(""), "path '' is not a plain path"),
    "nul path": (list_outside("a\0b"), "is not a plain path"),
    "endless path": (list_outside("a" * 5000), r"voice\.json.*cannot be resolved|cannot be read"),
    "lists itself": (list_outside("voice.json"), "lists itself"),
    "link out": (link_out, r"'plan\.onnx': is a link that leaves the voice's folder"),
    "folder link out": (link_folder_out, "'more': foreign file"),
    "link to itself": (link_to_itself, r"plan.onnx.*(cannot be resolved|missing file)"),
    "speakers no array": (
        lambda f: rewrite(f, "speakers.npy", b"hello"),
        r"'speakers\.npy': no NumPy array",
    ),
    "speakers pickled": (
        lambda f: save_speakers(f, np.array([{}], object), allow_pickle=True),
        r"'speakers\.npy': no NumPy array",
    ),
    "speakers empty": (lambda f: rewrite(f, "speakers.npy", b""), r"'speakers\.npy': no NumPy"),
    "speakers too many bytes": (
        lambda f: rewrite(f, "speakers.npy", huge_array_header()),
        r"'speakers\.npy': no NumPy array",
    ),
    "speakers float64": (lambda f: save_speakers(f, np.zeros((2, 4))), "not an array of float32"),
    "speakers too narrow": (
        lambda f: save_speakers(f, np.zeros((2, 3), np.float32)),
        "vectors of 3 numbers, the manifest says 4",
    ),
    "speakers too few": (
        lambda f: save_speakers(f, np.zeros((1, 4), np.float32)),
        "has no row 1 for speaker 'cameron'",
    ),
    "speakers not finite": (
        lambda f: save_speakers(f, np.full((2, 4), np.nan, np.float32)),
        "not finite",
    ),
    "presets no json": (presets("{"), r"'presets\.json': Input data was truncated"),
    "presets too narrow": (
        presets('{"angry": {"levels": [[1.0, [1, 2]]]}}'),
        "preset 'angry': a vector has not 3 numbers",
    ),
    "presets falling": (
        presets('{"angry": {"levels": [[0.5, [1,2,3]], [0.4, [1,2,3]], [1, [1,2,3]]]}}'),
        "preset 'angry': weights must rise",
    ),
    "presets from zero": (
        presets('{"angry": {"levels": [[0, [0,0,0]], [1, [1,2,3]]]}}'),
        "weights must rise from above 0",
    ),
    "presets not to one": (
        presets('{"angry": {"levels": [[0.5, [1,2,3]]]}}'),
        "weights must rise from above 0 to 1",
    ),
    "presets without levels": (presets('{"angry": {"levels": []}}'), r"\$\[\.\.\.\]\.levels"),
    "presets neutral": (
        presets('{"neutral": {"levels": [[1, [1,2,3]]]}}'),
        "neutral is the absence of emotion",
    ),
    "presets too large": (
        presets('{"angry": {"levels": [[1, [1e39,2,3]]]}}'),
        "a number is too large",
    ),
}


def huge_array_header() -> bytes:
    text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1099511627776, 4), }"
    text = text.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


@pytest.mark.parametrize("name", BAD_PACKS)
def test_a_bad_pack_is_one_error_with_file_and_cause(folder: Path, name: str) -> None:
    spoil, message = BAD_PACKS[name]
    spoil(folder)
    with pytest.raises(VoiceError, match=message) as caught:
        VoicePack.open(folder)
    assert str(folder.name) in caught.value.where
    assert str(caught.value) in {str(fault) for fault in find_pack_faults(folder)}


@settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_happens_to_a_file_it_is_a_voice_or_a_voice_error(
    voices_folder: Path, tmp_path: Path, data: st.DataObject
) -> None:
    folder = tmp_path / "fuzzed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(voices_folder / "ramp", folder)
    name = data.draw(st.sampled_from(["voice.json", "presets.json", "speakers.npy", "plan.onnx"]))
    contents = bytearray((folder / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(contents) - 1))
        contents[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    if name == "voice.json":
        (folder / name).write_bytes(contents)
    elif name != "plan.onnx" and data.draw(st.booleans()):
        rewrite(folder, name, bytes(contents))
    else:
        (folder / name).write_bytes(contents)
    with contextlib.suppress(VoiceError):
        load_model(VoicePack.open(folder), "quality")


def test_a_sound_pack_opens(folder: Path) -> None:
    pack = VoicePack.open(folder)
    assert pack.name == "ramp"
    assert pack.speakers.names == ("kathleen", "cameron")
    assert pack.tier_files("fast").plan == "plan.onnx"
    assert find_pack_faults(folder) == []
    with pytest.raises(InputError, match="did you mean 'quality'"):
        pack.tier_files("quality1")


def test_what_desktops_and_engines_drop_is_no_fault(folder: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "plan.onnx.meta", "presets.json.import"):
        (folder / name).write_text("x")
    assert VoicePack.open(folder).name == "ramp"


def test_a_link_inside_the_folder_is_fine(folder: Path) -> None:
    shutil.move(folder / "plan.onnx", folder / "other.onnx")
    (folder / "plan.onnx").symlink_to("other.onnx")
    checksum = sha256_of(folder / "other.onnx")
    edit(folder, lambda fields: fields["files"].__setitem__("other.onnx", checksum))
    assert VoicePack.open(folder).name == "ramp"


def test_too_large_or_too_many_files_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integrity, "MAX_PACK_BYTES", 100)
    with pytest.raises(VoiceError, match="the voice is larger than 100 bytes"):
        VoicePack.open(folder)
    monkeypatch.setattr(integrity, "MAX_FILE_BYTES", 50)
    with pytest.raises(VoiceError, match="larger than 50 bytes"):
        VoicePack.open(folder)
    monkeypatch.setattr(integrity, "MAX_FILES", 1)
    with pytest.raises(VoiceError, match="lists more than 1 files"):
        VoicePack.open(folder)


def test_all_faults_of_the_files_are_found_at_once(folder: Path) -> None:
    flip_one_bit(folder)
    (folder / "render.onnx").unlink()
    (folder / "notes.txt").write_text("x")
    found = " ".join(str(fault) for fault in find_pack_faults(folder))
    for part in ("plan.onnx", "render.onnx", "notes.txt"):
        assert part in found
