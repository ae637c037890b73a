"""The scene in one picture: sound, pitch, mood, and when each block came."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from pitch import HOP_S, broken_at_leaps, pitch_track
from takes import Event, Take

PAPER = "#fbfaf7"
INK = "#2b2a28"
FAINT = "#8c8880"
CHARACTER_COLOURS = ("#b3462f", "#2f6f9f", "#4f8a4c", "#8a5a9e")
EMOTION_COLOURS = {
    "happy": "#f2b134",
    "sad": "#5b7db1",
    "wailing": "#3c5a8c",
    "angry": "#cf3f2e",
    "cold_angry": "#8f3b55",
    "fearful": "#7b5ea7",
    "panicked": "#563d7c",
    "disgusted": "#7a8b3a",
    "surprised": "#ef8a5a",
    "tender": "#e79ab0",
    "calm": "#6fb7a6",
    "contempt": "#8a7264",
    "tired": "#a9a397",
    "bored": "#c2beb4",
}
ENVELOPE_S = 0.012
LOUDNESS = 0.6
"""Amplitudes are drawn to this power, nearer to how loud they seem: tender lines show too."""
LETTERS_ACROSS = 320
"""Small letters that fit from the left edge to the right."""
STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.facecolor": PAPER,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.6,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw(path: Path, title: str, takes: list[Take], events: list[Event], lead_ms: float) -> None:
    """Write the picture of a played scene to `path` (PNG).

    Args:
        lead_ms: how far the sidecar was allowed to run ahead of playback.
    """
    heard = [take for take in takes if take.started_s is not None and take.samples]
    characters = list(dict.fromkeys(take.character for take in heard))
    colours = {
        name: CHARACTER_COLOURS[index % len(CHARACTER_COLOURS)]
        for index, name in enumerate(characters)
    }
    end_s = max((t.started_s or 0.0) + t.duration_s for t in heard)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(19, 11.5), layout="constrained")
        heights = [2.6, 2.6, *[0.8] * len(characters), 1.4]
        axes = list(figure.subplots(len(heights), 1, sharex=True, height_ratios=heights))
        sound, pitch, *moods, lead = axes
        figure.suptitle(title, x=0.012, ha="left", fontsize=15, fontweight="bold")
        draw_sound(sound, heard, colours, end_s)
        draw_pitch(pitch, heard, colours)
        emotions: set[str] = set()
        for axis, name in zip(moods, characters, strict=True):
            emotions |= draw_mood(axis, [take for take in heard if take.character == name])
            axis.set_ylabel(name, color=colours[name], rotation=0, ha="right", va="center")
        head(moods[0], "mood: weight of each emotion, block by block")
        explain_emotions(moods[0], emotions)
        draw_lead(lead, heard, colours, lead_ms)
        draw_events(axes, events, end_s)
        lead.set_xlim(0.0, end_s + 0.2)
        lead.set_xlabel("seconds of the scene")
        figure.savefig(path, dpi=110)


def head(axis: Axes, text: str) -> None:
    """What a row shows, above its left end."""
    axis.set_title(text, loc="left", fontsize=10, color=FAINT, pad=5)


def explain_emotions(axis: Axes, emotions: set[str]) -> None:
    """Which colour is which emotion, above the right end of `axis`."""
    order = [name for name in EMOTION_COLOURS if name in emotions]
    order += sorted(emotions - set(order))
    axis.legend(
        handles=[Patch(color=colour_of(name), label=name) for name in order],
        ncols=max(1, len(order)),
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        frameon=False,
        borderaxespad=0.0,
        handlelength=1.0,
        columnspacing=1.2,
    )


def draw_events(axes: list[Axes], events: list[Event], end_s: float) -> None:
    """A dashed line through every row at each event, named at the top."""
    for axis in axes:
        axis.tick_params(length=2.5, width=0.6)
        for event in events:
            axis.axvline(event.at_s, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    for event in events:
        late = event.at_s > 0.85 * end_s
        axes[0].annotate(
            event.label,
            (event.at_s, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if late else 4, 3),
            textcoords="offset points",
            ha="right" if late else "left",
            fontsize=9,
            fontstyle="italic",
        )


def draw_sound(axis: Axes, takes: list[Take], colours: dict[str, str], end_s: float) -> None:
    """A lane for each character, the words above each line as far as they have room."""
    lanes = {name: -2.0 * index for index, name in enumerate(colours)}
    loudest = max(float(np.abs(take.audio).max(initial=1e-6)) for take in takes)
    for take in takes:
        step = max(1, round(ENVELOPE_S * take.sample_rate_hz))
        whole = len(take.audio) // step * step
        shown = np.sign(take.audio) * (np.abs(take.audio) / loudest) ** LOUDNESS
        pieces = shown[:whole].reshape(-1, step) * 0.62
        times = (take.started_s or 0.0) + np.arange(len(pieces)) * ENVELOPE_S
        lane = lanes[take.character] - 0.35
        axis.fill_between(
            times,
            lane + pieces.min(axis=1),
            lane + pieces.max(axis=1),
            color=colours[take.character],
            linewidth=0.3,
            alpha=0.3 if take.ending == "cancelled" else 0.85,
        )
        room = max(10, int(take.duration_s / end_s * LETTERS_ACROSS))
        axis.text(
            take.started_s or 0.0,
            lanes[take.character] + 0.62,
            "\n".join(wrap(take.text, room, max_lines=2, placeholder=" …")),
            fontsize=8,
            va="center",
            linespacing=1.1,
        )
    axis.set_yticks(list(lanes.values()), list(lanes))
    for label, name in zip(axis.get_yticklabels(), lanes, strict=True):
        label.set_color(colours[name])
    axis.set_ylim(min(lanes.values()) - 1.0, 1.0)
    axis.tick_params(axis="y", length=0)


def draw_pitch(axis: Axes, takes: list[Take], colours: dict[str, str]) -> None:
    """F0 of what was heard, measured from the samples."""
    for take in takes:
        track = broken_at_leaps(pitch_track(take.audio, take.sample_rate_hz))
        times = (take.started_s or 0.0) + np.arange(len(track)) * HOP_S
        axis.plot(
            times, track, color=colours[take.character], linewidth=1.6, solid_capstyle="round"
        )
    axis.set_yscale("log", base=2)
    axis.set_ylim(70.0, 450.0)
    marks = [80, 100, 150, 200, 300, 400]
    axis.set_yticks(marks, [str(mark) for mark in marks])
    axis.minorticks_off()
    axis.grid(axis="y", color=FAINT, alpha=0.25, linewidth=0.6)
    axis.set_ylabel("Hz")
    head(axis, "pitch, measured from the samples")


def draw_mood(axis: Axes, takes: list[Take]) -> set[str]:
    """The weights of one character's lines, stacked; the emotions that occur."""
    seen: set[str] = set()
    for take in takes:
        names = sorted({name for arrival in take.arrivals for name in arrival.mood})
        seen |= set(names)
        if not names:
            continue
        at = [(take.started_s or 0.0) + a.first_sample / take.sample_rate_hz for a in take.arrivals]
        at.append((take.started_s or 0.0) + take.duration_s)
        moods = [arrival.mood for arrival in take.arrivals]
        moods.append(moods[-1])
        axis.stackplot(
            at,
            [[mood.get(name, 0.0) for mood in moods] for name in names],
            colors=[colour_of(name) for name in names],
            linewidth=0,
        )
    for take in takes:
        start_s = take.started_s or 0.0
        axis.plot([start_s, start_s + take.duration_s], [0, 0], color=INK, linewidth=1.4)
    axis.set_ylim(0.0, 1.0)
    axis.set_yticks([0, 1])
    return seen


