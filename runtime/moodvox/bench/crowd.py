"""Many characters at once: N closed loops against one sidecar, played in real time.

Each character asks for a line, hears it to its end, and asks for the next, over real
sockets and in another process than the sidecar's. All of them begin at the same moment,
which is the worst that a game can do.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from moodvox.bench.figures import Figures
from moodvox.bench.hearing import Hearing
from moodvox.bench.process import cpu_seconds, peak_memory_mb
from moodvox.bench.texts import CHATTER
from moodvox.client import Client, LineHandle
from moodvox.errors import EngineError, MoodvoxError

Tier = Literal["auto", "quality", "fast"]
Part = Literal["all", "story", "chatter"]

PRIORITIES: dict[Part, int | None] = {"all": None, "story": 80, "chatter": 20}

BLANKS = 97
"""A text that was read is remembered; blanks at its end make it another one."""

LOOK_S = 0.005
"""Between two looks at who has been heard to the end."""

PATIENCE_S = 60.0
"""For what is still being spoken when the time is up."""

AGAIN_S = 0.5
"""A character whose line was not spoken is silent for so long."""

_seeds = itertools.count(1)
"""No line is ever asked for twice with one seed: nothing comes from a cache."""


@dataclass
class Trial:
    """What came of one run of one crowd; lists are in the order in which lines ended.

    Attributes:
        part: whose lines these are.
        first_block_ms: of every line, from asking to hearing.
        burst_ms: of the first line of each character, all asked for at once.
        steady_ms: of all lines after that, each asked for when the one before was heard.
        gap_ms: between one block and the next of a line.
        buffered_ms: what was left to play when a block came.
        burst_underruns: those of `underruns` in the lines of `burst_ms`.
        sidecar_cpu_s, client_cpu_s: processor time; None where the system won't tell.
        sleep_late_ms: how much longer than asked for the client slept, each time: what the
            machine itself adds to every figure.
    """

    streams: int
    part: Part = "all"
    first_block_ms: list[float] = field(default_factory=list)
    burst_ms: list[float] = field(default_factory=list)
    steady_ms: list[float] = field(default_factory=list)
    gap_ms: list[float] = field(default_factory=list)
    buffered_ms: list[float] = field(default_factory=list)
    sleep_late_ms: list[float] = field(default_factory=list)
    underruns: int = 0
    burst_underruns: int = 0
    stalled_s: float = 0.0
    lines: int = 0
    failed: int = 0
    audio_s: float = 0.0
    wall_s: float = 0.0
    sidecar_cpu_s: float | None = None
    client_cpu_s: float = 0.0
    peak_memory_mb: float | None = None

    def take(self, line: LineHandle, *, burst: bool) -> float:
        """Count a line that is over; seconds from asking to the end of its playback."""
        arrivals = line.arrivals
        if not arrivals or not spoken(line):
            self.failed += 1
            return time.monotonic() - line.said_s + AGAIN_S
        hearing = Hearing.of(arrivals, line.sample_rate_hz)
        self.lines += 1
        self.first_block_ms.append(hearing.first_block_s * 1e3)
        (self.burst_ms if burst else self.steady_ms).append(hearing.first_block_s * 1e3)
        self.gap_ms += [gap_s * 1e3 for gap_s in hearing.gaps_s]
        self.buffered_ms += [left_s * 1e3 for left_s in hearing.buffered_s]
        self.underruns += hearing.underruns
        self.burst_underruns += hearing.underruns if burst else 0
        self.stalled_s += hearing.stalled_s
        self.audio_s += sum(arrival.samples for arrival in arrivals) / line.sample_rate_hz
        return hearing.over_s


def spoken(line: LineHandle) -> bool:
    """Whether a line came to its own end, by now."""
    try:
        return line.wait(0.0).reason == "finished"
    except MoodvoxError:
        return False


@dataclass(frozen=True)
class Crowd:
    """All trials of one part of one number of streams together.

    Attributes:
        steady_ms: None where nobody came to a second line.
        p95_of_trials_ms: of the first block, trial by trial: how far to trust `first_block_ms`.
        cpu_per_audio_s: of the sidecar; None where the system won't tell.
        audio_per_s: seconds of speech made in a second.
    """

    streams: int
    part: Part
    first_block_ms: Figures
    burst_ms: Figures
    steady_ms: Figures | None
    gap_ms: Figures | None
    buffered_least_ms: float | None
    p95_of_trials_ms: tuple[float, ...]
    underruns: int
    burst_underruns: int
    stalled_s: float
    lines: int
    failed: int
    audio_s: float
    audio_per_s: float
    cpu_per_audio_s: float | None
    sidecar_cores: float | None
    client_cores: float
    peak_memory_mb: float | None
    sleep_late_ms: Figures

    @classmethod
    def of(cls, trials: Sequence[Trial]) -> Crowd:
        """Summarise trials of one number of streams and one part of them.

        Raises:
            EngineError: nothing was heard in any of them.
        """
        if not any(trial.lines for trial in trials):
            one = trials[0]
            message = f"none of {one.failed} lines of {one.streams} characters was spoken"
            raise EngineError(message, where=one.part, hint="ask for fewer --streams")
        first = [value for trial in trials for value in trial.first_block_ms]
        steady = [value for trial in trials for value in trial.steady_ms]
        gaps = [value for trial in trials for value in trial.gap_ms]
        buffered = [value for trial in trials for value in trial.buffered_ms]
        audio_s = sum(trial.audio_s for trial in trials)
        wall_s = sum(trial.wall_s for trial in trials)
        spent = [trial.sidecar_cpu_s for trial in trials if trial.sidecar_cpu_s is not None]
        cpu_s = sum(spent) if len(spent) == len(trials) else None
        held = [trial.peak_memory_mb for trial in trials if trial.peak_memory_mb is not None]
        return cls(
            streams=trials[0].streams,
            part=trials[0].part,
            first_block_ms=Figures.of(first),
            burst_ms=Figures.of([value for trial in trials for value in trial.burst_ms]),
            steady_ms=Figures.of(steady) if steady else None,
            gap_ms=Figures.of(gaps) if gaps else None,
            buffered_least_ms=min(buffered, default=None),
            p95_of_trials_ms=tuple(
                Figures.of(trial.first_block_ms).p95 for trial in trials if trial.first_block_ms
            ),
            underruns=sum(trial.underruns for trial in trials),
            burst_underruns=sum(trial.burst_underruns for trial in trials),
            stalled_s=sum(trial.stalled_s for trial in trials),
            lines=sum(trial.lines for trial in trials),
            failed=sum(trial.failed for trial in trials),
            audio_s=audio_s,
            audio_per_s=audio_s / wall_s,
            cpu_per_audio_s=None if cpu_s is None else cpu_s / audio_s,
            sidecar_cores=None if cpu_s is None else cpu_s / wall_s,
            client_cores=sum(trial.client_cpu_s for trial in trials) / wall_s,
            peak_memory_mb=max(held, default=None),
            sleep_late_ms=Figures.of([late for trial in trials for late in trial.sleep_late_ms]),
        )


@dataclass(frozen=True)
class CrowdPlan:
    """What a crowd does.

    Attributes:
        seconds: after so long nobody begins another line.
        voice: "" = the first one.
        greedy: ask for the next line as soon as one is rendered, heard or not.
        story: so many of them say story lines and all others chatter; 0: lines of no priority.
        texts: said in turns, each character beginning at another one.
    """

    streams: int
    seconds: float
    voice: str = ""
    tier: Tier = "auto"
    greedy: bool = False
    story: int = 0
    texts: Sequence[str] = CHATTER

    def part_of(self, number: int) -> Part:
        """Whose line a character's is."""
        if not self.story:
            return "all"
        return "story" if number < self.story else "chatter"


