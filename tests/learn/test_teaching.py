"""What teaching promises: who forgets too much goes back towards the original, and a small lesson stays as it is."""

from pathlib import Path

import numpy as np
import pytest

from digitpad.learn.teaching import Dose, Examples, Teaching, right
from digitpad.models.cards import OpenModel
from tests import small_models


def examples(count: int, seed: int, labels: int | None = None) -> Examples:
    """A bright row each, by which the label is known, and noise."""
    rng = np.random.default_rng(seed)
    made = rng.integers(0, 10, count)
    glyphs = rng.uniform(0, 0.2, (count, 28, 28)).astype(np.float32)
    glyphs[np.arange(count), 2 * made + 4] = 1
    return Examples(glyphs=glyphs, labels=made if labels is None else np.full(count, labels))


@pytest.fixture
def model(tmp_path: Path) -> OpenModel:
    """A model that knows the rows."""
    library = small_models.empty_library(tmp_path)
    card = small_models.saved(library, "rows")
    begun, lesson = library.open(card.id), examples(400, 1)
    teaching = Teaching(begun, lesson, lesson, None, Dose(steps=120, rate=0.01, layers=3), 1)
    list(teaching.taught(np.ones(len(lesson), bool)))
    library.save(card, teaching.weights())
    return library.open("rows-2")


def wrong_after(model: OpenModel, own: Examples, dose: Dose, guard: Examples | None) -> tuple[int, int]:
    """How many of other examples, and of the own, the copy gets wrong."""
    teaching = Teaching(model, own, examples(50, 2), None, dose, 1, guard)
    list(teaching.taught(np.ones(len(own), bool)))
    made, others = teaching.weights(), examples(400, 3)
    return int((~right(model.card, made, others)).sum()), int((~right(model.card, made, own)).sum())


def test_a_copy_that_forgets_goes_back_and_one_that_does_not_stays(model: OpenModel) -> None:
    guard, harsh = examples(400, 4), Dose(steps=60, rate=0.03, rehearsed=0)
    nonsense = examples(30, 5, labels=3)
    assert wrong_after(model, nonsense, harsh, None)[0] > 100
    assert wrong_after(model, nonsense, harsh, guard)[0] <= 4
    mild = Dose(steps=20, rate=1e-3)
    assert wrong_after(model, examples(30, 5), mild, guard) == wrong_after(model, examples(30, 5), mild, None)


def test_both_models_are_compared_as_each_alone_would_be(model: OpenModel) -> None:
    own, others = examples(30, 5, labels=3), examples(300, 6)
    teaching = Teaching(model, own, examples(50, 2), None, Dose(steps=30, rate=0.02, rehearsed=0), 1)
    list(teaching.taught(np.ones(len(own), bool)))
    before, after = teaching.compared(others)
    assert np.array_equal(before, right(model.card, model.weights, others))
    assert np.array_equal(after, right(model.card, teaching.weights(), others))
    assert after.sum() < before.sum()
