"""Family "onnx": graphs of others that turn the symbols of a clause into its samples."""

from __future__ import annotations

from moodvox.models.foreign.loading import load

__all__ = ["load"]
