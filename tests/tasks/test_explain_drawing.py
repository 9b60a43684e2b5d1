"""Explanations of a model: its answer, both maps, and the training digits nearest to the drawing."""

from pathlib import Path

import numpy as np
import pytest

from digitpad.core.errors import DatasetError, StorageError, UnknownNameError
from digitpad.evaluation import nearest_neighbours
from digitpad.evaluation.explanations import evened
from digitpad.evaluation.nearest_neighbours import Features
from digitpad.learn import attribution
from digitpad.learn.dataset import Split
from digitpad.tasks import explain_drawing, open_models
from tests import tiny_mnist
from tests.small_models import empty_library, saved


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tiny_mnist.write(tmp_path / "data", train=400, test=50)
    monkeypatch.setenv("DIGITPAD_DATA", str(folder))
    explain_drawing.digits_of.cache_clear()
    yield folder
    explain_drawing.digits_of.cache_clear()


@pytest.mark.parametrize("recipe", ["mlp-256-128", "cnn-5x5"])
def test_the_nearest_are_those_of_the_last_hidden_layer(data: Path, tmp_path: Path, recipe: str) -> None:
    library = empty_library(tmp_path)
    saved(library, "mine", recipe)
    model = open_models.opened(library, "mine")
    *shares, _found = explain_drawing.prepared(model, library.home)
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1)
    digits = explain_drawing.digits_of("mnist", library.home)
    pictures = digits.x.numpy().astype(np.float32) / 255
    drawing = pictures[17] * 0.9
    found = explain_drawing.explanation(model, drawing, library.home, 3)
    true = np.linalg.norm(
        attribution.features(model.net, pictures) - attribution.features(model.net, drawing[None]), axis=1
    )
    assert found.neighbours is not None and found.number == 3 and found.lacking == ""
    assert [near.row for near in found.neighbours] == np.argsort(true)[:5].tolist()
    assert found.neighbours[0].row == 17
    assert found.neighbours[0].label == str(int(digits.y[17]))
    assert found.neighbours[0].distance == pytest.approx(true[17], rel=1e-3)
    assert f"predicts {found.said}" in found.sentence


def test_features_are_found_once_and_broken_files_of_them_are_found_again(data: Path, tmp_path: Path) -> None:
    library = empty_library(tmp_path)
    saved(library, "mine")
    model = open_models.opened(library, "mine")
    assert explain_drawing.explanation(model, np.zeros((28, 28), np.float32), library.home).neighbours is None
    *_, first = explain_drawing.prepared(model, library.home)
    (again,) = explain_drawing.prepared(model, library.home)
    assert isinstance(again, Features)
    np.testing.assert_array_equal(again.rows, first.rows)
    (file,) = (library.home / nearest_neighbours.FOLDER).iterdir()
    file.write_bytes(file.read_bytes()[:-200])
    digits = explain_drawing.digits_of("mnist", library.home)
    assert nearest_neighbours.kept(library.home, model.weights, digits, model.net) is None
    assert len(list(explain_drawing.prepared(model, library.home))) > 1
    assert nearest_neighbours.kept(library.home, model.weights, digits, model.net) is not None
    others = Split(255 - digits.x, digits.y)
    assert nearest_neighbours.kept(library.home, model.weights, others, model.net) is None, (
        "as many, but other training digits"
    )


def test_neighbours_that_no_disk_takes_are_shown_all_the_same(data: Path, tmp_path: Path) -> None:
    library = empty_library(tmp_path)
    saved(library, "mine")
    model, blank = open_models.opened(library, "mine"), np.zeros((28, 28), np.float32)
    (library.home / nearest_neighbours.FOLDER).write_text("a file where the folder should be")
    work, found = explain_drawing.prepared(model, library.home), None
    with pytest.raises(StorageError):
        for event in work:
            found = event
            if isinstance(event, Features):
                assert explain_drawing.explanation(model, blank, library.home).neighbours
    assert isinstance(found, Features)
    assert explain_drawing.explanation(model, blank, library.home).neighbours, "of the next drawing, too"
    assert [type(event) for event in explain_drawing.prepared(model, library.home)] == [Features]


