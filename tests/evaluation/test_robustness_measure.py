"""Ink drawn again in many ways: what cannot matter changes no answer, and a large set is sampled from all over it."""

import numpy as np
import pytest

from digitpad.core.errors import DatasetError
from digitpad.evaluation import test_sets
from digitpad.evaluation.robustness_measure import CONDITIONS, Condition, conditions_measured, sample
from digitpad.evaluation.test_sets import TestSet as Rows
from digitpad.ink.perturb import Redrawing
from digitpad.learn.card_recognizer import CardRecognizer
from tests.ink.sample import drawings
from tests.small_models import card_of, weights_of

CARD = card_of("mine")


def test_what_does_not_change_the_ink_changes_no_answer() -> None:
    rows = test_sets.of_drawings("ink", drawings()[:20])
    recognizer = CardRecognizer(CARD, weights_of(CARD.plan))
    conditions = [
        Condition("place", "corner", Redrawing(canvas=2000, across=0, down=0)),
        Condition("rotation", "90 degrees", Redrawing(canvas=2000, rotate=90)),
    ]
    plain, corner, turned = conditions_measured([recognizer], rows, conditions)
    assert (plain.row()["stress"], plain.same) == ("none", 1.0)
    assert corner.same == 1.0 and corner.row()["accuracy"] == plain.row()["accuracy"]
    assert turned.same < 1.0
    assert {"stress": "rotation", "amount": "90 degrees", "canvas": 2000, "n": 20}.items() <= turned.row().items()


def test_a_large_set_is_represented_by_drawings_from_all_over_it() -> None:
    rows = test_sets.of_drawings("ink", drawings())
    some = sample(rows, 3)
    at = [0, 29, 59]
    assert some.labels.tolist() == rows.labels[at].tolist()
    assert rows.inks and rows.sources and some.inks == tuple(rows.inks[row] for row in at)
    assert some.sources == tuple(rows.sources[row] for row in at)
    assert len(sample(rows)) == 60


def test_the_conditions_go_where_the_pad_goes() -> None:
    assert {s.kind for s in CONDITIONS} == {
        "size",
        "place",
        "pen",
        "rotation",
        "shear",
        "speed",
        "dropped",
    }
    assert {s.how.canvas for s in CONDITIONS} >= {200, 2000}
    assert {s.how.size for s in CONDITIONS if s.kind == "size"} == {0.70, 0.45, 0.25, 0.12}
    assert {s.how.rotate for s in CONDITIONS} >= {-30, 30}
    assert len({(s.kind, s.amount) for s in CONDITIONS}) == len(CONDITIONS)


def test_pictures_cannot_be_drawn_again() -> None:
    rows = Rows("set.npz", np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.int64), np.zeros(1, bool), None, "")
    with pytest.raises(DatasetError, match="holds pictures"):
        next(conditions_measured([], rows))
