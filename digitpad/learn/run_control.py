"""What others may say to a running training: stop, save, and another learning rate. Imports recipes.

Pausing needs no word: a training is a generator, and whoever does not ask for the next event has paused it.
"""

import threading

from digitpad.core import plans


class RunControl:
    """Wishes for a run, set from any thread and read by the training between two steps."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._learning_rate: float | None = None
        self._save = threading.Event()
        self.single_steps = False  # True: every step reports itself and its weights, for whoever goes step by step

    def stop(self) -> None:
        """Ends the run after the step that it is in; what was learned so far is kept."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether the run has been asked to end."""
        return self._stop.is_set()

    def save(self) -> None:
        """Asks for a checkpoint after the step in progress, as before a pause: who knows what comes meanwhile."""
        self._save.set()

    def take_save(self) -> bool:
        """Whether a checkpoint has been asked for since this was last called."""
        wanted = self._save.is_set()
        self._save.clear()
        return wanted

    def set_learning_rate(self, value: float) -> None:
        """Replaces the plan's learning rate from the next step on; a schedule goes on from the new one.

        Raises PlanError for a number that no plan may have either.
        """
        plans.check_number("learning_rate", value)
        with self._lock:
            self._learning_rate = float(value)

    @property
    def learning_rate(self) -> float | None:
        """The learning rate that was set while the run went on; None: the plan's."""
        with self._lock:
            return self._learning_rate
