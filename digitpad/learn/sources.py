"""Where datasets lie on this machine, and how to get the absent ones. Imports idx, paths and records; no torch."""

import importlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitpad import paths
from digitpad.errors import DatasetError, InstallError, UnknownNameError
from digitpad.ink.files import in_folder
from digitpad.learn import idx
from digitpad.learn.recipes import DATASETS
from digitpad.records import DIGITS
from digitpad.storage import write_atomic

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
FASHION = ("T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
CLASSES = {"mnist": DIGITS, "fashion-mnist": FASHION, "mnist+ink": DIGITS}
DOWNLOADS = {"mnist": "MNIST", "fashion-mnist": "FashionMNIST"}  # the names of torchvision's classes
HINTS = {
    "mnist": (
        "Run `digitpad data fetch mnist`, or put its four IDX .gz files into a folder mnist/ that DIGITPAD_DATA names."
    ),
    "fashion-mnist": (
        "Run `digitpad data fetch fashion-mnist`, or install Debian's package dataset-fashion-mnist, or put its four "
        "IDX .gz files into a folder fashion-mnist/ that DIGITPAD_DATA names."
    ),
    "mnist+ink": "Put the pen strokes (*.dev.ndjson.gz) into a folder ink/ that DIGITPAD_DATA names.",
}


@dataclass(frozen=True, slots=True)
class DataState:
    """What is known of a dataset on this machine. state: "ready", "absent" or "broken"; path: its folder, or empty."""

    name: str
    path: str
    state: str
    hint: str = ""


def find(name: str, home: Path | None = None) -> tuple[Path, Path, Path, Path] | None:
    """The four files of an IDX dataset (as FILES) in the first folder that has them all; None if none has."""
    for folder in paths.data_folders(home):
        found = [_with_or_without_gz(folder / name / file) for file in FILES]
        there = [path for path in found if path is not None]
        if len(there) == len(FILES):
            return there[0], there[1], there[2], there[3]
    return None


def states(home: Path | None = None) -> list[DataState]:
    """What data is where, a row for each dataset, by a quick look at the files' first bytes."""
    rows = [_idx_state(name, home) for name in DOWNLOADS]
    ink = next(_ink_folders(home), None)
    if rows[0].state != "ready":
        rows.append(DataState("mnist+ink", "", rows[0].state, rows[0].hint))
    elif ink is None:
        rows.append(DataState("mnist+ink", "", "absent", HINTS["mnist+ink"]))
    else:
        rows.append(DataState("mnist+ink", str(ink), "ready"))
    return rows


def fetch(name: str, home: Path | None = None) -> Path:
    """Downloads a dataset by torchvision into the home's data folder; returns its folder there.

    Raises UnknownNameError, DatasetError (no network, nothing to fetch), InstallError (torchvision does not fit torch),
    StorageError.
    """
    if name not in DATASETS:
        raise UnknownNameError("dataset", name, DATASETS)
    if name not in DOWNLOADS:
        raise DatasetError(f"{DATASETS[name]} cannot be downloaded.", HINTS[name])
    sets = _torchvision_datasets()
    folder = paths.home(home) / "data" / name
    with tempfile.TemporaryDirectory() as scratch:
        try:
            getattr(sets, DOWNLOADS[name])(scratch, download=True)
            content = {
                f"{file}.gz": (raw / f"{file}.gz").read_bytes() for raw in Path(scratch).glob("*/raw") for file in FILES
            }
        except (OSError, RuntimeError) as error:  # URLError is an OSError; a failed checksum is a RuntimeError
            why = str(error).strip().partition("\n")[0].rstrip(":")  # torchvision adds a line for each mirror
            raise DatasetError(f"{DATASETS[name]} could not be downloaded ({why}).", _other_ways(name)) from error
    for file, data in content.items():
        write_atomic(folder / file, data)
    return folder


def _other_ways(name: str) -> str:
    return HINTS[name].replace(f"Run `digitpad data fetch {name}`, or ", "Check the network, or ")


def _torchvision_datasets() -> object:
    """torchvision.datasets, imported here alone: it is slow, and a broken pair of torch and torchvision fails here."""
    from digitpad.learn.device import import_torch, mended

    import_torch()
    try:
        return importlib.import_module("torchvision.datasets")
    except (ImportError, OSError, RuntimeError) as error:
        raise InstallError(*mended(error)) from error


def _idx_state(name: str, home: Path | None) -> DataState:
    files = find(name, home)
    if files is None:
        return DataState(name, "", "absent", HINTS[name])
    broken = [
        path.name for path, dimensions in zip(files, (3, 1, 3, 1), strict=True) if not idx.looks_right(path, dimensions)
    ]
    if broken:
        return DataState(name, str(files[0].parent), "broken", f"{', '.join(broken)} cannot be read. {HINTS[name]}")
    return DataState(name, str(files[0].parent), "ready")


def _ink_folders(home: Path | None) -> Iterator[Path]:
    """The folders that hold recorded pen strokes, in the search order."""
    for folder in paths.data_folders(home):
        if in_folder(folder / "ink"):
            yield folder / "ink"


def _with_or_without_gz(path: Path) -> Path | None:
    packed = path.with_name(path.name + ".gz")
    return packed if packed.is_file() else path if path.is_file() else None
