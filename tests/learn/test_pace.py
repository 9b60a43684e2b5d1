"""The choice of threads: whichever number is faster, looked at again, and nobody else's number is changed."""

from collections.abc import Iterator

import pytest
import torch

from digitpad.learn import pace
from digitpad.learn.pace import Pace


@pytest.fixture(autouse=True)
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


class Watch:
    """A clock that only the test moves: how busy the machine is must not decide."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def used(chosen: Pace, watch: Watch, slow: int, steps: int) -> list[int]:
    """The threads of so many steps that take longer with `slow` threads."""
    numbers = []
    for _ in range(steps):
        with chosen:
            numbers.append(torch.get_num_threads())
            watch.now += 0.02 if torch.get_num_threads() == slow else 0.0005
        assert torch.get_num_threads() == 2
    return numbers


@pytest.mark.parametrize(("slow", "fast"), [(1, 2), (2, 1)])
def test_both_are_tried_and_the_faster_one_is_used(slow: int, fast: int) -> None:
    watch = Watch()
    numbers = used(Pace(2, free=True, clock=watch), watch, slow, 2 * pace.PROBE_STEPS + 20)
    assert numbers == [1, 2] * pace.PROBE_STEPS + [fast] * 20


def test_what_became_slower_is_left_again() -> None:
    watch = Watch()
    chosen = Pace(2, free=True, clock=watch)
    assert used(chosen, watch, 2, 2 * pace.PROBE_STEPS + 1)[-1] == 1
    steps = round(pace.PROBE_SECONDS / 0.02)  # until it looks again
    assert used(chosen, watch, 1, steps + 2 * pace.PROBE_STEPS + 20)[-20:] == [2] * 20


def test_where_figures_depend_on_it_the_number_stays() -> None:
    watch = Watch()
    assert set(used(Pace(2, free=False, clock=watch), watch, 2, 40)) == {2}
