"""Measurements: what `moodvox bench` prints and docs/latency.md quotes."""
