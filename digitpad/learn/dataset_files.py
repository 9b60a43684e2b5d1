"""Where datasets lie on this machine, and how to get the absent ones. Imports download, idx, paths; no torch."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitpad.core import paths
from digitpad.core.errors import DatasetError, UnknownNameError
from digitpad.core.language import mark, tr
from digitpad.core.plans import DATASETS
from digitpad.core.storage import write_together
from digitpad.ink.files import in_folder
from digitpad.learn import download, idx
from digitpad.learn.download import Fetching
from digitpad.learn.published_file import Remote

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
LETTERS = "emnist-letters"
_LETTER_FILES = tuple(
    f"{LETTERS}-{part}-{kind}-ubyte" for part in ("train", "test") for kind in ("images-idx3", "labels-idx1")
)
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
    "kuzushiji-mnist": (
        mark(
            "Run `digitpad data fetch kuzushiji-mnist`, or put its four IDX .gz files into a folder kuzushiji-mnist/ "
            "that DIGITPAD_DATA names."
        )
    ),
    LETTERS: (
        mark(
            "Run `digitpad data fetch emnist-letters`, or put the four files emnist-letters-*.gz of EMNIST's gzip.zip "
            "into a folder emnist-letters/ that DIGITPAD_DATA names."
        )
    ),
    "mnist+ink": mark("Put the pen strokes (*.dev.ndjson.gz) into a folder ink/ that DIGITPAD_DATA names."),
}


@dataclass(frozen=True, slots=True)
class DatasetSource:
    """Where a dataset can be had: addresses of folders, the first to be asked first, and the files in each.

    `archive`: the one file is a zip archive, in whose folder of this name the dataset's own files lie.
    """

    mirrors: tuple[str, ...]
    files: tuple[Remote, ...]
    archive: str = ""


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
# Of these the published hashes are of the packed files.
DOWNLOADS["kuzushiji-mnist"] = DatasetSource(
    ("https://codh.rois.ac.jp/kmnist/dataset/kmnist/", "http://codh.rois.ac.jp/kmnist/dataset/kmnist/"),
    tuple(
        Remote(name=f"{name}.gz", bytes=size, digest=f"sha256:{digest}")
        for name, size, digest in zip(
            FILES,
            (18_165_135, 29_497, 3_041_136, 5_120),
            (
                "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
                "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
                "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
                "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
            ),
            strict=True,
        )
    ),
)
DOWNLOADS[LETTERS] = DatasetSource(
    ("https://biometrics.nist.gov/cs_links/EMNIST/",),
    (Remote(name="gzip.zip", bytes=561_753_746, digest="md5:58c8d27c78d21e728a6bc7b3cc06412e"),),
    archive="gzip",
)


@dataclass(frozen=True, slots=True)
class DataState:
    """What is known of a dataset on this machine. state: "ready", "absent" or "broken"; path: its folder, or empty."""

    name: str
    path: str
    state: str
    hint: str = ""


def find(name: str, home: Path | None = None) -> tuple[Path, Path, Path, Path] | None:
    """The four files of an IDX dataset, ordered as FILES, in the first folder that has them all; None if none has."""
    for folder in paths.data_folders(home):
        found = [_with_or_without_gz(folder / name / file) for file in plain_names(name)]
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
    folder = fetched_to(name, home)
    if source.archive and all((folder / file).is_file() for file in file_names(name)):
        return
    yield from download.fetching(DATASETS[name], source.files, source.mirrors, folder, otherwise)
    if source.archive:
        _unpack(folder / source.files[0].name, source.archive, file_names(name), otherwise)


def _unpack(archive: Path, inside: str, names: tuple[str, ...], otherwise: str) -> None:
    """Takes these files out of a folder of a zip archive, all or none, and removes it. Raises DatasetError."""
    try:
        with zipfile.ZipFile(archive) as opened:
            found = [(archive.parent / name, opened.read(f"{inside}/{name}")) for name in names]
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise DatasetError(
            tr("{archive} cannot be unpacked: {error}.", archive=archive, error=error), otherwise
        ) from error
    write_together(found)
    archive.unlink()


def fetched_to(name: str, home: Path | None = None) -> Path:
    """The folder that a dataset is downloaded into."""
    return paths.home(home) / "data" / name


def file_names(name: str) -> tuple[str, ...]:
    """What the files of a dataset are called, as they are published."""
    return ("*.dev.ndjson.gz",) if name == "mnist+ink" else tuple(f"{file}.gz" for file in plain_names(name))


def plain_names(name: str) -> tuple[str, ...]:
    """What the four files of an IDX dataset are called when they are unpacked, in the order of FILES."""
    return _LETTER_FILES if name == LETTERS else FILES


def files_in(name: str, folder: Path) -> tuple[Path, ...]:
    """All files of a dataset in this folder, or in the folder of its name in it; empty where they are not whole."""
    if name == "mnist+ink":
        return next((tuple(found) for place in (folder, folder / "ink") if (found := in_folder(place))), ())
    for place in (folder, folder / name):
        there = [path for file in plain_names(name) if (path := _with_or_without_gz(place / file)) is not None]
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
