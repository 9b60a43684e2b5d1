"""Evaluations on disk: found again by what they are of, never taken for another's, and never trusted when broken."""

import dataclasses
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.analysis.model_results import ModelResults
from digitpad.core.records import NO_CLASS
from digitpad.evaluation import evaluation_cache, timings
from digitpad.evaluation.evaluations import Evaluation
from digitpad.learn import accuracy
from digitpad.models.cards import fingerprint
from tests.evaluation.evaluated_rows import evaluated
from tests.small_models import card_of

W = "0123456789abcdef01234567"


def one(**changes: object) -> Evaluation:
    made = evaluated([1, 2, 3, NO_CLASS], [1, 2, 5, 9], weights=W, data="d1")
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def only_file(home: Path) -> Path:
    (path,) = (home / "evaluations").glob("*.npz")
    return path


def test_what_is_kept_is_found_again_row_by_row(home: Path) -> None:
    evaluation_cache.keep(home, one())
    found = evaluation_cache.kept(home, "another id", W, "d1")
    assert found is not None
    assert found.model == "another id"
    for name in ("score", "classes", "measured", "weights", "data"):
        assert getattr(found, name) == getattr(one(), name)
    for name in ("labels", "best", "confidence", "answered"):
        assert np.array_equal(getattr(found, name), getattr(one(), name))
    assert found.row() == one(model="another id").row()


def test_another_model_or_another_set_is_another_evaluation(home: Path) -> None:
    evaluation_cache.keep(home, one())
    assert evaluation_cache.kept(home, "a", W[::-1], "d1") is None
    assert evaluation_cache.kept(home, "a", W, "d2") is None


def test_a_file_under_another_one_s_name_is_not_believed(home: Path) -> None:
    evaluation_cache.keep(home, one())
    path = only_file(home)
    path.rename(path.with_name(f"{W}-d2.npz"))
    assert evaluation_cache.kept(home, "a", W, "d2") is None


@pytest.mark.parametrize("size", [0, 10, 200])
def test_a_file_cut_short_counts_as_absent_and_is_written_again(home: Path, size: int) -> None:
    evaluation_cache.keep(home, one())
    path = only_file(home)
    path.write_bytes(path.read_bytes()[:size])
    assert evaluation_cache.kept(home, "a", W, "d1") is None
    assert evaluation_cache.recalled(home, {"a": W}) == []
    evaluation_cache.keep(home, one())
    assert evaluation_cache.kept(home, "a", W, "d1") is not None


def test_a_pickle_is_never_opened(home: Path) -> None:
    evaluation_cache.keep(home, one())
    only_file(home).write_bytes(pickle.dumps({"meta": 1}))
    assert evaluation_cache.kept(home, "a", W, "d1") is None


@pytest.mark.parametrize(
    "broken",
    [
        {"best": np.array([1, 2, 5, 77], np.int16)},
        {"best": np.array([1, 2, -3, 4], np.int16)},
        {"labels": np.array([1, 2, -7, 4], np.int16)},
        {"labels": np.array([1, 2, 30_000, 4], np.int16)},
        {"labels": np.array([1, 2, 10, 4], np.int16)},
        {"confidence": np.array([0.1, np.nan, 0.5, 0.5], np.float32)},
        {"confidence": np.array([0.1, 7.0, 0.5, 0.5], np.float32)},
        {"classes": ("0",)},
        {"classes": tuple(map(str, range(30_000)))},
        {"measured": "\ud800"},
        {"answered": np.ones(3, bool)},
        {"score": dataclasses.replace(one().score, n=99)},
        {"score": dataclasses.replace(one().score, ci95=(0.1,))},
    ],
)
def test_figures_that_cannot_be_are_not_believed(home: Path, broken: dict[str, object]) -> None:
    evaluation_cache.keep(home, one(**broken))
    assert evaluation_cache.kept(home, "a", W, "d1") is None


@pytest.mark.parametrize(
    "false",
    [{"accuracy": 1.0}, {"n": 2}, {"ci95": (0.99, 1.0)}, {"ece": 0.0}, {"answered": 0.25}, {"accuracy": 0.0, "n": 0}],
)
def test_figures_that_contradict_the_rows_beside_them_are_reckoned_again(home: Path, false: dict[str, object]) -> None:
    evaluation_cache.keep(home, one(score=dataclasses.replace(one().score, **false)))
    (found,) = evaluation_cache.recalled(home, {"a": W})
    assert found.score == one().score
    assert found.score.accuracy == pytest.approx(2 / 3)
    assert found.score.ci95 == accuracy.wilson(2, 3)
    assert found.row()["confusion"] == one().row()["confusion"]


