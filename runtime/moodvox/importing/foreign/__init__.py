"""Graphs that others trained: Piper, Kokoro, and any that fits `models.foreign.interface`."""
