"""Devices, threads and what the CPU can do. Torch is imported inside the functions, behind a guard that explains."""

import importlib
import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitpad.core.errors import InstallError, MemoryShortError, UnknownNameError, short_of_memory
from digitpad.core.language import mark, tr

if TYPE_CHECKING:
    import torch

AUTO = "auto"
MAX_THREADS = 8  # small nets gain nothing from more
_INSTALL = mark("python -m pip install --force-reinstall torch torchvision")


def import_torch() -> Any:
    """The torch module. Raises InstallError, with the command that mends it, where it cannot be imported."""
    try:
        return importlib.import_module("torch")
    except (ImportError, OSError, RuntimeError) as error:
        raise InstallError(*mended(error)) from error


def mended(error: Exception) -> tuple[str, str]:
    """The sentence and the hint for a torch or torchvision that cannot be imported."""
    if short_of_memory(error):
        return MemoryShortError().message, MemoryShortError().hint
    if "torchvision::" in str(error) or "torchvision" in str(getattr(error, "name", "")):
        return (
            tr("The installed torchvision does not fit the installed torch ({error}).", error=error),
            tr("Install both together from one index: {install}", install=_INSTALL),
        )
    if isinstance(error, ModuleNotFoundError) and error.name == "torch":
        return tr("PyTorch is not installed."), tr("Install it: {install}", install=_INSTALL)
    return tr("PyTorch cannot be loaded ({error}).", error=error), tr("Install it again: {install}", install=_INSTALL)


def names() -> list[str]:
    """The devices of this machine: "cpu", and the accelerator that torch reports ("cuda", "mps", "xpu"), if any."""
    found = ["cpu"]
    torch = import_torch()
    if hasattr(torch, "accelerator"):  # torch 2.6 and newer
        if torch.accelerator.is_available():
            found.append(str(torch.accelerator.current_accelerator().type))
    else:
        found += [name for name in ("cuda", "xpu") if getattr(torch, name).is_available()]
        found += ["mps"] if torch.backends.mps.is_available() else []
    return found


def choose(name: str = AUTO) -> "torch.device":
    """The device of this name ("auto": the accelerator, if there is one). Raises UnknownNameError."""
    torch = import_torch()
    known = names()
    if name == AUTO:
        return torch.device(known[-1])  # type: ignore[no-any-return]  # import_torch returns Any
    if name not in known:
        raise UnknownNameError("device", name, [AUTO, *known])
    return torch.device(name)  # type: ignore[no-any-return]


def threads() -> int:
    """How many threads a training on the CPU should use: a core each, at most MAX_THREADS and OMP_NUM_THREADS."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wished = os.environ.get("OMP_NUM_THREADS", "")  # one number, or one for each level of threads within threads
    return min(cores, MAX_THREADS, _count(wished) or cores)


def _count(text: str) -> int:
    """The number that a text begins with; 0 where there is none."""
    found = re.match(r"\s*(\d{1,9})\s*(,|$)", text, re.ASCII)
    return int(found[1]) if found else 0


@contextmanager
def using_threads(count: int) -> Iterator[None]:
    """Runs the block with this many torch threads, and gives the thread its former number back.

    torch keeps the number for each calling thread (only a thread that never used torch takes over the last one set), so
    a prediction with one thread does not slow down a training on another.
    """
    torch = import_torch()
    before = torch.get_num_threads()
    if before == count:
        yield
        return
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def peak_memory_mb(where: "torch.device") -> float:
    """The most memory that this process has held on the device so far, in MB; 0 where the system does not say."""
    if where.type == "cuda":
        return float(import_torch().cuda.max_memory_allocated(where)) / 1e6
    if sys.platform == "win32" or where.type != "cpu":
        return 0.0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


@cache
def has_bfloat16_units() -> bool:
    """Whether the CPU multiplies bfloat16 in hardware faster than float32 (AMX, or ARM's bf16), by what it reports.

    AVX512-BF16 alone is not enough: padnet trains 1.3 times as fast in float32 there (1,400 pictures a second).
    """
    torch = import_torch()
    if platform.system() == "Linux":
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split())
        return bool(flags & {"amx_bf16", "bf16"})
    probe = getattr(torch.cpu, "_is_amx_tile_supported", None)  # torch has no public name for it
    return bool(probe and probe())
