"""Datasets: what the user gets from good, absent and broken files."""

import dataclasses
import gzip
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from digitpad.core import paths
from digitpad.core.errors import DatasetError, UnknownNameError
from digitpad.learn import dataset_files, datasets, idx, published_file
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.dataset_files import FILES
from tests.learn.mirrors import closed_port, serving

BUNDLED = paths.resources() / "data" / "mnist"


@pytest.fixture
def tiny(home: Path) -> Path:
    """A whole, tiny Fashion-MNIST in the home; its folder."""
    folder = home / "data" / "fashion-mnist"
    folder.mkdir(parents=True)
    for stem, count in (("train", 6), ("t10k", 4)):
        pictures = np.random.default_rng(0).integers(0, 255, (count, 28, 28), dtype=np.uint8)
        write_idx(folder / f"{stem}-images-idx3-ubyte.gz", pictures)
        write_idx(folder / f"{stem}-labels-idx1-ubyte.gz", np.arange(count, dtype=np.uint8))
    return folder


def write_idx(path: Path, array: np.ndarray) -> None:
    head = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">i4").tobytes()
    path.write_bytes(gzip.compress(head + array.tobytes(), 1))


def test_the_bundled_mnist_is_the_published_one(mnist: Dataset) -> None:
    assert mnist.train.x.shape == (60_000, 28, 28) and mnist.test.x.shape == (10_000, 28, 28)
    assert mnist.train.x.dtype == torch.uint8 and mnist.train.y.dtype == torch.int64
    assert torch.bincount(mnist.test.y).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert mnist.train.y[:5].tolist() == [5, 0, 4, 1, 9]
    assert float(mnist.train.x.float().mean()) / 255 == pytest.approx(0.1307, abs=5e-5)
    assert mnist.outputs == 10 and mnist.classes == tuple("0123456789")


def test_home_comes_before_the_folders_of_digitpad_data(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "elsewhere"
    shutil.copytree(tiny, other / "fashion-mnist")
    monkeypatch.setenv("DIGITPAD_DATA", str(other))
    assert dataset_files.find("fashion-mnist")[0].parent == tiny
    shutil.rmtree(tiny)
    assert dataset_files.find("fashion-mnist")[0].parent == other / "fashion-mnist"
    assert len(datasets.load("fashion-mnist").train) == 6


def test_unpacked_files_are_read_too(tiny: Path) -> None:
    before = datasets.load("fashion-mnist", download=False)
    for file in list(tiny.iterdir()):
        file.with_suffix("").write_bytes(gzip.decompress(file.read_bytes()))
        file.unlink()
    after = datasets.load("fashion-mnist", download=False)
    assert after.fingerprint == before.fingerprint
    assert after.classes[9] == "Ankle boot"


def test_the_fingerprint_follows_every_pixel_and_label(small: Dataset) -> None:
    x, y = small.train.x.clone(), small.train.y.clone()
    x[3, 4, 5] ^= 1
    y[7] = (y[7] + 1) % 10
    same = datasets.fingerprint(Split(small.train.x.clone(), small.train.y), small.test)
    assert same == small.fingerprint
    changed = {
        datasets.fingerprint(Split(x, small.train.y), small.test),
        datasets.fingerprint(Split(small.train.x, y), small.test),
    }
    assert len(changed | {same}) == 3


def test_an_absent_dataset_says_how_to_get_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", "")
    monkeypatch.setattr(paths, "SYSTEM_DATASETS", home / "none")
    with pytest.raises(DatasetError) as caught:
        datasets.load("fashion-mnist", download=False)
    assert "digitpad data fetch fashion-mnist" in caught.value.hint
    assert "dataset-fashion-mnist" in caught.value.hint and "DIGITPAD_DATA" in caught.value.hint


def test_an_unknown_dataset_suggests_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        datasets.load("fashion_mnist")
    assert "fashion-mnist" in caught.value.hint


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def short(path: Path) -> None:
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-3]))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def no_gzip(path: Path) -> None:
    path.write_bytes(b"<html>not found</html>" * 9)


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def other_kind(path: Path) -> None:
    write_idx(path, np.zeros((2, 2), np.uint8))


@pytest.mark.parametrize("spoil", [truncated, short, empty, no_gzip, damaged, other_kind])
@pytest.mark.parametrize("file", [FILES[0], FILES[3]])
def test_a_broken_file_is_named_with_what_to_do(tiny: Path, spoil: object, file: str) -> None:
    spoil(tiny / f"{file}.gz")
    with pytest.raises(DatasetError) as caught:
        datasets.load("fashion-mnist", download=False)
    assert file in caught.value.message and caught.value.hint
    assert len(caught.value.message) < 300


