"""The runs of a sweep on this machine: some at a time, each in a process of its own. Imports core and the orders."""

import os
import queue
from collections import deque
from collections.abc import Generator, Sequence

from digitpad.core.limits import SWEEP_WORKERS
from digitpad.core.run_control import RunControl
from digitpad.tasks.sweep_order import RunHeard, RunOrder
from digitpad.tasks.sweep_process import SweepProcess

TICK_SECONDS = 0.2  # after which whoever waits is asked again


def usual_workers() -> int:
    """A run for each core that this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, SWEEP_WORKERS)


def on_this_machine(
    orders: Sequence[RunOrder], workers: int | None = None, control: RunControl | None = None
) -> Generator[RunHeard | None, None, None]:
    """Carries out the orders, `workers` at a time; a tick where nothing is heard for a while.

    `control` pauses all of them, each with a checkpoint, and lets them go on. Closed, it lets each end in order.
    """
    control = control or RunControl()
    most = min(workers or usual_workers(), len(orders))
    waiting, running = deque(orders), dict[str, SweepProcess]()
    heard: queue.Queue[RunHeard] = queue.Queue()
    resting = False
    try:
        while waiting or running:
            if control.paused != resting:
                resting = not resting
                for process in running.values():
                    (process.pause if resting else process.resume)()
            while waiting and len(running) < most and not resting:
                order = waiting.popleft()
                running[order.model] = SweepProcess(order, heard, one_thread=most > 1)
            try:
                news = heard.get(timeout=TICK_SECONDS)
            except queue.Empty:
                yield None
                continue
            if news.is_over:
                _ended([running.pop(news.model)])
            yield news
    finally:
        _ended(list(running.values()))


def _ended(processes: Sequence[SweepProcess]) -> None:
    """Ends all of them at once, then waits for each."""
    for process in processes:
        process.ask_to_end()
    for process in processes:
        process.wait()
