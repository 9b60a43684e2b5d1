"""Robustness: where a model fails, the figures by hand, the interval as scipy has it, and what is kept on disk."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import scipy.stats

from digitpad.evaluation import robustness
from digitpad.evaluation.robustness import KINDS, Robustness, ToleranceRange, hold, hold_text
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.ink.perturb import STEPS, TRANSFORMS, perturbed
from digitpad.learn.card_recognizer import CardRecognizer
from tests.ink.sample import drawings, mnist_test
from tests.small_models import card_of, weights_of

FIGURES = Robustness("mine", 20, 0.7, (0.6, 0.8), dict.fromkeys(KINDS, (0.7, 0.7)))


def test_a_models_figures_are_the_means_of_what_it_says_of_every_bent_digit() -> None:
    models = [
        CardRecognizer(card_of(name), weights_of(card_of(name).plan, seed=seed)) for seed, name in enumerate("ab")
    ]
    some = [drawing.ink for drawing in drawings()[:6]]
    labels = [int(drawing.word or 0) for drawing in drawings()[:6]]
    *shares, first, second = robustness.measured(models, some, labels, every=20)
    assert [found.model for found in (first, second)] == ["a", "b"]
    assert shares == sorted(shares) and shares[-1] == 1
    said = []
    for kind in KINDS:
        amounts = TRANSFORMS[kind].amounts[TRANSFORMS[kind].neutral_at % 20 :: 20]
        glyphs = np.stack([[perturbed(ink, kind, float(amount)) for ink in some] for amount in amounts])
        table, _ = models[1].probabilities(glyphs.reshape(-1, 28, 28))
        right = table.argmax(axis=1).reshape(len(amounts), 6) == labels
        assert second.kinds[kind] == pytest.approx(tuple(right.mean(axis=1)))
        said.append(right.mean())
    assert second.accuracy == pytest.approx(np.mean(said))


def test_the_interval_is_that_of_a_mean_over_digits() -> None:
    rng = np.random.default_rng(4)
    right = {kind: rng.random((11, 200)) < rng.random(200) for kind in KINDS}
    found = robustness.judged("mine", right)
    each = np.mean([table.mean(axis=0) for table in right.values()], axis=0)
    expected = scipy.stats.norm.interval(0.95, loc=each.mean(), scale=scipy.stats.sem(each))
    assert found.ci95 == pytest.approx(expected)
    assert found.accuracy == pytest.approx(each.mean())
    assert found.n == 200


def test_mnists_glyphs_are_bent_as_well_as_ink() -> None:
    pixels, labels = mnist_test()
    card = card_of("mine")
    glyphs = list(pixels[:5].astype(np.float32) / 255)
    *_, found = robustness.measured(
        [CardRecognizer(card, weights_of(card.plan))], glyphs, labels[:5].tolist(), every=40
    )
    assert isinstance(found, Robustness) and found.n == 5 and set(found.kinds) == set(KINDS)


def test_the_same_thousand_are_chosen_every_time_and_no_more_than_there_are() -> None:
    assert len(robustness.chosen(10_000)) == 1000
    assert robustness.chosen(10_000)[[0, -1]].tolist() == [0, 9999]
    assert robustness.chosen(3).tolist() == [0, 1, 2]
    assert not len(robustness.chosen(0))


def test_figures_are_kept_by_weights_and_digits_and_broken_files_cost_nothing(tmp_path: Path) -> None:
    assert robustness.recalled(tmp_path, {"mine": "aa"}) == []
    robustness.keep(tmp_path, "aa", "d1", FIGURES)
    assert robustness.recalled(tmp_path, {"mine": "aa", "other": "bb"}) == [FIGURES]
    assert robustness.recalled(tmp_path, {"mine": "aa"}, "d1") == [FIGURES]
    assert robustness.recalled(tmp_path, {"mine": "aa"}, "d2") == []
    path = tmp_path / "evaluations" / robustness.FILE_NAME
    content = json.loads(path.read_text())
    for broken in ("", "[]", '{"aa-d1": {"format": 1}}', json.dumps(content)[:-20], '{"aa-d1": 3}'):
        path.write_text(broken)
        assert robustness.recalled(tmp_path, {"mine": "aa"}) == []
    robustness.keep(tmp_path, "aa", "d1", FIGURES)
    assert robustness.recalled(tmp_path, {"mine": "aa"}) == [FIGURES]


@pytest.mark.parametrize(
    "false",
    [
        {"accuracy": 0.95, "ci95": (0.9, 1.0)},
        {"ci95": (0.8, 0.9)},
        {"kinds": dict.fromkeys(KINDS, (0.2, 0.2))},
    ],
)
def test_figures_that_contradict_each_other_are_measured_again(tmp_path: Path, false: dict[str, object]) -> None:
    robustness.keep(tmp_path, "aa", "d1", dataclasses.replace(FIGURES, **false))
    assert robustness.recalled(tmp_path, {"mine": "aa"}) == []


def test_a_matrix_of_another_accuracy_is_left_out(tmp_path: Path) -> None:
    perfect = tuple(tuple(10 * (row == column) for column in range(10)) for row in range(10))
    robustness.keep(tmp_path, "aa", "d1", dataclasses.replace(FIGURES, confusion=perfect))
    assert robustness.recalled(tmp_path, {"mine": "aa"}) == [FIGURES]


def test_the_kinds_are_told_in_words() -> None:
    words = robustness.detail(FIGURES)
    assert words.startswith("Mean accuracy in per cent over 20 changed digits: rotation 70.0")


# --- one drawing, step by step ---

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


def test_a_curve_holds_what_each_model_says_of_each_step() -> None:
    card = card_of("mine")
    recognizer = CardRecognizer(card, weights_of(card.plan))
    perturbation = robustness.perturbation(SEVEN, "rotation", number=5)
    (curve,) = robustness.curves(perturbation, {"mine": recognizer})
    assert (curve.model, curve.number, curve.table.shape) == ("mine", 5, (STEPS, 10))
    answer = recognizer.recognize(SEVEN)
    np.testing.assert_allclose(curve.table[perturbation.transform.neutral_at], answer.probabilities, atol=1e-6)
    assert curve.right(answer.digit)[perturbation.transform.neutral_at]
    np.testing.assert_allclose(perturbation.glyphs[perturbation.transform.neutral_at], glyph(SEVEN), atol=1e-6)


def test_the_place_on_the_canvas_moves_no_answer_and_without_the_fit_it_does() -> None:
    card = card_of("mine")
    models = {"mine": CardRecognizer(card, weights_of(card.plan))}
    (fitted,) = robustness.curves(robustness.perturbation(SEVEN, "place"), models)
    (naive,) = robustness.curves(robustness.perturbation(SEVEN, "place", fitted=False), models)
    assert np.ptp(fitted.table, axis=0).max() < 1e-4
    assert np.ptp(naive.table, axis=0).max() > 1e-3
