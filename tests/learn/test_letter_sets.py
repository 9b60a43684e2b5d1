"""Kuzushiji-MNIST and EMNIST's letters: read from their files, fetched and believed by their hash, trained on."""

import dataclasses
import gzip
import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from digitpad.analysis import comparison, training_script
from digitpad.core import recipes
from digitpad.core.errors import DatasetError
from digitpad.core.picture_sets import CLASSES
from digitpad.core.records import EpochDone, RunDone
from digitpad.evaluation import test_sets
from digitpad.learn import dataset_files, datasets
from digitpad.learn.dataset_files import LETTERS
from digitpad.learn.published_file import Remote
from digitpad.models.library import Library
from digitpad.tasks import train_model
from tests.learn.mirrors import serving

KANA = "kuzushiji-mnist"
COUNTS = {"train": 104, "test": 52}


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIGITPAD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DIGITPAD_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def picture(label: int) -> np.ndarray:
    """A bar whose row says the class, with a thick left end: no two classes, and no two directions, look alike."""
    made = np.zeros((28, 28), np.uint8)
    made[label, 4:24] = 255
    made[label : label + 2, 4:8] = 255
    return made


def packed(array: np.ndarray) -> bytes:
    head = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">i4").tobytes()
    return gzip.compress(head + array.astype(np.uint8).tobytes(), 1)


def contents(name: str, first: int | None = None) -> dict[str, bytes]:
    """The four files of a small dataset as it is published: letters have rows and columns exchanged and begin at 1."""
    letters, made = name == LETTERS, []
    first = (1 if letters else 0) if first is None else first
    for count in COUNTS.values():
        labels = np.arange(count) % len(CLASSES[name])
        pictures = np.stack([picture(label).T if letters else picture(label) for label in labels])
        made += [packed(pictures), packed(labels + first)]
    return dict(zip(dataset_files.file_names(name), made, strict=True))


def write(name: str, folder: Path, **changes: int) -> Path:
    (folder / name).mkdir(parents=True)
    for file, content in contents(name, **changes).items():
        (folder / name / file).write_bytes(content)
    return folder / name


@pytest.mark.parametrize("name", [KANA, LETTERS])
def test_its_files_are_read_upright_and_with_the_names_of_the_classes(name: str, tmp_path: Path) -> None:
    write(name, tmp_path / "data")
    found = datasets.load(name, download=False)
    assert (len(found.train), len(found.test)) == (104, 52)
    assert found.classes == CLASSES[name] and {KANA: "お", LETTERS: "A"}[name] == found.classes[0]
    assert found.train.y[:3].tolist() == [0, 1, 2]
    np.testing.assert_array_equal(found.train.x[2].numpy(), picture(2))
    assert {row.name: row.state for row in datasets.states()}[name] == "ready"


@pytest.mark.parametrize(("name", "first", "wrong"), [(LETTERS, 0, 0), (LETTERS, 2, 27), (KANA, 1, 10)])
def test_labels_that_name_no_class_are_refused(name: str, first: int, wrong: int, tmp_path: Path) -> None:
    write(name, tmp_path / "data", first=first)
    with pytest.raises(DatasetError, match=rf"holds the label {wrong}; labels go from \d to \d+") as found:
        datasets.load(name, download=False)
    assert name in found.value.hint


@pytest.mark.parametrize("name", [KANA, LETTERS])
def test_where_there_are_none_it_is_said_what_to_do(name: str) -> None:
    with pytest.raises(DatasetError, match="is not on this machine") as found:
        datasets.load(name, download=False)
    assert f"digitpad data fetch {name}" in found.value.hint


def offer(monkeypatch: pytest.MonkeyPatch, name: str, files: dict[str, bytes], *mirrors: str) -> None:
    """Has these files be the published ones."""
    remotes = tuple(
        Remote(name=file, bytes=len(content), digest=f"md5:{hashlib.md5(content, usedforsecurity=False).hexdigest()}")
        for file, content in files.items()
    )
    source = dataclasses.replace(dataset_files.DOWNLOADS[name], mirrors=mirrors, files=remotes)
    monkeypatch.setitem(dataset_files.DOWNLOADS, name, source)


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"gzip/{name}", content)
        archive.writestr("gzip/emnist-digits-test-labels-idx1-ubyte.gz", b"not asked for")
    return made.getvalue()


