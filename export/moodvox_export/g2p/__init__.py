"""Grapheme to phoneme: builds the dictionary's data file, trains and exports the graph."""
