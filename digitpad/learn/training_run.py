"""A run around the training loop: a generator of events that knows nothing of windows. Imports torch, all of learn.

The loop itself is in trainer.py. Whoever drives the run asks for the next event; not asking pauses it, `control.stop()`
ends it after the step it is in. At every event the state is whole: `weights()` and `checkpoint()` may be called, and a
resumed run goes on digit for digit.
"""

import math
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import torch
from numpy.typing import NDArray

from digitpad.core import early_stopping, plans, recipes
from digitpad.core.errors import DivergedError, RunError
from digitpad.core.language import mark, tr
from digitpad.core.plans import Plan
from digitpad.core.records import RUNNING, Card, EpochDone, EpochInsight, Preparing, RunStarted, SnapshotTaken, StepDone
from digitpad.core.run_control import RunControl
from digitpad.learn import device, divergence, losses, metrics, plan_data, train_state, validation_split
from digitpad.learn.batches import DrawingEpoch
from digitpad.learn.checkpoint import Checkpoint
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.epoch_metrics import RunningMetrics, Stopwatch
from digitpad.learn.layer_views import insight
from digitpad.learn.trainer import EpochTested, StepTaken, Trainer

Event = Preparing | RunStarted | StepDone | EpochDone | SnapshotTaken | EpochInsight

