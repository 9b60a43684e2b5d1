"""Checkpoints as tests look at them."""

from pathlib import Path

from digitpad.learn import checkpoint
from digitpad.learn.checkpoint import Checkpoint


def newest(folder: Path) -> Checkpoint:
    """The one of a run's folder that is furthest. Raises RunError where it cannot be read."""
    return checkpoint.read(checkpoint.newest_first(folder)[0])
