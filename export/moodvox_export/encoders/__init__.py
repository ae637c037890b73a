"""Encoders: from a recording to the vector of its speaker, or of how it is spoken."""
