"""The direct family: real graphs, exact samples however a line is cut."""

from __future__ import annotations

import dataclasses

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.voices import EMOTION_SIZE, HOP_SAMPLES, ramp
from moodvox.errors import InputError, VoiceError
from moodvox.models.direct import DirectModel
from moodvox.models.direct import load as load_direct
from moodvox.models.family import PlanRequest, VoiceModel
from moodvox.models.registry import load_model
from moodvox.phonemes.sequence import SpokenClause, SpokenWord, build_sequence
from moodvox.voices.pack import VoicePack

HELLO = build_sequence(
    [SpokenClause((SpokenWord("hello", ("HH", "AH0", "L", "OW1"), 0, 5),), "statement")]
)


def request(model_speaker: int = 0, tempo_octaves: float = 0.0) -> PlanRequest:
    count = len(HELLO.ids)
    emotion = np.zeros((count, EMOTION_SIZE), np.float32)
    emotion[:, 0] = tempo_octaves
    return PlanRequest(
        ids=HELLO.ids,
        features=HELLO.features,
        speaker=np.eye(4, dtype=np.float32)[model_speaker],
        emotion=emotion,
        rate=np.ones(count, np.float32),
        pitch_st=np.zeros(count, np.float32),
        fixed_s=HELLO.fixed_s,
        level_db=np.zeros(count, np.float32),
    )


@pytest.fixture(scope="module")
def model(moody_voice: VoicePack) -> VoiceModel:
    return load_model(moody_voice, "quality")


def test_plans_follow_tempo_pitch_and_pauses(model: VoiceModel) -> None:
    calm = model.plan(request())
    hasty = model.plan(request(tempo_octaves=1.0))
    assert len(calm.pitch_hz) == calm.durations.sum()
    assert hasty.durations.sum() < 0.7 * calm.durations.sum()
    low = model.plan(request(model_speaker=1))
    assert low.pitch_hz.mean() < calm.pitch_hz.mean() - 50
    fixed = np.full(len(HELLO.ids), np.nan, np.float32)
    fixed[0] = 0.3
    paused = model.plan(dataclasses.replace(request(), fixed_s=fixed))
    assert paused.durations[0] == 30
    np.testing.assert_array_equal(paused.durations[1:], calm.durations[1:])


def test_a_splice_takes_each_side_from_its_plan(model: VoiceModel) -> None:
    calm, hasty = model.plan(request()), model.plan(request(tempo_octaves=1.0))
    both = calm.spliced(hasty, 3)
    np.testing.assert_array_equal(both.durations[:3], calm.durations[:3])
    np.testing.assert_array_equal(both.durations[3:], hasty.durations[3:])
    assert len(both.pitch_hz) == both.durations.sum()


@settings(deadline=None, max_examples=60)
@given(cuts=st.lists(st.lists(st.integers(1, 50), min_size=1), min_size=1, max_size=4))
def test_samples_are_the_same_however_lines_are_cut(
    model: VoiceModel, cuts: list[list[int]]
) -> None:
    streams = [model.open(model.plan(request()), seed) for seed in range(len(cuts))]
    spoken: list[list[np.ndarray]] = [[] for _ in streams]
    for turn in range(200):
        hops = cuts[turn % len(cuts)][turn % len(cuts[turn % len(cuts)])]
        for parts, samples in zip(spoken, model.render(streams, hops), strict=True):
            parts.append(samples)
    for parts, stream in zip(spoken, streams, strict=True):
        np.testing.assert_array_equal(np.concatenate(parts), ramp(stream.total_samples))
        assert stream.rendered_samples == stream.total_samples


def test_lookahead_fixes_hops_early_but_not_before_the_first_block(eager_voice: VoicePack) -> None:
    model = load_model(eager_voice, "fast")
    stream = model.open(model.plan(request()), 0)
    assert stream.fixed_hops == 0
    model.render([stream], 2)
    assert (stream.rendered_samples, stream.fixed_hops) == (2 * HOP_SAMPLES, 11)
    model.render([stream], 10_000)
    assert stream.fixed_hops * HOP_SAMPLES == stream.total_samples


def test_an_unknown_tier_or_family_is_said(ramp_voice: VoicePack) -> None:
    with pytest.raises(InputError, match="did you mean 'quality'"):
        load_model(ramp_voice, "qualty")
    foreign = dataclasses.replace(
        ramp_voice, manifest=msgspec.structs.replace(ramp_voice.manifest, family="dircet")
    )
    with pytest.raises(VoiceError, match="did you mean 'direct'"):
        load_model(foreign, "quality")


def test_swapped_graphs_are_refused(ramp_voice: VoicePack) -> None:
    files = ramp_voice.manifest.tiers["quality"]
    swapped = {"quality": msgspec.structs.replace(files, plan="render.onnx", render="plan.onnx")}
    pack = dataclasses.replace(
        ramp_voice, manifest=msgspec.structs.replace(ramp_voice.manifest, tiers=swapped)
    )
    with pytest.raises(VoiceError, match=r"'render\.onnx' has inputs"):
        load_direct(pack, "quality")


def test_foreign_streams_are_refused(model: VoiceModel) -> None:
    class Foreign:
        rendered_samples = fixed_hops = total_samples = 0

        def replace_plan(self, plan: object) -> None: ...

    assert isinstance(model, DirectModel)
    with pytest.raises(TypeError, match="this model's open"):
        model.render([Foreign()], 1)


@pytest.mark.parametrize("value", [-1, 1.5, "9", None, True, 10**9])
def test_a_wrong_setting_is_refused(ramp_voice: VoicePack, value: object) -> None:
    settings = {"lookahead_hops": value}
    pack = dataclasses.replace(
        ramp_voice, manifest=msgspec.structs.replace(ramp_voice.manifest, settings=settings)
    )
    with pytest.raises(VoiceError, match=r"settings\.lookahead_hops is .* wanted 0 to 1000"):
        load_model(pack, "quality")
