"""Datasets: what is where, one downloaded, one taken from a folder. Imports learn.dataset_files; no torch."""

from collections.abc import Iterator
from pathlib import Path

from digitpad.core.errors import DatasetError
from digitpad.core.language import tr
from digitpad.core.limits import INK_BYTES
from digitpad.core.needed_data import NeededData
from digitpad.core.plans import DATASETS
from digitpad.core.storage import read_bounded, write_together
from digitpad.learn import dataset_files
from digitpad.learn.dataset_files import DataState
from digitpad.tasks.progress import Progress


def states(home: Path) -> Iterator[DataState]:
    """What is known of each dataset on this machine."""
    yield from dataset_files.states(home)


def needed(home: Path) -> Iterator[NeededData]:
    """The datasets that are not on this machine, or broken."""
    for state in dataset_files.states(home):
        if state.state != "ready":
            source = dataset_files.DOWNLOADS.get(state.name)
            size = sum(file.bytes for file in source.files) if source is not None else 0
            yield NeededData(dataset=state.name, title=tr(DATASETS[state.name]), megabytes=-(-size // 1_000_000))


def fetched(name: str, home: Path) -> Iterator[Progress | DataState]:
    """Progress, and the dataset's state once all of it is there.

    Raises UnknownNameError, DatasetError (nothing to fetch, no network, a wrong file), StorageError.
    """
    if name in dataset_files.DOWNLOADS:
        yield Progress(tr("fetching {name} ...", name=name), -1.0)
    for event in dataset_files.fetching(name, home):
        yield Progress(event.text, event.done / max(event.total, 1))
    yield DataState(name, str(dataset_files.fetched_to(name, home)), "ready")


def taken(name: str, folder: Path, home: Path) -> Iterator[Progress | DataState]:
    """Copies a dataset's files from a folder, or from the folder of its name in it, to where they are looked for.

    All of them or none. Raises DatasetError where they are not there or cannot be read, StorageError.
    """
    found = dataset_files.files_in(name, folder)
    if not found:
        title = tr(DATASETS[name])
        raise DatasetError(
            tr("{folder} does not hold {title}.", folder=folder, title=title),
            tr("Choose the folder with these files: {files}.", files=", ".join(dataset_files.file_names(name))),
        )
    target = dataset_files.kept_in(name, home)
    yield Progress(tr("Copying {title} …", title=tr(DATASETS[name])), -1.0)
    write_together([(target / path.name, read_bounded(path, INK_BYTES)) for path in found])
    yield DataState(name, str(target), "ready")
