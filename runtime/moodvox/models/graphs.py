"""What families ask of a graph before they run it."""

from __future__ import annotations

from moodvox.devices import Session
from moodvox.errors import VoiceError


def need(session: Session, family: str, inputs: str, outputs: str) -> None:
    """Check the names of a graph's inputs and outputs, each list parted by spaces.

    Raises:
        VoiceError: it has others, so the voice is not of this family.
    """
    for kind, wanted, given in (
        ("inputs", inputs, session.inputs),
        ("outputs", outputs, session.outputs),
    ):
        names = {tensor.name for tensor in given}
        if names != set(wanted.split()):
            raise VoiceError(
                f"'{session.path.name}' has {kind} {sorted(names)}, wanted {wanted.split()}",
                where=str(session.path),
                hint=f"the voice is not of family '{family}'",
            )
