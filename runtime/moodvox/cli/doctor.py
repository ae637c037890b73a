"""`moodvox doctor`: what is here, what is in use, and whether a line can be spoken."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from moodvox import __version__, devices
from moodvox.cli.audio import NoSoundError, output_devices
from moodvox.cli.main import DONE, FAILED
from moodvox.cli.opening import add_opening_arguments, open_desk
from moodvox.cli.table import print_json
from moodvox.devices.opening import wanted
from moodvox.devices.placement import Placement
from moodvox.devices.profiling import profiled
from moodvox.errors import MoodvoxError
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.oneshot import speak
from moodvox.speech.request import LineRequest
from moodvox.voices.pack import find_pack_faults
from moodvox.voices.shelf import find_voices

PACKAGES = ("numpy", "msgspec", "pyzmq", "sounddevice")
TRIAL = "The quick brown fox jumps over the lazy dog."


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes:
        part: what it belongs to.
        state: "ok"; "note", which is worth knowing and no fault; "fault".
        text: for people.
    """

    part: str
    state: str
    text: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON for a program")
    add_opening_arguments(parser)


def run(options: argparse.Namespace) -> int:
    findings = []
    for finding in examine(options):
        findings.append(finding)
        if not options.json:
            mark = {"ok": " ", "note": "-", "fault": "!"}[finding.state]
            print(f"{mark} {finding.part:<10}{finding.text}", flush=True)
    faults = sum(finding.state == "fault" for finding in findings)
    if options.json:
        print_json({"faults": faults, "findings": [asdict(finding) for finding in findings]})
    else:
        print(f"\n{faults} faults" if faults else "\nall is well")
    return FAILED if faults else DONE


def examine(options: argparse.Namespace) -> Iterator[Finding]:
    """Every finding, one after the other, as it is made."""
    yield from versions()
    yield from sound()
    yield from voices(options.voices)
    # The engine is kept until its devices have been looked at: sessions end with it.
    desk = open_desk(options)
    yield from trial(desk.engine)
    yield from placements(options)
    yield from providers()


def versions() -> Iterator[Finding]:
    """What is installed."""
    yield Finding(
        "moodvox",
        "ok",
        f"{__version__}, Python {platform.python_version()}, {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} cores",
    )
    for name in PACKAGES:
        try:
            yield Finding("package", "ok", f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            hint = f"{sys.executable} -m pip install {name}"
            yield Finding("package", "fault", f"{name} is missing ({hint})")


def sound() -> Iterator[Finding]:
    """What can play; a machine without sound is an ordinary one."""
    try:
        found = output_devices()
    except NoSoundError as error:
        yield Finding("sound", "note", str(error))
        return
    if not found:
        yield Finding("sound", "note", "no device that plays")
    for device in found:
        default = " (default)" if device.is_default else ""
        rate = f"{device.sample_rate_hz / 1000:g} kHz"
        yield Finding("sound", "ok", f"{device.name}{default}, {device.channels} channels, {rate}")


def voices(folders: list[Path]) -> Iterator[Finding]:
    """Every voice in reach, to its last byte."""
    found = find_voices(folders)
    if not found:
        yield Finding("voice", "fault", "no voice is installed (set MOODVOX_VOICES to a folder)")
    for voice in found:
        faults = [voice.fault] if voice.fault else find_pack_faults(voice.folder)
        for fault in faults:
            yield Finding("voice", "fault", f"{voice.name}: {fault}")
        if voice.manifest is not None and not faults:
            manifest = voice.manifest
            yield Finding(
                "voice",
                "ok",
                f"{manifest.name} {manifest.version}: {len(manifest.files)} files sound, "
                f"{len(manifest.speakers)} speakers, {voice.folder}",
            )


def trial(engine: SpeechEngine) -> Iterator[Finding]:
    """Speak a line with the default voice, as a game would have it."""
    try:
        start_s = time.perf_counter()
        pack, _ = engine.load()
        load_s = time.perf_counter() - start_s
        speak(engine, LineRequest("warm", "Hush."))
        start_s = time.perf_counter()
        spoken = speak(engine, LineRequest("trial", TRIAL))
        took_s = time.perf_counter() - start_s
    except MoodvoxError as error:
        yield Finding("speech", "fault", str(error))
        return
    length_s = len(spoken.pcm) / spoken.sample_rate_hz
    text = f"{pack.name} loads in {load_s:.2f} s and speaks {length_s:.1f} s in {took_s:.2f} s"
    quick = took_s < length_s
    yield Finding("speech", "ok" if quick else "fault", text + ("" if quick else ": too slow"))


def placements(options: argparse.Namespace) -> Iterator[Finding]:
    """Where the nodes of each graph really ran while a line was spoken, tier by tier.

    What was asked for and did not carry a whole graph is a fault: it is slower than no
    GPU at all, and nothing else would say so.
    """
    asked = wanted(options.providers)[0].word
    try:
        with profiled() as profile:
            engine = open_desk(options).engine
            pack, _ = engine.load()
            for tier in pack.manifest.tiers:
                speak(engine, LineRequest("trial", TRIAL, tier=tier))
            folder = pack.folder
            del engine
    except MoodvoxError as error:
        yield Finding("graph", "fault", str(error))
        return
    for path, runs in profile.runs.items():
        if path.is_relative_to(folder):
            placement = Placement.of(runs, asked)
            whole = placement.verdict(asked) == "whole"
            text = f"{path.name}: {placement.sentence(asked)}"
            yield Finding("graph", "ok" if whole else "fault", text)


def providers() -> Iterator[Finding]:
    """Where models can run and where they do; asked last, when some do."""
    report = devices.describe()
    available = ", ".join(report.available)
    used = ", ".join(report.in_use) or "none yet"
    yield Finding("devices", "ok", f"onnxruntime {report.runtime_version}: {available}")
    yield Finding("devices", "ok", f"in use: {used}")
    for fallback in report.fallbacks:
        yield Finding("devices", "note", str(fallback))
