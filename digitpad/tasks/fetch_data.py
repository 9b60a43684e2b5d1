"""Datasets: what is where, and one downloaded. Imports learn.dataset_files; no torch."""

from collections.abc import Iterator
from pathlib import Path

from digitpad.core.language import tr
from digitpad.learn import dataset_files
from digitpad.learn.dataset_files import DataState
from digitpad.tasks.progress import Progress


def states(home: Path) -> Iterator[DataState]:
    """What is known of each dataset on this machine."""
    yield from dataset_files.states(home)


def fetched(name: str, home: Path) -> Iterator[Progress | DataState]:
    """Progress, and the dataset's state once all of it is there.

    Raises UnknownNameError, DatasetError (nothing to fetch, no network, a wrong file), StorageError.
    """
    if name in dataset_files.DOWNLOADS:
        yield Progress(tr("fetching {name} ...", name=name), -1.0)
    for event in dataset_files.fetching(name, home):
        yield Progress(event.text, event.done / max(event.total, 1))
    yield DataState(name, str(dataset_files.fetched_to(name, home)), "ready")
