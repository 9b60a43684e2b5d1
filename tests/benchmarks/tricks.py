"""Switches off what makes training fast, one trick at a time: what does each bring?

    python -m tests.benchmarks.tricks                              all of them, five rounds
    python -m tests.benchmarks.tricks --only denormals dropout     these
    python -m tests.benchmarks.tricks --busy --only microbatch     beside one busy process

The same piece of a run is trained with all tricks and without the one, in turn, each going on where it was, so that
whatever else the machine does meets both. Prints the median seconds and the gain, the share of the time without the
trick that it saves, as JSON, a line for each trick and recipe. A trick that gains less than a tenth has no place in
`learn/fast`.
"""

import argparse
import contextlib
import dataclasses
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from digitpad.__main__ import OPENMP

os.environ.update(OPENMP | os.environ)  # as the program itself does

import torch
from torch import Tensor, nn

from digitpad.core import recipes
from digitpad.core.plans import FLOAT32, Plan
from digitpad.learn import datasets, device, optimizers
from digitpad.learn.batches import Batches, TrainingBatch
from digitpad.learn.dataset import Dataset
from digitpad.learn.fast import chosen_step, microbatch, mlp_step, torch_private
from digitpad.learn.layers import Dropout
from digitpad.learn.networks import Net
from digitpad.learn.trainer import StepTaken, Trainer
from tests.benchmarks.epoch import competitor

Off = Callable[[], Any]  # a context without the trick
MLP, CNN = "mlp-256-128", "cnn-5x5"
STEPS = {MLP: 600, "mlp-512": 300, CNN: 12, "sprint": 60}  # a round
SLICES = 12  # of a round, in turn with and without: other programs come and go
WARM = {MLP: 1400}  # steps before anything is timed: neurons die later than that


class SeparateWeights:
    """In place of FlatOptimizer: every parameter by itself, as torch's optimisers have it."""

    def __init__(self, plan: Plan, net: nn.Module) -> None:
        self.optimizer = optimizers.optimizer(plan, net.parameters())
        for parameter in net.parameters():
            parameter.grad = torch.zeros_like(parameter)
        self.step = torch_private.bare_step(self.optimizer)


def by_bernoulli(dropout: Dropout, mask: Tensor, _: object) -> Tensor:
    """In place of Dropout.draw: a random number for each value."""
    return mask.bernoulli_(1 - dropout.p, generator=dropout.generator).mul_(1 / (1 - dropout.p))


def one_by_one(batches: Batches, step: int) -> Iterator[TrainingBatch]:
    """In place of Batches.following: each batch gathered and made float by itself, as [] does it."""
    for rows in batches.order.split(batches.batch_size)[step:]:
        x = batches.split.x[rows].unsqueeze(1) / 255
        yield TrainingBatch((x,), batches.split.y[rows])


def as_it_is(net: Net) -> Net:
    """In place of laid_out."""
    return net


TRICKS: dict[str, tuple[Off, tuple[str, ...]]] = {  # and for which recipes
    "written_out": (lambda: patch.object(chosen_step, "step", lambda *_: None), (MLP, "mlp-512")),
    "flat_weights": (lambda: patch.object(mlp_step, "FlatOptimizer", SeparateWeights), (MLP, "mlp-512")),
    "kernel": (lambda: patch.dict(torch_private.KERNELS, clear=True), (MLP, "mlp-512")),
    "denormals": (lambda: patch.object(torch, "set_flush_denormal", lambda _: True), (MLP,)),
    "dropout": (lambda: patch.object(Dropout, "draw", by_bernoulli), (MLP,)),
    "one_thread": (lambda: patch.object(chosen_step, "threads", lambda *rest: rest[-1]), (MLP, "mlp-512")),
    "chunks": (lambda: patch.object(Batches, "following", one_by_one), (MLP,)),
    "microbatch": (lambda: patch.object(chosen_step, "step", lambda *_: None), (CNN, "sprint")),
    "pooled_first": (lambda: patch.object(microbatch, "pooled_first", lambda body: body), (CNN,)),
    "channels_last": (lambda: patch.object(chosen_step, "laid_out", as_it_is), (CNN, "sprint")),
}


def main() -> None:
    """Prints the lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(TRICKS), default=list(TRICKS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--busy", action="store_true", help="beside one process that keeps a core busy")
    chosen = parser.parse_args()
    data = datasets.load("mnist")
    for name in chosen.only:
        off, trained = TRICKS[name]
        for recipe in trained:
            with competitor(chosen.busy):
                row = measured(recipe, data, off, chosen.rounds)
            print(json.dumps({"trick": name, "recipe": recipe, "busy": chosen.busy} | row), flush=True)


def measured(recipe: str, data: Dataset, off: Off, rounds: int) -> dict[str, object]:
    """Seconds of the same number of steps with and without, in turn."""
    plan = dataclasses.replace(recipes.recipe(recipe), dataset="mnist", precision=FLOAT32, device="cpu", epochs=1000)
    contexts: dict[str, Off] = {"with": contextlib.nullcontext, "without": off}
    runs = {}
    for name, context in contexts.items():
        with context():
            runs[name] = Trainer(plan, data, torch.device("cpu"), threads=device.threads())
    steps = {name: taken(trainer) for name, trainer in runs.items()}
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for at in range(rounds + 1):
        spent = dict.fromkeys(contexts, 0.0)
        for _ in range(SLICES):
            for name, context in contexts.items():
                with context(), device.using_threads(runs[name].threads):
                    begun = time.perf_counter()
                    for _ in range((STEPS[recipe] if at else WARM.get(recipe, SLICES)) // SLICES):
                        next(steps[name])
                    spent[name] += time.perf_counter() - begun
        for name, value in spent.items():
            seconds[name].append(value)
    medians = {name: statistics.median(values[1:]) for name, values in seconds.items()}
    return {
        "gain": round(1 - medians["with"] / medians["without"], 3),
        "seconds": {name: [round(value, 3) for value in values[1:]] for name, values in seconds.items()},
        "steps": STEPS[recipe],
    }


def taken(trainer: Trainer) -> Iterator[StepTaken]:
    """The run's steps, one after another."""
    return (news for news in trainer.train() if isinstance(news, StepTaken))


if __name__ == "__main__":
    sys.exit(main())
