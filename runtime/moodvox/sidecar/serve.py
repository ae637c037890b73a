"""`moodvox serve`: start up, serve, and leave nothing behind."""

from __future__ import annotations

import logging
import secrets
import sys
from collections.abc import Callable
from dataclasses import replace

import moodvox
from moodvox.sidecar.casting import Casting
from moodvox.sidecar.lifetime import ready_file, ready_line, stopped_by_signals, watch_process
from moodvox.sidecar.opening import (
    english_reader,
    open_engine,
    preload,
    ready_message,
    sound_voices,
)
from moodvox.sidecar.options import ServeOptions
from moodvox.sidecar.sidecar import Sidecar
from moodvox.speech.reader import LineReader
from moodvox.transport import Router

log = logging.getLogger(__name__)


def serve(options: ServeOptions, *, make_reader: Callable[[], LineReader] = english_reader) -> int:
    """Run a sidecar until a signal, a client or the end of its parent stops it.

    Prints one JSON line, ``{"moodvox": version, "port": ..., "token": ...}``, when clients
    may connect. The log goes to stderr.

    Args:
        options: see `ServeOptions`.
        make_reader: the language front end.

    Returns:
        The exit status of the process: 0, or 1 after a fault of ours.

    Raises:
        AddressError: the address cannot be bound.
        ProjectError: the project's file is wrong.
        VoiceError: a folder of voices does not exist.
    """
    options = replace(options, token=options.token or secrets.token_urlsafe(24))
    engine = open_engine(options, make_reader())
    packs = sound_voices(engine)
    casting = Casting(
        emotions={pack.name: tuple(pack.presets.names) for pack in packs},
        default_voice=packs[0].name if packs else "",
    )
    with Router(
        options.address, options.port, keys=options.keys, allowed=options.allowed
    ) as router:
        preload(engine, casting)
        sidecar = Sidecar(
            router,
            engine,
            casting,
            ready=ready_message(packs, casting, options),
            token=options.token,
            timeout_s=options.timeout_s,
            block_s=options.block_s,
        )
        line = ready_line(moodvox.__version__, router.port, options.token)
        with (
            stopped_by_signals(lambda: sidecar.stop("a signal")),
            ready_file(options.ready_file, line),
        ):
            if options.parent_pid is not None:
                watch_process(options.parent_pid, lambda: sidecar.stop("the parent ended"))
            _say(line)
            status = sidecar.run()
        router.linger()
    return status


def _say(line: str) -> None:
    """The ready line; a parent that closed our stdout has the ready file."""
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except OSError:
        log.warning("nobody reads stdout")
