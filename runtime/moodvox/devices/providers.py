"""Execution providers: our words for them, what each is like, and how one is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from moodvox.devices import native
from moodvox.errors import InputError, nearest


@dataclass(frozen=True)
class Provider:
    """What has to be known of a provider before anything is loaded.

    Attributes:
        native: onnxruntime's name.
        fixed_shapes: slow or wrong with sizes that change: a session for each size.
        one_at_a_time: two runs at once in one process crash, of whatever sessions.
        builds: loading takes minutes the first time; done in the background.
        behind: what takes the nodes that it leaves, before the CPU.
        cuda: needs CUDA's own libraries, which Python packages may have brought.
    """

    native: str
    fixed_shapes: bool = False
    one_at_a_time: bool = False
    builds: bool = False
    behind: str = ""
    cuda: bool = False


PROVIDERS: dict[str, Provider] = {
    "cpu": Provider("CPUExecutionProvider"),
    "cuda": Provider("CUDAExecutionProvider", cuda=True),
    "tensorrt": Provider("TensorrtExecutionProvider", builds=True, behind="cuda", cuda=True),
    "tensorrt-rtx": Provider("NvTensorRTRTXExecutionProvider", builds=True),
    "directml": Provider("DmlExecutionProvider", fixed_shapes=True, one_at_a_time=True),
    "coreml": Provider("CoreMLExecutionProvider", fixed_shapes=True),
    "webgpu": Provider("WebGpuExecutionProvider", fixed_shapes=True),
    "openvino": Provider("OpenVINOExecutionProvider", fixed_shapes=True),
    "windowsml": Provider(""),
}
"""By our word. `windowsml` takes what the system has registered; other providers that an
onnxruntime has can be asked for by its own names, with no options."""

DEFAULT_PROVIDERS: tuple[str, ...] = ("cpu",)
"""The bundled voice needs a fraction of one core, and the GPU belongs to the game."""

CPU = "CPUExecutionProvider"


@dataclass(frozen=True)
class Wish:
    """A provider that is asked for: ``cuda``, ``directml:device=1``, ``cuda:memory_mb=512``.

    Settings are parted by colons or commas.

    Attributes:
        word: ours, or onnxruntime's name of one that we have no word for.
        device: which GPU; the first is often not the fast one.
        memory_mb: the most GPU memory of each graph, where the provider can be told; 0 = no limit.
    """

    word: str
    device: int = 0
    memory_mb: int = 0

    @property
    def provider(self) -> Provider:
        return PROVIDERS.get(self.word) or Provider(self.word)


def parse_wish(text: str) -> Wish:
    """Read what a user asks for.

    Raises:
        InputError: an unknown provider or setting, or a value that is no number.
    """
    name, *settings = re.split("[:,]", text)
    values = {"device": 0, "memory_mb": 0}
    for setting in settings:
        key, _, value = setting.partition("=")
        if key not in values:
            raise InputError(
                f"unknown setting '{key}' in '{text}'",
                where="providers",
                hint=nearest(key, values),
            )
        if not value.isdecimal():
            raise InputError(f"'{value}' is no number in '{text}'", where="providers")
        values[key] = int(value)
    return Wish(_word_for(name), **values)


def available_providers() -> tuple[str, ...]:
    """Providers that can be asked for here, in our words and order, then by onnxruntime's names."""
    built = native.available()
    words = [word for word, provider in PROVIDERS.items() if provider.native in built]
    if any(name != CPU for name in native.registered()):
        words.append("windowsml")
    known = {provider.native for provider in PROVIDERS.values()}
    others = [name for name in built if name not in known and name != "AzureExecutionProvider"]
    return (*words, *others)


def word_of(name: str) -> str:
    """Our word for onnxruntime's name of a provider, or that name."""
    return next((word for word, one in PROVIDERS.items() if one.native == name), name)


def _word_for(name: str) -> str:
    for word, provider in PROVIDERS.items():
        if name in (word, provider.native) and name:
            return word
    if name in native.available():
        return name
    raise InputError(f"unknown provider '{name}'", where="providers", hint=nearest(name, PROVIDERS))
