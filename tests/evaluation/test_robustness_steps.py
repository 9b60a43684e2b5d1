"""Until it breaks: where a model fails around the neutral step, and what the sweep of a drawing holds."""

import numpy as np
import pytest

from digitpad.evaluation import robustness_steps
from digitpad.evaluation.robustness_steps import ToleranceRange, hold, hold_text
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.ink.perturb import STEPS, TRANSFORMS
from digitpad.learn.card_recognizer import CardRecognizer
from tests.small_models import card_of, weights_of

SEVEN = Ink.from_strokes([[(10, 10), (60, 10), (30, 90)]])


def run(text: str) -> np.ndarray:
    return np.array([mark == "+" for mark in text])


@pytest.mark.parametrize(
    ("steps", "neutral_at", "found"),
    [
        ("+++++", 2, ToleranceRange(None, None)),
        ("-+++-", 2, ToleranceRange(0, 4)),
        ("-+-++", 3, ToleranceRange(2, None)),
        ("+++-+", 0, ToleranceRange(None, 3)),
        ("++-++", 2, ToleranceRange(None, None, at_all=False)),
    ],
)
def test_the_point_of_failure_is_the_first_wrong_step_at_each_side(
    steps: str, neutral_at: int, found: ToleranceRange
) -> None:
    assert hold(run(steps), neutral_at) == found


def test_the_points_of_failure_are_told_in_the_transforms_own_unit() -> None:
    turn, noise = TRANSFORMS["rotation"], TRANSFORMS["noise"]
    assert hold_text(ToleranceRange(12, 33), turn) == "fails from -32° and 52°"
    assert hold_text(ToleranceRange(None, 33), turn) == "fails from 52°"
    assert hold_text(ToleranceRange(None, 12), noise) == "fails from 30 %"
    assert hold_text(ToleranceRange(None, None), turn) == "never fails here"
    assert hold_text(ToleranceRange(None, None, at_all=False), turn) == "wrong from the start"


def test_a_sweep_holds_what_each_model_says_of_each_step() -> None:
    card = card_of("mine")
    recognizer = CardRecognizer(card, weights_of(card.plan))
    bending = robustness_steps.swept(SEVEN, "rotation", number=5)
    (curve,) = robustness_steps.curves(bending, {"mine": recognizer})
    assert (curve.model, curve.number, curve.table.shape) == ("mine", 5, (STEPS, 10))
    answer = recognizer.recognize(SEVEN)
    np.testing.assert_allclose(curve.table[bending.transform.neutral_at], answer.probabilities, atol=1e-6)
    assert curve.right(answer.digit)[bending.transform.neutral_at]
    np.testing.assert_allclose(bending.glyphs[bending.transform.neutral_at], glyph(SEVEN), atol=1e-6)


def test_the_place_on_the_canvas_moves_no_answer_and_without_the_fit_it_does() -> None:
    card = card_of("mine")
    models = {"mine": CardRecognizer(card, weights_of(card.plan))}
    (fitted,) = robustness_steps.curves(robustness_steps.swept(SEVEN, "place"), models)
    (naive,) = robustness_steps.curves(robustness_steps.swept(SEVEN, "place", fitted=False), models)
    assert np.ptp(fitted.table, axis=0).max() < 1e-4
    assert np.ptp(naive.table, axis=0).max() > 1e-3
