"""How long one prediction takes, measured on this machine and kept by machine. Standard library and records, no torch.

A home may lie on a disk that several machines share; a time is true of the machine that measured it alone.
"""

import hashlib
import json
import math
import os
import platform
from importlib import metadata
from pathlib import Path

from digitpad.storage import locked, write_atomic

FILE_NAME = "prediction-times.json"


def machine() -> str:
    """What a time depends on beside the model: the machine and torch's version, as 16 hexadecimal digits."""
    try:
        torch = metadata.version("torch")
    except metadata.PackageNotFoundError:
        torch = ""
    parts = (platform.node(), platform.machine(), platform.processor(), os.cpu_count(), torch)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def recalled(home: Path, here: str | None = None) -> dict[str, float]:
    """Milliseconds a prediction by the model's fingerprint, as measured on this machine; empty where none were."""
    times = _all(home).get(here or machine(), {})
    return {key: value for key, value in times.items() if math.isfinite(value) and value > 0}


def keep(home: Path, weights: str, milliseconds: float, here: str | None = None) -> None:
    """Keeps one model's time. Raises StorageError."""
    path = home / "evaluations" / FILE_NAME
    with locked(path):
        times = _all(home)
        times.setdefault(here or machine(), {})[weights] = milliseconds
        write_atomic(path, (json.dumps(times, indent=1) + "\n").encode())


def _all(home: Path) -> dict[str, dict[str, float]]:
    """All machines' times; what is broken of them is left out, and measured again."""
    try:
        data = json.loads((home / "evaluations" / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    rows = data.items() if isinstance(data, dict) else ()
    return {
        str(name): {str(key): float(value) for key, value in times.items() if type(value) in (int, float)}
        for name, times in rows
        if isinstance(times, dict)
    }
