"""What of the model its tensors do not show: read from `config/joint/config.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from moodvox.errors import VoiceError

MAX_BYTES: Final = 1 << 20
MEL_BANDS: Final = 80

_HINT = "point at a checkout of EmotiVoice with its own config/joint/config.yaml"


@dataclass(frozen=True)
class Config:
    """Attributes named as in the file; `rates` and `dilations` are the vocoder's."""

    sample_rate_hz: int
    hop_samples: int
    encoder_heads: int
    decoder_heads: int
    rates: tuple[int, ...]
    dilations: tuple[tuple[int, ...], ...]


def read_config(path: Path) -> Config:
    """Read the model's configuration.

    Raises:
        VoiceError: missing, no YAML, or a value that no such model can have.
    """
    try:
        import yaml
    except ImportError as error:  # pragma: no cover - the tests' environment has it
        raise VoiceError(
            "importing a voice needs the package 'PyYAML'", hint="pip install 'moodvox[import]'"
        ) from error
    if not path.is_file():
        raise VoiceError(f"missing file '{path.name}'", where=str(path), hint=_HINT)
    if path.stat().st_size > MAX_BYTES:
        raise VoiceError(f"larger than {MAX_BYTES} bytes", where=str(path), hint=_HINT)
    try:
        table = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        first = str(error).splitlines()[0]
        raise VoiceError(f"no YAML: {first}", where=str(path), hint=_HINT) from error
    return _Reader(path, table).read()


class _Reader:
    def __init__(self, path: Path, table: Any) -> None:
        self.path = path
        self.table = table if isinstance(table, dict) else {}
        model = self.table.get("model")
        self.model = model if isinstance(model, dict) else {}

    def read(self) -> Config:
        if self.model.get("resblock", "1") not in ("1", 1):
            raise self._fault("model.resblock", "only kind '1' is known")
        bands = self._number(self.table, "n_mels", 1, 1024)
        if bands != MEL_BANDS:
            raise self._fault("n_mels", f"EmotiVoice's vocoder takes {MEL_BANDS}")
        rates = self._numbers(self.model.get("upsample_rates"), "model.upsample_rates", 64)
        hop = self._number(self.table, "hop_length", 1, 4096)
        product = 1
        for rate in rates:
            product *= rate
        if product != hop:
            raise self._fault("model.upsample_rates", f"their product is not hop_length {hop}")
        name = "model.resblock_dilation_sizes"
        rows = self.model.get("resblock_dilation_sizes")
        if not isinstance(rows, list) or not 1 <= len(rows) <= 8:
            raise self._fault(name, "a list of lists is wanted")
        return Config(
            sample_rate_hz=self._number(self.table, "sr", 8000, 48000),
            hop_samples=hop,
            encoder_heads=self._number(self.model, "encoder_n_heads", 1, 64),
            decoder_heads=self._number(self.model, "decoder_n_heads", 1, 64),
            rates=rates,
            dilations=tuple(self._numbers(row, name, 64) for row in rows),
        )

    def _number(self, table: dict[Any, Any], key: str, low: int, high: int) -> int:
        value = table.get(key)
        if type(value) is not int or not low <= value <= high:
            raise self._fault(key, f"is {value!r}, wanted a number from {low} to {high}")
        return value

    def _numbers(self, row: Any, name: str, high: int) -> tuple[int, ...]:
        if not isinstance(row, list) or not 1 <= len(row) <= 16:
            raise self._fault(name, "a list of numbers is wanted")
        for value in row:
            if type(value) is not int or not 1 <= value <= high:
                raise self._fault(name, f"has {value!r}, wanted numbers from 1 to {high}")
        return tuple(row)

    def _fault(self, key: str, cause: str) -> VoiceError:
        return VoiceError(f"'{key}': {cause}", where=str(self.path), hint=_HINT)
