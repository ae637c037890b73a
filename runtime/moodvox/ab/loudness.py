"""How loud speech is (ITU-R BS.1770), so that nobody prefers the louder one."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BLOCK_S = 0.4
STEP_S = 0.1
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0


def loudness_lufs(pcm: Floats, sample_rate_hz: int) -> float:
    """Gated loudness of mono speech (S,) in LUFS; -inf if nothing is louder than -70.

    A line shorter than a block of 400 ms is taken as one block.
    """
    if pcm.size == 0:
        return -math.inf
    power = np.concatenate([[0.0], np.cumsum(np.square(_weighted(pcm, sample_rate_hz)))])
    block = min(pcm.size, round(BLOCK_S * sample_rate_hz))
    starts = np.arange(0, pcm.size - block + 1, max(1, round(STEP_S * sample_rate_hz)))
    means = (power[starts + block] - power[starts]) / block
    heard = means[_lufs(means) > ABSOLUTE_GATE_LUFS]
    if heard.size == 0:
        return -math.inf
    gate_lufs = float(_lufs(heard.mean())) + RELATIVE_GATE_LU
    return float(_lufs(heard[_lufs(heard) > gate_lufs].mean()))


def matched(one: Floats, other: Floats, sample_rate_hz: int, other_rate_hz: int) -> tuple[
    Floats, Floats
]:  # fmt: skip
    """Both as loud as the quieter one; silence is left as it is."""
    levels = (loudness_lufs(one, sample_rate_hz), loudness_lufs(other, other_rate_hz))
    target = min(levels)
    if math.isinf(target):
        return one, other
    first, second = (np.float32(10.0 ** ((target - level) / 20.0)) for level in levels)
    return one * first, other * second


def _lufs(mean_square: NDArray[np.float64] | np.floating) -> NDArray[np.float64]:
    return np.asarray(-0.691 + 10.0 * np.log10(np.maximum(mean_square, 1e-30)), np.float64)


def _weighted(pcm: Floats, sample_rate_hz: int) -> NDArray[np.float64]:
    """`pcm` as the head and ear weigh it: a shelf of 4 dB above 1.7 kHz, nothing below 38 Hz.

    Filtered by the two filters' response at each frequency; the zeros behind the line
    keep its end from coming back at its start.
    """
    size = 1 << (pcm.size + sample_rate_hz // 4).bit_length()
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = _response(_shelf(sample_rate_hz), turn) * _response(_pass(sample_rate_hz), turn)
    spectrum = np.fft.rfft(pcm.astype(np.float64), size)
    return np.asarray(np.fft.irfft(spectrum * response, size)[: pcm.size])


Biquad = tuple[tuple[float, float, float], tuple[float, float, float]]


def _response(biquad: Biquad, turn: NDArray[np.complex128]) -> NDArray[np.complex128]:
    over, under = (part[0] + part[1] * turn + part[2] * turn**2 for part in biquad)
    return np.asarray(over / under)


def _shelf(sample_rate_hz: int) -> Biquad:
    """The high shelf of BS.1770, designed for any rate from its analogue form."""
    gain, quality = 10.0 ** (3.999843853973347 / 20.0), 0.7071752369554196
    warped = math.tan(math.pi * 1681.974450955533 / sample_rate_hz)
    middle = gain**0.4996667741545416
    under0 = 1.0 + warped / quality + warped**2
    return (
        (
            (gain + middle * warped / quality + warped**2) / under0,
            2.0 * (warped**2 - gain) / under0,
            (gain - middle * warped / quality + warped**2) / under0,
        ),
        (1.0, 2.0 * (warped**2 - 1.0) / under0, (1.0 - warped / quality + warped**2) / under0),
    )


def _pass(sample_rate_hz: int) -> Biquad:
    """The high-pass of BS.1770."""
    quality = 0.5003270373238773
    warped = math.tan(math.pi * 38.13547087602444 / sample_rate_hz)
    under0 = 1.0 + warped / quality + warped**2
    return (
        (1.0, -2.0, 1.0),
        (1.0, 2.0 * (warped**2 - 1.0) / under0, (1.0 - warped / quality + warped**2) / under0),
    )
