"""What a torch module costs on a device, and what the device can do at best."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

SIDES = {"cpu": 1024, "cuda": 8192}
"""Of the square matrices whose product is the ceiling."""

TYPES = {"fp32": torch.float32, "tf32": torch.float32, "bf16": torch.bfloat16}
PRECISIONS = {"cpu": ("fp32",), "cuda": ("fp32", "tf32", "bf16")}
"""What is measured if nothing is said."""

ROUNDS = 5
LEAST_S = 0.05
"""A round repeats what it measures for so long."""

Call = Callable[[], object]


class Stopwatch:
    """A device in one precision.

    Attributes:
        precision: of `TYPES`.
        ceiling_gflops: of the product of two large matrices, a second.
    """

    def __init__(self, device: str, precision: str, threads: int = 1) -> None:
        self.precision, self._device = precision, device
        self._type = TYPES[precision]
        # Other programs change a thread's own time little.
        self._clock = time.perf_counter if threads > 1 else time.thread_time
        with_tf32 = precision == "tf32"
        torch.set_float32_matmul_precision("high" if with_tf32 else "highest")
        torch.backends.cudnn.allow_tf32 = with_tf32
        side = SIDES[device]
        left, right = (self.given(torch.randn(side, side)) for _ in range(2))
        self.ceiling_gflops = 2 * side**3 / self.seconds(lambda: left @ right) / 1e9

    def given(self, values: Tensor) -> Tensor:
        """On the device; real numbers in the precision."""
        return values.to(self._device, self._type if values.is_floating_point() else None)

    def placed(self, module: nn.Module) -> nn.Module:
        """Its weights and tables on the device, in the precision."""
        return module.to(self._device, self._type).eval()

    @torch.no_grad()
    def seconds(self, call: Call) -> float:
        """The shortest mean of a few rounds; on a GPU of `call` captured as a graph."""
        if self._device == "cuda":
            return _on_gpu(_captured(call))
        for _ in range(3):
            call()
        return self._on_cpu(call)

    def _on_cpu(self, call: Call) -> float:
        best_s = float("inf")
        for _ in range(ROUNDS):
            count, begun_s = 0, self._clock()
            while (took_s := self._clock() - begun_s) < LEAST_S or not count:
                call()
                count += 1
            best_s = min(best_s, took_s / count)
        return best_s


@torch.no_grad()
def operations(call: Call) -> int:
    """Floating point operations of the products and convolutions in `call`."""
    with FlopCounterMode(display=False) as counted:
        call()
    return int(counted.get_total_flops())


def _captured(call: Call) -> Call:
    """`call` as a CUDA graph, after the runs that let libraries choose their kernels."""
    aside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    aside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(aside):
        for _ in range(3):
            call()
    torch.cuda.current_stream().wait_stream(aside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        call()
    return graph.replay


def _on_gpu(replay: Call) -> float:
    """In the GPU's own time, launches included."""
    begin, end = (
        torch.cuda.Event(enable_timing=True)  # type: ignore[no-untyped-call]
        for _ in range(2)
    )

    def timed_s(count: int) -> float:
        begin.record()
        for _ in range(count):
            replay()
        end.record()
        end.synchronize()
        return float(begin.elapsed_time(end)) / 1e3 / count

    timed_s(1)
    count = max(1, round(LEAST_S / max(timed_s(10), 1e-7)))
    return min(timed_s(count) for _ in range(ROUNDS))
