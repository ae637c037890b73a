"""A voice judged beside the recordings it was made from, in one run.

python -m moodvox_export judge VOICE --data DIR --json F.json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from moodvox.models.own.layout import SAMPLE_RATE_HZ
from moodvox.text.reader import read
from moodvox_export.corpus import audio
from moodvox_export.judging.listeners import Listeners, prepared, word_errors
from moodvox_export.judging.sentences import GAME_LINES, held_out_prompts
from moodvox_export.judging.speaking import Speaker

Samples = NDArray[np.floating]


@dataclass
class Score:
    """Means over some sentences. `words_wrong` in percent, `similarity` to the recordings."""

    what: str
    sentences: int
    words_wrong: float
    p808: float
    ovrl: float
    similarity: float | None = None


class Jury:
    """Scores sets of sentences with the same listeners."""

    def __init__(self) -> None:
        self._listeners = Listeners()
        self._likeness: NDArray[np.float32] | None = None

    def voiceprints(self, spoken: Sequence[Samples], rate_hz: int) -> NDArray[np.float32]:
        return np.stack([self._listeners.voiceprint(prepared(s, rate_hz)) for s in spoken])

    def resemble(self, recordings: Sequence[Samples], rate_hz: int) -> None:
        """Later scores tell how near they come to the mean of these."""
        mean = self.voiceprints(recordings, rate_hz).mean(axis=0)
        self._likeness = mean / np.linalg.norm(mean)

    def score(
        self, what: str, texts: Sequence[str], spoken: Sequence[Samples], *, compare: bool = False
    ) -> Score:
        rate = SAMPLE_RATE_HZ
        wrong = said = 0
        quality: list[dict[str, float]] = []
        for text, samples in zip(tqdm(texts, desc=what, unit="line"), spoken, strict=True):
            heard = prepared(samples, rate)
            words = [w.spoken for clause in read(text).clauses for w in clause.words]
            wrong += word_errors(words, self._listeners.words(heard))
            said += len(words)
            quality.append(self._listeners.quality(heard))
        near = None
        if compare and self._likeness is not None:
            near = float((self.voiceprints(spoken, rate) @ self._likeness).mean())
        return Score(
            what, len(texts), 100.0 * wrong / said,
            float(np.mean([q["p808"] for q in quality])),
            float(np.mean([q["ovrl"] for q in quality])), near,
        )  # fmt: skip


def judge(
    speaker: Speaker,
    data: Path,
    count: int,
    emotions: Sequence[str],
    names: Sequence[str],
    few: int,
) -> list[Score]:
    """The recordings, the leading voice, every emotion at full weight, every speaker."""
    jury = Jury()
    prompts = held_out_prompts(data, count)
    recordings = [audio.condition(audio.load(p.path)) for p in prompts]
    texts = [p.text for p in prompts]
    jury.resemble(recordings, SAMPLE_RATE_HZ)
    scores = [jury.score("recordings", texts, recordings, compare=True)]
    lead = names[0]
    say: Callable[[str, str, str], Samples] = speaker.say
    scores.append(
        jury.score(f"{lead}, neutral", texts, [say(t, lead, "") for t in texts], compare=True)
    )
    for emotion in emotions:
        lines = GAME_LINES[:few]
        spoken = [say(t, lead, emotion) for t in lines]
        scores.append(jury.score(f"{lead}, {emotion}", lines, spoken))
    for name in names:
        lines = GAME_LINES[:few]
        spoken = [say(t, name, "") for t in lines]
        scores.append(jury.score(f"{name}, game lines", lines, spoken))
    return scores


def table(scores: Sequence[Score]) -> str:
    rows = [
        "| | sentences | words wrong % | P808 | OVRL | similarity |",
        "|---|---|---|---|---|---|",
    ]
    for s in scores:
        near = "" if s.similarity is None else f"{s.similarity:.3f}"
        rows.append(
            f"| {s.what} | {s.sentences} | {s.words_wrong:.1f} | {s.p808:.2f} | {s.ovrl:.2f} "
            f"| {near} |"
        )
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="moodvox_export judge", description=__doc__)
    parser.add_argument("voice", type=Path, help="folder of the voice pack")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with kathleen's recordings"
    )
    parser.add_argument("--json", type=Path, help="write the scores here too")
    parser.add_argument("--sentences", type=int, default=24)
    parser.add_argument("--lines", type=int, default=len(GAME_LINES), help="game lines each")
    parser.add_argument("--brief", action="store_true", help="only the leading voice, neutral")
    options = parser.parse_args(arguments)
    speaker = Speaker(options.voice)
    emotions = [] if options.brief else speaker.emotions
    names = speaker.names[:1] if options.brief else speaker.names
    scores = judge(speaker, options.data, options.sentences, emotions, names, options.lines)
    print(table(scores))
    if options.json:
        options.json.write_text(json.dumps([asdict(s) for s in scores], indent=1) + "\n")
    return 0
