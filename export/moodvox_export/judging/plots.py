"""Pictures of a voice: F0 of a line in several moods, a spectrogram beside the recording's,
and the map of emotions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

mpl.use("Agg")
from matplotlib import pyplot as plt

from moodvox.models.own.layout import SAMPLE_RATE_HZ
from moodvox_export.judging.features import pitch_st
from moodvox_export.judging.moods import Scale

DPI = 80
Samples = NDArray[np.float64]


def pitch_curves(spoken: Mapping[str, Samples], text: str, path: Path) -> None:
    """F0 over time, one curve a mood."""
    figure, axes = plt.subplots(figsize=(9, 4))
    for mood, samples in spoken.items():
        semitones = pitch_st(samples)
        axes.plot(np.arange(len(semitones)) * 0.005, semitones, label=mood, linewidth=1.4)
    axes.set(xlabel="s", ylabel="semitones above 100 Hz", title=text)
    axes.legend(fontsize=8, ncols=3)
    _save(figure, path)


def spectrograms(spoken: Mapping[str, Samples], text: str, path: Path) -> None:
    """One below the other, 0 to 12 kHz."""
    figure, rows = plt.subplots(len(spoken), 1, figsize=(9, 2.4 * len(spoken)), squeeze=False)
    quiet = np.random.default_rng(0)
    for axes, (what, samples) in zip(rows[:, 0], spoken.items(), strict=True):
        floor = quiet.normal(0, 1e-6, len(samples))
        axes.specgram(samples + floor, NFFT=512, noverlap=384, Fs=SAMPLE_RATE_HZ,
                      vmin=-140, vmax=-45, cmap="magma")  # fmt: skip
        axes.set(ylim=(0, 12_000), ylabel="Hz", title=what)
    rows[-1, 0].set_xlabel(text)
    _save(figure, path)


def emotion_map(scales: Mapping[str, Scale], path: Path) -> None:
    """Where each emotion goes from neutral: pitch by level, as rising intensity moves it."""
    figure, axes = plt.subplots(figsize=(8, 6))
    colours = plt.get_cmap("tab20")
    names = [name for name in scales if name.startswith("scale ")]
    for index, name in enumerate(names):
        track = scales[name].track
        colour = colours(index % 20)
        axes.plot(track[:, 0], track[:, 3], "o-", color=colour, markersize=3, linewidth=1)
        axes.annotate(
            name.removeprefix("scale "), (track[-1, 0], track[-1, 3]), color=colour, fontsize=9
        )
    axes.axhline(0, color="grey", linewidth=0.5)
    axes.axvline(0, color="grey", linewidth=0.5)
    axes.set(xlabel="F0, semitones from neutral", ylabel="level, dB from neutral")
    _save(figure, path)


def _save(figure: object, path: Path) -> None:
    figure.tight_layout()  # type: ignore[attr-defined]
    figure.savefig(path, dpi=DPI)  # type: ignore[attr-defined]
    plt.close(figure)  # type: ignore[arg-type]


def draw(
    folder: Path,
    lines: Sequence[tuple[str, Mapping[str, Samples], str]],
    scales: Mapping[str, Scale],
) -> list[str]:
    """Write all pictures; returns their file names. A line is (kind, sounds, text)."""
    written = []
    for kind, spoken, text in lines:
        name = f"voice-{kind}.png"
        (pitch_curves if kind == "pitch" else spectrograms)(spoken, text, folder / name)
        written.append(name)
    if scales:
        emotion_map(scales, folder / "voice-emotions.png")
        written.append("voice-emotions.png")
    return written
