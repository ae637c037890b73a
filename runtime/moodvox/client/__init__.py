"""A Python client of the sidecar: `Client.launch()` or `Client(port, token)`."""

from __future__ import annotations

from moodvox.client.book import CreditBy
from moodvox.client.client import Client
from moodvox.client.faults import AnswerError, HelloError, LineError, SidecarError
from moodvox.client.line import Arrival, LineHandle
from moodvox.client.playback import Playback
from moodvox.client.process import ReadyLine, SidecarProcess

__all__ = [
    "AnswerError",
    "Arrival",
    "Client",
    "CreditBy",
    "HelloError",
    "LineError",
    "LineHandle",
    "Playback",
    "ReadyLine",
    "SidecarError",
    "SidecarProcess",
]
