"""Blind comparisons: who is heard first, what listeners chose, and what that proves."""
