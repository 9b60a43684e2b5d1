"""The statistics of two models on the same rows, against scipy."""

import math
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import optimize, stats

from digitpad.core import statistics

few = st.integers(0, 400)
values = st.lists(st.floats(0.9, 1.0, allow_nan=False), min_size=2, max_size=12)


@given(few, few)
def test_the_exact_p_is_the_binomial_test_s(only_a: int, only_b: int) -> None:
    count = only_a + only_b
    reference = stats.binomtest(only_a, count, 0.5).pvalue if count else 1.0
    assert statistics.exact_p(only_a, only_b) == pytest.approx(reference, rel=1e-9)


@given(few, few, st.integers(0, 5000))
def test_the_interval_holds_the_difference_and_turns_with_the_pair(only_a: int, only_b: int, same: int) -> None:
    n = only_a + only_b + same
    assume(n > 0)
    low, high = statistics.difference_interval(only_a, only_b, n)
    assert -1 <= low < high <= 1
    shrunk = (only_b - only_a) / (n + 2)
    assert low <= shrunk <= high
    assert statistics.difference_interval(only_b, only_a, n) == pytest.approx((-high, -low))


def tango(only_a: int, only_b: int, n: int) -> tuple[float, float]:
    """Tango's score interval (1998), by root finding: exact to the test it inverts, and a reference for ours."""

    def score(delta: float) -> float:
        a2, b2 = 2 * n, -only_b - only_a + (2 * n - only_b + only_a) * delta
        c2 = -only_a * delta * (1 - delta)
        q21 = (math.sqrt(b2 * b2 - 4 * a2 * c2) - b2) / (2 * a2)
        return (only_b - only_a - n * delta) / math.sqrt(n * (2 * q21 + delta * (1 - delta)))

    z, middle = stats.norm.ppf(0.975), (only_b - only_a) / n
    low = optimize.brentq(lambda delta: score(delta) - z, -0.999, middle)
    high = optimize.brentq(lambda delta: score(delta) + z, middle, 0.999)
    return low, high


@pytest.mark.parametrize(("only_a", "only_b", "n"), [(39, 62, 10_000), (5, 12, 300), (120, 80, 3806), (1, 9, 1000)])
def test_the_interval_is_close_to_the_score_interval(only_a: int, only_b: int, n: int) -> None:
    ours, reference = statistics.difference_interval(only_a, only_b, n), tango(only_a, only_b, n)
    width = reference[1] - reference[0]
    assert ours == pytest.approx(reference, abs=0.13 * width)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """2,000 pairs of models on 500 rows, with 3 % and 1 % of rows that only one of them knows."""
    draw = random.Random(5)
    hits = 0
    for _ in range(2000):
        kinds = draw.choices(("a", "b", ""), weights=(0.03, 0.01, 0.96), k=500)
        low, high = statistics.difference_interval(kinds.count("a"), kinds.count("b"), 500)
        hits += low <= -0.02 <= high
    assert 0.935 <= hits / 2000 <= 0.985


@given(st.floats(-40, 40), st.integers(1, 60))
def test_student_s_p_is_scipy_s(t: float, degrees: int) -> None:
    assert statistics.student_p(t, degrees) == pytest.approx(2 * stats.t.sf(abs(t), degrees), rel=1e-8, abs=1e-14)


@pytest.mark.parametrize("degrees", [1, 2, 4, 9, 30])
def test_student_s_quantile_is_scipy_s(degrees: int) -> None:
    assert statistics.student_quantile(0.95, degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-9)


@given(values)
def test_the_mean_s_interval_is_scipy_s(found: list[float]) -> None:
    assume(max(found) - min(found) > 1e-4)
    reference = stats.t.interval(0.95, len(found) - 1, loc=stats.tmean(found), scale=stats.sem(found))
    assert statistics.mean_interval(found) == pytest.approx(reference, rel=1e-8)


@given(values)
def test_the_paired_p_is_scipy_s(found: list[float]) -> None:
    other = [0.95] * len(found)
    differences = [a - b for a, b in zip(found, other, strict=True)]
    assume(max(found) - min(found) > 1e-4)
    assert statistics.paired_p(differences) == pytest.approx(stats.ttest_rel(found, other).pvalue, rel=1e-6, abs=1e-12)


def test_equal_models_do_not_differ() -> None:
    assert statistics.exact_p(0, 0) == 1.0
    assert statistics.paired_p([0.0, 0.0]) == 1.0
    assert statistics.paired_p([0.01, 0.01]) == 0.0
