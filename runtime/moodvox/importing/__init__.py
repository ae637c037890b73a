"""Makes voice packs of models that others trained. Needs the extra `moodvox[import]`."""