def test_the_newest_of_each_set_comes_back_for_each_model(home: Path) -> None:
    ink = dataclasses.replace(one().score, on="ink")
    evaluation_cache.keep(home, one(data="d1", measured="2026-01-01"))
    evaluation_cache.keep(home, one(data="d2", measured="2026-02-01"))
    evaluation_cache.keep(home, one(data="d3", measured="2026-01-01", score=ink))
    evaluation_cache.keep(home, one(weights=W[::-1], data="d1"))
    found = evaluation_cache.recalled(home, {"a": W, "b": W})
    assert sorted((each.model, each.on, each.data) for each in found) == [
        ("a", "ink", "d3"), ("a", "mnist", "d2"), ("b", "ink", "d3"), ("b", "mnist", "d2"),
    ]  # fmt: skip


def test_nothing_kept_is_nothing_found(home: Path) -> None:
    assert evaluation_cache.recalled(home, {"a": W}) == []


def test_the_oldest_files_go_when_there_are_too_many(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation_cache, "MOST_FILES", 3)
    for at in range(6):
        evaluation_cache.keep(home, one(data=f"d{at}"))
    assert len(list((home / "evaluations").glob("*.npz"))) == 3
    assert evaluation_cache.kept(home, "a", W, "d5") is not None


def test_a_model_s_fingerprint_follows_its_weights_and_its_rules() -> None:
    card = card_of("m")
    prints = {
        fingerprint(card, b"weights"),
        fingerprint(card, b"Weights"),
        fingerprint(dataclasses.replace(card, threshold=0.5), b"weights"),
        fingerprint(dataclasses.replace(card, temperature=2.0), b"weights"),
    }
    assert len(prints) == 4
    titled = dataclasses.replace(card, title="mine", note="a note", id="other")
    assert fingerprint(titled, b"weights") == fingerprint(card, b"weights")


@given(st.lists(st.tuples(st.integers(-1, 9), st.integers(0, 9)), max_size=60))
def test_confusion_counts_every_row_of_a_class_once(rows: list[tuple[int, int]]) -> None:
    found = evaluated([true for true, _ in rows], [said for _, said in rows])
    counts = found.confusion()
    assert counts.shape == (10, 10)
    assert counts.sum() == sum(true >= 0 for true, _ in rows)
    assert np.trace(counts) == found.right.sum()


# --- times ---


def test_a_time_is_of_the_machine_that_measured_it(home: Path) -> None:
    timings.keep(home, W, 0.25)
    timings.keep(home, W, 9.0, here="another machine")
    assert timings.recalled(home) == {W: 0.25}
    assert timings.recalled(home, "another machine") == {W: 9.0}
    assert timings.recalled(home, "a third") == {}


@pytest.mark.parametrize("content", ["", "[1]", '{"x": 1}', '{"x": {"y": "fast"}}', '{"x": {"y": NaN}}'])
def test_broken_times_are_measured_again(home: Path, content: str) -> None:
    path = home / "evaluations" / timings.FILE_NAME
    path.parent.mkdir(parents=True)
    path.write_text(content)
    assert timings.recalled(home, "x") == {}
    timings.keep(home, W, 0.5, "x")
    assert timings.recalled(home, "x") == {W: 0.5}


@pytest.mark.parametrize("content", ["", "{", "[1]"])
def test_what_is_no_file_of_times_is_kept_beside_the_new_ones(home: Path, content: str) -> None:
    path = home / "evaluations" / timings.FILE_NAME
    path.parent.mkdir(parents=True)
    path.write_text(content)
    timings.keep(home, W, 0.5, "x")
    assert path.with_name(f"{path.name}.broken").read_text() == content


def test_a_model_of_two_classes_on_a_set_of_ten_costs_its_matrix_alone() -> None:
    two = dataclasses.replace(card_of("two"), classes=("0", "1"))
    found = ModelResults()
    found.show_models([two])
    row = evaluated([0, 1, 7], [0, 1, 1]).row() | {"model": "two"}
    found.take_rows([row])
    assert found.matrix("two", "mnist") is None
    assert found.rows()[0].own is not None
