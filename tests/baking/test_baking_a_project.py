"""A whole project baked: what changes is made, what fails is told, what is killed goes on."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from moodvox.baking import store as store_module
from moodvox.baking.bake import Progress, Report, bake
from moodvox.baking.order import BakeLine
from moodvox.baking.render import BakeSettings, Kitchen
from moodvox.baking.store import FolderError, Store
from moodvox.baking.workers import Workers
from moodvox.cli.main import DONE, FAILED, main
from moodvox.client import Client, SidecarProcess

PROJECT = (
    '[defaults]\nvoice = "moody"\n[cast.Marta]\ntemperament = "sad 0.3"\n[cast.Bram]\nrate = 0.9\n'
)
SCENE = """\
Marta: [angry 0.4 -> calm over 1s] Get out of my tavern, now. #out
Bram (sad 0.4): But it is raining. #rain
Marta: Out.
"""


@pytest.fixture
def game(tmp_path: Path) -> Path:
    folder = tmp_path / "game"
    folder.mkdir()
    (folder / "moodvox.toml").write_text(PROJECT, "utf-8")
    (folder / "inn.mood").write_text(SCENE, "utf-8")
    return folder


@pytest.fixture
def settings(game: Path, voices_folder: Path, tmp_path: Path) -> BakeSettings:
    return BakeSettings(tmp_path / "out", project=game / "moodvox.toml", voices=(voices_folder,))


@pytest.fixture
def processes() -> None:
    """For the tests that bake in processes of their own."""


@pytest.fixture(autouse=True)
def no_processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bake in this process, but in the tests that are about processes."""
    if "processes" in request.fixturenames:
        return

    def bake_here(workers: Workers, lines: list[BakeLine]) -> Any:
        kitchen = Kitchen.open(workers._settings)
        return (kitchen.bake(line) for line in lines)

    monkeypatch.setattr(Workers, "bake", bake_here)


def counts(report: Report) -> tuple[int, int, int]:
    state = report.progress
    return state.baked, state.unchanged, state.failed


def samples(path: Path) -> NDArray[np.int16]:
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def manifest(settings: BakeSettings, name: str = "manifest.json") -> dict[str, Any]:
    read: dict[str, Any] = json.loads((settings.out / name).read_text("utf-8"))
    return read


def test_every_line_has_a_file_and_stands_in_both_manifests(
    game: Path, settings: BakeSettings
) -> None:
    told: list[tuple[int, int]] = []
    report = bake(settings, [game], tell=lambda state: told.append((state.done, state.total)))
    assert counts(report) == (3, 0, 0)
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert report.is_good
    assert report.progress.left_s == 0.0
    godot, unity = manifest(settings), manifest(settings, "unity.json")
    assert godot["moodvox_baked"] == 1
    assert unity["format"] == 1
    texts = [(line["character"], line["text"]) for line in godot["lines"]]
    assert texts == [
        ("Marta", "[angry 0.4 -> calm over 1s] Get out of my tavern, now."),
        ("Bram", "[sad 0.4] But it is raining."),
        ("Marta", "Out."),
    ]
    assert texts == [(line["character"], line["text"]) for line in unity["lines"]]
    out = godot["lines"][0]
    assert (out["id"], out["file"]) == ("out", "out.wav")
    pcm = samples(settings.out / "out.wav")
    assert len(pcm) == out["samples"]
    assert {mark["kind"] for mark in out["marks"]} == {"word", "viseme"}
    words = [mark["text"] for mark in out["marks"] if mark["kind"] == "word"]
    assert words == ["get", "out", "of", "my", "tavern", "now"]
    assert out["moods"][0][1]["angry"] == pytest.approx(0.4, abs=0.03)
    assert out["moods"][-1][1] == {"calm": pytest.approx(1.0)}
    assert unity["lines"][0]["moods"][0]["mood"][0]["emotion"] == "angry"
    assert unity["lines"][0]["fingerprint"] == out["hash"]


