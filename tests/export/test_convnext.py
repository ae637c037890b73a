"""Blocks and the whole render graph give in steps what they give at once."""

import pytest
import torch

from moodvox.models.own.layout import COLUMN_SAMPLES, GRIDS, HOP_COLUMNS
from moodvox_export.nets.acoustic import AcousticModel, AcousticSize, HopDecoder
from moodvox_export.nets.convnext import ConvNeXt
from moodvox_export.nets.render import RenderStep
from moodvox_export.nets.vocoder import PlainVocoder

SIZE = AcousticSize(symbols=9, features=5, channels=16, decoder_blocks=2, encoder_dilations=(1, 2))


@pytest.fixture(scope="module")
def decoder() -> HopDecoder:
    torch.manual_seed(0)
    decoder = AcousticModel(SIZE, members=3).decoder.eval()
    for parameter in decoder.parameters():
        torch.nn.init.normal_(parameter, std=0.15)
    return decoder


@pytest.mark.parametrize("each", [1, 2])
@pytest.mark.parametrize("hops", [1, 3, 7, 40])
def test_steps_equal_the_whole(decoder: HopDecoder, hops: int, each: int) -> None:
    """Also where a filter is made of the mean of two columns."""
    render = RenderStep(decoder, GRIDS[COLUMN_SAMPLES * each])
    length, last = 33, HOP_COLUMNS // each
    hidden, place = torch.randn(1, length, 16), torch.rand(1, length, 4)
    pitch, mask = torch.rand(1, length, 2), torch.ones(1, length, 1)
    delay = render.delay_hops
    with torch.no_grad():
        columns = render.decoder(hidden, place, pitch, mask)
        whole = render.vocoder(columns.reshape(length * last, each, 86).mean(dim=1))
        fed = -(-(length + delay) // hops) * hops
        state, steps = torch.zeros(1, *render.state_shape), []
        tracks = [
            torch.cat([t, torch.zeros(1, fed - length, t.shape[2])], dim=1)
            for t in (hidden, place, pitch, mask)
        ]
        for first in range(0, fed, hops):
            *filters, state = render(*(t[:, first : first + hops] for t in tracks), state)
            steps.append(filters)
    inside = slice(delay * last, (delay + length) * last)
    for index, wanted in enumerate(whole):
        given = torch.cat([step[index] for step in steps])[inside]
        assert float((given - wanted).abs().max()) < 1e-4 * float(wanted.abs().max())


def test_the_plain_vocoder_has_the_envelope_that_it_was_given() -> None:
    vocoder = PlainVocoder().eval()
    columns = torch.full((1, 4, 86), -2.0)
    columns[..., 80:85] = -7.0
    columns[..., 85] = 6.0
    with torch.no_grad():
        real, imaginary, pulse, breath = vocoder(columns)
    size = (real**2 + imaginary**2).sqrt()
    assert torch.allclose(size.log(), torch.full_like(size, -2.0), atol=0.01)
    assert torch.allclose(pulse, torch.ones_like(pulse), atol=0.01)
    assert float(breath.max()) < 0.01


@pytest.mark.parametrize(("left", "right", "dilation"), [(5, 1, 1), (2, 2, 4), (3, 0, 1)])
def test_the_graphs_form_of_a_block_is_the_other(left: int, right: int, dilation: int) -> None:
    torch.manual_seed(1)
    block = ConvNeXt(16, left=left, right=right, dilation=dilation).eval()
    window = torch.randn(3, 40, 16)
    with torch.no_grad():
        assert torch.allclose(block._mix(window), block._mix_in_graph(window), atol=1e-6)