def warm_up(client: Client, plan: CrowdPlan) -> None:
    """Have a line spoken in each tier, by somebody who is not of the crowd: a character's
    next line waits until the one before was heard.

    Raises:
        SidecarError: it is not spoken.
    """
    text = plan.texts[0]
    voice = next(one for one in client.ready.voices if plan.voice in ("", one.name))
    for tier in voice.tiers:
        known: Tier = "fast" if tier == "fast" else "quality"
        client.say("prompter", text, voice=voice.name, tier=known, seed=0).wait()


def run_trial(
    clients: Sequence[Client], plan: CrowdPlan, tell: Callable[[str], None] = lambda text: None
) -> list[Trial]:
    """Let `plan.streams` characters speak, spread evenly over `clients`, all of one sidecar.

    What came of each part of them; what the sidecar took is that of all.
    """
    parts = [plan.part_of(number) for number in range(plan.streams)]
    trials = {part: Trial(parts.count(part), part) for part in dict.fromkeys(parts)}
    sleep_late_ms: list[float] = []
    process = clients[0].process
    pid = process.pid if process else -1
    turns = [itertools.cycle(_from(plan.texts, number)) for number in range(plan.streams)]

    def ask(number: int) -> LineHandle:
        seed = next(_seeds)
        return clients[number % len(clients)].say(
            f"speaker {number}",
            next(turns[number]) + " " * (seed % BLANKS),
            voice=plan.voice or None,
            tier=plan.tier,
            priority=PRIORITIES[parts[number]],
            seed=seed,
        )

    began_cpu_s, began_own_s, began_s = cpu_seconds(pid), time.process_time(), time.monotonic()
    ends_s = began_s + plan.seconds
    speaking = {number: ask(number) for number in range(plan.streams)}
    rests: dict[int, float] = {}
    begun: set[int] = set()
    while speaking or (rests and time.monotonic() < ends_s):
        slept_s = time.monotonic()
        time.sleep(LOOK_S)
        now_s = time.monotonic()
        sleep_late_ms.append((now_s - slept_s - LOOK_S) * 1e3)
        tell(f"{plan.streams} streams: {now_s - began_s:.0f} of {plan.seconds:.0f} s")
        for number, line in list(speaking.items()):
            if line.is_over or now_s > ends_s + PATIENCE_S:
                del speaking[number]
                trial = trials[parts[number]]
                over_s = line.said_s + trial.take(line, burst=number not in begun)
                rests[number] = now_s if plan.greedy else over_s
                begun.add(number)
        for number, over_s in list(rests.items()):
            if over_s <= now_s < ends_s:
                del rests[number]
                speaking[number] = ask(number)
    ended_s, ended_cpu_s = time.monotonic(), cpu_seconds(pid)
    for trial in trials.values():
        trial.sleep_late_ms = sleep_late_ms
        trial.wall_s = ended_s - began_s
        trial.client_cpu_s = time.process_time() - began_own_s
        if began_cpu_s is not None and ended_cpu_s is not None:
            trial.sidecar_cpu_s = ended_cpu_s - began_cpu_s
        trial.peak_memory_mb = peak_memory_mb(pid)
    return list(trials.values())


def _from(texts: Sequence[str], first: int) -> Sequence[str]:
    """`texts` in their order, beginning with another one."""
    first %= len(texts)
    return [*texts[first:], *texts[:first]]
