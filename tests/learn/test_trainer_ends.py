"""How a training ends before its time: stopped, refused, with a loss that is no number, or without memory."""

import dataclasses
import math
import os
import re
import subprocess
import sys

import numpy as np
import pytest
import torch

from digitpad.core import plans, recipes
from digitpad.core.errors import DivergedError, PlanError, RunError, UnknownNameError
from digitpad.core.plans import Plan
from digitpad.core.records import EpochDone, StepDone
from digitpad.core.run_control import RunControl
from digitpad.learn import training_run
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.training_run import Training


def test_stop_ends_after_the_step_and_keeps_what_was_learned(
    small: Dataset, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_run, "SNAPSHOT_SECONDS", math.inf)  # a slow step would be followed by its weights
    control = RunControl()
    training = Training(dataclasses.replace(plan, epochs=50), small, control=control)
    seen = []
    for event in training.events():
        seen.append(event)
        if isinstance(event, StepDone) and event.epoch == 2:
            control.stop()
    assert isinstance(seen[-1], StepDone) and control.stopping
    assert len(training.history) == 1 and training.checkpoint().position == (1, 1)
    assert all(np.isfinite(value).all() for value in training.weights().values())


def diverged(training: Training) -> tuple[list[object], DivergedError]:
    """The events of a run that must diverge, and what it said; and that nothing is asked of it in vain afterwards."""
    seen: list[object] = []
    with pytest.raises(DivergedError) as caught:
        for event in training.events():
            seen.append(event)  # noqa: PERF402  what came before the error is wanted
    with pytest.raises(DivergedError):
        training.checkpoint()  # nobody saves what is lost
    return seen, caught.value


def test_a_loss_that_explodes_names_batch_and_rate_and_the_recipes_own_rate(small: Dataset, plan: Plan) -> None:
    seen, error = diverged(Training(dataclasses.replace(plan, learning_rate=100.0), small))
    found = re.fullmatch(
        r"The loss (?:has exploded to \S+|is no longer a number) at batch (\d+) of 11 in epoch 1, "
        r"with a learning rate of 100\.",
        error.message,
    )
    assert found
    assert error.hint == "Try a smaller learning rate, such as 0.001." and error.remedy == {"learning_rate": 0.001}
    told = [event for event in seen if isinstance(event, StepDone)]
    assert [event.step for event in told] == list(range(1, len(told) + 1)), "its curve is whole"
    assert int(found[1]) in (told[-1].step, told[-1].step + 1), "a loss that is no number has no place in it"
    assert all(math.isfinite(event.loss) for event in told) and not any(isinstance(e, EpochDone) for e in seen)


@pytest.mark.parametrize(
    ("changes", "failed", "better"),
    [
        ({}, 50.0, 0.001),  # the recipe's own
        ({"optimizer": "sgd"}, 50.0, 0.01),  # the recipe's is another optimiser's: what is usual
        ({"learning_rate": 0.02}, 100.0, 0.02),  # raised while the run went on: back to what worked
        ({}, 0.001, 0.0001),  # the recipe's own failed
        ({"optimizer": "sgd", "recipe": "gone"}, 0.015, 0.002),
        ({}, 1e-8, 1e-8),
    ],
)
def test_the_rate_that_is_offered_is_one_that_works(
    plan: Plan, changes: dict[str, object], failed: float, better: float
) -> None:
    changed = dataclasses.replace(plan, **{"learning_rate": failed, **changes})
    assert recipes.safer_rate(changed, failed) == better
    plans.check(dataclasses.replace(changed, learning_rate=better))


def test_a_test_loss_that_explodes_ends_the_run_before_its_epoch_is_told(small: Dataset, plan: Plan) -> None:
    """One step an epoch: its loss is that of the net before it, so that only the test pass sees what it did."""
    wild = dataclasses.replace(plan, learning_rate=100.0, batch_size=10_000)
    seen, error = diverged(Training(wild, small))
    assert error.message.startswith("The test loss") and "after batch 1 of 1 in epoch 1" in error.message
    assert not any(isinstance(event, EpochDone) for event in seen)


@pytest.mark.parametrize("average", [0.0, 0.9])
def test_a_weight_that_is_no_number_ends_the_run_although_no_loss_shows_it(
    small: Dataset, plan: Plan, average: float
) -> None:
    changed = dataclasses.replace(plan, average=average)
    training = Training(changed, small)
    for event in training.events():
        if isinstance(event, StepDone):
            break
    saved = training.checkpoint()
    spoilt = {name: tensor.clone() for name, tensor in saved.tensors.items()}
    spoilt["net.body.1.bias"][0] = -math.inf  # what the ReLU behind it makes a nought of
    training = Training(changed, small, resume=dataclasses.replace(saved, tensors=spoilt))
    seen, error = diverged(training)
    assert "no longer" in error.message and "after batch 11 of 11 in epoch 1" in error.message
    assert not any(isinstance(event, EpochDone) for event in seen)


def test_renewed_data_of_another_size_is_refused(small: Dataset, plan: Plan) -> None:
    fewer = Split(small.train.x[:-1], small.train.y[:-1])
    with pytest.raises(RunError, match="699"):
        list(Training(plan, dataclasses.replace(small, renew=lambda *_: fewer)).events())


def test_a_plan_that_cannot_be_is_refused_before_anything_happens(small: Dataset, plan: Plan) -> None:
    with pytest.raises(PlanError):
        Training(dataclasses.replace(plan, epochs=0), small)
    with pytest.raises(UnknownNameError):
        Training(dataclasses.replace(plan, device="abacus"), small)


def test_exhausted_memory_offers_a_smaller_batch(small: Dataset, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(seed: int, epoch: int) -> Split:
        torch.empty(2**60)
        return small.train

    with pytest.raises(RunError) as caught:
        list(Training(plan, dataclasses.replace(small, renew=exhausted)).events())
    assert "batch size, say 32" in caught.value.hint
    assert caught.value.remedy == {"batch_size": 32}


LITTLE_MEMORY = """
import dataclasses, pathlib, resource, sys
from digitpad.core.errors import RunError
from digitpad.core import plans, recipes
from digitpad.learn import datasets
from digitpad.learn.training_run import Training
plan = dataclasses.replace(recipes.recipe("mlp-512"), batch_size=10_000, device="cpu")
events = Training(plan, datasets.load("mnist", pathlib.Path("nowhere"), download=False)).events()
next(events)
held = int(pathlib.Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + 20_000_000,) * 2)  # the first chunk of pictures alone takes 31 MB
try:
    next(events)
except RunError as error:
    print(error.message, error.remedy)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and a limit on memory that holds")
def test_memory_that_runs_out_for_real_offers_a_smaller_batch() -> None:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", LITTLE_MEMORY], capture_output=True, text=True, timeout=240, check=False, env=environment
    )
    assert ran.stdout.strip() == "The memory does not suffice for this training. {'batch_size': 5000}", ran.stderr
