"""What the range test suggests, from losses whose shape is known."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core import rate_range
from digitpad.core.rate_range import HIGH, LOW, STEPS, RateTried, following, is_over, rate_at, suggestion


def curve(loss_at, steps: int = STEPS) -> list[RateTried]:
    """The steps of a test whose loss is this function of log10 of the rate, up to where it ends."""
    seen: list[RateTried] = []
    for step in range(steps):
        seen.append(following(seen, rate_at(step), loss_at(math.log10(rate_at(step)))))
        if is_over(seen):
            break
    return seen


def valley(log_rate: float) -> float:
    """2.3 on the left, falling fastest at 10^-2, 0.5 at 10^-1, then up without end."""
    fallen = 1.8 / (1 + math.exp(-5 * (log_rate + 2)))
    return 2.3 - fallen + max(log_rate + 0.5, 0) * 60


def test_rates_grow_by_the_same_multiple_from_end_to_end() -> None:
    assert rate_at(0) == LOW and rate_at(STEPS - 1) == pytest.approx(HIGH)
    assert rate_at(1) / rate_at(0) == pytest.approx(rate_at(100) / rate_at(99))


def test_the_suggestion_is_where_the_loss_falls_fastest_and_well_below_where_it_is_least() -> None:
    found = suggestion(curve(valley))
    assert found.rate is not None and 0.005 <= found.rate <= 0.04, "smoothing lags some steps behind"
    assert "falls fastest near" in found.reason


def test_a_test_ends_where_the_loss_explodes() -> None:
    seen = curve(valley)
    assert len(seen) < STEPS and 0.3 < seen[-1].rate < 10
    assert is_over(following_nan(seen))


def following_nan(seen: list[RateTried]) -> list[RateTried]:
    return [*seen, following(seen, 1.0, math.nan)]


@pytest.mark.parametrize("loss_at", [lambda _: 2.3, lambda log: 2.3 + 0.1 * (log + 6)])
def test_where_no_rate_helps_none_is_suggested(loss_at) -> None:
    found = suggestion(curve(loss_at))
    assert found.rate is None and found.reason


def test_a_test_that_exploded_at_once_suggests_nothing() -> None:
    assert suggestion([]).rate is None
    assert suggestion(curve(lambda _: math.nan)).rate is None


@given(st.floats(0.01, 100), st.integers(1, 200))
def test_the_smoothed_loss_of_equal_losses_is_that_loss(loss: float, steps: int) -> None:
    seen: list[RateTried] = []
    for _ in range(steps):
        seen.append(following(seen, 0.1, loss))
    assert seen[-1].smoothed == pytest.approx(loss)


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=rate_range.STEPS))
def test_whatever_the_losses_are_the_suggestion_is_a_rate_that_a_plan_may_have(losses: list[float]) -> None:
    seen: list[RateTried] = []
    for step, loss in enumerate(losses):
        seen.append(following(seen, rate_at(step), loss))
    found = suggestion(seen)
    assert found.rate is None or 1e-8 <= found.rate <= 100
