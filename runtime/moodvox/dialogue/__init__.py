"""Dialogue files as people write them, read into lines and written back line by line.

formats.py           which reader a file takes: `read_dialogue`
file.py              a file: its lines, and its bytes with one line replaced
line.py              a line: id, speaker, what is written, what is spoken
excerpt.py           a text, and where each character of it stands in the file
encoding.py          bytes to text, and what to do about those that are not UTF-8
settings.py          what a project says about its dialogue
plain.py scene.py sheet.py yarn.py ink.py dialogue_manager.py    one reader each
markup.py rows.py marking.py hashtags.py                         what readers share
"""