REPORT_SECONDS = 0.05  # between two StepDone: 20 a second are more than a curve needs
REPORT_STEPS = 50  # on the CPU also after so many steps; a GPU would have to be waited for
SNAPSHOT_SECONDS = 0.5
REJECT_THRESHOLD = 0.5  # of a running model that knows "not a digit": refuse what is rather none
_AT, _AFTER = (
    mark("at batch {batch} of {steps} in epoch {epoch}"),
    mark("after batch {batch} of {steps} in epoch {epoch}"),
)
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
        self.whole = dataset
        self.dataset, self._validation = plan_data.chosen(plan, dataset)
        self.control = control or RunControl()
        self.run = run
        self.device = device.choose(plan.device)
        was = resume.precision if resume else None
        threads = resume.threads if resume else device.threads()
        self._trainer = Trainer(plan, self.dataset, self.device, threads=threads, was=was)
        self.threads = self._trainer.threads if resume is None else threads
        self.history: tuple[EpochDone, ...] = ()
        self._diverged: DivergedError | None = None  # from then on every question ends with it
        self._best: dict[str, NDArray[np.generic]] = {}  # the weights of the best epoch, where the plan stops by it
        self._tally, self._clock, self._epoch_clock = RunningMetrics(), Stopwatch(), Stopwatch()
        self._reported = self._snapped = 0.0  # when, by the run's clock
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
        return train_state.weights(self._trainer)

    def kept(self) -> dict[str, NDArray[np.generic]]:
        """The weights that the finished run leaves: the best epoch's where the plan stops early, else the last ones."""
        return self._best or self.weights()

    def start_from(self, weights: Mapping[str, NDArray[np.generic]]) -> None:
        """Takes a model's weights in place of random ones, before the first step. Raises PlanError."""
        train_state.start_from(self._trainer, weights)

    @property
    def over(self) -> bool:
        """Whether all epochs are done, or the last few brought nothing and the plan has no more patience."""
        done = self._trainer.epochs_done >= self.plan.epochs
        return done or early_stopping.is_over(self.history, self.plan.patience)

    @property
    def begun(self) -> bool:
        """Whether any step was taken."""
        return self.steps_done > 0

    @property
    def steps_done(self) -> int:
        """Steps that the weights have behind them, over the whole run."""
        return self._trainer.done

    def test_loss(self) -> float:
        """The loss on the test split now."""
        with device.using_threads(self.threads):
            return self._judged(metrics.logits(self._trainer.tested, self.dataset.test.x), self.dataset.test)[0]

    def check(self) -> None:
        """Raises DivergedError where the latest steps spoilt what was learned."""
        self._count()
        self._check_weights(train_state.state(self._trainer))

    def go_back(self, saved: Checkpoint) -> None:
        """Puts a run that diverged back to where this was saved. Raises RunError where it is not of this run."""
        self._diverged = None
        self._restore(saved)

    def checkpoint(self) -> Checkpoint:
        """All that is needed to go on from here. Raises DivergedError rather than keep what nobody can go on from."""
        self.check()
        tally, trainer = self._tally, self._trainer
        return Checkpoint(
            plan=self.plan,
            fingerprint=self.dataset.fingerprint,
            threads=self.threads,
            epochs_done=trainer.epochs_done,
            step=trainer.step,
            tensors=train_state.tensors(trainer) | validation_split.as_tensors(self._best),
            loss_sum=tally.loss_sum,
            correct=tally.correct,
            seen=tally.seen,
            epoch_seconds=self._epoch_clock.seconds,
            learning_rate=None if trainer.base_rate == self.plan.learning_rate else trainer.base_rate,
            history=self.history,
            seconds=self._clock.seconds,
            cpu_seconds=self._clock.cpu_seconds,
            precision=trainer.precision,
        )

    @property
    def card(self) -> Card:
        """What is known of the model now, under the id "running"; its weights have no file yet."""
        count, seconds = self._trainer.net.parameter_count, self._clock.seconds
        return Card(
            RUNNING, self.plan, self.dataset.classes, count, "", 4 * count, history=self.history,
            epochs_done=self._trainer.epochs_done, reject=self.dataset.reject,
            threshold=REJECT_THRESHOLD if self.dataset.reject else 0.0, data_fingerprint=self.dataset.fingerprint,
            seconds=seconds, cpu_seconds=self._clock.cpu_seconds, device=self.device.type,
            layers=plans.layers_of(self.plan), precision=self._trainer.precision,
            samples_per_second=self._learned_from / max(seconds, 1e-9),
            peak_memory_mb=device.peak_memory_mb(self.device),
            torch_version=torch.__version__, changes=recipes.changes(self.plan),
        )  # fmt: skip

    # ---- the events

    def _events(self) -> Iterator[Event]:
        trainer = self._trainer
        yield RunStarted(
            self.run, self.plan, self.dataset.classes, trainer.net.parameter_count, trainer.batches.size,
            len(self.dataset.test), trainer.batches.steps, trainer.epochs_done + 1, self.device.type, self.threads,
            self.history, precision=trainer.precision,
        )  # fmt: skip
        if self.over or self.control.stopping:
            return
        self._take_rate()
        self._reported = self._snapped = self._clock.seconds
        for news in trainer.train():
            match news:
                case DrawingEpoch():
                    yield Preparing(
                        tr("Drawing the ink of epoch {epoch}: {share:.0%}", epoch=news.epoch, share=news.share).replace(
                            "%", " %"
                        )
                    )
                case StepTaken():
                    yield from self._stepped(news)
                case EpochTested():
                    yield self._tested(news)
                    yield self._snapshot()
                    yield insight(news.epoch, trainer.tested, news.logits, self.dataset)
            is_tested_next = isinstance(news, StepTaken) and trainer.step == trainer.batches.steps
            if self.over or (self.control.stopping and not is_tested_next):
                return
            self._take_rate()

    def _take_rate(self) -> None:
        """The learning rate as it was changed while the run went on."""
        self._trainer.base_rate = self.control.learning_rate or self._trainer.base_rate

    def _stepped(self, step: StepTaken) -> Iterator[Event]:
        """What is told of a step: nothing of most; the weights as they are now and then."""
        self._tally.add(step.loss, step.logits, step.labels)
        if not self._is_due():
            return
        yield from self._reports()
        self._reported = self._clock.seconds
        wanted = self.control.single_steps or self._reported - self._snapped >= SNAPSHOT_SECONDS
        if wanted and self._trainer.step < self._trainer.batches.steps:
            yield self._snapshot()
            self._snapped = self._clock.seconds

    def _is_due(self) -> bool:
        """Whether a StepDone is due: the first and last step of an epoch, and in between as often as a curve needs."""
        if self.control.single_steps or self._trainer.step in (1, self._trainer.batches.steps):
            return True
        if self._tally.waiting >= REPORT_STEPS and self.device.type == "cpu":
            return True
        return self._clock.seconds - self._reported >= REPORT_SECONDS

    def _reports(self) -> Iterator[StepDone]:
        """The news of the latest step; of every one not yet told where the loss explodes, so that its curve is seen."""
        first = self._trainer.done - self._tally.waiting + 1
        losses = self._losses()
        if self._diverged is None:
            yield self._report(self._trainer.done, losses[-1], train_state.gradient_norm(self._trainer))
            return
        for step, loss in enumerate(losses, first):
            if math.isfinite(loss):
                yield self._report(step, loss)
        raise self._diverged

    def _report(self, step: int, loss: float, norm: float | None = None) -> StepDone:
        trainer = self._trainer
        steps = self.plan.epochs * trainer.batches.steps
        return StepDone(trainer.epochs_done + 1, step, steps, loss, trainer.rate, self._speed(), norm)

    def _tested(self, news: EpochTested) -> EpochDone:
        """What the test pass says; the held-out pictures are looked at here too."""
        self._count()
        tally, speed = self._tally, self._speed()
        loss, accuracy = self._judged(news.logits, self.dataset.test)
        held_out: tuple[float | None, float | None] = (None, None)
        if self._validation is not None:
            seen = metrics.logits(self._trainer.tested, self._validation.x)
            held_out = self._judged(seen, self._validation)
        self._check_epoch(loss, held_out[0])
        done = EpochDone(
            news.epoch, self.plan.epochs, tally.loss_sum / tally.seen, tally.correct / tally.seen,
            loss, accuracy, self._epoch_clock.seconds, self._trainer.rate, speed, *held_out,
        )  # fmt: skip
        self.history += (done,)
        if self.plan.patience and early_stopping.best_epoch(self.history) == done.epoch:
            self._best = self.weights()
        self._tally, self._epoch_clock = RunningMetrics(), Stopwatch()
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
    def _learned_from(self) -> int:
        """Pictures learned from since the run began, as far as they are counted."""
        return self._trainer.epochs_done * self._trainer.batches.size + self._tally.seen

    def _speed(self) -> float:
        return self._tally.seen / max(self._epoch_clock.seconds, 1e-9)

    def _count(self) -> None:
        """Counts the waiting steps. Raises DivergedError where a loss of theirs has exploded or is no number."""
        self._losses()
        if self._diverged is not None:
            raise self._diverged

    def _losses(self) -> list[float]:
        """The losses of the steps that were waiting to be counted, up to the first that no run comes back from."""
        trainer = self._trainer
        before, losses = trainer.done - self._tally.waiting, self._tally.count()
        bad = divergence.first_bad(losses)
        if bad is None:
            return losses
        self._give_up(tr("The loss {losses}", losses=divergence.worded(losses[bad])), _AT, before + bad + 1)
        return losses[: bad + 1]

    def _check_epoch(self, test_loss: float, held_out: float | None) -> None:
        """Raises DivergedError where what was learned in the epoch is nothing to go on from."""
        for name, loss in (("test", test_loss), ("validation", held_out)):
            if loss is not None and not divergence.is_good(loss):
                said = tr("The {name} loss {loss}", name=tr(name), loss=divergence.worded(loss))
                self._give_up(said, _AFTER, self._trainer.done)
                break
        self._check_weights(self._trainer.tested.state_dict().values())

    def _check_weights(self, tensors: Iterable[torch.Tensor]) -> None:
        if self._diverged is None and not divergence.are_numbers(tensors):
            self._give_up(tr("Some weights are no longer numbers"), _AFTER, self._trainer.done)
        if self._diverged is not None:
            raise self._diverged

    def _give_up(self, what: str, when: str, step: int) -> None:
        """step: which of the run's it was, from 1."""
        steps = self._trainer.batches.steps
        epoch, batch = divmod(step - 1, steps)
        where = tr(when, batch=batch + 1, steps=steps, epoch=epoch + 1)
        self._diverged = self._diverged or divergence.error(what, where, self.plan, self._trainer.base_rate)

    def _restore(self, saved: Checkpoint) -> None:
        if saved.fingerprint != self.dataset.fingerprint:
            raise RunError(
                tr("The run was trained on other data than the {name} that is here now.", name=self.dataset.name),
                tr("Bring the data back to what it was, or start the run anew."),
            )
        trainer = self._trainer
        steps = trainer.batches.steps
        seen = min(saved.step * self.plan.batch_size, trainer.batches.size)
        if saved.plan != self.plan or saved.step > steps or saved.seen != seen:
            raise RunError(tr("The checkpoint is not one of this run."), tr("Start the run anew."))
        train_state.restore(trainer, saved, saved.learning_rate or self.plan.learning_rate)
        self._best = self._best_of(saved)
        self.history = saved.history
        self._tally = RunningMetrics(saved.loss_sum, saved.correct, saved.seen)
        self._clock = Stopwatch(saved.seconds, saved.cpu_seconds)
        self._epoch_clock = Stopwatch(saved.epoch_seconds)

    def _best_of(self, saved: Checkpoint) -> dict[str, NDArray[np.generic]]:
        """The best epoch's weights, which a run that may end early has from its first epoch on. Raises RunError."""
        best = validation_split.from_tensors(saved.tensors)
        if not (self.plan.patience and saved.epochs_done):
            return {}
        wanted = self.weights()
        if {name: (array.shape, array.dtype) for name, array in best.items()} != {
            name: (array.shape, array.dtype) for name, array in wanted.items()
        }:
            raise RunError(tr("The checkpoint lacks the weights of its best epoch."), tr("Start the run anew."))
        return best


def _is_memory(error: BaseException) -> bool:
    text = str(error).lower()  # torch raises plain RuntimeErrors on CPUs
    return isinstance(error, MemoryError) or any(words in text for words in _MEMORY_WORDS)


def _too_large(plan: Plan) -> RunError:
    smaller = max(plan.batch_size // 2, 1)
    remedy = {"batch_size": smaller} if smaller < plan.batch_size else {}
    return RunError(
        tr("The memory does not suffice for this training."),
        tr("Try a smaller batch size, say {smaller}.", smaller=smaller),
        remedy,
    )
