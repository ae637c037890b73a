"""What is judged: prompts never trained on, and lines as games have them."""

from __future__ import annotations

from pathlib import Path

from moodvox_export.corpus.packed import held_out
from moodvox_export.corpus.recordings import Recording, read_folder

GAME_LINES: tuple[str, ...] = (
    "Welcome to the tavern, traveller. Sit by the fire and rest your feet.",
    "Get out of my house before I call the guards!",
    "Have you seen my brother? He left for the mountains three days ago.",
    "The bridge is gone. We will have to find another way across the river.",
    "I have been waiting for this moment my entire life.",
    "Take this sword. You will need it where you are going.",
    "Who sent you here, and what do they want from me?",
    "There is nothing left for us in this village.",
    "Careful, the floor is not as solid as it looks.",
    "You fought well today. The king will hear of it.",
    "Please, I only need a little more time.",
    "The old mine has been closed for forty years.",
    "Run! The whole tower is coming down!",
    "I never asked you to save me.",
    "Two hundred gold pieces, and not a coin less.",
)


def held_out_prompts(data: Path, count: int) -> list[Recording]:
    """One recording of each of the first `count` prompts that training never sees."""
    first: dict[str, Recording] = {}
    for recording in read_folder(data / "kathleen"):
        if held_out(recording.name):
            first.setdefault(recording.text, recording)
    return list(first.values())[:count]
