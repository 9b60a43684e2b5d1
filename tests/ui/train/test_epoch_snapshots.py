"""The data behind the training panel's views: moments within bounds, sentences, earlier runs, small pictures."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.plans import Augmentation
from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, Card, EpochDone, EpochInsight, SnapshotTaken
from digitpad.ui.common.theme import DARK, LIGHT
from digitpad.ui.train import past_runs
from digitpad.ui.train.curves import CurveLine, log_range, value_at
from digitpad.ui.train.diagnosis import diagnosis
from digitpad.ui.train.epoch_snapshots import EpochSnapshots
from digitpad.ui.train.past_runs import PastRun
from digitpad.ui.train.picture_grid import fitted, signed
from digitpad.ui.train.series import OVERLAYS

PLAN = RECIPES["mlp-256-128"]


def moment(epoch: int, size: int = 1000) -> list[SnapshotTaken | EpochInsight]:
    card = Card("running", PLAN, DIGITS, size, "", 4 * size, epochs_done=epoch)
    none = np.zeros(0)
    insight = EpochInsight(
        epoch, np.zeros((1, 5, 5), np.float16), np.zeros((0, 28, 28), np.uint8), none, none, none, none
    )
    return [SnapshotTaken(card, {"w": np.full(size, epoch / 3, np.float32)}), insight]


def filled(epochs: int, most_bytes: int) -> EpochSnapshots:
    past = EpochSnapshots(most_bytes)
    for epoch in range(1, epochs + 1):
        for event in moment(epoch):
            past.take(event)
    return past


def row(epoch: int, **values: float) -> EpochDone:
    return replace(EpochDone(epoch, 9, 0.2, 0.95, 0.2, 0.95, 1.0, 0.001, 1.0), **values)


@given(st.integers(1, 120))
def test_a_long_runs_memory_stays_within_its_bounds(epochs: int) -> None:
    past = filled(epochs, 20_000)
    assert sum(past.at(epoch).bytes for epoch in past.epochs) <= 20_000
    assert past.epochs == sorted(set(past.epochs))
    assert past.epochs[0] == 1 and past.epochs[-1] == epochs
    assert len(past.epochs) == epochs if epochs < 10 else len(past.epochs) >= 4


def test_a_moment_gives_the_net_back_nearly_as_it_was() -> None:
    weights = filled(2, 10**6).at(2).restored("past").weights["w"]
    assert weights.dtype == np.float32
    np.testing.assert_allclose(weights, 2 / 3, rtol=1e-3)


def test_a_weight_too_large_for_half_precision_is_kept_as_it_is() -> None:
    past = EpochSnapshots()
    for event in moment(1):
        big = replace(event, weights={"w": np.array([1e6], np.float32)}) if isinstance(event, SnapshotTaken) else event
        past.take(big)
    assert past.at(1).restored("past").weights["w"] == 1e6


def test_a_run_that_goes_on_from_earlier_forgets_what_came_after() -> None:
    past = filled(5, 10**6)
    past.keep_before(3)
    assert past.epochs == [1, 2]


@pytest.mark.parametrize(
    ("epochs", "says"),
    [
        ([], ""),
        ([row(1)], ""),
        ([row(1), row(2, test_accuracy=0.112)], "a test accuracy of 11.2 % is hardly better than guessing"),
        ([row(1, train_accuracy=0.969)], "1.9 points above test accuracy: the network is starting to overfit"),
        ([row(1, train_accuracy=0.99)], "is memorising the training pictures (overfitting)"),
        (
            [row(1, train_loss=0.3), row(2, test_loss=0.25, train_loss=0.1)],
            "Since epoch 1 the test loss has risen from 0.200 to 0.250",
        ),
        (
            [row(1, test_accuracy=0.90), row(2, train_accuracy=0.955)],
            "test accuracy up 5.0 points since the last epoch",
        ),
        ([row(1, train_accuracy=0.90)], "5.0 points above training accuracy: training accuracy is an average"),
        ([row(1), row(2), row(3)], "Converged"),
    ],
)
def test_what_the_curves_say(epochs: list[EpochDone], says: str) -> None:
    said = diagnosis(PLAN, epochs)
    assert says in said
    assert bool(said) == bool(says)


def test_changed_pictures_explain_a_test_above_train() -> None:
    plan = replace(PLAN, augmentation=Augmentation(rotate=10))
    assert "data augmentation makes" in diagnosis(plan, [row(1, train_accuracy=0.90)])


def test_held_out_pictures_speak_before_the_test_set() -> None:
    epochs = [row(1, validation_loss=0.2, train_loss=0.3), row(2, validation_loss=0.4, train_loss=0.1)]
    assert "the validation loss has risen" in diagnosis(PLAN, epochs)


def test_a_loss_that_climbs_back_is_named_before_anything_else() -> None:
    assert "diverging" in diagnosis(PLAN, [], loss=2.5, least=0.3)
    assert "diverging" not in diagnosis(PLAN, [], loss=0.5, least=0.3)
    assert diagnosis(PLAN, [], loss=math.nan, least=math.inf) == ""


def run(key: str, shown: bool = False, colour: int = OVERLAYS[0]) -> PastRun:
    return PastRun(key, key, PLAN, (row(1),), colour, shown)


def test_each_run_that_is_shown_has_a_colour_of_its_own() -> None:
    runs = [run(str(number)) for number in range(len(OVERLAYS))]
    for number in range(len(OVERLAYS)):
        runs = past_runs.toggled(runs, str(number), True)
    assert {each.colour for each in runs} == set(OVERLAYS)
    assert not past_runs.toggled(runs, "0", False)[0].shown
    assert past_runs.recoloured(runs, "0")[0].colour != runs[0].colour


def test_another_colour_is_one_that_no_other_run_has() -> None:
    shown = [run(key, True, colour) for key, colour in zip("abc", OVERLAYS, strict=False)]
    assert past_runs.recoloured(shown, "a")[0].colour == OVERLAYS[3]
    assert past_runs.recoloured(past_runs.recoloured(shown, "a"), "a")[0].colour == OVERLAYS[0]
    crowd = [*shown, run("d", True, OVERLAYS[3])]
    assert past_runs.recoloured(crowd, "a")[0].colour == OVERLAYS[1], "where all are taken: still another one"


def test_how_a_run_is_shown_outlives_a_new_look_at_the_library() -> None:
    before = [run("a", True, OVERLAYS[2]), run("gone", True)]
    assert past_runs.merged([run("b"), run("a")], before) == [run("b"), run("a", True, OVERLAYS[2])]


@given(st.integers(1, 80), st.integers(60, 900), st.integers(60, 600), st.sampled_from([0, 16]))
def test_pictures_fit_their_room(count: int, width: int, height: int, below: int) -> None:
    columns, side = fitted(count, width, height, below)
    rows = math.ceil(count / columns)
    assert columns * side <= width or side == 1
    assert rows * (side + below) <= height or side == 1


def test_a_filters_picture_has_the_ground_for_zero_and_two_colours() -> None:
    for theme in (LIGHT, DARK):
        (picture,) = signed(np.array([[[0.0, 1.0, -1.0]]], np.float32), theme)
        names = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in picture[0].tolist()]
        assert names == [theme.panel, theme.series[0], theme.series[1]]


def test_a_lines_value_is_the_nearest_ones() -> None:
    line = CurveLine(np.array([1.0, 2.0, 4.0]), np.array([10.0, 20.0, 40.0]))
    assert [value_at(line, x) for x in (-3, 1.4, 2.9, 3.1, 9)] == [10, 10, 20, 40, 40]
    assert value_at(CurveLine(np.empty(0), np.empty(0)), 1) is None


@given(st.lists(st.floats(1e-9, 1e9), min_size=1))
def test_a_logarithmic_axis_holds_all_that_is_above_zero(values: list[float]) -> None:
    low, high = log_range([*values, 0.0, math.nan])
    assert 0 < low < min(values) and max(values) < high
