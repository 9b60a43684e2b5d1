"""How many threads the steps of a run take: one, or as many as there are, whichever is faster just now. Imports torch.

A small step gains nothing from a second thread, and loses by it while another program keeps a core busy. Both are timed
for a few steps, and again every second, since other programs come and go. It is for nets only whose figures are the
same, digit for digit, with any number of threads; all others keep the number that they began with.
"""

import time
from collections.abc import Callable
from types import TracebackType

import torch

PROBE_STEPS = 8  # of each kind
PROBE_SECONDS = 1.0  # between two comparisons


class Pace:
    """A context for one step after another, which sets torch's threads for the step and sets them back after it.

    clock: gives seconds.
    """

    def __init__(self, most: int, *, free: bool, clock: Callable[[], float] = time.perf_counter) -> None:
        self._most, self._clock = most, clock
        self._choices = (1, most) if free and most > 1 else (most,)
        self._threads = most
        self._spent: list[float] = []
        self._begun = self._compare_at = 0.0

    def __enter__(self) -> None:
        if len(self._choices) == 1:
            return
        self._begun = self._clock()
        if self._begun >= self._compare_at:
            self._threads = self._choices[len(self._spent) % len(self._choices)]
        torch.set_num_threads(self._threads)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if len(self._choices) == 1:
            return
        torch.set_num_threads(self._most)
        if self._begun < self._compare_at:
            return
        now = self._clock()
        self._spent.append(now - self._begun)
        if len(self._spent) == PROBE_STEPS * len(self._choices):
            self._threads = min(self._choices, key=self._seconds)
            self._spent, self._compare_at = [], now + PROBE_SECONDS

    def _seconds(self, threads: int) -> float:
        """The time that the compared steps with so many threads took; the slowest ones may be anybody's doing."""
        spent = sorted(self._spent[self._choices.index(threads) :: len(self._choices)])
        return sum(spent[: max(3 * len(spent) // 4, 1)])