def test_only_what_changed_is_made_again(game: Path, settings: BakeSettings) -> None:
    bake(settings, [game])
    before = {file.name: file.stat().st_mtime_ns for file in settings.out.glob("*.wav")}
    assert counts(bake(settings, [game])) == (0, 3, 0)
    (game / "inn.mood").write_text("# A new row.\n" + SCENE.replace("raining", "snowing"), "utf-8")
    assert counts(bake(settings, [game])) == (1, 2, 0)
    after = {file.name: file.stat().st_mtime_ns for file in settings.out.glob("*.wav")}
    assert {name for name in before if before[name] != after[name]} == {"rain.wav"}


@pytest.mark.parametrize(
    ("toml", "baked"),
    [
        (PROJECT.replace("0.9", "0.8"), 1),
        (PROJECT.replace("sad 0.3", "sad 0.2"), 2),
        (PROJECT.replace('"moody"', '"ramp"'), 3),
        (PROJECT.replace("[cast.Marta]", "seed = 3\n[cast.Marta]"), 3),
        (PROJECT + "[presets]\ngrim = 'sad 0.2'\n", 0),
        (PROJECT + "[variables]\nx = 'y'\n", 0),
    ],
)
def test_what_a_project_changes_bakes_the_lines_that_it_matters_to(
    game: Path, settings: BakeSettings, toml: str, baked: int
) -> None:
    bake(settings, [game])
    (game / "moodvox.toml").write_text(toml, "utf-8")
    assert counts(bake(settings, [game])) == (baked, 3 - baked, 0)
    assert counts(bake(settings, [game])) == (0, 3, 0)


def test_a_new_name_in_the_lexicon_bakes_the_lines_that_hold_it(
    game: Path, settings: BakeSettings
) -> None:
    (game / "moodvox.toml").write_text('lexicon = "a.lexicon"\n' + PROJECT, "utf-8")
    (game / "a.lexicon").write_text("kylo K AY1 L OW0\n", "utf-8")
    bake(settings, [game])
    (game / "a.lexicon").write_text("kylo K AY1 L OW0\ntavern T AA1 V\n", "utf-8")
    report = bake(settings, [game])
    assert counts(report) == (1, 2, 0)


def test_a_sound_that_was_lost_or_cut_is_made_again(game: Path, settings: BakeSettings) -> None:
    bake(settings, [game])
    whole = (settings.out / "out.wav").read_bytes()
    (settings.out / "out.wav").write_bytes(whole[:-2])
    (settings.out / "rain.wav").unlink()
    assert counts(bake(settings, [game])) == (2, 1, 0)
    assert (settings.out / "out.wav").read_bytes() == whole
    record = next(
        file
        for file in (settings.out / ".moodvox").glob("*.json")
        if json.loads(file.read_text("utf-8"))["id"] == "out"
    )
    record.write_text('{"format": 1', "utf-8")
    assert counts(bake(settings, [game])) == (1, 2, 0)


def test_one_line_that_fails_stops_no_other_and_is_named(
    game: Path, settings: BakeSettings
) -> None:
    (game / "inn.mood").write_text(SCENE + "Marta: [angri] Hm. #bad\nMarta: Again. #out\n", "utf-8")
    (game / "b.yarn").write_text(
        "title: A\n---\nMarta: It is {$x} now. #line:x\n-> Go\nMarta: Hi {\n", "utf-8"
    )
    report = bake(settings, [game])
    assert counts(report) == (3, 0, 1)
    assert not report.is_good
    ((line, message),) = report.failures
    assert line.id == "bad"
    assert message.startswith(f"{game / 'inn.mood'}:4:8: 1:2: unknown tag 'angri'")
    reasons = {each.id: (each.reason, each.failed) for each in report.left_out}
    assert reasons["line:x"] == ("the game decides about its words: x", False)
    assert reasons["out"][0].endswith("inn.mood:1:8")
    assert any("not closed" in each.reason for each in report.left_out if not each.id)
    assert len(manifest(settings)["lines"]) == 3


def test_a_line_that_fails_keeps_no_old_sound_in_the_manifest(
    game: Path, settings: BakeSettings
) -> None:
    bake(settings, [game])
    (game / "inn.mood").write_text(SCENE.replace("[angry 0.4", "[angri 0.4"), "utf-8")
    assert counts(bake(settings, [game])) == (0, 2, 1)
    assert [line["id"] for line in manifest(settings)["lines"]] == ["rain", "cue-3"]


