"""The training loop as textbooks have it: order, network, loss, gradient, optimiser, epoch. Imports torch and learn.

Read `Trainer.train` first, then what it calls, in three files: `Batches` (batches.py) says which pictures come when,
`networks` what the network is, `PlainStep` how it learns from a batch. Loss and optimiser are torch's own, by name
(losses.py, optimizers.py). training_run.py watches, saves and stops a run; fast/ makes it fast, with the same figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from digitpad.core.plans import Plan
from digitpad.learn import losses, metrics, networks, optimizers, precision
from digitpad.learn.batches import Batches, DrawingEpoch, TrainingBatch
from digitpad.learn.dataset import Dataset
from digitpad.learn.fast import chosen_step, torch_private
from digitpad.learn.layers import Dropout
from digitpad.learn.networks import Net
from digitpad.learn.seeds import derived


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step: its mean loss (a scalar), its logits (n, outputs), the true classes (n,), still on the device."""

    loss: Tensor
    logits: Tensor
    labels: Tensor


@dataclass(frozen=True, slots=True)
class EpochTested:
    """An epoch is over; the logits (N, outputs) of all test pictures."""

    epoch: int
    logits: Tensor


class Trainer:
    """A network, its average, its optimiser, and how far they are: all of a run that learns.

    threads: as many as there are for it on a CPU; `threads` is then what its steps gain by. was: the precision that a
    run which goes on was begun in. Its randomness follows from the plan's seed and the step, nothing else.
    Raises PlanError where the device cannot compute in the plan's precision.
    """

    def __init__(
        self, plan: Plan, dataset: Dataset, where: torch.device, *, threads: int = 1, was: str | None = None
    ) -> None:
        self.plan, self.where = plan, where
        self.batches = Batches(plan, dataset, where)
        networks.check_batches(plan, self.batches.sizes)
        self.net = _built(plan, dataset.outputs, where)
        self.average = _built(plan, dataset.outputs, where) if plan.average else None
        self.precision = precision.chosen(was or plan.precision, where, convolutional=self.net.convolutional)
        self._test = dataset.test
        self._factor = optimizers.schedule(plan, self.batches.steps)
        fast = chosen_step.step(plan, self.net, threads, self.precision)
        self._step = fast or PlainStep(plan, self.net, self.precision)
        self.threads = chosen_step.threads(self.net, plan.batch_size, threads)
        self.optimizer = self._step.optimizer
        self._dropouts = torch.Generator(where)
        for module in self.net.modules():
            if isinstance(module, Dropout):
                module.generator = self._dropouts
        self.base_rate = plan.learning_rate  # before the schedule's factor; may be changed between two steps
        self.rate = plan.learning_rate  # of the latest step
        self.epochs_done = self.step = 0  # step: steps done in the unfinished epoch

    def train(self) -> Iterator[DrawingEpoch | StepTaken | EpochTested]:
        """All that is left of the run, step by step. Not asking for more ends it; between any two it can be saved."""
        while self.epochs_done < self.plan.epochs:
            yield from self.batches.prepare(self.epochs_done + 1)
            self.net.train()
            for batch in self.batches.following(self.step):
                yield self.take_step(batch)
            yield self.test()

    def take_step(self, batch: TrainingBatch) -> StepTaken:
        """One batch: forward, backward, and a change of the weights against the gradient, at the learning rate of now.

        The average then moves towards the weights.
        """
        self._dropouts.manual_seed(derived(self.plan.seed, "dropout", self.done))
        self.rate = self.base_rate * self._factor(self.done)
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate
        loss, logits = self._step(batch)
        self._follow()
        self.step += 1
        return StepTaken(loss, logits, batch.y)

    def test(self) -> EpochTested:
        """The test pictures' logits, which ends the epoch."""
        logits = metrics.logits(self.tested, self._test.x)
        self.epochs_done, self.step = self.epochs_done + 1, 0
        return EpochTested(self.epochs_done, logits)

    def go_on(self, epochs_done: int, step: int, base_rate: float) -> None:
        """Counts on from there, at this learning rate, once the tensors are those of that place."""
        self.epochs_done, self.step, self.base_rate = epochs_done, step, base_rate
        self.rate = base_rate * self._factor(max(self.done - 1, 0))

    @property
    def done(self) -> int:
        """Steps done since the run began."""
        return self.epochs_done * self.batches.steps + self.step

    @property
    def tested(self) -> Net:
        """The net that is tested, shown and kept: the average, if the plan has one."""
        return self.net if self.average is None else self.average

    @torch.no_grad()
    def _follow(self) -> None:
        """Moves the average, if there is one, towards the net; closely at first, when there is little to average."""
        if self.average is None:
            return
        share = 1 - min(self.plan.average, (1 + self.done) / (10 + self.done))
        for kept, newest in zip(self.average.state_dict().values(), self.net.state_dict().values(), strict=True):
            if kept.is_floating_point():  # batch statistics belong to the weights, so they are averaged alike
                kept.lerp_(newest, share)
            else:
                kept.copy_(newest)


class PlainStep:
    """A step as torch's tutorials have it, for any network on any device."""

    def __init__(self, plan: Plan, net: Net, precise: str) -> None:
        self._net, self._loss = net, losses.training(plan)
        self._context = precision.context(precise, next(net.parameters()).device)
        self.optimizer = optimizers.optimizer(plan, net.parameters())
        self._update = torch_private.bare_step(self.optimizer)  # as optimizer.step()

    def __call__(self, batch: TrainingBatch) -> tuple[Tensor, Tensor]:
        """Changes the weights; gives the loss before that and the logits (n, outputs)."""
        self.optimizer.zero_grad()
        with self._context():
            logits = self._net(*batch.inputs)
        loss = self._loss(logits.float(), batch.y)
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
        self._update()
        return loss.detach(), logits.detach()


def _built(plan: Plan, outputs: int, where: torch.device) -> Net:
    """The plan's net as its seed makes it."""
    net = networks.build_for(plan, outputs, seed=derived(plan.seed, "weights")).to(where)
    return chosen_step.laid_out(net)