def test_files_that_do_not_fit_each_other_are_refused(tiny: Path) -> None:
    write_idx(tiny / "train-labels-idx1-ubyte.gz", np.arange(5, dtype=np.uint8))
    with pytest.raises(DatasetError, match=r"6 pictures and .* 5 labels"):
        datasets.load("fashion-mnist", download=False)
    write_idx(tiny / "train-labels-idx1-ubyte.gz", np.full(6, 12, np.uint8))
    with pytest.raises(DatasetError, match="label 12"):
        datasets.load("fashion-mnist", download=False)
    write_idx(tiny / "train-images-idx3-ubyte.gz", np.zeros((6, 20, 20), np.uint8))
    with pytest.raises(DatasetError, match="28x28"):
        datasets.load("fashion-mnist", download=False)


def test_an_unreadable_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="could not be read"):
        idx.read(tmp_path, 3)


def test_states_tell_ready_absent_and_broken(tiny: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", "")
    rows = {row.name: row for row in datasets.states()}
    assert rows["mnist"].state == "ready" and Path(rows["mnist"].path) == BUNDLED
    assert rows["fashion-mnist"].state == "ready"
    assert rows["mnist+ink"].state == "absent" and "DIGITPAD_DATA" in rows["mnist+ink"].hint
    empty(tiny / f"{FILES[2]}.gz")
    broken = {row.name: row for row in datasets.states()}["fashion-mnist"]
    assert broken.state == "broken" and FILES[2] in broken.hint
    (tmp_path / "ink").mkdir()
    (tmp_path / "ink" / "a.dev.ndjson.gz").write_bytes(b"")
    monkeypatch.setenv("DIGITPAD_DATA", str(tmp_path))
    assert {row.name: row.state for row in datasets.states()}["mnist+ink"] == "ready"


def test_fetch_brings_a_dataset_into_the_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real download, from this machine, of the same content, packed once more; a single file was there already."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (home / "data" / "mnist").mkdir(parents=True)
    shutil.copy(BUNDLED / f"{FILES[0]}.gz", home / "data" / "mnist")
    with serving({f"{file}.gz": (BUNDLED / f"{file}.gz").read_bytes() for file in FILES[1:]}) as mirror:
        source = dataclasses.replace(dataset_files.DOWNLOADS["mnist"], mirrors=(mirror.address,))
        monkeypatch.setitem(dataset_files.DOWNLOADS, "mnist", source)
        folder = datasets.fetch("mnist")
    assert folder == home / "data" / "mnist"
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{file}.gz" for file in FILES)
    assert dataset_files.find("mnist")[0].parent == folder
    assert len(mirror.asked) == 3


def test_a_failed_download_leaves_nothing_and_names_other_ways(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = dataclasses.replace(dataset_files.DOWNLOADS["fashion-mnist"], mirrors=(closed_port(),))
    monkeypatch.setitem(dataset_files.DOWNLOADS, "fashion-mnist", source)
    monkeypatch.setattr(paths, "SYSTEM_DATASETS", home / "none")
    monkeypatch.setenv("DIGITPAD_DATA", "")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(DatasetError) as caught:
        datasets.load("fashion-mnist")
    assert "refused the connection" in caught.value.message and "\n" not in caught.value.message
    assert "dataset-fashion-mnist" in caught.value.hint
    assert not home.exists()


def test_the_published_files_are_those_that_are_bundled() -> None:
    for remote in dataset_files.DOWNLOADS["mnist"].files:
        assert published_file.is_published(BUNDLED / remote.name, remote), remote.name


def test_what_cannot_be_fetched_says_so() -> None:
    with pytest.raises(DatasetError, match="cannot be downloaded"):
        datasets.fetch("mnist+ink")
    with pytest.raises(UnknownNameError):
        datasets.fetch("kmnist")


def test_a_split_checks_its_tensors(small: Dataset) -> None:
    x, y = small.train.x, small.train.y
    for wrong_x, wrong_y in ((x.float(), y), (x[:, :20], y), (x, y[:-1]), (x, y.int())):
        with pytest.raises(DatasetError):
            Split(wrong_x, wrong_y)
    assert dataclasses.replace(small, reject=True).outputs == 11
