"""The components themselves, in a Unity made of stand-ins, with a real sidecar behind them."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from bridges.unity.test_unity_link import gone
from bridges.unity.unity_kit import HERE, PACKAGE, PLAIN_TEXTS, Compile, Run, sidecar_command
from fixtures.recordings import speech, wav_bytes
from moodvox.baking.bake import bake
from moodvox.baking.render import BakeSettings

STAND_INS = ("UnityEngine", "UnityEditor", "JsonUtility")


@pytest.fixture(scope="session")
def stage(compile_cs: Compile) -> Path:
    """Protocol, client, script and components with stand-ins, in one program."""
    folders = (PACKAGE / "Runtime", PACKAGE / "Editor", HERE / "stage")
    sources = [path for folder in folders for path in folder.rglob("*.cs")]
    stand_ins = [HERE / "stand_ins" / f"{name}.cs" for name in STAND_INS]
    return compile_cs("stage.exe", [*sources, *stand_ins])


def staged(stage: Path, what: str, voices: Path, *options: str, **more: str) -> list[str]:
    done = subprocess.run(
        ["mono", str(stage), what, *sidecar_command(voices), *options],
        capture_output=True, text=True, check=False, timeout=100, env={**os.environ, **more},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_voice_says_a_line_and_tells_what_is_heard(stage: Path, voices_folder: Path) -> None:
    told, volume, state = staged(stage, "play", voices_folder)
    assert told.split("|") == [
        "start",
        "mood angry 1",
        "inspector bad",
        "word bad",
        "inspector dog",
        "word dog",
        "awaited Finished",
        "end Finished",
        "end Failed bad_script",
    ]
    assert volume == "quiet"
    assert state == "Closed"


def test_play_mode_twice_without_a_domain_reload(stage: Path, voices_folder: Path) -> None:
    first, ended, second, ended_again = staged(stage, "again", voices_folder)
    assert first != second
    assert ended == ended_again == "Failed False True"
    assert gone(int(first))
    assert gone(int(second))


def test_quitting_neither_hangs_nor_leaves_a_sidecar(stage: Path, voices_folder: Path) -> None:
    pid, ms = staged(stage, "quit", voices_folder)
    assert int(ms) < 5000
    assert gone(int(pid))


def test_a_new_domain_ends_what_the_lost_one_left_behind(stage: Path, voices_folder: Path) -> None:
    pid, said, alive = staged(stage, "reload", voices_folder)
    assert "no such program" in said
    assert alive == "False"
    assert gone(int(pid))


def test_a_scene_is_baked_in_its_order_and_can_be_cancelled(
    stage: Path, voices_folder: Path
) -> None:
    account, *takes, same, cancelled = staged(stage, "bake", voices_folder)
    assert account == "3 of 3, failed: bad_script column 2"
    assert len(takes) == 2
    for row in takes:
        rate, samples, marks, moods, data = row.split()
        with wave.open(io.BytesIO(base64.b64decode(data))) as sound:
            assert sound.getparams()[:4] == (1, 2, int(rate), int(samples))
            pcm = np.frombuffer(sound.readframes(int(samples)), "<i2")
        expected = np.round(np.arange(len(pcm)) / 2**24 * 32767)
        np.testing.assert_array_equal(pcm, expected)
        assert int(marks) > 4
        assert int(moods) >= 1
    assert same == "False"
    assert cancelled == "True"


def test_a_baked_scene_speaks_where_no_process_can_run(
    stage: Path, voices_folder: Path, tmp_path: Path
) -> None:
    first, second, hashed, heard, ends, players, copied, markup, others = staged(
        stage, "desk", voices_folder, STAGE_FOLDER=str(tmp_path)
    )
    assert first == "3 of 3 lines, 0 unchanged; said 2; wavs 2"
    assert second == "2 of 2 lines, 1 unchanged; said 2; wavs 2"
    assert hashed == "[presets] |[presets] Kylo K AY1 L OW0 |"
    assert heard.split("|") == [
        "end Failed not_spoken",
        "start", "mood calm 0.5", "word good", "word dog", "end Finished",
        "start", "mood angry 1", "word bad", "word cat", "end Finished",
    ]  # fmt: skip
    assert ends == "Finished Finished Failed"
    assert players.split("|") == [
        "out/Game_Data/StreamingAssets",
        "out/Game.app/Contents/Resources/Data/StreamingAssets",
        "none",
    ]
    assert copied == "3 True False"
    assert markup == (
        "a <color=#5aa0e0>[b]</color> c <color=#e05050>[d]</color>"
        "|column 10: y/row 2, column 2: warning: z (w)"
    )
    assert others == "True"


@pytest.mark.parametrize("voice", ["teachable", "hearth"])
def test_a_game_learns_a_speaker_and_has_it_speak(
    stage: Path, voices_folder: Path, tmp_path: Path, voice: str
) -> None:
    """With nets that are made here, and with those of the bundled voice."""
    recording = tmp_path / "tom.wav"
    recording.write_bytes(wav_bytes(speech(4.0, 24_000), 24_000))
    told = staged(
        stage, "learn", voices_folder, "--enrolled", str(tmp_path / "save"),
        STAGE_RECORDING=str(recording), STAGE_VOICE=voice,
    )  # fmt: skip
    learnt, take, again, replaced, nameless, brief, locked, left, phone = told
    assert learnt == f"learnt tom of {voice}"
    assert take == "take True True"
    assert again == "again "
    assert replaced == "replaced True"
    assert nameless == "nameless bad_input: name: name is empty"
    assert brief.startswith("brief bad_reference")
    assert "Decompress On Load" in locked
    assert left == "left True the connection was closed"
    assert phone == "phone no sidecar can run here"
    assert (tmp_path / "save" / voice / "speaker-tom.json").exists()


def test_what_the_command_line_baked_speaks_in_unity(
    stage: Path, voices_folder: Path, tmp_path: Path
) -> None:
    """`moodvox bake` writes unity.json; the menu makes an asset of it, a phone plays it."""
    game = tmp_path / "game"
    game.mkdir()
    (game / "yard.mood").write_text("Marta: [angry] bad dog. #bad\nBram: good dog. #good\n")
    project = game / "moodvox.toml"
    project.write_text('[defaults]\nvoice = "ramp"\n')
    out = tmp_path / "Assets" / "Voices"
    report = bake(BakeSettings(out, project=project, voices=(voices_folder,)), [game])
    assert report.is_good
    (tmp_path / "elsewhere.json").write_text("{}")
    said, heard, same, godot, elsewhere, faults = staged(
        stage, "import", voices_folder, STAGE_FOLDER=str(tmp_path)
    )
    assert said == "Moodvox: made Assets/Voices/baked.asset; name it as 'baked' in your connection"
    assert heard == "start|mood angry 1|word bad|word dog|end Finished"
    assert (same, godot, elsewhere) == ("True", "True", "True")
    assert "1 of 2 sounds cannot be played, such as 'Assets/Voices/bad.wav'" in faults
    assert "choose unity.json, not manifest.json" in faults
    assert "'HERE/elsewhere.json' is not in this project" in faults


def test_where_no_process_can_run_a_line_fails_at_once(stage: Path, voices_folder: Path) -> None:
    assert staged(stage, "phone", voices_folder) == [
        "True no sidecar can run here and this line is not baked",
        "True",
    ]


def test_the_window_is_heard_while_the_line_is_made(stage: Path, voices_folder: Path) -> None:
    heard, found, asked, tagged, kept, refused, unread = staged(
        stage, "window", voices_folder, STAGE_VOICE="ramp"
    )
    median_ms, most_ms, whole, streamed = heard.split()
    print(f"PREVIEW from key to first sample: {median_ms} ms median, {most_ms} ms most")
    assert (whole, streamed) == ("True", "True")
    assert float(median_ms) < 1000
    assert found == (
        "column 2: unknown tag 'angyr' (did you mean 'angry'?)"
        "/column 15: unknown tag 'puase' (did you mean 'pause'?)"
    )
    assert asked == "play the line once: then it is known when each of its words is said"
    assert tagged.startswith("[angry 0.2 -> angry 1 over 1.2s] one fox")
    assert tagged.count("[-> angry") == 2
    assert kept == "True"
    assert "cannot learn speakers" in refused
    assert unread == "'FILE' is no WAV file of 16 bits with one channel"


def test_plain_texts_are_those_of_the_reader(run: Run) -> None:
    cases = json.loads(PLAIN_TEXTS.read_text("utf-8"))
    rows = run("plain", rows=[json.dumps(tagged) for tagged, _ in cases])
    for (tagged, plain), row in zip(cases, rows, strict=True):
        shown, places = row.rsplit("\t", 1)
        assert shown == plain, tagged
        assert int(places) == len(plain), tagged
