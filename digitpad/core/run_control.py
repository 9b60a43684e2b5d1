"""Where a running work stands and what is wished of it: the one owner of pause, step, stop. Imports core alone.

The thread that works asks `wait` before each step and tells `passed` what the step yielded; a training looks at the
other wishes between two steps. Whoever sets them may do so from any thread.
"""

import threading
from enum import Enum, auto

from digitpad.core import plans
from digitpad.core.records import EpochDone, EpochInsight, SnapshotTaken, StepDone


class RunState(Enum):
    """Where a run stands, as whoever shows it is told. A control knows of the last four."""

    IDLE = auto()  # there is none
    PREPARING = auto()  # it was asked for; torch, the data or the network is being made ready
    RUNNING = auto()
    PAUSED = auto()
    STEPPING = auto()  # one batch or one epoch at a time: in such a step, or waiting behind one
    STOPPING = auto()  # it was asked to end; the step in progress ends and the model is saved


class RunControl:
    """Wishes for one work. Every method is thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._resting = False  # no further step until somebody says so
        self._step: type | None = None  # what ends the single step under way: a batch's snapshot, an epoch's insight
        self._taken = False  # whether a batch was learned since that step was asked for
        self._stopping = self._cancelled = self._save = False
        self._over = False  # behind the last epoch: nothing is left to rest for
        self._learning_rate: float | None = None
        self._stepping = self._single_steps = False

    # ---- what others wish

    def pause(self) -> None:
        """The step in progress is finished, the next one waits; with a checkpoint: who knows what comes meanwhile."""
        with self._changed:
            self._resting, self._step, self._stepping = True, None, False
            self._save = True

    def resume(self) -> None:
        """Goes on after a pause, and no more step by step."""
        with self._changed:
            self._resting, self._step = False, None
            self._stepping = self._single_steps = False
            self._changed.notify_all()

    def step(self, *, epoch: bool = False) -> None:
        """Learns one batch, up to the snapshot that shows what it changed, and pauses; or up to an epoch's end.

        After the last batch of all nothing is left to wait for but the model: then it does not pause.
        """
        with self._changed:
            self._resting, self._stepping, self._taken = True, True, False
            self._step, self._single_steps = EpochInsight if epoch else SnapshotTaken, not epoch
            self._changed.notify_all()

    def stop(self) -> None:
        """Stop and keep: the run ends after the step it is in, also while paused; what was learned is kept."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def cancel(self) -> None:
        """Ends the work where it is, for ever: whoever waits is let go, with the answer no."""
        with self._changed:
            self._cancelled = True
            self._changed.notify_all()

    def set_learning_rate(self, value: float) -> None:
        """Replaces the plan's learning rate from the next step on; a schedule goes on from the new one.

        Raises PlanError for a number that no plan may have either.
        """
        plans.check_number("learning_rate", value)
        with self._changed:
            self._learning_rate = float(value)

    # ---- where it stands

    @property
    def state(self) -> RunState:
        """RUNNING, PAUSED, STEPPING or STOPPING; behind the last epoch no step waits any more."""
        with self._changed:
            if self._stopping or self._cancelled:
                return RunState.STOPPING
            if self._stepping:
                return RunState.RUNNING if self._over else RunState.STEPPING
            return RunState.PAUSED if self._resting else RunState.RUNNING

    @property
    def paused(self) -> bool:
        """Whether no further step will be taken until `resume`, `step`, `stop` or `cancel`."""
        with self._changed:
            return not self._may_go()

    @property
    def stopping(self) -> bool:
        """Whether the run has been asked to end."""
        return self._stopping

    @property
    def single_steps(self) -> bool:
        """Whether every batch shall report itself and its weights, for whoever goes batch by batch."""
        return self._single_steps

    @property
    def learning_rate(self) -> float | None:
        """The learning rate that was set while the run went on; None: the plan's."""
        return self._learning_rate

    # ---- for the thread that works

    def wait(self) -> bool:
        """Blocks while paused. True: take the next step. False: it was cancelled."""
        with self._changed:
            self._changed.wait_for(self._may_go)
            return not self._cancelled

    def rest(self, seconds: float) -> bool:
        """Blocks for so long, or until `cancel`. True: go on. False: it was cancelled."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._cancelled, seconds)

    def passed(self, event: object) -> None:
        """Told of each event that a step yielded: a single step ends with the one that shows what it did."""
        with self._changed:
            if isinstance(event, StepDone):
                self._taken = True  # what is seen before shows what was learned earlier
            elif isinstance(event, EpochDone):
                self._over = event.epoch >= event.epochs
            elif self._step is not None and isinstance(event, self._step) and self._taken and not self._over:
                self._step = None

    def take_save(self) -> bool:
        """Whether a checkpoint has been asked for since this was last called."""
        if not self._save:
            return False
        with self._changed:
            self._save = False
        return True

    def _may_go(self) -> bool:
        return not self._resting or self._step is not None or self._stopping or self._cancelled
