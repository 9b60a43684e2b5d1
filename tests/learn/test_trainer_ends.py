"""How a training ends before its time: stopped, refused, with a loss that is no number, or without memory."""

import dataclasses
import math
import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from digitpad.errors import PlanError, RunError, UnknownNameError
from digitpad.learn import trainer
from digitpad.learn.control import RunControl
from digitpad.learn.datasets import Dataset, Split
from digitpad.learn.trainer import Training
from digitpad.records import Plan, StepDone


def test_stop_ends_after_the_step_and_keeps_what_was_learned(
    small: Dataset, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "SNAPSHOT_SECONDS", math.inf)  # a slow step would be followed by its weights
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


def test_a_loss_that_is_no_number_ends_the_run_with_advice(small: Dataset, plan: Plan) -> None:
    training = Training(dataclasses.replace(plan, optimizer="sgd", learning_rate=100.0), small)
    with pytest.raises(RunError) as caught:
        list(training.events())
    assert "The loss" in caught.value.message and "epoch 1" in caught.value.message
    assert "try 10." in caught.value.hint
    with pytest.raises(RunError):
        training.checkpoint()  # nobody saves what is lost


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
from digitpad.errors import RunError
from digitpad.learn import datasets, recipes
from digitpad.learn.trainer import Training
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
