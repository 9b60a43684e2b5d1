"""A run's figures as curves: buffers, smoothing, thinning, ranges and the time left. numpy and records alone, no Qt."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core import csv_text
from digitpad.core.records import EpochDone, RunStarted, StepDone

POINTS = 500  # more points than pixels cost redraws and show nothing
RECENT_EPOCHS = 3  # the time left follows the latest epochs, for the machine's load changes
STEP_COLUMNS = ("epoch", "batch_loss", "smoothed_loss", "learning_rate", "gradient_norm")
EPOCH_COLUMNS = (
    "train_loss", "train_accuracy", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy", "seconds",
    "samples_per_second",
)  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CurveLine:
    """A curve: two float64 arrays of one length, x in epochs."""

    x: Floats
    y: Floats


@dataclass(frozen=True, slots=True)
class View:
    """What part of the figures a chart shows."""

    x_end: float
    low: float
    high: float


class Buffer:
    """An array that grows: appending costs nothing much, reading is a view and copies nothing."""

    def __init__(self) -> None:
        self._room: Floats = np.empty(1024)
        self._size = 0

    def append(self, value: float) -> None:
        """Adds one number at the end."""
        if self._size == len(self._room):
            self._room = np.concatenate([self._room, np.empty(self._size)])
        self._room[self._size] = value
        self._size += 1

    def keep(self, size: int) -> None:
        """Forgets everything but the first `size` numbers."""
        self._size = min(self._size, size)

    def values(self) -> Floats:
        """What was appended, as a view."""
        return self._room[: self._size]


class Smoother:
    """An exponential average over about `window` steps, not drawn to zero at its start (as in Adam, Kingma 2014).

    The window grows with what was seen, a fifth of it, so that the steep beginning of a loss is not trailed.
    """

    def __init__(self, window: float) -> None:
        self._window = max(1.0, window)
        self._seen = 0
        self._sum = 0.0
        self._weight = 0.0

    def add(self, value: float, steps: int = 1) -> float:
        """Takes a value that stands for so many steps; returns the average, always between least and greatest value."""
        steps = max(1, steps)
        keep = (1 - 1 / min(self._window, 1 + self._seen / 5)) ** steps
        self._seen += steps
        self._sum = keep * self._sum + (1 - keep) * value
        self._weight = keep * self._weight + (1 - keep)
        return self._sum / self._weight


# pyqtgraph's own down-sampling ("auto", "peak", clipped to the view) costs more than the two functions below: 3.8 ms a
# frame instead of 2.6 at 3,000 points, 8.6 instead of 4.3 at 100,000, with a fifth of its points 6.2 instead of 4.7.
def envelope(line: CurveLine, limit: int = POINTS) -> CurveLine:
    """At most `limit` of the line's own points, its peaks and dips among them: least and greatest of each stretch."""
    size = len(line.x)
    if size <= limit:
        return line
    edges = np.linspace(0, size, limit // 2 + 1).astype(int)
    wide = int(np.diff(edges).max())
    index = np.minimum(edges[:-1, None] + np.arange(wide), edges[1:, None] - 1)  # short stretches repeat their last
    rows = np.arange(len(index))
    least = index[rows, line.y[index].argmin(axis=1)]
    greatest = index[rows, line.y[index].argmax(axis=1)]
    chosen = np.stack([np.minimum(least, greatest), np.maximum(least, greatest)], axis=1).ravel()
    return CurveLine(line.x[chosen], line.y[chosen])


def thinned(line: CurveLine, limit: int = POINTS) -> CurveLine:
    """At most `limit` of the line's own points, evenly spread, the first and the last among them."""
    if len(line.x) <= limit:
        return line
    chosen = np.linspace(0, len(line.x) - 1, limit).round().astype(int)
    return CurveLine(line.x[chosen], line.y[chosen])


def seconds_left(steps_left: int, steps_per_epoch: int, epoch_seconds: Sequence[float], step_seconds: float) -> float:
    """Time to go: by the latest whole epochs, test pass and all; before the first has ended, by the steps alone."""
    if not epoch_seconds:
        return steps_left * step_seconds
    recent = epoch_seconds[-RECENT_EPOCHS:]
    return steps_left / steps_per_epoch * sum(recent) / len(recent)


def shown_epochs(now: float, epochs: int, over: bool = False) -> float:
    """Where the x axis ends: a little ahead of the curve, never past the run's end.

    A run that is over before its first epoch takes all of the width: it may have been three batches long.
    """
    if over and 0 < now < 1:
        return now * 1.1
    return float(min(epochs, max(1, math.ceil(now * 1.1))))


def loss_range(batches: Iterable[float], epochs: Iterable[float]) -> tuple[float, float]:
    """The y axis of the loss, from zero: over all that is there, until whole epochs show where the run takes place.

    The first batches' loss is often thirty times the last ones'; kept in sight, it would press all else to a flat line.
    """
    batch = max((value for value in batches if math.isfinite(value)), default=0.0)
    epoch = max((value for value in epochs if math.isfinite(value)), default=0.0)
    highest = min(max(batch, epoch), 2 * epoch) if epoch > 0 else batch
    return 0.0, highest * 1.08 or 1.0


def log_range(values: Iterable[float]) -> tuple[float, float]:
    """The y axis of a logarithmic chart: around all positive values, at least a factor of two high."""
    known = [value for value in values if math.isfinite(value) and value > 0]
    if not known:
        return 0.01, 10.0
    low, high = min(known), max(known)
    return low / 1.25, max(high, 1.6 * low) * 1.25


def value_at(line: CurveLine, x: float) -> float | None:
    """The line's own value nearest to x; None where it has none at all."""
    if not len(line.x):
        return None
    after = int(np.searchsorted(line.x, x))
    near = [at for at in (after - 1, after) if 0 <= at < len(line.x)]
    return float(line.y[min(near, key=lambda at: abs(line.x[at] - x))])


def accuracy_range(values: Iterable[float]) -> tuple[float, float]:
    """The y axis of the accuracy, in percent: close around the points, at least one point high."""
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return 0.0, 100.0
    room = max(0.12 * (max(known) - min(known)), 0.5)
    return max(0.0, min(known) - room), min(100.0 + room / 4, max(known) + room)


class RunCurves:
    """Everything the charts show of one run. x is in epochs: step / steps per epoch."""

    def __init__(self, started: RunStarted) -> None:
        self.started = started
        self.over = False  # no more will come: the run is done, was stopped or has failed
        self.is_kept = False  # it was shown before the window was opened: if it goes on, that brings all that it had
        self.step = 0
        self.epochs: list[EpochDone] = list(started.history)
        self.learning_rate = started.plan.learning_rate
        self._x, self._raw, self._smooth = Buffer(), Buffer(), Buffer()
        self._rates, self._norms, self._smooth_norms = Buffer(), Buffer(), Buffer()
        self.least_loss = math.inf  # of the smoothed ones, since the run's steep beginning
        self._loss = Smoother(max(10.0, started.steps_per_epoch / 10))
        self._norm = Smoother(max(10.0, started.steps_per_epoch / 10))
        self._rate = Smoother(10)
        self._samples_per_second: float | None = None
        self._catch_up(started)

    def resume(self, started: RunStarted) -> None:
        """Goes on with the same run from an earlier point: what came after that point is forgotten."""
        done = _steps_behind(started)
        kept = int(np.searchsorted(self._x.values(), done / started.steps_per_epoch, side="right"))
        for buffer in self._buffers:
            buffer.keep(kept)
        self.epochs = [epoch for epoch in self.epochs if epoch.epoch < started.first_epoch]
        self.started, self.over = started, False
        self.step = round(self._x.values()[-1] * started.steps_per_epoch) if kept else 0
        self._catch_up(started)

    def _catch_up(self, started: RunStarted) -> None:
        """Takes those of the batches behind a run that it does not have."""
        for done in started.trail:
            if done.step > self.step:
                self.add_step(done)
        self.step = _steps_behind(started)

    def add_step(self, done: StepDone) -> None:
        """Takes a batch's figures. A loss that is no number leaves a gap rather than spoil the curve."""
        gap, self.step, self.learning_rate = done.step - self.step, done.step, done.learning_rate
        if math.isfinite(done.samples_per_second) and done.samples_per_second > 0:
            self._samples_per_second = self._rate.add(done.samples_per_second)
        if math.isfinite(done.loss):
            self._x.append(done.step / self.started.steps_per_epoch)
            self._raw.append(done.loss)
            smooth = self._loss.add(done.loss, gap)
            self._smooth.append(smooth)
            self.least_loss = min(self.least_loss, smooth)
            norm = done.gradient_norm if done.gradient_norm is not None else math.nan
            self._rates.append(done.learning_rate)
            self._norms.append(norm)
            self._smooth_norms.append(self._norm.add(norm, gap) if math.isfinite(norm) else math.nan)

    def add_epoch(self, done: EpochDone) -> None:
        """Takes an epoch's figures."""
        self.step = done.epoch * self.started.steps_per_epoch
        self.epochs.append(done)

    @property
    def raw(self) -> CurveLine:
        """The loss of single batches, peaks kept."""
        return envelope(CurveLine(self._x.values(), self._raw.values()))

    @property
    def smoothed(self) -> CurveLine:
        """The smoothed loss of the batches."""
        return thinned(CurveLine(self._x.values(), self._smooth.values()))

    @property
    def rates(self) -> CurveLine:
        """The learning rate at each step."""
        return thinned(CurveLine(self._x.values(), self._rates.values()))

    @property
    def norms(self) -> CurveLine:
        """The gradient's norm at each step whose batch had one, peaks kept."""
        return envelope(_finite(self._x.values(), self._norms.values()))

    @property
    def smoothed_norms(self) -> CurveLine:
        """The smoothed norm of the gradient."""
        return thinned(_finite(self._x.values(), self._smooth_norms.values()))

    @property
    def steps_table(self) -> Floats:
        """(n, 5): x in epochs, loss, smoothed loss, learning rate, gradient norm of every step that reported itself."""
        return np.stack([buffer.values() for buffer in self._buffers[:5]], axis=1)

    @property
    def _buffers(self) -> tuple[Buffer, ...]:
        return self._x, self._raw, self._smooth, self._rates, self._norms, self._smooth_norms

    def per_epoch(self, figure: str, scale: float = 1.0) -> CurveLine:
        """One field of every EpochDone that has it, times `scale`."""
        return epoch_line(self.epochs, figure, scale)

    @property
    def now(self) -> float:
        """How far the run is, in epochs."""
        return self.step / self.started.steps_per_epoch

    @property
    def steps(self) -> int:
        """The steps of the whole run."""
        return self.started.plan.epochs * self.started.steps_per_epoch

    @property
    def share(self) -> float:
        """How much of the run is done, from 0 to 1."""
        return min(1.0, self.step / max(1, self.steps))

    @property
    def epoch(self) -> int:
        """The epoch under way, from 1; after the last step, the last."""
        return min(self.started.plan.epochs, self.step // self.started.steps_per_epoch + 1)

    @property
    def samples_per_second(self) -> float | None:
        """The speed now, smoothed; None before the first step."""
        return self._samples_per_second

    @property
    def seconds_left(self) -> float | None:
        """Time to go; None while nothing is known."""
        times = [epoch.seconds for epoch in self.epochs]
        if self._samples_per_second is None and not times:
            return None
        step_seconds = self.started.plan.batch_size / (self._samples_per_second or math.inf)
        return seconds_left(max(0, self.steps - self.step), self.started.steps_per_epoch, times, step_seconds)


def epoch_line(epochs: Iterable[EpochDone], figure: str, scale: float = 1.0) -> CurveLine:
    """One field of every EpochDone that has it, times `scale`."""
    known = [(float(row.epoch), getattr(row, figure)) for row in epochs if getattr(row, figure) is not None]
    return CurveLine(np.array([x for x, _ in known]), np.array([y for _, y in known], dtype=np.float64) * scale)


def as_csv(run: RunCurves) -> str:
    """A table with a row for every step that reported itself, and one for every epoch; what a row lacks stays empty."""
    rows: list[list[Any]] = [[*values, *[""] * len(EPOCH_COLUMNS)] for values in run.steps_table.tolist()]
    for done in run.epochs:
        figures = [getattr(done, column) for column in EPOCH_COLUMNS]
        rows.append([float(done.epoch), "", "", done.learning_rate, "", *figures])
    rows.sort(key=lambda row: row[0])  # stable: an epoch's row stands behind its last step's
    known = (
        ["" if value is None or value == "" or not math.isfinite(value) else value for value in row] for row in rows
    )
    return csv_text.written([[*STEP_COLUMNS, *EPOCH_COLUMNS], *known])


def _steps_behind(started: RunStarted) -> int:
    """The steps that a run has behind it, as far as they are known: it may go on in the middle of an epoch."""
    whole = (started.first_epoch - 1) * started.steps_per_epoch
    return max(whole, max((done.step for done in started.trail), default=0))


def _finite(x: Floats, y: Floats) -> CurveLine:
    here = np.isfinite(y)
    return CurveLine(x[here], y[here])
