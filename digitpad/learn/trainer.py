"""The training loop: a generator of events that knows nothing of windows. Imports torch and the rest of learn.

Whoever drives it asks for the next event; not asking pauses it, `control.stop()` ends it after the step it is in. At
every event the state is whole: `weights()` and `checkpoint()` may be called, and a resumed run goes on digit for digit.
"""

import math
from collections.abc import Iterable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from digitpad.core import early_stopping, plans, recipes
from digitpad.core.errors import DivergedError, RunError
from digitpad.core.plans import Plan
from digitpad.core.records import RUNNING, Card, EpochDone, EpochInsight, Preparing, RunStarted, SnapshotTaken, StepDone
from digitpad.core.run_control import RunControl
from digitpad.learn import device, divergence, losses, metrics, networks, validation_split
from digitpad.learn.batches import Batches
from digitpad.learn.checkpoint import Checkpoint
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.epoch_metrics import RunningMetrics, Stopwatch
from digitpad.learn.fast.thread_tuning import ThreadTuner
from digitpad.learn.layer_views import insight
from digitpad.learn.optimizers import schedule
from digitpad.learn.train_state import TrainState

Event = Preparing | RunStarted | StepDone | EpochDone | SnapshotTaken | EpochInsight

REPORT_SECONDS = 0.05  # between two StepDone: 20 a second are more than a curve needs
REPORT_STEPS = 50  # on the CPU also after so many steps; a GPU would have to be waited for
SNAPSHOT_SECONDS = 0.5
REJECT_THRESHOLD = 0.5  # of a running model that knows "not a digit": refuse what is rather none
_MEMORY_WORDS = ("out of memory", "not enough memory", "can't allocate memory", "bad_alloc")


