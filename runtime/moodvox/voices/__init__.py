"""Voice packs: what a voice folder holds, how it is checked, found and written."""
