"""What a sidecar is started with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from moodvox.errors import InputError
from moodvox.project.limits import Limits
from moodvox.transport import LOOPBACK, CurveKeys

BOUNDS: dict[str, tuple[float, float]] = {
    "port": (0, 65_535),
    "block_s": (0.01, 1.0),
    "line_cache_mb": (0.0, 65_536.0),
    "line_cache_disk_mb": (0.0, 1_048_576.0),
}
"""Smallest and largest value of each."""


@dataclass(frozen=True)
class ServeOptions:
    """Everything that `serve` can be told.

    Attributes:
        address: what to bind; anything but loopback needs `keys` and `allowed`.
        port: 0 = one that the system chooses.
        token: what an engine must show in `hello`; "" makes one.
        ready_file: gets the ready line too, and is removed at the end.
        parent_pid: end when this process ends.
        voices: folders that are or hold voices, before `MOODVOX_VOICES` and the bundled.
        enrolled: where what clients enrol is kept; None = the user's folder for this
            project (`enrolment.places`).
        project: folder with a `moodvox.toml`, or that file.
        keys: the sidecar's CURVE keys.
        allowed: public CURVE keys of the clients.
        heartbeat_s: clients are asked to send something this often.
        timeout_s: a client that is silent for so long is gone.
        block_s: length of a line's first block; later ones are longer (`sidecar.blocks`).
        threads: compute threads of each graph.
        providers: `devices.PROVIDERS` keys in the order to try; None is the CPU.
        line_cache_mb: memory for lines that were spoken; 0 = none are kept.
        line_cache_disk_mb: disk for them, shared by all sidecars of this user; 0 = none.
        limits: what the player's machine allows.

    Raises:
        InputError: a value is out of bounds.
    """

    address: str = LOOPBACK
    port: int = 0
    token: str = ""
    ready_file: Path | None = None
    parent_pid: int | None = None
    voices: tuple[Path, ...] = ()
    enrolled: Path | None = None
    project: Path | None = None
    keys: CurveKeys | None = None
    allowed: tuple[str, ...] = ()
    heartbeat_s: float = 1.0
    timeout_s: float = 5.0
    block_s: float = 0.04
    threads: int = 1
    providers: tuple[str, ...] | None = None
    line_cache_mb: float = 32.0
    line_cache_disk_mb: float = 0.0
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        for name, (least, most) in BOUNDS.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise InputError(f"{value:g} is outside {least:g} to {most:g}", where=name)
