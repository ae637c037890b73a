"""From a recording to a speaker or an emotion: reading, checking, encoding, keeping."""
