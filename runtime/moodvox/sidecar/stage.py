"""All lines of all clients on their way: scheduler, moods and speech engine together.

Belongs to one thread. Knows nothing of sockets: what is to be sent goes to `send`; lines
are opened by `open_beside` and rendered by `render_beside`, which may do it in others.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import cast

from moodvox.errors import MoodvoxError
from moodvox.project.limits import Limits
from moodvox.protocol import Cancel, Credit, Error, Hello, MoodEvent, Speak
from moodvox.protocol.limits import DEFAULT_LEAD_MS
from moodvox.scheduler import Open, Render
from moodvox.sidecar.casting import Casting
from moodvox.sidecar.entrances import Entrances, LoadBeside, OpenBeside
from moodvox.sidecar.feelings import Feelings
from moodvox.sidecar.lanes import Batch, Lanes, RenderBeside
from moodvox.sidecar.line import LineKey, SpokenLine
from moodvox.sidecar.means import Means
from moodvox.sidecar.refusals import no_such_line, nothing_to_cancel, wrong_rate
from moodvox.sidecar.resting import VoiceTier
from moodvox.sidecar.sending import Send, Sending
from moodvox.sidecar.tally import Tally
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.stream import Block, LineStream


class Stage:
    """Takes what clients ask for and does one piece of work at a time.

    Args:
        engine: what speaks.
        casting: who is who.
        clock: seconds, never back.
        send: takes every message for a client.
        open_beside: opens lines.
        block_s: length of a line's first block (see `sidecar.blocks`).
        limits: what the player's machine allows.
        cpu_clock: processor time of this process, which `limits` count; None: no processor
            is counted, only time.
        load_beside: loads a voice's tier and calls `Stage.loaded`; None: lines load it.
        render_beside: renders a batch and calls `Stage.rendered`; None: it is done in `turn`.
        lanes: batches that `render_beside` takes at once.
    """

    def __init__(
        self,
        engine: SpeechEngine,
        casting: Casting,
        *,
        clock: Callable[[], float],
        send: Send,
        open_beside: OpenBeside,
        block_s: float,
        limits: Limits | None = None,
        cpu_clock: Callable[[], float] | None = None,
        load_beside: LoadBeside | None = None,
        render_beside: RenderBeside | None = None,
        lanes: int = 1,
    ) -> None:
        self._feelings = Feelings(casting)
        self._engine = engine
        self._clock = clock
        self._send = send
        self._block_s = block_s
        self._means = Means(engine, limits or Limits(), cpu_clock or clock)
        self._scheduler = self._means.scheduler(lanes)
        self.costs = self._scheduler.costs
        self._lanes = Lanes(lanes)
        self._render_beside = render_beside or self._render_here
        self._looked_s = self._rests_until_s = clock()
        self._entrances = Entrances(engine, open_beside, load_beside, self._means.resting)
        self._lines: dict[LineKey, SpokenLine] = {}
        self._tally = Tally()
        self._sending = Sending(engine, send, self._tally, clock)

    def speak(self, session: int, hello: Hello, speak: Speak, received_s: float) -> None:
        """Take in a line; it is opened and rendered when its turn comes."""
        role, side = self._feelings.casting.compared(speak)
        line = SpokenLine(session, hello, speak, role, received_s, side=side)
        if speak.interrupt:
            self._cancel(self._scheduler.keys(character=line.character))
        line.choose_tier(self._means.governor, self._casting.tiers_of(line.voice))
        lead_ms = hello.lead_ms or self._casting.project.defaults.lead_ms or DEFAULT_LEAD_MS
        line.lead_s = lead_ms / 1e3
        self._scheduler.submit(line.job(), received_s)
        self._lines[line.key] = line
        self._entrances.prepare(self._model_of(line), self._clock())

    def cancel(self, session: int, cancel: Cancel) -> None:
        """End lines: each gets a faded last block if it has begun, and its `done`."""
        if cancel.id is not None:
            asked = session, cancel.id
            keys: tuple[Hashable, ...] = (asked,) if asked in self._lines else ()
        elif cancel.character is not None:
            keys = self._scheduler.keys(character=(session, cancel.character))
        else:
            keys = self._scheduler.keys(owner=session)
        if not keys and not cancel.all:
            fault = nothing_to_cancel(cancel.id, cancel.character)
            self._send(session, Error.of(fault, line=cancel.id))
        self._cancel(keys)

    def credit(self, session: int, credit: Credit) -> None:
        """Playback has come so far."""
        key = (session, credit.id)
        self._scheduler.credit(key, credit.played_samples, self._clock())
        line = self._lines.get(key)
        if line is not None:
            line.credited = max(line.credited, credit.played_samples)

    def mood(self, session: int, event: MoodEvent) -> None:
        """Move a character's mood, and that of what it is saying.

        Raises:
            MoodError: the mood is unknown to a voice that should take it on; then nothing
                has changed.
            RefusedError: there is no such line.
        """
        now_s = self._clock()
        if event.line is None:
            key = (session, event.character)
            lines = [self._lines[cast(LineKey, k)] for k in self._scheduler.keys(character=key)]
            begun = [line for line in lines if line.stream or self._entrances.has(line.key)]
            self._feelings.move(key, event, begun, self._heard, now_s)
            return
        line = self._lines.get((session, event.line))
        if line is None or line.speak.character != event.character:
            raise no_such_line(event.character, event.line)
        self._feelings.move_line(line, event, self._heard, now_s)

    def hold(self, session: int, held: bool) -> None:
        """Render nothing for a client that does not take its blocks; or again."""
        self._scheduler.hold(session, held)

    def leave(self, session: int) -> None:
        """A client is gone: its lines are forgotten without a word."""
        for key in self._scheduler.keys(owner=session):
            self._scheduler.remove(key, self._clock())
            line = self._lines.pop(cast(LineKey, key))
            if line.is_rendering:
                line.ending = "gone"
            else:
                line.close()
        self._scheduler.hold(session, False)
        self._feelings.forget(session)

    def recast(self, casting: Casting) -> None:
        """The project has changed; lines that are not over keep their voices."""
        self._feelings.recast(casting, self._clock())

    def opened(self, line: SpokenLine, outcome: LineStream | MoodvoxError, took_s: float) -> None:
        """`open_beside` has opened a line, or found why it cannot be."""
        self._entrances.entered(line)
        if self._lines.get(line.key) is not line:
            return  # it ended meanwhile; another may have its id by now
        line.plan_s = took_s
        if isinstance(outcome, MoodvoxError):
            self._fail(line, outcome)
            return
        fault = wrong_rate(line.hello.sample_rate_hz, outcome.sample_rate_hz)
        if fault is not None:
            self._fail(line, fault)
            return
        line.stream = outcome
        self._scheduler.opened(
            line.key,
            model=self._model_of(line),
            sample_rate_hz=outcome.sample_rate_hz,
            block_samples=outcome.hop_samples,
            total_samples=outcome.total_samples,
        )
        self._tally.begun(line.tier, line.side)
        self._resize(line, outcome)
        for event in line.early_events:
            self._feelings.move_line(line, event, self._heard, self._clock())

    def loaded(self, voice: str, tier: str) -> None:
        """`load_beside` is done, or could not do it."""
        self._entrances.loaded((voice, tier))

    def rest(self) -> None:
        """Give back voices that were idle for too long; call it now and then."""
        in_use = {self._model_of(line) for line in self._lines.values()}
        self._means.give_back(in_use | self._entrances.loading, self._clock())

    def turn(self) -> bool:
        """Do one piece of work; False if there is none before `wake_s` or an event."""
        began_s = self._looked_s = self._clock()
        self._rests_until_s = self._means.rest_until_s(began_s)
        if self._rests_until_s > began_s:
            return False
        opening = self._entrances.is_busy
        turn = self._scheduler.next_turn(
            began_s,
            may_open=self._entrances.is_free(self._lines),
            may_render=self._lanes.is_free(opening=opening and not self._scheduler.is_pressed),
            opening=opening,
        )
        for gone in self._scheduler.take_dropped():
            self._sending.dropped(self._lines.pop(cast(LineKey, gone.key)), gone)
        match turn:
            case Open():
                self._open(self._lines[cast(LineKey, turn.key)])
            case Render():
                batch = Batch.of(turn, [self._lines[cast(LineKey, key)] for key in turn.keys])
                self._lanes.begin(batch)
                self._render_beside(batch)
        return turn is not None

    def rendered(self, batch: Batch) -> None:
        """`render_beside` is done with a batch."""
        self._lanes.end(batch)
        self._tally.rendered(len(batch.lines), batch.took_s)
        self._scheduler.took(batch.turn, batch.took_s, whole=batch.is_whole)
        for line, fault in batch.refused:
            self._send(line.session, Error.of(fault, line=line.speak.id))
        now_s = self._clock()
        for line, stream, outcome in zip(batch.lines, batch.streams, batch.outcomes, strict=True):
            if line.ending:
                self._sending.late(line, stream, outcome)
            elif isinstance(outcome, Block):
                self._emit(line, stream, outcome, now_s)
            else:
                self._fail(line, outcome)

    def wake_s(self) -> float | None:
        """When to call `turn` again if nothing else happens.

        As seen when `turn` last looked: what has become due since is due now.
        """
        if self._rests_until_s > self._looked_s:
            return self._rests_until_s
        return self._scheduler.wake_s(self._looked_s)

    def counters(self) -> dict[str, float]:
        """For `stats`."""
        return {**self._tally.counters(self._scheduler.statistics()), **self._means.counters()}

    def _model_of(self, line: SpokenLine) -> VoiceTier:
        return line.voice or self._casting.default_voice, line.tier

    @property
    def _casting(self) -> Casting:
        return self._feelings.casting

    def _open(self, line: SpokenLine) -> None:
        now_s = self._clock()
        line.started_s = now_s
        line.choose_tier(self._means.governor, self._casting.tiers_of(line.voice))
        try:
            begins_s = self._scheduler.begins_s(line.key, now_s)
            mood = self._feelings.begin(line, begins_s, now_s)
            request = line.request(mood, self._casting.project)
        except MoodvoxError as fault:
            self._fail(line, fault)
            return
        self._entrances.enter(line, request, self._model_of(line), now_s)

    def _heard(self, line: SpokenLine) -> int:
        return self._scheduler.heard_samples(line.key, self._clock())

    def _resize(self, line: SpokenLine, stream: LineStream) -> None:
        """Settle how long the next block of a line is."""
        line.block_hops = line.next_hops(stream, self._block_s, crowded=self._scheduler.is_crowded)
        self._scheduler.resize(line.key, line.block_hops * stream.hop_samples)

    def _render_here(self, batch: Batch) -> None:
        batch.render(self._engine, self._clock)
        self.rendered(batch)

    def _emit(self, line: SpokenLine, stream: LineStream, block: Block, now_s: float) -> None:
        """Send a block, and the end if it is there."""
        self._sending.block(line, stream, block)
        ended = stream.finished
        self._scheduler.rendered(line.key, len(block.pcm), ended=ended, now_s=now_s)
        if ended:
            del self._lines[line.key]
            self._send(line.session, line.done("finished"))
        else:
            self._resize(line, stream)

    def _cancel(self, keys: tuple[Hashable, ...]) -> None:
        for key in keys:
            line = self._lines.pop(cast(LineKey, key))
            self._scheduler.remove(key, self._clock())
            if line.is_rendering:
                line.ending = "cancelled"
            else:
                self._sending.cancelled(line)

    def _fail(self, line: SpokenLine, fault: MoodvoxError) -> None:
        """End a line with an error to its client."""
        self._tally.failed += 1
        self._scheduler.remove(line.key, self._clock())
        self._lines.pop(line.key).close()
        self._send(line.session, Error.of(fault, line=line.speak.id, line_over=True))
