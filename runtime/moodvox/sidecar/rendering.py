"""One batch of lines rendered, so that a line that fails takes no other with it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from moodvox.errors import EngineError, MoodvoxError
from moodvox.speech.engine import SpeechEngine
from moodvox.speech.stream import Block, LineStream

log = logging.getLogger(__name__)


def render_each(
    engine: SpeechEngine, streams: Sequence[LineStream], hops: int
) -> list[Block | MoodvoxError]:
    """The next block of each stream, or why it has none.

    If the batch fails, each line is tried alone.
    """
    try:
        return list(engine.render(streams, hops))
    except Exception as fault:  # a device may fail in any way
        if len(streams) == 1:
            return [as_moodvox_error(fault)]
        log.warning("a batch of %d lines failed: %s", len(streams), fault)
    return [outcome for stream in streams for outcome in render_each(engine, [stream], hops)]


def as_moodvox_error(fault: Exception) -> MoodvoxError:
    """`fault`, or what is said of one that was not raised on purpose.

    Without its traceback and what it came of: they hold the frames of those who keep the
    fault, a cycle.
    """
    if isinstance(fault, MoodvoxError):
        fault.__context__ = fault.__cause__ = None
        return fault.with_traceback(None)
    log.error("not raised on purpose", exc_info=fault)
    return EngineError(f"{type(fault).__name__}: {fault}", hint="see the sidecar's log")