def test_lines_that_are_gone_are_taken_away_on_request(game: Path, settings: BakeSettings) -> None:
    bake(settings, [game])
    (game / "inn.mood").write_text("Marta: Out! #new\n", "utf-8")
    assert counts(bake(settings, [game])) == (1, 0, 0)
    assert (settings.out / "rain.wav").exists()
    assert len(manifest(settings)["lines"]) == 1
    report = bake(settings, [game], prune=True)
    assert len(report.removed) == 3
    assert [file.name for file in settings.out.glob("*.wav")] == ["new.wav"]


def test_a_full_disk_stops_with_what_is_whole(
    game: Path, settings: BakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes
    written: list[Path] = []

    def full(path: Path, content: bytes) -> int:
        if path.name.endswith(".part") and "wav" in path.name:
            written.append(path)
            if len(written) > 1:
                write(path, content[:10])
                raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(FolderError, match=r"after 2 of 3 lines.*No space left.*go on"):
        bake(settings, [game])
    monkeypatch.setattr(Path, "write_bytes", write)
    assert len(list(settings.out.glob("*.wav"))) == 1
    assert not list(settings.out.rglob("*.part"))
    assert not (settings.out / ".moodvox" / "lock").exists()
    assert counts(bake(settings, [game])) == (2, 1, 0)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder_is_said_at_once(game: Path, settings: BakeSettings) -> None:
    settings.out.mkdir()
    settings.out.chmod(0o500)
    with pytest.raises(FolderError, match="cannot be written: Permission denied"):
        bake(settings, [game])


def test_a_file_in_the_folders_place_is_said(game: Path, settings: BakeSettings) -> None:
    settings.out.write_text("", "utf-8")
    with pytest.raises(FolderError, match="cannot be written"):
        bake(settings, [game])


def test_one_bake_at_a_time(
    game: Path, settings: BakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(settings.out)
    store.prepare()
    with store.locked(), pytest.raises(FolderError, match=rf"process {os.getpid()} is baking"):
        bake(settings, [game])
    (settings.out / ".moodvox" / "lock").write_text("4194304", "utf-8")
    monkeypatch.setattr(store_module, "_is_alive", lambda process: False)
    assert counts(bake(settings, [game])) == (3, 0, 0)


def test_flac_is_the_same_samples_and_ogg_about_them(game: Path, settings: BakeSettings) -> None:
    soundfile = pytest.importorskip("soundfile")
    bake(settings, [game])
    bake(replace(settings, form="flac"), [game])
    exact, _ = soundfile.read(settings.out / "out.flac", dtype="int16")
    wav = samples(settings.out / "out.wav")
    assert np.array_equal(exact, wav)
    bake(replace(settings, form="ogg"), [game])
    lossy, rate = soundfile.read(settings.out / "out.ogg", dtype="int16")
    assert len(lossy) == len(wav)
    assert rate == manifest(settings)["lines"][0]["sample_rate_hz"]
    assert manifest(settings)["lines"][0]["file"] == "out.ogg"


@pytest.mark.usefixtures("processes")
def test_a_process_that_dies_takes_only_its_line(game: Path, settings: BakeSettings) -> None:
    rows = "".join(f"Marta: Line {word}. #l{word}\n" for word in ("one", "two", "three", "four"))
    (game / "inn.mood").write_text(rows, "utf-8")
    killed: list[int] = []

    def kill_one(state: Progress) -> None:
        if state.done == 1 and not killed:
            import multiprocessing

            (process,) = multiprocessing.active_children()
            assert process.pid is not None
            killed.append(process.pid)
            os.kill(process.pid, signal.SIGTERM)
            process.join()

    report = bake(settings, [game], jobs=1, tell=kill_one)
    assert counts(report) == (3, 0, 1)
    assert "the process that spoke it died" in report.failures[0][1]
    assert counts(bake(settings, [game])) == (1, 3, 0)


@pytest.mark.usefixtures("processes")
@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_a_bake_that_was_killed_goes_on(
    game: Path, settings: BakeSettings, voices_folder: Path
) -> None:
    words = "one two three four five six seven eight nine ten".split()
    rows = [f"Marta: {a} {b} and again. #{a}-{b}\n" for a in words for b in words]
    (game / "inn.mood").write_text("".join(rows), "utf-8")
    command = [sys.executable, "-m", "moodvox", "bake", str(game), "--out", str(settings.out)]
    command += ["--voices", str(voices_folder), "--jobs", "1"]
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        end_s = time.monotonic() + 60
        while len(list(settings.out.glob("*.wav"))) < 5 and time.monotonic() < end_s:
            time.sleep(0.01)
        process.kill()
    time.sleep(0.5)
    there = len(list((settings.out / ".moodvox").glob("*.json")))
    assert 4 <= there < 100  # the fifth may have a sound and no record yet
    assert main([*command[3:]]) == DONE
    (settings.out / ".gone.wav.77.part").write_bytes(b"half")
    report = bake(settings, [game])
    assert counts(report) == (0, 100, 0)
    assert not list(settings.out.rglob("*.part"))


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("voice", ["moody", "hearth"])
def test_live_and_baked_are_the_same_samples(
    game: Path,
    settings: BakeSettings,
    voices_folder: Path,
    voice: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (game / "moodvox.toml").write_text(PROJECT.replace("moody", voice), "utf-8")
    bake(settings, [game])
    command = [sys.executable, "-m", "moodvox", "serve", "--voices", str(voices_folder)]
    command += ["--project", str(game), "--parent", str(os.getpid())]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    with SidecarProcess(command=command) as sidecar:
        ready = sidecar.ready
        with Client(ready.port, ready.token, credit_by="all", answer_s=60.0) as client:
            for entry in manifest(settings)["lines"]:
                heard = client.say(entry["character"], entry["text"], script_line=entry["id"])
                heard.wait(60.0)
                rounded = np.rint(np.clip(heard.samples(), -1.0, 1.0) * 32767.0)
                assert np.array_equal(samples(settings.out / entry["file"]), rounded)
                live = [msgspec.to_builtins(m) for m in heard.marks if m.kind != "phoneme"]
                assert entry["marks"] == live


def test_the_command_line_reports(
    game: Path, settings: BakeSettings, voices_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["bake", str(game), "--out", str(settings.out), "--voices", str(voices_folder)]
    assert main([*words, "--json"]) == DONE
    record = json.loads(capsys.readouterr().out)
    assert (record["lines"], record["baked"], record["failed"]) == (3, 3, [])
    assert record["files"]["rain"] == "rain"
    (game / "inn.mood").write_text(SCENE + "Marta: [x] Hm. #bad\n", "utf-8")
    assert main(words) == FAILED
    said = capsys.readouterr()
    assert "0 baked (0 s of speech), 3 unchanged, 1 failed, 0 left out" in said.out
    assert "unknown tag 'x'" in said.err


def test_voice_tags_are_shown_and_written_on_request(
    game: Path, settings: BakeSettings, voices_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (game / "inn.mood").unlink()
    script = game / "inn.dialogue"
    text = "~ start\nMarta: Out! [ID:OUT]\nMarta: No id.\nBram: [#sad] Oh. [ID:OH]\n=> END\n"
    script.write_text(text, "utf-8")
    words = ["bake", str(game), "--out", str(settings.out), "--voices", str(voices_folder)]
    assert main([*words, "--voice-tags", "res://voices/"]) == DONE
    shown = capsys.readouterr().out
    assert "+Marta: [#voice=res://voices/OUT.wav] Out! [ID:OUT]\n" in shown
    assert script.read_text("utf-8") == text
    assert main([*words, "--voice-tags", "res://voices", "--write"]) == DONE
    assert script.read_text("utf-8") == (
        "~ start\nMarta: [#voice=res://voices/OUT.wav] Out! [ID:OUT]\nMarta: No id.\n"
        "Bram: [#sad] [#voice=res://voices/OH.wav] Oh. [ID:OH]\n=> END\n"
    )
    capsys.readouterr()
    assert main([*words, "--voice-tags", "res://voices", "--write"]) == DONE
    assert "0 baked" in (said := capsys.readouterr().out)
    assert "@@" not in said