@pytest.mark.parametrize("name", [KANA, LETTERS])
def test_it_is_fetched_once_and_loaded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = contents(name)
    sent = {"gzip.zip": zipped(files)} if name == LETTERS else files
    with serving(sent) as mirror:
        offer(monkeypatch, name, sent, mirror.address)
        folder = datasets.fetch(name)
        assert len(datasets.load(name).test) == 52
        datasets.fetch(name)
    assert len(mirror.asked) == len(sent)
    assert sorted(path.name for path in folder.iterdir()) == sorted(files)


@pytest.mark.parametrize("name", [KANA, LETTERS])
@pytest.mark.parametrize("spoil", [lambda content: b"\0" + content[1:], lambda content: content[:-9]])
def test_what_is_not_the_published_file_is_not_kept(name: str, spoil, monkeypatch: pytest.MonkeyPatch) -> None:
    files = contents(name)
    sent = {"gzip.zip": zipped(files)} if name == LETTERS else files
    with serving({file: spoil(content) for file, content in sent.items()}) as mirror:
        offer(monkeypatch, name, sent, mirror.address)
        with pytest.raises(DatasetError, match=r"not the published file|broke off") as found:
            datasets.fetch(name)
    assert "Check the network" in found.value.hint
    assert dataset_files.find(name) is None


def test_an_archive_without_the_letters_leaves_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = {"gzip.zip": zipped(dict(list(contents(LETTERS).items())[:3]))}
    with serving(sent) as mirror:
        offer(monkeypatch, LETTERS, sent, mirror.address)
        with pytest.raises(DatasetError, match="cannot be unpacked"):
            datasets.fetch(LETTERS)
    assert dataset_files.find(LETTERS) is None


def test_the_downloads_name_a_hash_for_every_file() -> None:
    for source in dataset_files.DOWNLOADS.values():
        assert all(file.content_sha256 or file.digest for file in source.files)


@pytest.mark.parametrize(("name", "recipe"), [(KANA, "mlp-256-128"), (LETTERS, "mlp-256-128"), (LETTERS, "sprint")])
def test_a_recipe_is_trained_on_it_and_judged_by_its_test_set(name, recipe, tmp_path, library: Library) -> None:
    write(name, tmp_path / "data")
    plan = dataclasses.replace(
        recipes.recipe(recipe), dataset=name, epochs=12, batch_size=13, device="cpu", precision="float32"
    )
    *events, done = train_model.train(plan, library, library.home)
    assert isinstance(done, RunDone) and done.card.classes == CLASSES[name]
    assert [event for event in events if isinstance(event, EpochDone)][-1].test_accuracy > 0.9
    assert done.card.scores[0].on == name == comparison.test_set(done.card) and done.card.scores[0].n == 52
    assert comparison.fits(done.card, name) and not comparison.fits(done.card, "mnist")
    assert test_sets.load(name).fits(done.card)


def test_the_script_of_a_plan_reads_the_letters_as_digitpad_does(tmp_path: Path) -> None:
    write(LETTERS, tmp_path / "data")
    plan = dataclasses.replace(recipes.recipe("mlp-256-128"), dataset=LETTERS, epochs=1, layers="dense8", device="cpu")
    (tmp_path / "script.py").write_text(training_script.script(plan))
    look = (
        "import script, sys; train, test = script.load_data(sys.argv[1]); x, y = test.dataset[2]; "
        "print(len(train.dataset), y, int(x[0].mean(1).argmax()), script.network()(x[None]).shape[1])"
    )
    said = subprocess.run(
        [sys.executable, "-c", look, str(tmp_path / "data")], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert said.stdout.split() == ["104", "2", "2", "26"], said.stderr
