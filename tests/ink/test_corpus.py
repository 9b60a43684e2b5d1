"""Whose ink trains and whose is held out: the same for everybody, a writer on one side alone, each in one fold."""

import dataclasses
from pathlib import Path

import pytest

from digitpad.ink import corpus, files
from tests.ink import sample


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with ink of 24 writers, and of the smoke test's one."""
    monkeypatch.setenv("DIGITPAD_DATA", "")
    folder = tmp_path / "data" / "ink"
    folder.mkdir(parents=True)
    drawings = [
        dataclasses.replace(drawing, extra={"source": "x", "writer": f"w{number % 24}"})
        for number, drawing in enumerate(sample.drawings())
    ]
    smoke = dataclasses.replace(drawings[0], extra={"source": corpus.SMOKE_TEST, "writer": "1"})
    files.save(folder / "a.ndjson", [*drawings, smoke])
    return tmp_path


def writers(drawings: tuple[files.Drawing, ...]) -> set[str]:
    return {str(one.extra["writer"]) for one in drawings if one.extra["source"] != corpus.SMOKE_TEST}


def test_each_writer_is_held_out_in_one_fold_and_trains_in_the_others(home: Path) -> None:
    folds = [corpus.load(home, fold=fold) for fold in range(corpus.ONE_IN)]
    held = [writers(found.held_out) for found in folds]
    assert set.union(*held) == {f"w{number}" for number in range(24)} and sum(map(len, held)) == 24
    for found, own in zip(folds, held, strict=True):
        assert not writers(found.training) & own and len(writers(found.training)) == 24 - len(own)


def test_without_a_fold_all_writers_train_but_the_smoke_test_s(home: Path) -> None:
    found = corpus.load(home, fold=None)
    assert len(writers(found.training)) == 24
    assert [one.extra["source"] for one in found.held_out] == [corpus.SMOKE_TEST]


def test_the_split_that_models_were_trained_with_has_not_changed() -> None:
    assert [corpus.fold_of(name) for name in ("1", "2", "3", "4", "5", "6", "a", "b")] == [1, 1, 2, 3, 3, 3, 0, 0]
    assert corpus.held_out("x") == (corpus.fold_of("x") == corpus.HELD_OUT)
