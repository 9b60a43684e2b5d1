"""What data is missing, and a dataset taken from a folder: all of its files or none."""

from pathlib import Path

import pytest

from digitpad.core.errors import DatasetError
from digitpad.learn import dataset_files
from digitpad.learn.dataset_files import FILES
from digitpad.tasks import fetch_data
from tests import tiny_mnist


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No folder of data but the bundled one and the home's."""
    monkeypatch.delenv("DIGITPAD_DATA", raising=False)
    monkeypatch.setattr("digitpad.core.paths.SYSTEM_DATASETS", tmp_path / "none")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A memory stick with a small Fashion-MNIST on it."""
    tiny_mnist.write(tmp_path / "stick", 20, 10)
    return (tmp_path / "stick" / "mnist").rename(tmp_path / "stick" / "fashion-mnist").parent


def test_what_is_missing_is_named_with_the_size_of_its_download(home: Path) -> None:
    """21: that data are missing was found out after Start."""
    found = {data.dataset: data.megabytes for data in fetch_data.needed(home)}
    letters = {"kuzushiji-mnist": 22, "emnist-letters": 562}
    assert found == {"fashion-mnist": 31, "mnist+ink": 0, **letters}, "MNIST is bundled, the ink cannot be downloaded"


@pytest.mark.parametrize("inside", ["", "fashion-mnist"])
def test_a_dataset_is_taken_from_a_folder(home: Path, stick: Path, inside: str) -> None:
    *_, state = fetch_data.taken("fashion-mnist", stick / inside, home)
    assert state.path == str(home / "data" / "fashion-mnist") and state.state == "ready"
    assert "fashion-mnist" not in [data.dataset for data in fetch_data.needed(home)]
    assert dataset_files.find("fashion-mnist", home)[0].parent == home / "data" / "fashion-mnist"


def test_ink_is_taken_too(home: Path, tmp_path: Path) -> None:
    (tmp_path / "ink").mkdir()
    (tmp_path / "ink" / "some.dev.ndjson.gz").write_bytes(b"\x1f\x8b")
    assert [*fetch_data.taken("mnist+ink", tmp_path, home)][-1].path == str(home / "data" / "ink")
    assert "mnist+ink" not in [data.dataset for data in fetch_data.needed(home)]


def test_a_folder_without_all_of_it_is_refused_by_name_and_nothing_is_written(home: Path, stick: Path) -> None:
    (stick / "fashion-mnist" / f"{FILES[3]}.gz").write_bytes(b"no labels")
    with pytest.raises(DatasetError, match="does not hold Fashion-MNIST") as refused:
        [*fetch_data.taken("fashion-mnist", stick, home)]
    assert FILES[3] in refused.value.hint and not (home / "data").exists()
