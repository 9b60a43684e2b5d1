"""The trail of a run: never too long, spread evenly, and back as it was."""

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, RunStarted, StepDone
from digitpad.learn import checkpoint
from digitpad.learn.checkpoint import TRAIL as KEY
from digitpad.learn.checkpoint import Checkpoint
from digitpad.learn.loss_history import MOST, LossHistory
from tests.learn.checkpoints import newest

EACH = 938  # steps in an epoch
PLAN = RECIPES["mlp-120-84"]
STARTED = RunStarted("one", PLAN, DIGITS, 1, 60_000, 10_000, EACH, 1, "cpu", 1)


def step(number: int, loss: float = 0.5, norm: float | None = 1.5) -> StepDone:
    return StepDone((number - 1) // EACH + 1, number, EACH * PLAN.epochs, loss, 0.005, 9000.0, norm)


def empty() -> Checkpoint:
    return Checkpoint(
        plan=PLAN, fingerprint="print", threads=1, epochs_done=0, step=0, tensors={"net.weight": torch.ones(2)}
    )


def of(steps: list[StepDone]) -> LossHistory:
    trail = LossHistory()
    for done in steps:
        trail.add(done)
    return trail


def behind(trail: LossHistory) -> tuple[StepDone, ...]:
    return trail.told(STARTED).trail


def test_what_went_into_a_checkpoint_comes_out_of_it(tmp_path: Path) -> None:
    steps = [step(1, 2.3), step(50, math.pi / 7), step(EACH, 1e-9), step(EACH + 1, 0.1, None)]
    checkpoint.save(of(steps).beside(empty()), tmp_path)
    loaded = newest(tmp_path)
    assert torch.equal(loaded.tensors["net.weight"], torch.ones(2))
    assert behind(LossHistory(loaded.tensors)) == tuple(
        dataclasses.replace(done, samples_per_second=0.0) for done in steps
    )


def test_a_loss_that_is_no_number_stays_none(tmp_path: Path) -> None:
    checkpoint.save(of([step(1), step(2, math.nan)]).beside(empty()), tmp_path)
    assert [math.isnan(done.loss) for done in behind(LossHistory(newest(tmp_path).tensors))] == [False, True]


def test_a_checkpoint_without_a_trail_has_an_empty_one() -> None:
    assert behind(LossHistory(empty().tensors)) == behind(LossHistory(None)) == ()


@pytest.mark.parametrize(
    "spoilt", [torch.ones(5), torch.ones(5, 3), torch.full((5, 4), math.nan), torch.ones(2, 4, 1)], ids=str
)
def test_a_spoilt_trail_is_an_empty_one(spoilt: torch.Tensor) -> None:
    assert behind(LossHistory({KEY: spoilt})) == ()


@given(st.lists(st.integers(1, 60), max_size=5 * MOST, min_size=1), st.booleans())
def test_it_never_grows_too_long_and_keeps_its_ends(gaps: list[int], resumed: bool) -> None:
    numbers = np.cumsum(gaps).tolist()
    half = len(numbers) // 2 if resumed else 0
    trail = of([step(number) for number in numbers[:half]])
    if resumed:
        trail = LossHistory(trail.beside(empty()).tensors)
    for number in numbers[half:]:
        trail.add(step(number))
    found = [done.step for done in behind(trail)]
    assert len(found) <= MOST
    assert found == sorted(set(found)) and set(found) <= set(numbers)
    assert (found[0], found[-1]) == (numbers[0], numbers[-1])


def test_a_long_run_is_spread_evenly_however_often_it_is_kept() -> None:
    trail, often = LossHistory(), LossHistory()
    for number in range(1, 40_001):
        trail.add(step(number))
        often.add(step(number))
        if number % 777 == 0:
            often = LossHistory(often.beside(empty()).tensors)
    for each in (trail, often):
        found = [done.step for done in behind(each)]
        assert len(found) > MOST / 2
        assert np.diff(found).max() <= 2 * 64  # 64: the power of two from 40 on, which is 40,000 steps by 1,000 rows
