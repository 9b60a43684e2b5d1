"""The learning rate range test on a dataset: some steps, each at a larger rate. Imports torch, learn and core."""

from collections.abc import Iterator
from dataclasses import replace

from digitpad.core import rate_range
from digitpad.core.plans import Plan
from digitpad.core.rate_range import RateTried
from digitpad.learn import device
from digitpad.learn.batches import DrawingEpoch
from digitpad.learn.dataset import Dataset
from digitpad.learn.trainer import StepTaken, Trainer

CONSTANT = "constant"


def tried(plan: Plan, dataset: Dataset) -> Iterator[RateTried | DrawingEpoch]:
    """The steps of a run of the plan whose rate grows from step to step, until the loss explodes; nothing is kept.

    The plan's schedule and average are left out, all else is as it would be trained.
    Raises PlanError or UnknownNameError where it cannot be.
    """
    plan = replace(plan, schedule=CONSTANT, average=0.0, epochs=rate_range.STEPS)
    where, threads = device.choose(plan.device), device.threads()
    trainer = Trainer(plan, dataset, where, threads=threads)
    trainer.base_rate = rate_range.rate_at(0)
    steps, seen = trainer.train(), list[RateTried]()
    while len(seen) < rate_range.STEPS:
        with device.using_threads(trainer.threads):
            event = next(steps)
            loss = float(event.loss) if isinstance(event, StepTaken) else None
        if isinstance(event, DrawingEpoch):
            yield event
        if loss is None:
            continue
        seen.append(rate_range.following(seen, trainer.rate, loss))
        yield seen[-1]
        if rate_range.is_over(seen):
            return
        trainer.base_rate = rate_range.rate_at(min(len(seen), rate_range.STEPS - 1))
