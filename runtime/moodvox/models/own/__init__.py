"""The bundled family: a streaming acoustic model with a harmonic-plus-noise vocoder."""

from __future__ import annotations

from moodvox.models.own.model import load

__all__ = ["load"]
