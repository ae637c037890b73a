"""Family "emotivoice": voices imported from EmotiVoice's checkpoints."""

from __future__ import annotations

from moodvox.models.emotivoice.loading import load

__all__ = ["load"]
