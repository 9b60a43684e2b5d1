"""What a sweep says: means and bands, paired tests between settings, and a line a run across the axes."""

from dataclasses import replace
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from digitpad.analysis.sweep_results import holm, results, verdict
from digitpad.core import recipes
from digitpad.core.records import EpochDone, Score
from digitpad.core.sweep_plans import Sweep, expand
from tests.small_models import card_of

BASE = replace(recipes.recipe("mlp-256-128"), epochs=2)
RATES = {0.001: (0.95, 0.96, 0.955, 0.962), 0.01: (0.97, 0.973, 0.969, 0.975), 0.1: (0.968, 0.974, 0.97, 0.973)}
SWEEP = Sweep(name="rates", plans=expand(BASE, {"learning_rate": tuple(RATES), "seed": (1, 2, 3, 4)}))


def epoch(number: int, accuracy: float) -> EpochDone:
    return EpochDone(number, 2, 0.5, 0.9, 0.5, accuracy, 1.0, 0.01, 1000.0)


def cards_of(sweep: Sweep = SWEEP) -> dict[str, object]:
    made = {}
    for model, plan in zip(sweep.models, sweep.plans, strict=True):
        accuracy = RATES[plan.learning_rate][plan.seed - 1]
        history = (epoch(1, accuracy - 0.1), epoch(2, accuracy))
        score = Score("mnist", 100, accuracy, (accuracy - 0.01, accuracy + 0.01))
        made[model] = card_of(model, plan=plan, history=history, epochs_done=2, scores=(score,))
    return made


def test_settings_have_their_means_and_bands_over_seeds() -> None:
    found = results(SWEEP, cards_of())
    assert [each.label for each in found.settings] == [f"learning rate {rate:g}" for rate in RATES]
    for each, some in zip(found.settings, RATES.values(), strict=True):
        assert (each.summary.n, each.summary.mean, each.summary.sd) == (4, fmean(some), stdev(some))
        assert each.band is not None and each.band.epochs == (1, 2)
        assert each.band.mean[1] == fmean(some)
        assert each.band.high[1] - each.band.low[1] == pytest.approx(2 * stdev(some))
    assert [each.is_best for each in found.settings] == [False, True, False]


def test_settings_are_held_against_the_best_by_paired_tests_over_seeds() -> None:
    worst, _, other = results(SWEEP, cards_of()).settings
    raw = [stats.ttest_rel(RATES[rate], RATES[0.01]).pvalue for rate in (0.001, 0.1)]
    assert worst.p == pytest.approx(min(2 * raw[0], 1.0))
    assert other.p == pytest.approx(max(raw[1], 2 * raw[0]))
    assert "significant" in verdict(worst) and "may be chance" in verdict(other)
    assert worst.difference == pytest.approx(fmean(RATES[0.001]) - fmean(RATES[0.01]))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_holm_makes_no_p_smaller_and_keeps_their_order(found: list[float]) -> None:
    adjusted = holm(dict(enumerate(found)))
    assert all(found[at] <= adjusted[at] <= 1 for at in adjusted)
    order = sorted(adjusted, key=lambda at: found[at])
    assert [adjusted[at] for at in order] == sorted(adjusted.values())


def test_what_is_not_there_yet_is_missing_and_one_seed_is_not_compared() -> None:
    cards = cards_of()
    some = {model: cards[model] for model in (SWEEP.models[0], SWEEP.models[4])}
    found = results(SWEEP, some)
    assert found.missing == 10 and len(found.settings) == 2
    assert verdict(found.settings[0]) == "needs two seeds to be compared"
    assert results(SWEEP, {}).settings == ()


def test_a_model_of_another_plan_is_none_of_the_sweep() -> None:
    cards = cards_of()
    first = SWEEP.models[0]
    cards[first] = replace(cards[first], plan=replace(cards[first].plan, momentum=0.5))
    assert results(SWEEP, cards).missing == 1


def test_runs_that_diverged_are_counted_apart() -> None:
    found = results(replace(SWEEP, diverged={SWEEP.models[0]: "The loss has exploded."}), cards_of())
    assert (found.settings[0].summary.n, found.settings[0].summary.failed) == (3, 1)


def test_each_run_is_a_line_across_the_axes() -> None:
    found = results(SWEEP, cards_of())
    assert [axis.title for axis in found.axes] == ["learning rate", "accuracy"]
    assert [text for _, text in found.axes[0].ticks] == ["0.001", "0.01", "0.1"]
    assert len(found.lines) == 12
    assert all(len(line.places) == 2 and all(0 <= place <= 1 for place in line.places) for line in found.lines)
    best = max(found.lines, key=lambda line: line.places[1])
    assert best.model == SWEEP.models[7] and best.places == (0.5, 1.0)
