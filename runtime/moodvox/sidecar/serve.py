"""`moodvox serve`: start up, serve, and leave nothing behind."""

from __future__ import annotations

import logging
import secrets
import sys
import time
from dataclasses import replace

import moodvox
from moodvox.enrolment.enroller import Enroller
from moodvox.enrolment.places import cache_folder, enrolled_folders
from moodvox.enrolment.store import EmbeddingStore
from moodvox.project.project import Project
from moodvox.sidecar.lifetime import ready_file, ready_line, stopped_by_signals, watch_process
from moodvox.sidecar.opening import open_engine, sound_packs, warm_up
from moodvox.sidecar.options import ServeOptions
from moodvox.sidecar.projects import MakeReader, ProjectKeeper, english_reader
from moodvox.sidecar.sidecar import Sidecar
from moodvox.transport import Router
from moodvox.voices.shelf import Shelf

SWITCH_S = 0.001
"""So long one thread may calculate while others wait: those that render give way many times
in a turn, and would wait five times as long each time that somebody reads a text."""

log = logging.getLogger(__name__)


def serve(options: ServeOptions, *, make_reader: MakeReader = english_reader) -> int:
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
        VoiceError: a folder of voices does not exist.
    """
    sys.setswitchinterval(SWITCH_S)
    options = replace(options, token=options.token or secrets.token_urlsafe(24))
    enrolled = enrolled_folders(options.project, options.enrolled)
    shelf = Shelf(options.voices, enrolled)
    packs = sound_packs(shelf)
    projects = ProjectKeeper(options.project, packs, make_reader)
    engine = open_engine(options, shelf, make_reader(Project.empty()))
    projects.look(time.monotonic(), engine)
    options = replace(options, limits=options.limits.over(projects.casting.project.limits))
    engine.providers = options.limits.providers(options.providers)
    with Router(
        options.address, options.port, keys=options.keys, allowed=options.allowed
    ) as router:
        warm_up(engine, projects.casting)
        enroller = Enroller(shelf, enrolled[-1], EmbeddingStore(cache_folder()))
        sidecar = Sidecar(router, engine, packs, projects, options, enroller)
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
    if engine.cache is not None:
        engine.cache.close()
    return status


def _say(line: str) -> None:
    """The ready line; a parent that closed our stdout has the ready file."""
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except OSError:
        log.warning("nobody reads stdout")
