"""The plane and the laws of its front; columns that the user chose; matrices minus each other."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.analysis import column_choice, confusion_matrix, pareto
from digitpad.analysis.comparison import rows
from digitpad.analysis.pareto import Point
from digitpad.core.recipes import RECIPES
from digitpad.core.records import Card, Score
from tests.small_models import card_of

costs = st.sampled_from([1.0, 2.0, 3.0, 10.0, 100.0])
shares = st.sampled_from([0.5, 0.9, 0.95, 0.99])
some_points = st.lists(st.tuples(costs, shares), min_size=1, max_size=12)


def points(pairs: list[tuple[float, float]]) -> list[Point]:
    return [Point(f"m{at}", f"m{at}", cost, share, (share, share)) for at, (cost, share) in enumerate(pairs)]


@given(some_points)
def test_nobody_beats_the_front_and_the_front_beats_everybody_else(pairs: list[tuple[float, float]]) -> None:
    found = points(pairs)
    front = pareto.front(found)
    assert front
    assert not any(pareto.beats(other, point) for point in front for other in found)
    assert all(any(pareto.beats(best, point) for best in front) for point in found if point not in front)


@given(some_points)
def test_along_the_front_more_costs_more(pairs: list[tuple[float, float]]) -> None:
    front = pareto.front(points(pairs))
    for before, after in pairwise(front):
        assert before.cost <= after.cost
        assert before.accuracy <= after.accuracy


def made(name: str, recipe: str = "mlp-256-128", **changes: object) -> Card:
    return card_of(name, recipe, **changes)


def test_points_are_the_models_with_both_figures() -> None:
    cards = [
        made("a"),
        made("b", parameters=0),
        made("c", scores=()),
        made("d", scores=(Score("ink", 9, 0.5, (0, 1)),)),
    ]
    by = pareto.cost("parameters")
    assert [point.model for point in pareto.points(rows(cards), "mnist", by)] == ["a"]
    assert [point.model for point in pareto.points(rows(cards), "ink", by)] == ["d"]


def test_a_point_in_words() -> None:
    (point,) = pareto.points(rows([made("a")], times={"a": 0.25}), "mnist", pareto.cost("milliseconds"))
    assert pareto.sentence(point, pareto.cost("milliseconds"), True) == (
        "a: 90.00 % (86.00-93.00), 250 \u00b5s. No model is better at lower cost."
    )


def test_an_unknown_cost_is_the_first() -> None:
    assert pareto.cost("weight") is pareto.COSTS[0]


# --- columns ---


def keys(columns: list) -> list[str]:
    return [column.key for column in columns]


def test_no_choice_is_the_default_and_unknown_columns_are_passed_over() -> None:
    table = rows([made("a")])
    assert keys(column_choice.chosen(table, ())) == column_choice.default(table)
    assert keys(column_choice.chosen(table, ("ece", "nonsense", "ece"))) == ["name", "ece"]


def test_a_column_comes_where_the_menu_has_it_and_the_name_stays() -> None:
    table = rows([made("a")])
    chosen = column_choice.toggled(table, (), "multiply-adds")
    assert chosen.index("multiply-adds") == chosen.index("parameters") + 1
    assert "multiply-adds" not in column_choice.toggled(table, chosen, "multiply-adds")
    assert column_choice.toggled(table, ("name",), "name") == ["name"]


@given(st.lists(st.sampled_from(["ece", "recipe", "plan:seed", "cpu", "bytes", "note"]), max_size=6))
def test_two_toggles_change_no_set_of_columns(wanted: list[str]) -> None:
    table = rows([made("a")])
    once = column_choice.toggled(table, wanted, "answered")
    assert "answered" in once
    assert column_choice.toggled(table, once, "answered") == keys(column_choice.chosen(table, wanted or ()))


def test_only_what_differs_between_the_selected() -> None:
    one = made("a")
    other = dataclasses.replace(one, id="b", plan=dataclasses.replace(one.plan, seed=7, learning_rate=0.5))
    assert keys(column_choice.differing(rows([one, other]))) == ["name", "plan:learning_rate", "plan:seed"]


def test_the_precision_is_what_it_came_to_and_honest_where_nobody_knows() -> None:
    auto = dataclasses.replace(RECIPES["sprint"], precision="auto")
    models = [made("a", precision="bfloat16", plan=auto), made("b", plan=dataclasses.replace(auto, precision=None))]
    column = {column.key: column for column in column_choice.every(rows(models))}["plan:precision"]
    texts = {row.card.id: (column.text(row), column.plain[0][1](row)) for row in rows(models)}
    assert texts == {"a": ("bfloat16", "bfloat16"), "b": ("not recorded", None)}


def test_calibration_refusals_and_costs_in_words() -> None:
    score = Score("mnist", 300, 0.9, (0.86, 0.93), 0.0213, 0.98)
    (row,) = rows([made("a", scores=(score,), cpu_seconds=95.0)])
    texts = {column.key: column.text(row) for column in column_choice.every([row])}
    assert texts["ece"] == "2.13 %"
    assert texts["answered"] == "2.00 %"
    assert texts["multiply-adds"] == "235 k"
    assert texts["cpu"] == "1 min 35 s"
    assert texts["recipe"] == "mlp-256-128"
    assert texts["plan:optimizer"] == "Adam"


def test_every_column_has_a_hint_and_a_plain_value() -> None:
    (row,) = rows([made("padnet", "padnet")])
    for column in column_choice.every([row]):
        assert column.hint
        assert column.plain
        for _name, get in column.plain:
            assert isinstance(get(row), int | float | str | None)


# --- matrices ---


def matrix(counts: list[list[int]]) -> confusion_matrix.Matrix:
    return confusion_matrix.matrix_of(counts, ("1", "7"))


def test_a_matrix_minus_itself_is_nothing() -> None:
    one = matrix([[9, 1], [2, 8]])
    taken = confusion_matrix.minus(one, one, ("A", "B"))
    assert taken is not None
    assert np.array(taken.counts).tolist() == [[0, 0], [0, 0]]
    assert confusion_matrix.cell_text(taken, (0, 1)) == "true 1, predicted 7: A as often as B"


def test_a_difference_in_words() -> None:
    taken = confusion_matrix.minus(matrix([[9, 1], [2, 8]]), matrix([[5, 5], [0, 10]]), ("A", "B"))
    assert taken is not None
    assert confusion_matrix.cell_text(taken, (0, 1)) == "true 1, predicted 7: A 4 fewer than B"
    assert confusion_matrix.cell_text(taken, (1, 0)) == "true 7, predicted 1: A 2 more than B"
    assert taken.worst == pytest.approx(0.4)


def test_matrices_of_other_drawings_cannot_be_taken_from_each_other() -> None:
    assert confusion_matrix.minus(matrix([[9, 1], [2, 8]]), matrix([[9, 2], [2, 8]]), ("A", "B")) is None


spots = st.lists(st.tuples(st.floats(0, 60), st.floats(0, 60)), max_size=20)


@given(spots, st.floats(1, 30))
def test_every_place_is_in_one_stack_and_first_ones_are_apart(places: list[tuple[float, float]], reach: float) -> None:
    stacks = pareto.stacks(places, reach)
    assert sorted(number for stack in stacks for number in stack) == list(range(len(places)))
    firsts = [np.array(places[stack[0]]) for stack in stacks]
    assert all(np.linalg.norm(one - other) >= reach for at, one in enumerate(firsts) for other in firsts[:at])
    assert all(
        np.linalg.norm(np.array(places[n]) - first) < reach
        for first, stack in zip(firsts, stacks, strict=True)
        for n in stack
    )


def test_clicks_on_a_stack_go_round() -> None:
    assert [pareto.next_of("abc", current) for current in ("x", "a", "b", "c")] == ["a", "b", "c", "a"]
