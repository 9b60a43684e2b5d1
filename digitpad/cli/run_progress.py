"""A run's progress for people: a line that is rewritten on a terminal, and a row for each epoch. Imports records."""

import time

from digitpad.cli import output
from digitpad.cli.live_line import LiveLine
from digitpad.core.language import mark, tr
from digitpad.core.recipes import change_words
from digitpad.core.records import EpochDone, Preparing, RunDone, RunStarted, StepDone

REDRAW_SECONDS = 0.2
_COLUMNS = (7, 10, 10, 9, 10, 9)  # of a terminal, as epoch_row fills them
_HEADS = (mark("epoch"), mark("train loss"), mark("train acc."), mark("test loss"), mark("test acc."), mark("seconds"))


class RunProgress:
    """Shows a run's events. On anything but a terminal only the rows of the epochs are printed."""

    def __init__(self) -> None:
        self._line = LiveLine()
        self._drawn = 0.0
        self._started = time.monotonic()
        self._first_step = 0

    def show(self, event: object) -> None:
        """Prints what there is to say of one event."""
        if isinstance(event, Preparing):
            self._line.rewrite(f"{event.text} ...")
        elif isinstance(event, RunStarted):
            self._begin(event)
        elif isinstance(event, StepDone):
            self._step(event)
        elif isinstance(event, EpochDone):
            self.clear()
            output.line(epoch_row(event))
        elif isinstance(event, RunDone):
            self.clear()
            for text in ending(event):
                output.line(text)

    def _begin(self, event: RunStarted) -> None:
        self.clear()
        self._started = time.monotonic()
        self._first_step = (event.first_epoch - 1) * event.steps_per_epoch
        plan = event.plan
        where = f"{event.device}, {event.precision}" if event.precision else event.device
        output.line(
            tr(
                "{run}: {layers} on {dataset}, {parameters:,} parameters, {train_size:,} training "
                "pictures, {test_size:,} test pictures, {where}",
                run=event.run,
                layers=plan.layers or plan.architecture,
                dataset=plan.dataset,
                parameters=event.parameters,
                train_size=event.train_size,
                test_size=event.test_size,
                where=where,
            )
        )
        output.line(output.laid_out(_COLUMNS, [tr(head) for head in _HEADS]))

    def _step(self, event: StepDone) -> None:
        now = time.monotonic()
        if not self._line.is_seen or now - self._drawn < REDRAW_SECONDS:
            return
        self._drawn = now
        done = max(event.step - self._first_step, 1)
        left = (now - self._started) / done * (event.steps - event.step)
        self._line.rewrite(
            tr(
                "  epoch {epoch}  {value:3.0f} %  loss {loss:.4f}  {samples_per_second:,.0f} pictures/s  {left} left",
                epoch=event.epoch,
                value=100 * event.step / event.steps,
                loss=event.loss,
                samples_per_second=event.samples_per_second,
                left=output.duration(left),
            )
        )

    def clear(self) -> None:
        """Takes the line away that is rewritten."""
        self._line.clear()


def epoch_row(event: EpochDone) -> str:
    """An epoch as a row under the heads that stand above the first one."""
    return (
        f"{event.epoch:3d}/{event.epochs:<3d}  {event.train_loss:10.4f}  {100 * event.train_accuracy:8.2f} %  "
        f"{event.test_loss:9.4f}  {100 * event.test_accuracy:8.2f} %  {event.seconds:9.1f}"
    )


def ending(event: RunDone) -> list[str]:
    """The last words: what was kept, and how good it is."""
    card = event.card
    said = mark("Stopped and saved as {id} ({bytes}).") if event.stopped else mark("Saved as {id} ({bytes}).")
    rows = [tr(said, id=card.id, bytes=output.size(card.bytes))]
    for score in card.scores:
        low, high = score.ci95
        interval = tr("95 % interval {value:.2f} to {value_2:.2f}", value=100 * low, value_2=100 * high)
        rows.append(
            tr(
                "  {on}: {accuracy} of {n:,} ({interval})",
                on=score.on,
                accuracy=output.percent(score.accuracy),
                n=score.n,
                interval=interval,
            )
        )
    rows += [tr("  differs from the recipe: {change}", change=change_words(change)) for change in card.changes]
    return rows
