"""The wire: messages between an engine and the sidecar (docs/protocol.md)."""

from __future__ import annotations

from moodvox.protocol.checking import Check, Diagnostics, Finding
from moodvox.protocol.codec import Message, VersionError, decode, encode, peek_id
from moodvox.protocol.enrolment import Enroll, Enrolled
from moodvox.protocol.faults import Error
from moodvox.protocol.fields import PROTOCOL_VERSION, SampleFormat
from moodvox.protocol.lines import (
    Block,
    Cancel,
    Credit,
    Done,
    Keyframe,
    Mark,
    Marks,
    PhonemeEdit,
    Speak,
    Take,
    Timings,
)
from moodvox.protocol.moods import MoodEvent
from moodvox.protocol.session import Hello, Ping, Pong, Ready, Shutdown, Stats, VoiceInfo

__all__ = [
    "PROTOCOL_VERSION",
    "Block",
    "Cancel",
    "Check",
    "Credit",
    "Diagnostics",
    "Done",
    "Enroll",
    "Enrolled",
    "Error",
    "Finding",
    "Hello",
    "Keyframe",
    "Mark",
    "Marks",
    "Message",
    "MoodEvent",
    "PhonemeEdit",
    "Ping",
    "Pong",
    "Ready",
    "SampleFormat",
    "Shutdown",
    "Speak",
    "Stats",
    "Take",
    "Timings",
    "VersionError",
    "VoiceInfo",
    "decode",
    "encode",
    "peek_id",
]
