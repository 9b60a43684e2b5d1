"""A gate between the steps of a work: pause, resume, one step at a time, stop. Imports the standard library alone."""

import threading
from collections.abc import Callable

Until = Callable[[object], bool]


class PauseGate:
    """Asked by the working thread before each step; set by any other thread. Every method is thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._open = True
        self._stopped = False
        self._until: Until | None = None

    @property
    def paused(self) -> bool:
        """True from `pause` (or the end of a single step) until `resume` or `stop`."""
        with self._changed:
            return not self._open and self._until is None and not self._stopped

    @property
    def stopped(self) -> bool:
        """True from `stop` on, for ever."""
        with self._changed:
            return self._stopped

    def pause(self) -> None:
        """Closes the gate: the step in progress is finished, the next one waits."""
        self._set(is_open=False)

    def resume(self) -> None:
        """Opens the gate."""
        self._set(is_open=True)

    def step(self, until: Until | None = None) -> None:
        """Lets one step through, or steps until one yields an event for which `until` is true; then pauses."""
        self._set(is_open=False, until=until or _always)

    def stop(self) -> None:
        """Ends the work: whoever waits is let go, with the answer no."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def wait(self) -> bool:
        """Blocks while paused. True: take the next step. False: stop."""
        with self._changed:
            self._changed.wait_for(self._may_go)
            return not self._stopped

    def rest(self, seconds: float) -> bool:
        """Blocks for so long, or until `stop`. True: go on. False: stop."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._stopped, seconds)

    def passed(self, event: object) -> None:
        """Told of each event that a step yielded: a single step ends with the one that it waited for."""
        with self._changed:
            if self._until is not None and self._until(event):
                self._until = None

    def _may_go(self) -> bool:
        return self._open or self._stopped or self._until is not None

    def _set(self, *, is_open: bool, until: Until | None = None) -> None:
        with self._changed:
            self._open, self._until = is_open, until
            self._changed.notify_all()


def _always(_event: object) -> bool:
    return True
