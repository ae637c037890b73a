"""One line of one client, from `speak` to its end, and what is said about it on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from moodvox.ab.pairs import Side
from moodvox.mood.curve import MoodCurve
from moodvox.mood.mood import NEUTRAL_MOOD, Mood
from moodvox.project.cast import CastMember
from moodvox.project.project import Project
from moodvox.protocol import Block, Done, Hello, Mark, Marks, MoodEvent, Speak, Timings
from moodvox.protocol.limits import MAX_MARKS, MAX_MESSAGE_CHARS, MAX_NAME_CHARS
from moodvox.scheduler import Governor, Job
from moodvox.script.take import Take
from moodvox.sidecar.blocks import block_hops, block_length_s
from moodvox.sidecar.pcm import pcm_bytes
from moodvox.speech.request import LineRequest
from moodvox.speech.stream import Block as SpeechBlock
from moodvox.speech.stream import LineStream

MAX_NOTICES = 256

LineKey = tuple[int, str]
"""Session and id."""

CharacterKey = tuple[int, str]
"""Session and name: each engine's characters are its own."""


@dataclass(frozen=True)
class MoodChange:
    """From sample `heard` on the mood is `curve`, whose time 0 is that moment."""

    curve: MoodCurve
    heard: int


@dataclass
class SpokenLine:
    """A line that is not over; belongs to the stage's thread.

    `tier` is settled when the line comes and again when it begins, `block_hops` is the
    length of its next block, `credited` the last credit in samples, `spoken` the mood at
    the start of its last block, `early_events` what happened to its mood while it was
    being opened, `change` what is to happen to it before the next block: a game may send
    a mood with every tick, and each change plans the line again. `is_rendering`: its stream
    is somebody else's now; what must be done to it waits, as `ending`.
    """

    session: int
    hello: Hello
    speak: Speak
    role: CastMember
    received_s: float
    side: Side | None = None
    tier: str = ""
    stream: LineStream | None = None
    started_s: float = 0.0
    plan_s: float = 0.0
    first_block_s: float = 0.0
    render_s: float = 0.0
    blocks: int = 0
    block_hops: int = 0
    lead_s: float = 0.0
    credited: int = 0
    spoken: Mood = NEUTRAL_MOOD
    early_events: list[MoodEvent] = field(default_factory=list)
    change: MoodChange | None = None
    is_rendering: bool = False
    ending: Literal["", "cancelled", "gone"] = ""

    @property
    def key(self) -> LineKey:
        return self.session, self.speak.id

    @property
    def character(self) -> CharacterKey:
        return self.session, self.speak.character

    @property
    def voice(self) -> str:
        return self.speak.voice or self.role.voice

    @property
    def priority(self) -> int:
        return self.role.priority if self.speak.priority is None else self.speak.priority

    def choose_tier(self, governor: Governor, tiers: tuple[str, ...]) -> None:
        """Settle `tier`: as asked for, or for `auto` what the governor grants of `tiers`."""
        asked = self.speak.tier if self.speak.tier != "auto" else self.role.tier
        self.tier = asked if asked != "auto" else governor.tier(self.priority, tiers)

    def job(self) -> Job:
        """What the scheduler has to know of it."""
        speak = self.speak
        deadline_s = None if speak.deadline_ms is None else speak.deadline_ms / 1e3
        return Job(
            key=self.key,
            owner=self.session,
            character=self.character,
            priority=self.priority,
            distance_m=speak.distance_m,
            lead_s=self.lead_s,
            start_by_s=None if deadline_s is None else self.received_s + deadline_s,
            model=(self.voice, self.tier),
        )

    def take(self, pinned: Mapping[str, Take]) -> Take | None:
        """The take asked for, else the project's for this line.

        Raises:
            InputError: what was asked for is no take.
        """
        asked = self.speak.take
        if asked is None:
            return pinned.get(self.speak.line or self.speak.id)
        return Take.of(asked.phonemes, [msgspec.structs.asdict(edit) for edit in asked.edits])

    def request(self, mood: MoodCurve, project: Project) -> LineRequest:
        """What the engine has to know of it.

        Raises:
            InputError: the take is wrong.
        """
        speak = self.speak
        return LineRequest(
            id=speak.id,
            text=speak.text,
            voice=self.voice,
            speaker=speak.speaker or self.role.speaker,
            mood=mood,
            tier=self.tier,
            seed=project.defaults.seed if speak.seed is None else speak.seed,
            rate=self.role.rate,
            pitch_st=self.role.pitch_st,
            take=self.take(project.takes),
        )

    def take_change(self) -> MoodChange | None:
        """What events asked for since the last block, once."""
        change, self.change = self.change, None
        return change

    def close(self) -> None:
        """End it at once, for nobody will hear it."""
        if self.stream is not None:
            self.stream.close()

    def next_hops(self, stream: LineStream, block_s: float, *, crowded: bool) -> int:
        """Length of the next block in hops, if first ones have `block_s`; longer in a crowd."""
        rate_hz = stream.sample_rate_hz
        length_s = block_length_s(
            block_s,
            crowded=crowded,
            blocks=self.blocks,
            lead_s=self.lead_s,
            credit_ahead_s=(self.credited - stream.rendered_samples) / rate_hz,
        )
        return block_hops(length_s, rate_hz, stream.hop_samples)

    def block(self, block: SpeechBlock, stream: LineStream, now_s: float) -> Block:
        """The next block's message."""
        if self.blocks == 0:
            self.first_block_s = now_s
        self.spoken = block.mood
        message = Block(
            id=self.speak.id,
            sequence=self.blocks,
            first_sample=block.first_sample,
            samples=len(block.pcm),
            sample_rate_hz=stream.sample_rate_hz,
            format=self.hello.format,
            mood=block.mood.as_dict(),
            audio=pcm_bytes(block.pcm, self.hello.format),
        )
        self.blocks += 1
        return message

    def marks(self, stream: LineStream) -> Iterator[Marks]:
        """Messages with the marks that became certain."""
        taken = [
            Mark(
                kind=mark.kind,
                text=mark.text[:MAX_NAME_CHARS],
                first_sample=mark.first_sample,
                samples=mark.samples,
                start=mark.start,
                end=mark.end,
            )
            for mark in stream.take_marks()
        ]
        for start in range(0, len(taken), MAX_MARKS):
            yield Marks(id=self.speak.id, marks=taken[start : start + MAX_MARKS])

    def done(self, reason: str, *, why: str = "", retry_s: float = 0.0) -> Done:
        """The message that ends the line; `reason` and `why` as in `protocol.Done`."""
        notices = self.stream.notices if self.stream else ()
        return Done(
            id=self.speak.id,
            samples=self.stream.rendered_samples if self.stream else 0,
            reason=reason,  # type: ignore[arg-type]
            why=why,
            retry_ms=_ms(retry_s),
            timings=Timings(
                queued_ms=_ms(self.started_s - self.received_s),
                plan_ms=_ms(self.plan_s),
                first_block_ms=_ms(self.first_block_s - self.received_s),
                render_ms=_ms(self.render_s),
            ),
            notices=[
                f"{notice.start}-{notice.end}: {notice.message}"[:MAX_MESSAGE_CHARS]
                for notice in notices[:MAX_NOTICES]
            ],
        )


def _ms(seconds: float) -> float:
    """Milliseconds to a microsecond; 0 for what never happened."""
    return round(max(0.0, seconds) * 1e3, 3)
