"""Where datasets lie on this machine, and how to get the absent ones. Imports download, idx, paths; no torch."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitpad.core import paths
from digitpad.core.errors import DatasetError, UnknownNameError
from digitpad.core.language import mark, tr
from digitpad.core.plans import DATASETS
from digitpad.core.records import DIGITS
from digitpad.ink.files import in_folder
from digitpad.learn import download, idx
from digitpad.learn.download import Fetching, Remote

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
FASHION = ("T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
CLASSES = {"mnist": DIGITS, "fashion-mnist": FASHION, "mnist+ink": DIGITS}
HINTS = {
    "mnist": (
        mark(
            "Run `digitpad data fetch mnist`, or put its four IDX .gz files into a folder mnist/ "
            "that DIGITPAD_DATA names."
        )
    ),
    "fashion-mnist": (
        mark(
            "Run `digitpad data fetch fashion-mnist`, or install Debian's package "
            "dataset-fashion-mnist, or put its four IDX .gz files into a folder fashion-mnist/ "
            "that DIGITPAD_DATA names."
        )
    ),
    "mnist+ink": mark("Put the pen strokes (*.dev.ndjson.gz) into a folder ink/ that DIGITPAD_DATA names."),
}


@dataclass(frozen=True, slots=True)
class DatasetSource:
    """Where a dataset can be had: addresses of folders, the first to be asked first, and the files in each."""

    mirrors: tuple[str, ...]
    files: tuple[Remote, ...]


def _published(*rows: tuple[int, int, str]) -> tuple[Remote, ...]:
    """FILES as they were published: their bytes, their content's bytes and its SHA-256."""
    return tuple(
        Remote(name=f"{name}.gz", bytes=size, content_bytes=content, content_sha256=sha256)
        for name, (size, content, sha256) in zip(FILES, rows, strict=True)
    )


# The hashes are of the unpacked files, so that a mirror may pack them as it likes.
DOWNLOADS = {
    "mnist": DatasetSource(
        ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
        _published(
            (9_912_422, 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            (28_881, 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            (1_648_877, 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            (4_542, 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ),
    ),
    "fashion-mnist": DatasetSource(
        (
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        ),
        _published(
            (26_421_880, 47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
            (29_515, 60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
            (4_422_102, 7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
            (5_148, 10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        ),
    ),
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
    """Downloads a dataset into the home's data folder; returns its folder there. Raises as `fetching` does."""
    for _ in fetching(name, home):
        pass
    return fetched_to(name, home)


def fetching(name: str, home: Path | None = None) -> Iterator[Fetching]:
    """Downloads what is missing of a dataset into the home's data folder; tells how far it is, and can be left.

    Raises UnknownNameError, DatasetError (nothing to fetch, no network, a wrong file), StorageError.
    """
    if name not in DATASETS:
        raise UnknownNameError("dataset", name, DATASETS)
    if name not in DOWNLOADS:
        raise DatasetError(tr("{datasets} cannot be downloaded.", datasets=DATASETS[name]), HINTS[name])
    source = DOWNLOADS[name]
    otherwise = HINTS[name].replace(f"Run `digitpad data fetch {name}`, or ", "Check the network, or ")
    yield from download.fetching(DATASETS[name], source.files, source.mirrors, fetched_to(name, home), otherwise)


def fetched_to(name: str, home: Path | None = None) -> Path:
    """The folder that a dataset is downloaded into."""
    return paths.home(home) / "data" / name


def file_names(name: str) -> tuple[str, ...]:
    """What the files of a dataset are called, as they are published."""
    return ("*.dev.ndjson.gz",) if name == "mnist+ink" else tuple(f"{file}.gz" for file in FILES)


def files_in(name: str, folder: Path) -> tuple[Path, ...]:
    """All files of a dataset in this folder, or in the folder of its name in it; empty where they are not whole."""
    if name == "mnist+ink":
        return next((tuple(found) for place in (folder, folder / "ink") if (found := in_folder(place))), ())
    for place in (folder, folder / name):
        there = [path for file in FILES if (path := _with_or_without_gz(place / file)) is not None]
        right = [idx.looks_right(path, dimensions) for path, dimensions in zip(there, (3, 1, 3, 1), strict=False)]
        if len(there) == len(FILES) and all(right):
            return tuple(there)
    return ()


def kept_in(name: str, home: Path | None = None) -> Path:
    """The home's folder for the files of a dataset, where they are looked for first."""
    return fetched_to("ink" if name == "mnist+ink" else name, home)


def _idx_state(name: str, home: Path | None) -> DataState:
    files = find(name, home)
    if files is None:
        return DataState(name, "", "absent", HINTS[name])
    broken = [
        path.name for path, dimensions in zip(files, (3, 1, 3, 1), strict=True) if not idx.looks_right(path, dimensions)
    ]
    if broken:
        return DataState(
            name,
            str(files[0].parent),
            "broken",
            tr("{broken} cannot be read. {hints}", broken=", ".join(broken), hints=HINTS[name]),
        )
    return DataState(name, str(files[0].parent), "ready")


def _ink_folders(home: Path | None) -> Iterator[Path]:
    """The folders that hold recorded pen strokes, in the search order."""
    for folder in paths.data_folders(home):
        if in_folder(folder / "ink"):
            yield folder / "ink"


def _with_or_without_gz(path: Path) -> Path | None:
    packed = path.with_name(path.name + ".gz")
    return packed if packed.is_file() else path if path.is_file() else None