def draw_lead(axis: Axes, takes: list[Take], colours: dict[str, str], lead_ms: float) -> None:
    """Each block at its arrival, as high as the sound that the line then had in hand."""
    for take in takes:
        axis.plot(
            [arrival.at_s for arrival in take.arrivals],
            [arrival.lead_ms for arrival in take.arrivals],
            "o",
            color=colours[take.character],
            markersize=3.0,
            markeredgewidth=0,
        )
    axis.axhline(lead_ms, color=FAINT, linewidth=0.8)
    axis.axhline(0.0, color=INK, linewidth=0.8)
    axis.set_ylim(bottom=-0.05 * lead_ms)
    axis.set_ylabel("ms")
    head(axis, "each block when it arrived, and how much sound was then in hand")
    axis.legend(
        handles=[Line2D([], [], color=FAINT, linewidth=0.8, label=f"credit: {lead_ms:.0f} ms")],
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        frameon=False,
        borderaxespad=0.0,
    )


def colour_of(emotion: str) -> str:
    """The colour of an emotion; a project's own share what is left of the wheel."""
    if emotion in EMOTION_COLOURS:
        return EMOTION_COLOURS[emotion]
    wheel = ("#3f9fb5", "#b58a3f", "#9fb53f", "#b53f8a")
    return wheel[sum(emotion.encode()) % len(wheel)]
