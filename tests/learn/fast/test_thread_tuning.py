"""The choice of threads: whichever number is faster, looked at again, and nobody else's number is changed."""

import itertools
from collections.abc import Iterator

import pytest
import torch

from digitpad.learn.fast import thread_tuning
from digitpad.learn.fast.thread_tuning import ThreadTuner


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


def used(chosen: ThreadTuner, watch: Watch, slow: int, steps: int, seconds: float = 0.02) -> list[int]:
    """The threads of so many steps that take so long with `slow` threads, and half a millisecond otherwise."""
    numbers = []
    for _ in range(steps):
        with chosen:
            numbers.append(torch.get_num_threads())
            watch.now += seconds if torch.get_num_threads() == slow else 0.0005
        assert torch.get_num_threads() == 2
    return numbers


@pytest.mark.parametrize(("slow", "fast"), [(1, 2), (2, 1)])
@pytest.mark.parametrize(("seconds", "steps"), [(0.0006, thread_tuning.PROBE_STEPS), (0.02, thread_tuning.CLEAR_STEPS)])
def test_both_are_tried_and_the_faster_one_is_used(slow: int, fast: int, seconds: float, steps: int) -> None:
    watch = Watch()
    numbers = used(ThreadTuner(2, watch), watch, slow, 2 * steps + 20, seconds)
    assert numbers == [1, 2] * steps + [fast] * 20


@pytest.mark.parametrize("fast", [1, 2])
def test_what_became_slower_is_left_again(fast: int) -> None:
    watch = Watch()
    chosen = ThreadTuner(2, watch)
    assert used(chosen, watch, 3 - fast, 2 * thread_tuning.CLEAR_STEPS + 1)[-1] == fast
    until = watch.now + 2 * thread_tuning.PROBE_SECONDS
    while watch.now < until:
        used(chosen, watch, fast, 1)
    assert used(chosen, watch, fast, 2 * thread_tuning.PROBE_STEPS + 20)[-20:] == [3 - fast] * 20


def test_two_threads_are_tried_less_often_while_one_is_faster_each_time() -> None:
    watch = Watch()
    chosen = ThreadTuner(2, watch)
    trials = []
    while watch.now < 60:
        if used(chosen, watch, 2, 1) == [2]:
            trials.append(watch.now)
    pauses = [round(b - a) for a, b in itertools.pairwise(trials) if b - a > 0.1]
    assert pauses[:4] == [2, 4, 4, 4]
    assert used(chosen, watch, 1, 20_000)[-100:] == [2] * 100, "and at once again, every second, when two are faster"
