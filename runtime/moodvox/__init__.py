"""Moodvox: emotional streaming speech for game characters, on the player's own machine."""

__version__ = "0.1.0"
