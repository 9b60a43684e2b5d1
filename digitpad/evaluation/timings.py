"""How long one prediction takes, measured on this machine and kept by machine. Standard library and records, no torch.

A home may lie on a disk that several machines share; a time is true of the machine that measured it alone.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Annotated

from digitpad.core.file_locks import locked
from digitpad.core.limits import TIMES_BYTES
from digitpad.core.storage import read_json, read_object, write_atomic
from digitpad.core.typed_json import Within, entries

FILE_NAME = "prediction-times.json"
Milliseconds = Annotated[float, Within(1e-6, 1e9)]


def machine() -> str:
    """What a time depends on beside the model: the machine and torch's version, as 16 hexadecimal digits."""
    import platform
    from importlib import metadata  # here, since both are slow to load and the window's first picture needs neither

    try:
        torch = metadata.version("torch")
    except metadata.PackageNotFoundError:
        torch = ""
    parts = (platform.node(), platform.machine(), platform.processor(), os.cpu_count(), torch)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def recalled(home: Path, here: str | None = None) -> dict[str, float]:
    """Milliseconds a prediction by the model's fingerprint, as measured on this machine; empty where none were."""
    try:
        data = read_json(home / "evaluations" / FILE_NAME, TIMES_BYTES)
    except (OSError, ValueError):
        return {}
    return _sound(data).get(here or machine(), {})


def keep(home: Path, weights: str, milliseconds: float, here: str | None = None) -> None:
    """Keeps one model's time. Raises StorageError."""
    path = home / "evaluations" / FILE_NAME
    with locked(path):
        times = _sound(read_object(path, TIMES_BYTES))
        times.setdefault(here or machine(), {})[weights] = milliseconds
        write_atomic(path, (json.dumps(times, indent=1) + "\n").encode())


def _sound(data: object) -> dict[str, dict[str, float]]:
    """All machines' times; what is broken of them is left out, and measured again."""
    rows = data.items() if isinstance(data, dict) else ()
    return {name: entries(Milliseconds, times, name)[0] for name, times in rows if isinstance(times, dict)}