@pytest.mark.parametrize("wrong", ["mean", "directions", "rows"])
def test_features_whose_values_cannot_be_are_found_anew(data: Path, tmp_path: Path, wrong: str) -> None:
    library = empty_library(tmp_path)
    saved(library, "mine")
    model = open_models.opened(library, "mine")
    *_, _made = explain_drawing.prepared(model, library.home)
    digits = explain_drawing.digits_of("mnist", library.home)
    (file,) = (library.home / nearest_neighbours.FOLDER).iterdir()
    with np.load(file) as content:
        arrays = dict(content)
    narrow = {"mean": arrays["mean"][1:], "directions": arrays["directions"][1:], "rows": arrays["rows"]}
    for changed in (
        {wrong: np.full_like(arrays[wrong], np.nan)},
        {wrong: arrays[wrong].astype(np.int64)},
        {wrong: arrays[wrong].astype("U4")},
        {wrong: arrays[wrong][:1]},
        narrow,
    ):
        np.savez(file, **(arrays | changed))
        assert nearest_neighbours.kept(library.home, model.weights, digits, model.net) is None, changed
        assert explain_drawing.explanation(model, np.zeros((28, 28), np.float32), library.home).neighbours is None


def test_features_that_an_older_digitpad_kept_are_found_anew(data: Path, tmp_path: Path) -> None:
    """Version 0.1.0 wrote [1, count] as their format, and could write another thread's rows among them."""
    library = empty_library(tmp_path)
    saved(library, "mine")
    model = open_models.opened(library, "mine")
    *_, right = explain_drawing.prepared(model, library.home)
    (file,) = (library.home / nearest_neighbours.FOLDER).iterdir()
    foreign = np.roll(right.rows, 7, axis=0)
    with file.open("wb") as target:
        np.savez(target, format=np.array([1, 400]), mean=right.mean, directions=right.directions, rows=foreign)
    *_, found = explain_drawing.prepared(model, library.home)
    np.testing.assert_array_equal(found.rows, right.rows)
    (again,) = explain_drawing.prepared(model, library.home)
    np.testing.assert_array_equal(again.rows, right.rows)


def test_a_model_whose_dataset_is_not_here_has_its_maps_and_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", "")
    monkeypatch.setattr("digitpad.core.paths.data_folders", lambda _home=None: [tmp_path / "nowhere"])
    library = empty_library(tmp_path)
    saved(library, "clothes", "mlp-256")
    model = open_models.opened(library, "clothes")
    glyph = np.zeros((28, 28), np.float32)
    glyph[5:20, 13:16] = 1
    found = explain_drawing.explanation(model, glyph, library.home)
    assert "not on this machine" in found.lacking and found.neighbours is None
    assert found.gradient.any()
    with pytest.raises(DatasetError):
        next(explain_drawing.prepared(model, library.home))


def test_an_unknown_model_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError):
        open_models.opened(empty_library(tmp_path), "nobody")


def test_with_fewer_digits_than_candidates_all_are_ordered(data: Path, tmp_path: Path) -> None:
    library = empty_library(tmp_path)
    saved(library, "mine")
    model = open_models.opened(library, "mine")
    digits = explain_drawing.digits_of("mnist", library.home)
    few = Split(digits.x[:7], digits.y[:7])
    *_, features = nearest_neighbours.found(model.net, few)
    glyph = few.x[3].numpy().astype(np.float32) / 255
    found = nearest_neighbours.nearest(model.net, model.card, features, few, glyph)
    assert len(found) == 5 and found[0].row == 3 and found[0].distance == pytest.approx(0, abs=1e-4)


def test_maps_are_evened_to_their_own_large_values() -> None:
    pull = np.zeros((28, 28), np.float32)
    assert not evened(pull).any()
    pull[3, 3] = -2.0
    assert evened(pull)[3, 3] == -1
    pull[:14] = 4.0
    assert evened(pull).max() == 1
