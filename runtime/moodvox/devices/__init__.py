"""Where models run: the only part that knows onnxruntime.

A `Session` is one ONNX graph on one execution provider. Providers are tried in the
order asked for; whenever the first one does not carry the whole graph, or dies while it
runs, a `Fallback` is recorded and logged, so that nobody takes a slow CPU for a busy GPU.
"""

from __future__ import annotations

from moodvox.devices.fallbacks import Fallback
from moodvox.devices.opening import DeviceReport, describe, open_session
from moodvox.devices.providers import DEFAULT_PROVIDERS, PROVIDERS, available_providers
from moodvox.devices.session import Session
from moodvox.devices.shapes import Axes, Sizes, Tensor

__all__ = [
    "DEFAULT_PROVIDERS",
    "PROVIDERS",
    "Axes",
    "DeviceReport",
    "Fallback",
    "Session",
    "Sizes",
    "Tensor",
    "available_providers",
    "describe",
    "open_session",
]
