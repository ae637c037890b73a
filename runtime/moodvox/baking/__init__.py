"""Lines of dialogue made into sound files, so that a game speaks without our runtime.

order.py         which lines there are, what they are called, which can be baked
names.py         a file's name for any id
prints.py        fingerprints: what a line's sound depends on
render.py        one line: sound, marks, moods
encoding.py      samples as WAV, FLAC or OGG
store.py         the output folder: files whole or not at all, records of what is there
workers.py       processes that render, and outlive none of their lines
bake.py          all of it, with progress
manifests.py     what the Godot addon and the Unity package read
voice_tags.py    Dialogue Manager's voice tags
"""
