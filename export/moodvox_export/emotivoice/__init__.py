"""EmotiVoice in torch: a reference to measure imported voices against, and to distil from."""
