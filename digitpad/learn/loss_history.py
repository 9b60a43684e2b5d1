"""The trail of a run: figures of its batches, thinned, for the curves of a run that goes on. Imports torch, records.

It lies beside the weights in each checkpoint, so that both are written at once, or not at all. No training looks at it;
a checkpoint of an older digitpad has none, and neither has a run at its beginning.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor

from digitpad.core.records import RunStarted, StepDone
from digitpad.learn.checkpoint import TRAIL, Checkpoint

MOST = 1000  # rows: more than a chart has pixels, 32 kB in a checkpoint
_LATEST = 1e12  # step
_COLUMNS = 4  # step, loss, learning rate, gradient norm (NaN where the batch had none)


class LossHistory:
    """Takes a run's StepDones and keeps at most some of them, spread evenly over its steps."""

    def __init__(self, tensors: Mapping[str, Tensor] | None = None) -> None:
        self._rows: list[list[float]] = []
        self._each = self._steps = 1
        kept = (tensors or {}).get(TRAIL)
        if kept is not None and kept.dtype == torch.float64 and kept.ndim == 2 and kept.shape[1] == _COLUMNS:
            steps = kept[:, 0]
            rising = bool((steps.diff() > 0).all()) and bool(((steps >= 1) & (steps <= _LATEST)).all())
            if rising and bool(kept[:, 2].isfinite().all()):  # a loss may be NaN: it leaves a gap
                self._rows = kept.tolist()

    def add(self, done: StepDone) -> None:
        """Takes the figures of one more batch."""
        norm = math.nan if done.gradient_norm is None else done.gradient_norm
        self._rows.append([done.step, done.loss, done.learning_rate, norm])
        if len(self._rows) >= 2 * MOST:
            self._thin()

    def beside(self, checkpoint: Checkpoint) -> Checkpoint:
        """The checkpoint with the trail in it."""
        self._thin()
        rows = torch.tensor(self._rows, dtype=torch.float64).reshape(-1, _COLUMNS)
        return replace(checkpoint, tensors={**checkpoint.tensors, TRAIL: rows})

    def told(self, started: RunStarted) -> RunStarted:
        """The news that a run begins or goes on, with the batches behind it."""
        self._each, self._steps = started.steps_per_epoch, started.plan.epochs * started.steps_per_epoch
        return replace(started, trail=self.batches())

    def batches(self, until: float = math.inf) -> tuple[StepDone, ...]:
        """What is kept of the batches up to this step of the run, once `told` knows how many make an epoch."""
        self._thin()
        each, steps = self._each, self._steps
        return tuple(
            StepDone((int(step) - 1) // each + 1, int(step), steps, loss, rate, 0.0, None if math.isnan(norm) else norm)
            for step, loss, rate, norm in self._rows
            if step <= until
        )

    def _thin(self) -> None:
        """Keeps the first row of every so many steps, a power of two: what stays, stays later too. And the last."""
        if len(self._rows) <= MOST:
            return
        last, apart = self._rows[-1], 1
        while last[0] // apart > MOST - 2:
            apart *= 2
        first = {row[0] // apart: row for row in reversed(self._rows)}
        self._rows = [*reversed(first.values())]
        if self._rows[-1] is not last:
            self._rows.append(last)
