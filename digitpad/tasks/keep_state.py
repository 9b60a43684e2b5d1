"""Writes and reads what the window shows as a file. Imports core alone; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitpad.core import window_state
from digitpad.core.window_state import WindowState
from digitpad.tasks.write_files import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedState:
    """A state that was read, and where it lay."""

    path: Path
    state: WindowState


def state_written(path: Path, state: WindowState) -> Iterator[Written]:
    """Writes the state. Raises StorageError."""
    window_state.save(path, state)
    yield Written(path)


def state_read(path: Path) -> Iterator[OpenedState]:
    """Reads a state. Raises StorageError."""
    yield OpenedState(path=path, state=window_state.load(path))
