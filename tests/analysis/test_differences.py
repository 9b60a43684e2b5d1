"""Two models on the same rows, in words; several seeds of one recipe; the digits behind a figure."""

import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from digitpad.analysis import differences, examples
from digitpad.core.records import NO_CLASS
from tests.evaluation.evaluated_rows import evaluated
from tests.small_models import card_of

rows_of_two = st.lists(st.tuples(st.integers(-1, 9), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=80)


def pair(only_a: int, only_b: int, both: int, neither: int = 0) -> differences.Difference:
    """Two models with so many rows that only one, both or none got right; every row is a seven."""
    kinds = [(7, 1)] * only_a + [(1, 7)] * only_b + [(7, 7)] * both + [(1, 1)] * neither
    sevens = [7] * len(kinds)
    found = differences.difference(
        evaluated(sevens, [a for a, _ in kinds], "a"), evaluated(sevens, [b for _, b in kinds], "b")
    )
    assert found is not None
    return found


@given(rows_of_two)
def test_every_row_of_a_class_is_of_exactly_one_kind(rows: list[tuple[int, int, int]]) -> None:
    labels, a, b = zip(*rows, strict=True)
    found = differences.difference(evaluated(labels, a, "a"), evaluated(labels, b, "b"))
    assert found is not None
    assert found.both + found.only_a + found.only_b + found.neither == found.n == sum(label >= 0 for label in labels)


@given(rows_of_two)
def test_turning_the_pair_turns_the_difference(rows: list[tuple[int, int, int]]) -> None:
    labels, a, b = zip(*rows, strict=True)
    assume(max(labels) >= 0)
    one, other = evaluated(labels, a, "a"), evaluated(labels, b, "b")
    there, back = differences.difference(one, other), differences.difference(other, one)
    assert there is not None
    assert back is not None
    assert there.gain == -back.gain
    assert there.p == back.p
    assert there.interval == pytest.approx((-back.interval[1], -back.interval[0]))
    if there.gain:
        assert differences.verdict(there, "A", "B") == differences.verdict(back, "B", "A")


def test_a_clear_difference_is_said_to_be_one() -> None:
    found = pair(only_a=20, only_b=100, both=9800, neither=80)
    assert found.p == pytest.approx(stats.binomtest(20, 120).pvalue)
    assert differences.verdict(found, "A", "B") == (
        "B is better by 0.8 points (0.6 to 1.0); unlikely to be chance (p < 0.0001)."
    )
    turned = pair(only_a=100, only_b=20, both=9800, neither=80)
    assert differences.verdict(turned, "A", "B").startswith("A is better by 0.8 points")


def test_a_difference_that_may_be_chance_is_said_to_be_one() -> None:
    text = differences.verdict(pair(only_a=8, only_b=12, both=280), "A", "B")
    assert text == "B got 1.3 points more right (\u22121.6 to 4.3); that may be chance (p = 0.5)."


def test_equal_models() -> None:
    assert "no difference was seen" in differences.verdict(pair(0, 0, 300), "A", "B")
    assert "equally good: each is right on 5" in differences.verdict(pair(5, 5, 290), "A", "B")


@pytest.mark.parametrize(("p", "text"), [(1e-9, "< 0.0001"), (0.00031, "= 0.0003"), (0.0123, "= 0.012"), (1.0, "= 1")])
def test_a_p_in_words(p: float, text: str) -> None:
    assert differences.chance(p) == text


def test_different_drawings_are_not_compared() -> None:
    one = evaluated([1, 2], [1, 2])
    assert differences.difference(one, evaluated([1, 2], [1, 2], data="0ther")) is None
    assert differences.difference(one, evaluated([1], [1])) is None


# --- seeds ---


def trained(name: str, recipe: str, seed: int, **changes: object):
    card = card_of(name, recipe)
    return dataclasses.replace(card, plan=dataclasses.replace(card.plan, seed=seed, **changes))


def test_seeds_of_one_recipe_have_a_mean_and_a_spread() -> None:
    cards = [trained(f"a{seed}", "mlp-256-128", seed) for seed in (1, 2, 3)]
    (group,) = differences.seeds(cards, {"a1": 0.97, "a2": 0.98, "a3": 0.975})
    assert group.mean == pytest.approx(0.975)
    (line,) = differences.seeds_text([group])
    low, high = stats.t.interval(0.95, 2, loc=97.5, scale=stats.sem([97, 98, 97.5]))
    assert line == (
        f"mlp-256-128, 3 seeds: mean 97.50 % ({low:.2f} to {high:.2f}), standard deviation 0.50 points, "
        "97.00 to 98.00 %."
    )


def test_other_settings_are_another_group_and_one_seed_is_none() -> None:
    cards = [
        trained("a1", "mlp-256-128", 1),
        trained("a2", "mlp-256-128", 2, learning_rate=0.5),
        trained("b1", "mlp-512", 1),
    ]
    assert differences.seeds(cards, {card.id: 0.9 for card in cards}) == []
    assert differences.seeds_text([]) == []


def test_two_recipes_are_paired_by_seed() -> None:
    cards = [trained(f"a{seed}", "mlp-256-128", seed) for seed in (1, 2, 3)]
    cards += [trained(f"b{seed}", "mlp-512", seed) for seed in (1, 2, 3, 4)]
    accuracies = {"a1": 0.970, "a2": 0.972, "a3": 0.971, "b1": 0.980, "b2": 0.981, "b3": 0.983, "b4": 0.5}
    *_, line = differences.seeds_text(differences.seeds(cards, accuracies))
    p = stats.ttest_rel([98.0, 98.1, 98.3], [97.0, 97.2, 97.1]).pvalue
    assert line.startswith("Paired by seed, mlp-512 is ahead by 1.03 points (")
    assert f"on average of 3; unlikely to be chance (paired t-test, p = {p:.2g})" in line


# --- galleries ---


def test_the_surest_mistakes_come_first_then_the_least_sure_right_ones() -> None:
    found = evaluated([1, 1, 1, 1], [7, 1, 7, 1], confidence=np.array([0.6, 0.5, 0.9, 0.99], np.float32))
    gallery = examples.of_rows(found, [0, 1, 2, 3], "all")
    assert [digit.row for digit in gallery.digits] == [2, 0, 1, 3]
    assert gallery.digits[0].sentence == "Row 2: true 1, predicted 7, 90.0 % sure"


def test_a_cell_holds_its_rows_alone() -> None:
    found = evaluated([1, 1, 7, 8, NO_CLASS], [7, 1, 7, 7, 7])
    gallery = examples.cell(found, 1, 7, "net")
    assert [digit.row for digit in gallery.digits] == [0]
    assert gallery.title == "True 1, predicted 7 by net"
    assert examples.cell(found, 7, 7, "net").title == "True 7, predicted 7 by net"
    assert examples.cell(found, 2, 3, "net").caption == "None."


def test_two_hundred_are_shown_and_all_are_counted() -> None:
    found = evaluated([1] * 500, [7] * 500)
    gallery = examples.cell(found, 1, 7, "net")
    assert len(gallery.digits) == examples.MOST
    assert gallery.caption.startswith("the first 200 of 500, most confident mistakes first")


def test_only_what_changed_between_two_models_stands_in_a_difference_s_cell() -> None:
    one, other = evaluated([1, 1, 1], [7, 7, 1]), evaluated([1, 1, 1], [7, 1, 7], "b")
    gallery = examples.changed_cell(one, other, 1, 7, ("A", "B"))
    assert sorted(digit.row for digit in gallery.digits) == [1, 2]


@given(st.lists(st.tuples(st.integers(-1, 9), st.integers(0, 9)), min_size=1, max_size=60))
def test_the_cells_of_a_row_hold_every_drawing_of_its_class(rows: list[tuple[int, int]]) -> None:
    found = evaluated([true for true, _ in rows], [said for _, said in rows])
    for true in range(10):
        held = [digit.row for said in range(10) for digit in examples.cell(found, true, said, "x").digits]
        assert sorted(held) == [at for at, (label, _) in enumerate(rows) if label == true]
