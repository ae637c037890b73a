"""The verbs that need no sidecar, on real voices of a few kilobytes."""

from __future__ import annotations

import io
import json
import shutil
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from devices.recorded import record
from fixtures.voices import ramp
from moodvox.cli import audio, doctor, say
from moodvox.cli.audio import NoSoundError
from moodvox.cli.main import DONE, FAILED, MISUSED, main
from moodvox.cli.wav import WavFile

LINE = "[happy] You came back! [happy -> sad 0.6 over 2s] Alone?"


@pytest.fixture(autouse=True)
def no_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without PortAudio, whatever the one is that runs the tests."""
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    monkeypatch.delenv("MOODVOX_VOICES", raising=False)


def said(voices: Path, *words: str | Path) -> int:
    return main(["say", *map(str, words), "--voices", str(voices), "--voice", "ramp"])


def pcm_of(path: Path) -> tuple[int, Any]:
    with wave.open(str(path), "rb") as file:
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")


def test_say_writes_every_sample_once(voices_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "line.wav"
    assert said(voices_folder, LINE, "--out", out) == DONE
    rate, pcm = pcm_of(out)
    assert rate == 24000
    assert len(pcm) > 24000 // 2
    assert pcm.tolist() == np.rint(ramp(len(pcm)) * 32767).astype(int).tolist()


def test_say_tells_a_person(
    voices_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "line.wav"
    said(voices_folder, LINE, "--out", out)
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out.endswith(f" times real time -> {out}\n")


def test_say_tells_a_program(
    voices_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, marks = tmp_path / "line.wav", tmp_path / "line.json"
    said(voices_folder, LINE, "--out", out, "--marks", marks, "--json")
    facts = json.loads(capsys.readouterr().out)
    assert facts["text"] == "You came back! Alone?"
    assert facts["samples"] == len(pcm_of(out)[1])
    assert facts["clipped"] == 0
    document = json.loads(marks.read_text("utf-8"))
    assert document["samples"] == facts["samples"]
    words = [mark for mark in document["marks"] if mark["kind"] == "word"]
    assert [mark["text"] for mark in words] == ["you", "came", "back", "alone"]
    assert document["text"][words[3]["start"] : words[3]["end"]] == "Alone"
    last = document["marks"][-1]
    assert last["first_sample"] + last["samples"] == document["samples"]


def test_say_reads_stdin(
    voices_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("[sad] From a pipe.\n"))
    assert said(voices_folder, "-", "--out", tmp_path / "x.wav", "--json") == DONE
    assert json.loads(capsys.readouterr().out)["text"] == "From a pipe."


def test_say_repeats_itself(voices_folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1.wav", tmp_path / "2.wav"
    said(voices_folder, LINE, "--out", first)
    said(voices_folder, LINE, "--out", second)
    assert first.read_bytes() == second.read_bytes()


def test_a_mood_of_the_command_line_is_heard(voices_folder: Path, tmp_path: Path) -> None:
    calm, moved = tmp_path / "calm.wav", tmp_path / "moved.wav"
    for out, mood in ((calm, []), (moved, ["--mood", "happy 0.5 + sad 0.3"])):
        words = ["say", "Come back to me, please.", "--out", str(out), *mood]
        assert main([*words, "--voices", str(voices_folder), "--voice", "moody"]) == DONE
    assert len(pcm_of(calm)[1]) != len(pcm_of(moved)[1])


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["[angri] Out!"], "1:2: unknown tag 'angri' (did you mean 'angry'?)"),
        (["[angry Out!"], "1:1: "),
        ([""], "there is nothing to say"),
        (["Out!", "--voice", "ramq"], "voice: unknown voice 'ramq' (did you mean 'ramp'?)"),
        (["Out!", "--speaker", "katleen"], "unknown speaker 'katleen' (did you mean 'kathleen'?)"),
        (["Out!", "--mood", "angri"], "--mood: unknown emotion 'angri' (did you mean 'angry'?)"),
        (["Out!", "--mood", "angry 1.4"], "--mood: "),
        (["Out!", "--tier", "best"], "tier: voice 'ramp' has no tier 'best'"),
        (["Out!", "--rate", "nan"], "rate: nan is outside"),
        (["Out!", "--provider", "cdua"], "unknown provider 'cdua'"),
        (["x" * 100_000], "longer than"),
        (["Ухожу!"], "moodvox: "),
    ],
)
def test_bad_input_gets_one_line(
    voices_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    complaint: str,
) -> None:
    text, *options = words
    arguments = ["--voices", str(voices_folder), "--voice", "ramp", *options]
    out = tmp_path / "x.wav"
    assert main(["say", text, "--out", str(out), *arguments]) == FAILED
    shown = capsys.readouterr()
    assert shown.err.startswith("moodvox: ")
    assert shown.err.count("\n") == 1
    assert complaint in shown.err
    assert shown.out == ""
    assert not out.exists()


def test_say_wants_to_know_where_to(
    voices_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(voices_folder, "Hello.") == MISUSED
    assert "--out" in capsys.readouterr().err


def test_no_device_is_said_and_the_file_is_written(
    voices_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.wav"
    assert said(voices_folder, "Hello.", "--play", "--out", out) == DONE
    assert "moodvox: no sound output" in capsys.readouterr().err
    assert out.exists()


def test_no_device_is_a_failure_if_playing_is_all_that_was_asked(voices_folder: Path) -> None:
    assert said(voices_folder, "Hello.", "--play") == FAILED


def test_what_is_not_spoken_is_said(
    voices_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(voices_folder, "Hello \N{SLIGHTLY SMILING FACE}.", "--out", tmp_path / "x") == DONE
    assert "\N{SLIGHTLY SMILING FACE}" in capsys.readouterr().err


def test_loud_samples_are_counted(
    voices_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Loud(WavFile):
        def write(self, samples: Any) -> None:
            super().write(samples * np.float32(2000.0))

    monkeypatch.setattr(say, "WavFile", Loud)
    assert said(voices_folder, "A line that becomes loud.", "--out", tmp_path / "x.wav") == DONE
    assert "samples were too loud and clipped" in capsys.readouterr().err


def test_voices_lists_who_speaks(voices_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["voices", "--voices", str(voices_folder)]) == DONE
    shown = capsys.readouterr().out
    assert "ramp 1: A ramp voice for tests" in shown
    assert "kathleen  default  female" in shown


def test_voices_for_a_program_names_the_faulty_one(
    voices_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(voices_folder, tmp_path / "voices")
    damaged = tmp_path / "voices" / "silent" / "render.onnx"
    damaged.write_bytes(damaged.read_bytes() + b"!")
    assert main(["voices", "--json", "--voices", str(tmp_path / "voices")]) == DONE
    by_name = {voice["name"]: voice for voice in json.loads(capsys.readouterr().out)}
    assert "render.onnx" in by_name["silent"]["fault"]
    assert by_name["ramp"]["fault"] is None
    assert by_name["ramp"]["default_speaker"] == "kathleen"
    assert "angry" in by_name["ramp"]["emotions"]


def test_doctor_finds_a_sound_machine_well(
    voices_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--json", "--voices", str(voices_folder)]) == DONE
    report = json.loads(capsys.readouterr().out)
    findings = {(f["part"], f["state"]) for f in report["findings"]}
    assert report["faults"] == 0
    assert {("voice", "ok"), ("speech", "ok"), ("sound", "note")} <= findings
    assert any("in use: cpu" in f["text"] for f in report["findings"])


def test_doctor_names_a_damaged_voice_and_fails(
    voices_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(voices_folder / "ramp", tmp_path / "ramp")
    (tmp_path / "ramp" / "plan.onnx").write_bytes(b"no graph")
    assert main(["doctor", "--voices", str(tmp_path)]) == FAILED
    shown = capsys.readouterr().out
    assert "! voice     ramp: " in shown
    assert "plan.onnx" in shown


def test_doctor_proves_where_graphs_ran(
    voices_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--json", "--voices", str(voices_folder)]) == DONE
    findings = json.loads(capsys.readouterr().out)["findings"]
    graphs = [finding for finding in findings if finding["part"] == "graph"]
    assert {finding["text"].partition(":")[0] for finding in graphs} == {"plan.onnx", "render.onnx"}
    assert all("nodes on cpu" in finding["text"] for finding in graphs)


def test_doctor_is_loud_when_a_provider_takes_a_graph_and_runs_nothing_of_it(
    voices_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recorded CUDA takes every graph; its real runs are all on the CPU."""
    record(monkeypatch, "CUDAExecutionProvider")
    words = ["doctor", "--voices", str(voices_folder), "--provider", "cuda", "--provider", "cpu"]
    assert main(words) == FAILED
    said = capsys.readouterr().out
    assert "! graph     render.onnx: nothing ran on cuda" in said
    assert "2 faults" in said


def test_doctor_lists_devices_that_play(
    voices_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [audio.OutputDevice("desk speakers", 2, 48000.0, True)]
    monkeypatch.setattr(doctor, "output_devices", lambda: found)
    assert main(["doctor", "--voices", str(voices_folder)]) == DONE
    assert "desk speakers (default), 2 channels, 48 kHz" in capsys.readouterr().out


def test_no_sound_says_what_to_install() -> None:
    with pytest.raises(NoSoundError, match="libportaudio2"):
        audio.output_devices()