class Training:
    """One run of a plan on a dataset, from the first step or from a checkpoint.

    Raises PlanError or UnknownNameError for a plan that cannot be run, RunError for a checkpoint of other data.
    """

    def __init__(
        self,
        plan: Plan,
        dataset: Dataset,
        *,
        control: RunControl | None = None,
        resume: Checkpoint | None = None,
        run: str = "run",
    ) -> None:
        self.plan = plans.check(plan)
        self.dataset, self._validation = validation_split.split(plan, dataset)
        self.control = control or RunControl()
        self.run = run
        self.device = device.choose(plan.device)
        self.threads = resume.threads if resume else device.threads()
        self.history: tuple[EpochDone, ...] = ()
        self._batches = Batches(plan, self.dataset, self.device)
        networks.check_batches(plan, self._batches.sizes)
        was = resume.precision if resume else None
        self._learner = TrainState(plan, dataset.outputs, self.device, self.threads, was)
        self._pace = ThreadTuner(self.threads, free=False)  # until the run begins
        self._factor = schedule(plan, self._batches.steps)
        self._base_rate = plan.learning_rate  # before the schedule's factor
        self._rate = plan.learning_rate  # of the latest step
        self._diverged: DivergedError | None = None  # from then on every question ends with it
        self._best: dict[str, NDArray[np.generic]] = {}  # the weights of the best epoch, where the plan stops by it
        self._epochs_done = self._step = 0  # _step: steps done in the unfinished epoch
        self._tally, self._clock, self._epoch_clock = RunningMetrics(), Stopwatch(), Stopwatch()
        if resume is not None:
            self._restore(resume)

    # ---- what others ask for between two events

    def events(self) -> Iterator[Event]:
        """The run's events: RunStarted, then StepDone and SnapshotTaken, EpochDone after each epoch's test pass.

        A SnapshotTaken and an EpochInsight of the same weights follow each EpochDone.
        Raises DivergedError when a loss or a weight is no longer a number or has exploded, before the EpochDone of
        such an epoch; RunError when the memory does not suffice.
        """
        work = self._events()
        while True:
            self._clock.start()
            self._epoch_clock.start()
            try:
                with device.using_threads(self.threads):
                    event = next(work)
            except StopIteration:
                return
            except (MemoryError, RuntimeError) as error:
                if _is_memory(error):
                    raise _too_large(self.plan) from error
                raise
            finally:
                self._epoch_clock.stop()  # within the run's, or the epochs could be longer than the run
                self._clock.stop()
            yield event

    def weights(self) -> dict[str, NDArray[np.generic]]:
        """A copy of the weights as they are tested (the average's, if the plan has one): names to arrays."""
        return self._learner.weights()

    def kept(self) -> dict[str, NDArray[np.generic]]:
        """The weights that the finished run leaves: the best epoch's where the plan stops early, else the last ones."""
        return self._best or self.weights()

    @property
    def over(self) -> bool:
        """Whether all epochs are done, or the last few brought nothing and the plan has no more patience."""
        return self._epochs_done >= self.plan.epochs or early_stopping.is_over(self.history, self.plan.patience)

    @property
    def begun(self) -> bool:
        """Whether any step was taken."""
        return self._done > 0

    def test_loss(self) -> float:
        """The loss on the test split now."""
        with device.using_threads(self.threads):
            return self._judged(metrics.logits(self._learner.tested, self.dataset.test.x), self.dataset.test)[0]

    def check(self) -> None:
        """Raises DivergedError where the latest steps spoilt what was learned."""
        self._count()
        self._check_weights(self._learner.state())

    def go_back(self, saved: Checkpoint) -> None:
        """Puts a run that diverged back to where this was saved. Raises RunError where it is not of this run."""
        self._diverged = None
        self._restore(saved)

    def checkpoint(self) -> Checkpoint:
        """All that is needed to go on from here. Raises DivergedError rather than keep what nobody can go on from."""
        self.check()
        tally, tensors = self._tally, self._learner.tensors()
        return Checkpoint(
            plan=self.plan,
            fingerprint=self.dataset.fingerprint,
            threads=self.threads,
            epochs_done=self._epochs_done,
            step=self._step,
            tensors=tensors | validation_split.as_tensors(self._best),
            loss_sum=tally.loss_sum,
            correct=tally.correct,
            seen=tally.seen,
            epoch_seconds=self._epoch_clock.seconds,
            learning_rate=None if self._base_rate == self.plan.learning_rate else self._base_rate,
            history=self.history,
            seconds=self._clock.seconds,
            cpu_seconds=self._clock.cpu_seconds,
            precision=self._learner.precision,
        )

    @property
    def card(self) -> Card:
        """What is known of the model now, under the id "running"; its weights have no file yet."""
        count, seconds = self._learner.net.parameter_count, self._clock.seconds
        return Card(
            RUNNING, self.plan, self.dataset.classes, count, "", 4 * count, history=self.history,
            epochs_done=self._epochs_done, reject=self.dataset.reject,
            threshold=REJECT_THRESHOLD if self.dataset.reject else 0.0, data_fingerprint=self.dataset.fingerprint,
            seconds=seconds, cpu_seconds=self._clock.cpu_seconds, device=self.device.type,
            layers=plans.layers_of(self.plan), precision=self._learner.precision,
            samples_per_second=self._learned_from / max(seconds, 1e-9),
            peak_memory_mb=device.peak_memory_mb(self.device),
            torch_version=torch.__version__, changes=recipes.changes(self.plan),
        )  # fmt: skip

    # ---- the loop

    def _events(self) -> Iterator[Event]:
        yield RunStarted(
            self.run, self.plan, self.dataset.classes, self._learner.net.parameter_count, self._batches.size,
            len(self.dataset.test), self._batches.steps, self._epochs_done + 1, self.device.type, self.threads,
            self.history, precision=self._learner.precision,
        )  # fmt: skip
        self._pace = ThreadTuner(self.threads, free=self._learner.any_threads(self._batches.sizes))
        while not (self.over or self.control.stopping):
            yield from self._train()
            if self._step < self._batches.steps:
                return  # stopped in the middle of the epoch
            logits = metrics.logits(self._learner.tested, self.dataset.test.x)
            yield self._test(logits)
            yield self._snapshot()
            yield insight(self._epochs_done, self._learner.tested, logits, self.dataset)

    def _train(self) -> Iterator[Event]:
        """The unfinished epoch's steps, from where it is to its end, or to the step in which the run is stopped."""
        size = self._batches.batch_size
        yield from self._draw()
        if self.control.stopping:
            return
        self._batches.start(self._epochs_done + 1)
        reported = snapped = self._clock.seconds
        while self._step < self._batches.steps:
            chunk, first = divmod(self._step, self._batches.chunk_steps)
            x, y = self._batches.chunk(chunk)
            x = self._learner.prepared(x)
            for start in range(first * size, len(y), size):
                self._take_step(x[start : start + size], y[start : start + size])
                if self._due(reported):
                    yield from self._reports()
                    reported = self._clock.seconds
                    wanted = self.control.single_steps or reported - snapped >= SNAPSHOT_SECONDS
                    if wanted and self._step < self._batches.steps:
                        yield self._snapshot()
                        snapped = self._clock.seconds
                if self.control.stopping:
                    return

    def _draw(self) -> Iterator[Event]:
        """Lets the epoch's pictures be drawn where each epoch has its own: seconds, in which the run can be ended."""
        epoch = self._epochs_done + 1
        for share in self._batches.drawing(epoch):
            yield Preparing(f"Drawing the ink of epoch {epoch}: {share:.0%}".replace("%", " %"))
            if self.control.stopping:
                return

    def _take_step(self, x: torch.Tensor, y: torch.Tensor) -> None:
        self._base_rate = self.control.learning_rate or self._base_rate
        self._rate = self._base_rate * self._factor(self._done)
        with self._pace:
            loss, logits = self._learner.take_step(x, y, self._rate, self._done)
        self._step += 1
        self._tally.add(loss, logits, y)

    def _due(self, reported: float) -> bool:
        """Whether a StepDone is due: the first and last step of an epoch, and in between as often as a curve needs."""
        wanted = self.control.single_steps or self._step in (1, self._batches.steps)
        if wanted or self._clock.seconds - reported >= REPORT_SECONDS:
            return True
        return self._tally.waiting >= REPORT_STEPS and self.device.type == "cpu"

    # ---- the events

    def _reports(self) -> Iterator[StepDone]:
        """The news of the latest step; of every one not yet told where the loss explodes, so that its curve is seen."""
        first = self._done - self._tally.waiting + 1
        losses = self._losses()
        if self._diverged is None:
            yield self._report(self._done, losses[-1], self._learner.gradient_norm())
            return
        for step, loss in enumerate(losses, first):
            if math.isfinite(loss):
                yield self._report(step, loss)
        raise self._diverged

    def _report(self, step: int, loss: float, norm: float | None = None) -> StepDone:
        steps = self.plan.epochs * self._batches.steps
        return StepDone(self._epochs_done + 1, step, steps, loss, self._rate, self._speed(), norm)

    def _test(self, logits: torch.Tensor) -> EpochDone:
        """What the test pass says, which ends the epoch; the held-out pictures are looked at here too."""
        self._count()
        tally, speed = self._tally, self._speed()
        loss, accuracy = self._judged(logits, self.dataset.test)
        held_out: tuple[float | None, float | None] = (None, None)
        if self._validation is not None:
            seen = metrics.logits(self._learner.tested, self._validation.x)
            held_out = self._judged(seen, self._validation)
        self._check_epoch(loss, held_out[0])
        done = EpochDone(
            self._epochs_done + 1, self.plan.epochs, tally.loss_sum / tally.seen, tally.correct / tally.seen,
            loss, accuracy, self._epoch_clock.seconds, self._rate, speed, *held_out,
        )  # fmt: skip
        self.history += (done,)
        if self.plan.patience and early_stopping.best_epoch(self.history) == done.epoch:
            self._best = self.weights()
        self._epochs_done, self._step, self._tally = done.epoch, 0, RunningMetrics()
        self._epoch_clock = Stopwatch()
        self._epoch_clock.start()
        return done

    def _judged(self, logits: torch.Tensor, split: Split) -> tuple[float, float]:
        """The plan's loss and the accuracy of these (N, outputs) logits on the split they are of."""
        y = split.y.to(logits.device)
        return float(losses.testing(self.plan)(logits, y)), float((logits.argmax(1) == y).double().mean())

    def _snapshot(self) -> SnapshotTaken:
        self._count()
        return SnapshotTaken(self.card, self.weights())

    # ---- the rest

    @property
    def _done(self) -> int:
        """Steps done since the run began."""
        return self._epochs_done * self._batches.steps + self._step

    @property
    def _learned_from(self) -> int:
        """Pictures learned from since the run began, as far as they are counted."""
        return self._epochs_done * self._batches.size + self._tally.seen

    def _speed(self) -> float:
        return self._tally.seen / max(self._epoch_clock.seconds, 1e-9)

    def _count(self) -> None:
        """Counts the waiting steps. Raises DivergedError where a loss of theirs has exploded or is no number."""
        self._losses()
        if self._diverged is not None:
            raise self._diverged

    def _losses(self) -> list[float]:
        """The losses of the steps that were waiting to be counted, up to the first that no run comes back from."""
        before, losses = self._step - self._tally.waiting, self._tally.count()
        bad = divergence.first_bad(losses)
        if bad is None:
            return losses
        where = f"at batch {before + bad + 1} of {self._batches.steps} in epoch {self._epochs_done + 1}"
        self._give_up(f"The loss {divergence.worded(losses[bad])}", where)
        return losses[: bad + 1]

    def _check_epoch(self, test_loss: float, held_out: float | None) -> None:
        """Raises DivergedError where what was learned in the epoch is nothing to go on from."""
        for name, loss in (("test", test_loss), ("validation", held_out)):
            if loss is not None and not divergence.is_good(loss):
                self._give_up(f"The {name} loss {divergence.worded(loss)}", self._after)
                break
        self._check_weights(self._learner.tested.state_dict().values())

    def _check_weights(self, tensors: Iterable[torch.Tensor]) -> None:
        if self._diverged is None and not divergence.are_numbers(tensors):
            self._give_up("Some weights are no longer numbers", self._after)
        if self._diverged is not None:
            raise self._diverged

    @property
    def _after(self) -> str:
        return f"after batch {self._step} of {self._batches.steps} in epoch {self._epochs_done + 1}"

    def _give_up(self, what: str, where: str) -> None:
        self._diverged = self._diverged or divergence.error(what, where, self.plan, self._base_rate)

    def _restore(self, saved: Checkpoint) -> None:
        if saved.fingerprint != self.dataset.fingerprint:
            raise RunError(
                f"The run was trained on other data than the {self.dataset.name} that is here now.",
                "Bring the data back to what it was, or start the run anew.",
            )
        steps = self._batches.steps
        seen = min(saved.step * self.plan.batch_size, self._batches.size)
        if saved.plan != self.plan or saved.step > steps or saved.seen != seen:
            raise RunError("The checkpoint is not one of this run.", "Start the run anew.")
        self._learner.restore(saved.tensors, saved.epochs_done * steps + saved.step)
        self._best = self._best_of(saved)
        self._epochs_done, self._step, self.history = saved.epochs_done, saved.step, saved.history
        self._base_rate = saved.learning_rate or self._base_rate
        self._rate = self._base_rate * self._factor(max(self._done - 1, 0))
        self._tally = RunningMetrics(saved.loss_sum, saved.correct, saved.seen)
        self._clock = Stopwatch(saved.seconds, saved.cpu_seconds)
        self._epoch_clock = Stopwatch(saved.epoch_seconds)

    def _best_of(self, saved: Checkpoint) -> dict[str, NDArray[np.generic]]:
        """The best epoch's weights, which a run that may end early has from its first epoch on. Raises RunError."""
        best = validation_split.from_tensors(saved.tensors)
        if not (self.plan.patience and saved.epochs_done):
            return {}
        wanted = self._learner.weights()
        if {name: (array.shape, array.dtype) for name, array in best.items()} != {
            name: (array.shape, array.dtype) for name, array in wanted.items()
        }:
            raise RunError("The checkpoint lacks the weights of its best epoch.", "Start the run anew.")
        return best


def _is_memory(error: BaseException) -> bool:
    text = str(error).lower()  # torch raises plain RuntimeErrors on CPUs
    return isinstance(error, MemoryError) or any(words in text for words in _MEMORY_WORDS)


def _too_large(plan: Plan) -> RunError:
    smaller = max(plan.batch_size // 2, 1)
    remedy = {"batch_size": smaller} if smaller < plan.batch_size else {}
    return RunError(
        "The memory does not suffice for this training.", f"Try a smaller batch size, say {smaller}.", remedy
    )
