"""Lines that were spoken before: kept in memory, and on disk where that is asked for."""
