"""An encoder's graph: mel spectrum in, vector out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moodvox.devices import Session, open_session
from moodvox.enrolment.mel import BANDS, DEFINITION, RATE_HZ, log_mel, power_mel
from moodvox.enrolment.resample import resample
from moodvox.errors import EngineError, RecordingError, VoiceError
from moodvox.voices.enrolled import Kind
from moodvox.voices.pack import VoicePack

INPUT = "mel_spectrum"
OUTPUTS: dict[Kind, str] = {"speaker": "speaker_embedding", "emotion": "emotion_embedding"}

_AGAIN = "install the voice again"


class Encoder:
    """One encoder of a voice, loaded; on the CPU, where it takes a few milliseconds.

    Args:
        pack: a voice with an encoder of this kind.
        kind: which.

    Raises:
        VoiceError: the graph is damaged or made for another mel spectrum.
    """

    def __init__(self, pack: VoicePack, kind: Kind) -> None:
        manifest = pack.manifest
        path = pack.path(manifest.encoders[kind])
        session = open_session(path)
        made_for = session.metadata.get("mel", "")
        if made_for != DEFINITION:
            raise VoiceError(
                f"'{path.name}' takes the mel spectrum '{made_for}', not '{DEFINITION}'",
                where=str(path),
                hint=_AGAIN,
            )
        size = manifest.speaker_size if kind == "speaker" else manifest.emotion_size
        shapes = session.shape_of(INPUT), session.shape_of(OUTPUTS[kind])
        if len(shapes[0]) != 3 or shapes[0][1] != BANDS or shapes[1][-1] != size:
            raise VoiceError(
                f"'{path.name}' turns {shapes[0]} into {shapes[1]}, not (B, {BANDS}, T) into "
                f"(B, {size})",
                where=str(path),
                hint=_AGAIN,
            )
        self._session: Session = session
        self._kind = kind

    def encode(self, samples: NDArray[np.float32], sample_rate_hz: int) -> NDArray[np.float32]:
        """Vector of `samples` (S,), which have been checked.

        Raises:
            RecordingError: the encoder makes nothing of it.
            EngineError: the device failed.
        """
        speech = resample(np.ascontiguousarray(samples, np.float32), sample_rate_hz, RATE_HZ)
        mel = log_mel(power_mel(speech - speech.mean()))
        (vectors,) = self._session.run([OUTPUTS[self._kind]], {INPUT: mel[None]})
        vector = np.asarray(vectors[0], np.float32)
        if vector.ndim != 1:
            raise EngineError(f"a vector of shape {vector.shape}", where=self._session.path.name)
        if not np.isfinite(vector).all():
            raise RecordingError("nothing can be learned from it", hint="record it again")
        return vector
