"""The vocoder in 8 bits, fed with each column once: any cut is the whole line, to the bit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importing.checkouts import Array
from moodvox.devices import Session, open_session
from moodvox.errors import VoiceError
from moodvox.importing.convolving import STATES
from moodvox.models.emotivoice.loading import vocoder_of
from moodvox.models.emotivoice.plan import EmotivoicePlan
from moodvox.models.emotivoice.running import RunningVocoder
from moodvox.models.emotivoice.stream import EmotivoiceStream
from moodvox.voices.pack import VoicePack

HOP = 256


@pytest.fixture(scope="module")
def session(tiny: VoicePack) -> Session:
    return open_session(tiny.path("render_int8.onnx"))


@pytest.fixture(scope="module")
def vocoder(session: Session) -> RunningVocoder:
    vocoder = vocoder_of(session, HOP)
    assert isinstance(vocoder, RunningVocoder)
    return vocoder


def bands(hops: int, seed: int = 1) -> Array:
    return np.random.default_rng(seed).standard_normal((hops, 80)).astype(np.float32)


def opened(vocoder: RunningVocoder, mel: Array) -> EmotivoiceStream:
    return EmotivoiceStream(plan_of(mel), HOP, vocoder.lookahead_hops)


def plan_of(mel: Array) -> EmotivoicePlan:
    return EmotivoicePlan(np.array([len(mel)]), np.ones(len(mel), np.float32), lambda: mel)


def rendered(vocoder: RunningVocoder, stream: EmotivoiceStream, cuts: Sequence[int]) -> Array:
    blocks: list[Array] = []
    while stream.rendered_hops < stream.total_hops:
        blocks += vocoder.render([stream], cuts[len(blocks) % len(cuts)])
    return np.concatenate(blocks)


def test_how_late_it_is(session: Session, vocoder: RunningVocoder) -> None:
    """What each layer hears ahead, added up: 13.3 columns."""
    stages = 60 * (32 + 4 + 2 + 1)
    assert int(session.metadata["delay_samples"]) == 3 * 256 + 256 + 32 + 4 + 2 + stages + 3
    assert vocoder.lookahead_hops == 14
    states = json.loads(session.metadata[STATES])
    assert len(states) == len(session.inputs) - 2 == len(session.outputs) - 1


@settings(deadline=None, max_examples=25)
@given(
    hops=st.integers(1, 70),
    cuts=st.lists(st.integers(1, 40), min_size=1, max_size=4),
)
def test_every_cut_gives_the_same_samples(
    vocoder: RunningVocoder, hops: int, cuts: list[int]
) -> None:
    mel = bands(hops)
    whole = rendered(vocoder, opened(vocoder, mel), [1000])
    assert whole.shape == (hops * HOP,)
    np.testing.assert_array_equal(rendered(vocoder, opened(vocoder, mel), cuts), whole)


def test_floats_are_near(tiny: VoicePack, vocoder: RunningVocoder) -> None:
    mel = bands(50) * 0.3
    session = open_session(tiny.path("render.onnx"))
    (wanted,) = session.run(["samples"], {"mel": mel[None], "inside": np.zeros(2, np.int64)})
    found = rendered(vocoder, opened(vocoder, mel), [9])
    noise = np.square(found - wanted[0]).mean() / np.square(wanted[0]).mean()
    assert 0.0 < noise < 10 ** (-12 / 10)


@pytest.mark.parametrize("hops", [30, 34, 40, 80])
def test_a_line_that_gets_another_length(vocoder: RunningVocoder, hops: int) -> None:
    """From what was fed on: the new plan's samples, also if it ends just there."""
    mel = bands(60)
    stream = opened(vocoder, mel)
    first = vocoder.render([stream], 20)[0]
    assert stream.fixed_hops == 34
    other = np.concatenate([mel[:34], bands(60, 2)])[:hops]
    if hops < 34:
        with pytest.raises(Exception, match="differs within the 34 hops"):
            stream.replace_plan(plan_of(other))
        return
    stream.replace_plan(plan_of(other))
    found = np.concatenate([first, rendered(vocoder, stream, [7])])
    np.testing.assert_array_equal(found, rendered(vocoder, opened(vocoder, other), [1000]))


def test_lines_do_not_hear_each_other(vocoder: RunningVocoder) -> None:
    mels = [bands(hops, hops) for hops in (20, 45, 33)]
    alone = [rendered(vocoder, opened(vocoder, mel), [8]) for mel in mels]
    streams = [opened(vocoder, mel) for mel in mels]
    blocks = [vocoder.render(streams, 8) for _ in range(6)]
    for row, wanted in enumerate(alone):
        np.testing.assert_array_equal(np.concatenate([block[row] for block in blocks]), wanted)


@pytest.mark.parametrize("states", ["", "{}", "[[1, -1, 0, 0]]", "[[1, 2, 300, 1]]", "[[1]]"])
def test_states_that_are_none(tiny: VoicePack, tmp_path: Path, states: str) -> None:
    graph = onnx.load(tiny.path("render_int8.onnx"))
    onnx.helper.set_model_props(graph, {"delay_samples": "3405", STATES: states})
    onnx.save(graph, tmp_path / "render.onnx")
    with pytest.raises(VoiceError, match="states") as caught:
        vocoder_of(open_session(tmp_path / "render.onnx"), HOP)
    assert caught.value.hint == "import the voice again"
