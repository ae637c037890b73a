"""Chinese, English, and both in one line: what front ends for them have in common."""
