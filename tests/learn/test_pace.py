"""The choice of threads: whichever number is faster, looked at again, and nobody else's number is changed."""

import time
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


def used(chosen: Pace, slow: int, steps: int) -> list[int]:
    """The threads of so many steps that take longer with `slow` threads."""
    numbers = []
    for _ in range(steps):
        with chosen:
            numbers.append(torch.get_num_threads())
            begun = time.perf_counter()
            while time.perf_counter() - begun < (0.02 if torch.get_num_threads() == slow else 0.0005):
                pass
        assert torch.get_num_threads() == 2
    return numbers


@pytest.mark.parametrize(("slow", "fast"), [(1, 2), (2, 1)])
def test_both_are_tried_and_the_faster_one_is_used(slow: int, fast: int) -> None:
    numbers = used(Pace(2, free=True), slow, 2 * pace.PROBE_STEPS + 20)
    assert numbers == [1, 2] * pace.PROBE_STEPS + [fast] * 20


def test_what_became_slower_is_left_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PROBE_SECONDS", 0.05)
    chosen = Pace(2, free=True)
    assert used(chosen, 2, 2 * pace.PROBE_STEPS + 1)[-1] == 1
    assert used(chosen, 1, 300).count(2) > 150


def test_where_figures_depend_on_it_the_number_stays() -> None:
    assert set(used(Pace(2, free=False), 2, 40)) == {2}
