"""How many threads the steps of a run take: one, or as many as there are, whichever is faster just now. Imports torch.

A small step gains nothing from a second thread, and loses by it while another program keeps a core busy. Both are timed
for a few steps, and again every second, since other programs come and go; less often while one thread is the answer
again and again, for then it is the trial that costs. It is for steps only whose figures are the same, digit for digit,
with any number of threads.
"""

import time
from collections.abc import Callable
from types import TracebackType

import torch

PROBE_STEPS = 8  # of each kind
CLEAR_STEPS, CLEAR = 3, 1.5  # fewer will do, if one kind takes so many times as long as the other
PROBE_SECONDS, LONGEST_SECONDS = 1.0, 4.0  # between two comparisons: at first, and after one thread won many of them


class ThreadTuner:
    """A context for one step after another, which sets torch's threads for the step and sets them back after it.

    clock: gives seconds.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.perf_counter) -> None:
        self._most, self._clock = most, clock
        self._choices = (1, most)
        self._threads = most
        self._spent: list[float] = []
        self._begun = self._compare_at = 0.0
        self._pause = PROBE_SECONDS

    def __enter__(self) -> None:
        self._begun = self._clock()
        if self._begun >= self._compare_at:
            self._threads = self._choices[len(self._spent) % len(self._choices)]
        torch.set_num_threads(self._threads)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        torch.set_num_threads(self._most)
        if self._begun < self._compare_at:
            return
        now = self._clock()
        self._spent.append(now - self._begun)
        steps, rest = divmod(len(self._spent), len(self._choices))
        if rest == 0 and (steps == PROBE_STEPS or (steps >= CLEAR_STEPS and self._is_clear())):
            self._decide(now)

    def _is_clear(self) -> bool:
        seconds = [self._seconds(threads) for threads in self._choices]
        return max(seconds) > CLEAR * min(seconds)

    def _decide(self, now: float) -> None:
        self._threads = min(self._choices, key=self._seconds)
        self._pause = min(2 * self._pause, LONGEST_SECONDS) if self._threads == 1 else PROBE_SECONDS
        self._spent, self._compare_at = [], now + self._pause

    def _seconds(self, threads: int) -> float:
        """The time that the compared steps with so many threads took; the slowest ones may be anybody's doing."""
        spent = sorted(self._spent[self._choices.index(threads) :: len(self._choices)])
        return sum(spent[: max(3 * len(spent) // 4, 1)])
