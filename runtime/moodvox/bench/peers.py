"""What a user could take instead, as far as it is installed here: whole programs, measured
in turns with ours.

They start, speak a text into a file and end: what a game that calls them waits for.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from moodvox.bench.figures import Figures
from moodvox.bench.texts import TEXTS

TAG = re.compile(r"\[[^\]]*\]\s*")
TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Peer:
    """A program that speaks; `{text}` and `{out}` in its words are replaced.

    Attributes:
        by_stdin: the text is written to it.
    """

    name: str
    words: tuple[str, ...]
    by_stdin: bool = False


PEERS: tuple[Peer, ...] = (
    Peer("flite slt", ("flite", "-voice", "slt", "-t", "{text}", "-o", "{out}")),
    Peer("flite kal16", ("flite", "-voice", "kal16", "-t", "{text}", "-o", "{out}")),
    Peer("espeak-ng", ("espeak-ng", "-w", "{out}", "{text}")),
    Peer("festival slt-hts", (
        "text2wave", "-eval", "(voice_cmu_us_slt_arctic_hts)", "-o", "{out}",
    ), by_stdin=True),
    Peer("festival kal", ("text2wave", "-o", "{out}"), by_stdin=True),
)  # fmt: skip


@dataclass(frozen=True)
class PeerFigures:
    """Of one program over all texts.

    Attributes:
        whole_ms: from starting it to a complete file: its time to first audio.
        cpu_per_audio_s: processor time for each second of speech; None where the system
            won't tell.
    """

    name: str
    audio_s: float
    whole_ms: Figures
    cpu_per_audio_s: float | None


@dataclass
class _Account:
    whole_ms: list[float] = field(default_factory=list)
    audio_s: float = 0.0
    cpu_s: float = 0.0


def measure_peers(
    rounds: int, between: Callable[[], None] = lambda: None, peers: Sequence[Peer] = PEERS
) -> tuple[list[PeerFigures], list[str]]:
    """Figures of the programs that are here, and the names of those that are not.

    Args:
        between: called once in each round: what is to be measured in turns with them.
    """
    accounts = {peer: _Account() for peer in peers if shutil.which(peer.words[0])}
    missing = [peer.name for peer in peers if peer not in accounts]
    with tempfile.TemporaryDirectory(prefix="moodvox-peers-") as folder:
        out = Path(folder) / "out.wav"
        for _ in range(rounds):
            between()
            for peer in list(accounts):
                if not all(
                    _speak(peer, TAG.sub("", t), out, accounts[peer]) for t in TEXTS.values()
                ):
                    missing.append(peer.name)
                    del accounts[peer]
    told = sys.platform != "win32"
    return [
        PeerFigures(
            peer.name,
            account.audio_s,
            Figures.of(account.whole_ms),
            account.cpu_s / account.audio_s if told else None,
        )
        for peer, account in accounts.items()
        if account.audio_s
    ], missing


def _speak(peer: Peer, text: str, out: Path, account: _Account) -> bool:
    """Have a program speak one text; whether it could."""
    out.unlink(missing_ok=True)
    words = [word.format(text=text, out=out) for word in peer.words]
    start_s = time.perf_counter()
    process = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if process.stdin is not None:
        if peer.by_stdin:
            process.stdin.write(text.encode())
        process.stdin.close()
    cpu_s = _wait(process)
    took_s = time.perf_counter() - start_s
    try:
        with wave.open(str(out)) as spoken:
            audio_s = float(spoken.getnframes() / spoken.getframerate())
    except (OSError, EOFError, wave.Error):
        return False
    account.whole_ms.append(took_s * 1e3)
    account.audio_s += audio_s
    account.cpu_s += cpu_s
    return audio_s > 0.0


def _wait(process: subprocess.Popen[bytes]) -> float:
    """Wait for the end; processor seconds of the process and its children."""
    if sys.platform == "win32":
        process.wait(TIMEOUT_S)
        return 0.0
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime
