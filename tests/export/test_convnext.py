"""Blocks and the whole render graph give in steps what they give at once."""

import pytest
import torch

from moodvox_export.nets.acoustic import AcousticModel, AcousticSize
from moodvox_export.nets.render import RenderStep
from moodvox_export.nets.vocoder import PlainVocoder

SIZE = AcousticSize(symbols=9, features=5, channels=16, decoder_blocks=2, encoder_dilations=(1, 2))


@pytest.fixture(scope="module")
def render() -> RenderStep:
    torch.manual_seed(0)
    step = RenderStep(AcousticModel(SIZE, members=3).decoder).eval()
    for parameter in step.parameters():
        torch.nn.init.normal_(parameter, std=0.15)
    return step


@pytest.mark.parametrize("hops", [1, 3, 7, 40])
def test_steps_equal_the_whole(render: RenderStep, hops: int) -> None:
    length = 33
    hidden, place = torch.randn(1, length, 16), torch.rand(1, length, 4)
    pitch, mask = torch.rand(1, length, 2), torch.ones(1, length, 1)
    delay = render.delay_columns
    with torch.no_grad():
        columns = render.decoder(hidden, place, pitch, mask)
        whole = render.vocoder(columns)
        fed = -(-(length + delay) // hops) * hops
        state, steps = torch.zeros(1, render.state_size), []
        tracks = [
            torch.cat([t, torch.zeros(1, fed - length, t.shape[2])], dim=1)
            for t in (hidden, place, pitch, mask)
        ]
        for first in range(0, fed, hops):
            *filters, state = render(*(t[:, first : first + hops] for t in tracks), state)
            steps.append(filters)
    for index, wanted in enumerate(whole):
        given = torch.cat([step[index] for step in steps], dim=1)[:, delay : delay + 2 * length]
        assert float((given - wanted).abs().max()) < 1e-4 * float(wanted.abs().max())


def test_the_plain_vocoder_has_the_envelope_that_it_was_given() -> None:
    vocoder = PlainVocoder().eval()
    columns = torch.full((1, 4, 86), -2.0)
    columns[..., 80:85] = -7.0
    columns[..., 85] = 6.0
    with torch.no_grad():
        real, imaginary, breath = vocoder(columns)
    size = (real**2 + imaginary**2).sqrt()
    assert torch.allclose(size.log(), torch.full_like(size, -2.0), atol=0.01)
    assert float(breath.max()) < 0.01 * float(size.min())
