"""How many lines go into one turn, and whether to wait for more of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial

from moodvox.scheduler.costs import Costs
from moodvox.scheduler.governor import kind_of
from moodvox.scheduler.stream import ROUNDING_S, Stream

WORTH_WAITING = 1.15
"""A batch that makes each line so much cheaper is waited for while nobody is in need."""

MAX_TURN_S = 0.04
"""A batch that would take longer is parted: a line that comes meanwhile waits for it."""

STEPS = 2
"""A block is up to twice as long as asked for, in so many steps: batches want one length."""

SHORT_TURN_S = 0.016
"""The same while there is room for more lines: those that begin are heard the sooner."""

WORTHWHILE = 8
"""So many lines have most of what a batch gains; smaller ones are made only where there is
a limit, or nothing else to do."""

CROWD = 5
"""Where more characters have something to say, each has to wait for others now and then,
from its first block on."""

GATHER_S = 0.2
GATHERED = 24
"""So long, and until they are so many, lines wait for those that were asked for with them and
are being opened."""

FULL = 0.7
"""Above this load only the largest batches help."""

EASY = 0.5
"""Below this load there is time to render one line that is in need alone."""


class Batching:
    """Forms batches as far as they were seen to pay.

    Args:
        costs: what turns take.
        max_batch: the most lines in a turn.
        max_turn_s: the longest turn, where there is a choice.
        lanes: turns that can be under way together.
    """

    def __init__(self, costs: Costs, max_batch: int, max_turn_s: float, lanes: int = 1) -> None:
        self._costs = costs
        self._lanes = lanes
        self.max_batch = max_batch
        self._max_turn_s = max_turn_s

    def mates(self, ready: list[Stream], now_s: float, load: float) -> list[Stream]:
        """Of the lines that may go on, most urgent first, those that go together now.

        As many as pay, and as the first can wait for. Where time is short for all, or
        too short for the first already, the larger batch serves them best.
        """
        first = ready[0]
        kind = first.model, first.block_samples
        mates = [stream for stream in ready if (stream.model, stream.block_samples) == kind]
        mates = mates[: self.max_batch]
        cost = partial(self._costs.turn_s, first.model, first.block_samples)
        most = len(mates)
        if most > 1 and self._costs.gain(first.model, first.block_samples, most) < 1.0:
            return mates[:1]
        # As if nothing disturbed it: small batches cost more in all, and disturb each other.
        work = partial(self._costs.work_s, first.model, first.block_samples)
        short_s = self._max_turn_s if load > FULL else SHORT_TURN_S
        while most > WORTHWHILE and (work(most) or 0.0) > short_s:
            most = max(WORTHWHILE, (most + 1) // 2)
        while most > 1 and (work(most) or 0.0) > self._max_turn_s:
            most = (most + 1) // 2
        left_s = _left_s(first, now_s)
        if load < EASY and left_s > (cost(1) or 0.0):
            while most > 1 and (cost(most) or 0.0) > left_s:
                most = (most + 1) // 2
        return mates[:most]

    def block_samples(self, mates: list[Stream], now_s: float) -> int:
        """Length of their blocks: longer than they asked for, as far as all have room
        and the most urgent has time.

        Who waited has room for more than a block, and a longer one costs less. Lines that
        nobody listens to, and those that have only just begun, take what they asked for.
        """
        block = mates[0].block_samples
        if len(mates) == 1 or not all(stream.listens and stream.rendered for stream in mates):
            return block
        step_s = block / STEPS / mates[0].sample_rate_hz
        room_s = min(stream.slack_s(0.0) for stream in mates)
        steps = min(STEPS, int(room_s / step_s + ROUNDING_S))
        left_s = min(_left_s(mates[0], now_s), self._max_turn_s)
        while steps > 0:
            longer = block + steps * (block // STEPS)
            if (self._costs.turn_s(mates[0].model, longer, len(mates)) or 0.0) <= left_s:
                return longer
            steps -= 1
        return block

    def wait_s(
        self, ready: list[Stream], mates: int, streams: Iterable[Stream], now_s: float
    ) -> float:
        """How long to wait for more mates of the first line; 0: go on with these.

        It is waited for if that pays, if others will come, and while no line that is
        ready is in need.
        """
        first = ready[0]
        if first.anchor_s is None or not first.listens:
            return 0.0
        others = sum(
            stream.model == first.model and stream.anchor_s is not None and stream.listens
            for stream in streams
        )
        most = min(others, self.max_batch)
        if mates >= most:
            return 0.0
        if self._costs.gain(first.model, first.block_samples, most) < WORTH_WAITING:
            return 0.0
        all_s = self._costs.turn_s(first.model, first.block_samples, others) or 0.0
        need_s = max(first.job.lead_s / 2, 2.0 * all_s / self._lanes)
        return max(
            0.0,
            min(_left_s(stream, now_s) - need_s for stream in ready),
        )


def parted(ready: list[Stream], now_s: float) -> tuple[list[Stream], float | None]:
    """Those that are not to wait for lines being opened, and until when the others are.

    Opening and rendering disturb each other: of a crowd that begins together the last are
    heard sooner if most of it is opened first. Who speaks already, who tells the story and who
    has a deadline waits for nobody.
    """
    go, until_s = [], math.inf
    for stream in ready:
        since_s = now_s - stream.begins_s
        patient = stream.job.start_by_s is None and kind_of(stream.job.priority) != "story"
        if stream.anchor_s is None and patient and 0.0 <= since_s < GATHER_S:
            until_s = min(until_s, stream.begins_s + GATHER_S)
        else:
            go.append(stream)
    if len(ready) - len(go) >= GATHERED:
        return ready, None
    return go, None if until_s == math.inf else until_s


def _left_s(stream: Stream, now_s: float) -> float:
    """How long playback goes on with what is rendered; for ever where it has not begun."""
    return math.inf if stream.anchor_s is None else stream.runs_out_s() - now_s
