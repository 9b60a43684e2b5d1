"""What a run looked like after each of its epochs, in memory within bounds. Imports numpy and records, no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.records import EpochInsight, SnapshotTaken

MOST_BYTES = 96 * 1024 * 1024  # of half-precision weights and pictures: some two hundred epochs of padnet


@dataclass(frozen=True, slots=True, eq=False)
class EpochSnapshot:
    """A net after an epoch: what can be seen in it, and the net itself at half precision."""

    insight: EpochInsight
    snapshot: SnapshotTaken
    bytes: int

    def restored(self, model: str) -> SnapshotTaken:
        """The net under the id `model`, at the precision in which it can answer."""
        weights = {name: _single(array) for name, array in self.snapshot.weights.items()}
        return SnapshotTaken(replace(self.snapshot.card, id=model), weights)


class EpochSnapshots:
    """The moments of one run by epoch. When they grow too many, every second of the older half is let go."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._moments: dict[int, EpochSnapshot] = {}
        self._snapshot: SnapshotTaken | None = None

    @property
    def epochs(self) -> list[int]:
        """The epochs that can be gone back to, in their order."""
        return sorted(self._moments)

    def at(self, epoch: int) -> EpochSnapshot:
        """The moment after an epoch, which is one of `epochs`."""
        return self._moments[epoch]

    def take(self, event: SnapshotTaken | EpochInsight) -> None:
        """Takes a run's news: an insight belongs to the snapshot that came just before it."""
        if isinstance(event, SnapshotTaken):
            self._snapshot = event
        elif self._snapshot is not None:
            weights = {name: _half(np.asarray(array)) for name, array in self._snapshot.weights.items()}
            size = _size(weights) + event.filters.nbytes + event.pictures.nbytes
            self._moments[event.epoch] = EpochSnapshot(event, SnapshotTaken(self._snapshot.card, weights), size)
            self._thin()

    def keep_before(self, epoch: int) -> None:
        """Forgets this epoch and all after it: the run goes on from an earlier point."""
        self._moments = {number: moment for number, moment in self._moments.items() if number < epoch}

    def _thin(self) -> None:
        while len(self._moments) > 3 and sum(moment.bytes for moment in self._moments.values()) > self._most:
            older = self.epochs[1 : max(len(self._moments) // 2 + 1, 2)]  # the first epoch stays: most happens there
            for epoch in older[::2]:
                del self._moments[epoch]


def _size(weights: Mapping[str, NDArray[Any]]) -> int:
    return sum(array.nbytes for array in weights.values())


def _half(array: NDArray[Any]) -> NDArray[Any]:
    """Half precision; what does not fit into it (a batch norm's large variance) stays as it is."""
    if array.dtype != np.float32 or not np.abs(array).max(initial=0) < np.finfo(np.float16).max:
        return array
    return array.astype(np.float16)


def _single(array: NDArray[Any]) -> NDArray[Any]:
    return array.astype(np.float32) if array.dtype == np.float16 else array
