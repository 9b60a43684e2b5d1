"""From values as they are typed to plans, and from finished runs to what each setting came to."""

from dataclasses import replace
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core import plans, recipes, sweep_plans
from digitpad.core.errors import DigitpadError, PlanError
from digitpad.core.plan_field import PlanField
from digitpad.core.plans import Augmentation
from digitpad.core.sweep_plans import Sweep, SweepRun, expand, run_of, summaries, values
from tests.small_models import card_of

BASE = recipes.recipe("mlp-256-128")


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("learning_rate", "0.1,0.02", (0.1, 0.02)),
        ("learning_rate", "1e-3, 1E-2", (0.001, 0.01)),
        ("learning_rate", "0.1-0.5:0.2", (0.1, 0.3, 0.5)),
        ("learning_rate", "0.1-0.3:0.1", (0.1, 0.2, 0.3)),
        ("learning_rate", "1e-3-3e-3:1e-3", (0.001, 0.002, 0.003)),
        ("seed", "1-3", (1, 2, 3)),
        ("seed", "1-3,7,2", (1, 2, 3, 7)),
        ("batch_size", "32-128:32", (32, 64, 96, 128)),
        ("optimizer", "sgd, adam", ("sgd", "adam")),
        ("augmentation", "rotate=5,shift=1", ("rotate=5,shift=1",)),
    ],
)
def test_values_are_lists_and_ranges(name: str, text: str, wanted: tuple[object, ...]) -> None:
    assert values(name, text) == wanted


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("learning_rate", "0.1-0.5", "needs a step"),
        ("learning_rate", "0.5-0.1:0.1", "is no range"),
        ("learning_rate", "0.1-0.5:0", "is no range"),
        ("learning_rate", "", "cannot be"),
        ("learning_rate", "0.1,,0.2", "cannot be"),
        ("learning_rate", "nan", "cannot be"),
        ("learning_rate", "0.00001-1:0.00001", "too many"),
        ("seed", "1-99999999", "too many"),
        ("seed", "1.5-3", "cannot be"),
        ("seed", "3-1", "is no range"),
        ("optimizer", "sgd,adum", "no optimizer called 'adum'"),
        ("seed", "-5", "cannot be"),
    ],
)
def test_what_is_no_list_of_values_is_a_sentence(name: str, text: str, said: str) -> None:
    with pytest.raises(DigitpadError, match=said) as caught:
        expand(BASE, {name: values(name, text)})
    assert caught.value.hint


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_what_is_listed_is_what_is_meant_each_once(seeds: list[int]) -> None:
    assert values("seed", ",".join(map(str, seeds))) == tuple(dict.fromkeys(seeds))


@given(st.integers(0, 500), st.integers(0, 300), st.integers(1, 50))
def test_a_range_is_pythons_with_its_end(low: int, more: int, step: int) -> None:
    assert values("seed", f"{low}-{low + more}:{step}") == tuple(range(low, low + more + 1, step))


OTHER_VALUES = {
    "augmentation": (Augmentation(rotate=5), Augmentation()), "patience": (0,), "device": ("auto", "cpu"),
}  # fmt: skip
NEEDED = {
    "nesterov": {"optimizer": "sgd", "momentum": 0.9}
}  # what else a plan must have for the field to mean anything


@pytest.mark.parametrize("row", plans.FIELDS, ids=lambda row: row.name)
def test_every_field_of_a_plan_can_be_swept(row: PlanField) -> None:
    if row.range is not None:
        some = (row.range.low, 1 if row.range.whole else min(row.range.high, 0.5))
    else:
        some = tuple(row.choices)[:2]
    some, base = OTHER_VALUES.get(row.name, some), replace(BASE, **NEEDED.get(row.name, {}))
    if not some:
        pytest.skip("a text of which only its own table knows what it may be")
    assert [getattr(plan, row.name) for plan in expand(base, {row.name: some})] == list(some)


def test_every_combination_is_a_plan_and_seeds_come_last() -> None:
    made = expand(BASE, {"seed": (1, 2), "learning_rate": (0.1, 0.2), "optimizer": ("sgd", "adam")})
    assert len(set(made)) == 8
    assert [plan.seed for plan in made[:4]] == [1, 2, 1, 2]
    assert [plan.learning_rate for plan in made] == [0.1] * 4 + [0.2] * 4
    assert sweep_plans.varied(made) == ("optimizer", "learning_rate")


def test_a_combination_that_cannot_be_run_is_refused_before_any_is() -> None:
    with pytest.raises(PlanError, match="validation set"):
        expand(BASE, {"patience": (0, 3)})
    with pytest.raises(PlanError, match="2,500 combinations"):
        expand(BASE, {"seed": tuple(range(50)), "epochs": tuple(range(1, 51))})


def test_models_are_numbered_in_the_order_of_the_plans() -> None:
    seeds = expand(BASE, {"seed": tuple(range(120))})
    models = Sweep(name="many", plans=seeds).models
    assert (models[0], models[-1], len(set(models))) == ("many.001", "many.120", 120)
    assert Sweep(name="few", plans=seeds[:2]).models == ("few.01", "few.02")


def runs(accuracies: list[float], **changed: object) -> list[SweepRun]:
    return [
        SweepRun(id=f"{changed}{seed}", plan=replace(BASE, seed=seed, **changed), accuracy=accuracy)
        for seed, accuracy in enumerate(accuracies)
    ]


@given(st.lists(st.floats(0, 1), min_size=2, max_size=9), st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_each_setting_has_its_own_mean_and_deviation(first: list[float], second: list[float]) -> None:
    found = summaries([*runs(first, learning_rate=0.1), *runs(second, learning_rate=0.2)])
    assert [(row.settings, row.n) for row in found] == [
        ({"learning_rate": 0.1}, len(first)), ({"learning_rate": 0.2}, len(second)),
    ]  # fmt: skip
    assert [(row.mean, row.sd) for row in found] == [(fmean(some), stdev(some)) for some in (first, second)]


def test_seeds_alone_are_one_setting_and_one_run_has_no_deviation() -> None:
    (row,) = summaries(runs([0.9, 0.8]))
    assert (row.settings, row.n, row.failed) == ({}, 2, 0)
    assert summaries(runs([0.9]))[0].sd is None
    assert summaries([]) == []


def test_what_failed_is_counted_apart_and_spoils_no_mean() -> None:
    good, bad = runs([0.9, 0.1])
    (row,) = summaries([good, replace(bad, problem="The loss has exploded.")])
    assert (row.n, row.mean, row.failed) == (1, 0.9, 1)


def test_a_run_that_was_ended_early_is_no_measure_of_its_setting() -> None:
    card = card_of("one", epochs_done=2)
    assert "epoch 2 of 5" in run_of("one", card.plan, card).problem
    assert not run_of("one", card.plan, replace(card, epochs_done=5)).problem


def test_settings_read_as_people_say_them() -> None:
    assert sweep_plans.worded({"learning_rate": 0.01, "optimizer": "adam"}) == "learning rate 0.01, optimizer Adam"
