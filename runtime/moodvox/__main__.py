"""`python -m moodvox` is `moodvox`."""

from __future__ import annotations

import sys

from moodvox.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
