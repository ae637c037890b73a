"""`moodvox studio`: a local page to write, hear, compare and bake lines.

server.py      starts it all and says where the page is
gate.py        who gets an answer: this machine's own page with its token, nobody else
app.py         the page, its files, and the socket of each tab
calls.py       what a tab may ask, by name
keeper.py      the sidecar that speaks: started, watched, started again
hearing.py     a line's blocks and marks on their way to a tab
desk.py        project, voices and dialogue files, as they are now
looking.py     a text as it is typed: tags, faults, words, sounds, pitch, moods
sketching.py   a drawn mood curve as tags of the text
saving.py      files changed whole or not at all, and never over somebody else's change
comparing.py   blind tests
"""
