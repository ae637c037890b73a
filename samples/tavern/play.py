"""`python3 dev.py demo`: the tavern scene, spoken through a sidecar as a game would have it.

Starts the sidecar as a process of its own, connects to it over ZeroMQ, plays
`tavern.mood` in real time, and leaves WAV files and a picture in `out/tavern`.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from direction import direct, lines_of
from loudspeaker import Loudspeaker
from moodvox.cli.audio import NoSoundError
from moodvox.cli.table import table
from moodvox.cli.wav import write_wav
from moodvox.client import Client
from moodvox.errors import EngineError, MoodvoxError
from moodvox.project.project import Project
from moodvox.protocol import Ready
from moodvox.protocol.limits import DEFAULT_LEAD_MS
from moodvox.script.scene import Scene, SceneWords, parse_scene
from picture import draw
from stage import Stage
from takes import Take, mix

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "out" / "tavern"


def main() -> int:
    """Play the scene; the exit status."""
    parser = argparse.ArgumentParser(prog="demo", description="Play the tavern scene.")
    parser.add_argument("--out", type=Path, default=OUT, help="default: out/tavern")
    parser.add_argument("--scene", type=Path, default=HERE / "tavern.mood")
    parser.add_argument("--voices", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--mute", action="store_true", help="do not play it")
    options = parser.parse_args()
    try:
        return demo(options)
    except MoodvoxError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def demo(options: argparse.Namespace) -> int:
    """The whole of it; 1 if a line was not spoken to its end."""
    folder = options.scene.parent
    project = Project.load(folder)
    words = SceneWords(presets=project.presets, characters=project.cast)
    scene = parse_scene(options.scene.read_text("utf-8"), file=str(options.scene), words=words)
    print("Starting the sidecar ...", flush=True)
    with Client.launch(voices=options.voices, project=folder, credit_by="hand") as client:
        stage = play(client, scene, mute=options.mute)
        faults = [f"{fault.where}: {fault.message}" for fault in client.faults]
    takes = list(stage.takes.values())
    for fault in faults:
        print(f"demo: {fault}", file=sys.stderr)
    keep(stage, takes, options.out, scene)
    print(f"\n{account(takes)}\n\nSound and picture are in {options.out}")
    return 1 if faults or any(take.error or take.ending == "dropped" for take in takes) else 0


def play(client: Client, scene: Scene, *, mute: bool) -> Stage:
    """Play the scene in real time, aloud if this machine can."""
    with ExitStack() as stack:
        rate = sample_rate_hz(client.ready)
        speaker = None
        if not mute:
            try:
                speaker = stack.enter_context(Loudspeaker(rate))
            except NoSoundError as error:
                print(f"Nothing will be heard here: {error}")
        print("", flush=True)
        stage = Stage(
            client,
            lines_of(scene),
            direct(scene),
            rate,
            listener=speaker.hear if speaker else lambda sound: None,
            announcer=announce,
        )
        stage.play()
    return stage


def sample_rate_hz(ready: Ready) -> int:
    """Of the voices that the sidecar has; the scene is mixed at one rate.

    Raises:
        EngineError: there is no voice.
    """
    if not ready.voices:
        raise EngineError("the sidecar has no voice", hint="run 'moodvox doctor'")
    return ready.voices[0].sample_rate_hz


def announce(take: Take) -> None:
    """The script runs along on the terminal as it is heard."""
    print(f"  {take.character:>6}  {take.text}", flush=True)


def keep(stage: Stage, takes: list[Take], out: Path, scene: Scene) -> None:
    """Write each line, the scene as it was heard, and the picture."""
    spoken = [take for take in takes if take.samples]
    if not spoken:
        return
    for number, take in enumerate(spoken, start=1):
        write_wav(out / f"{number:02}-{take.id}.wav", take.audio, take.sample_rate_hz)
    rate = spoken[0].sample_rate_hz
    write_wav(out / "scene.wav", mix(takes, rate), rate)
    title = Path(scene.file).stem
    draw(out / f"{title}.png", title.capitalize(), takes, stage.events, DEFAULT_LEAD_MS)


def account(takes: list[Take]) -> str:
    """The table that closes the demo."""
    rows = [
        (
            take.id,
            take.character,
            take.duration_s,
            take.first_audio_ms,
            take.real_time_factor,
            len(take.arrivals),
            take.underruns,
            take.error or take.ending,
        )
        for take in takes
    ]
    head = ("line", "who", "s", "first ms", "rtf", "blocks", "underruns", "end")
    first = [take.first_audio_ms for take in takes if take.first_audio_ms is not None]
    render_s = sum(take.render_ms for take in takes) / 1000.0
    length_s = sum(take.duration_s for take in takes)
    summary = ""
    if first and length_s:
        summary = (
            f"\n\ntime to first audio: {sorted(first)[len(first) // 2]:.1f} ms median, "
            f"{max(first):.1f} ms at most; real-time factor {render_s / length_s:.3f}; "
            f"{sum(take.underruns for take in takes)} underruns"
        )
    return table(head, rows) + summary


if __name__ == "__main__":
    sys.exit(main())
