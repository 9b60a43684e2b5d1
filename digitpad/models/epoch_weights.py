"""A model's weights after each of its epochs, at half precision and within a budget on the disk. Imports cards, core.

    <home>/runs/<run>/epochs/00003.safetensors             while the run goes on
    <home>/epochs/<model>@<when it was made>/00003.safetensors  from then on

They are for looking at, so nothing fails for want of them: what cannot be written is left out, and where a run's or the
home's budget is full, a run's older epochs are thinned, and the folders of the oldest models go.
"""

import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray

from digitpad.core.errors import StorageError
from digitpad.core.limits import EPOCHS_BYTES, RUN_EPOCHS_BYTES
from digitpad.core.records import Card
from digitpad.core.storage import is_folder, read_bounded, remove_folder, write_atomic
from digitpad.models.cards import Weights, parse_weights

FOLDER = "epochs"
_FILE = re.compile(r"([0-9]{5})\.safetensors")
_LEAST_KEPT = 3  # epochs of a run, however large


def keep(run: Path, epoch: int, weights: Mapping[str, NDArray[Any]]) -> None:
    """Keeps the weights after an epoch in the run's folder. Never raises."""
    with suppress(OSError, StorageError):
        folder = run / FOLDER
        folder.mkdir(exist_ok=True)
        content = safetensors.numpy.save({name: _half(np.asarray(array, order="C")) for name, array in weights.items()})
        write_atomic(folder / f"{epoch:05d}.safetensors", content, make_folder=False)
        _thin(folder)


def adopt(run: Path, home: Path, card: Card) -> None:
    """Gives a finished run's epochs to the model that it made. Never raises."""
    with suppress(OSError):
        target = folder_of(home, card)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        (run / FOLDER).rename(target)
        _trim(home / FOLDER)


def epochs(home: Path, card: Card) -> tuple[int, ...]:
    """The epochs that the model can be looked at after, in their order."""
    return tuple(number for number, _ in _files(folder_of(home, card)))


def read(home: Path, card: Card, epoch: int) -> Weights:
    """The weights after one of `epochs`, at single precision. Raises OSError, TooLargeError, ModelError."""
    folder = folder_of(home, card)
    weights = parse_weights(folder, read_bounded(folder / f"{epoch:05d}.safetensors", RUN_EPOCHS_BYTES))
    return {name: array.astype(np.float32) if array.dtype == np.float16 else array for name, array in weights.items()}


def folder_of(home: Path, card: Card) -> Path:
    """Where what is kept of the model's epochs lies: by id and time, as another model may have this id later."""
    return home / FOLDER / f"{card.id}@{re.sub('[^0-9]', '', card.created)[:20]}"


def _files(folder: Path) -> list[tuple[int, Path]]:
    try:
        found = [(named, path) for path in folder.iterdir() if (named := _FILE.fullmatch(path.name))]
    except OSError:
        return []
    return sorted((int(named[1]), path) for named, path in found)


def _thin(folder: Path) -> None:
    """Lets go of every second of the older half until the rest fits; the first stays: most happens there."""
    files = [path for _, path in _files(folder)]
    while len(files) > _LEAST_KEPT and sum(path.stat().st_size for path in files) > RUN_EPOCHS_BYTES:
        for path in files[1 : max(len(files) // 2 + 1, 2)][::2]:
            path.unlink()
        files = [path for _, path in _files(folder)]


def _trim(room: Path) -> None:
    """Removes the folders of the oldest models until the rest fits."""
    folders = sorted((path for path in room.iterdir() if is_folder(path)), key=lambda path: path.stat().st_mtime)
    sizes = {path: sum(os.path.getsize(file) for _, file in _files(path)) for path in folders}  # noqa: PTH202
    for path in folders[:-1]:
        if sum(sizes.values()) <= EPOCHS_BYTES:
            return
        del sizes[path]
        remove_folder(path, room)


def _half(array: NDArray[Any]) -> NDArray[Any]:
    """Half precision; what does not fit into it (a batch norm's large variance) stays as it is."""
    fits = array.dtype == np.float32 and bool(np.abs(array).max(initial=0) < np.finfo(np.float16).max)
    return array.astype(np.float16) if fits else array
