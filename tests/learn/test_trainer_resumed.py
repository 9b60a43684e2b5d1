"""An interrupted training goes on digit for digit, whatever its plan."""

import dataclasses
import math
from pathlib import Path

import pytest

from digitpad.core.errors import PlanError, RunError
from digitpad.core.plans import Plan
from digitpad.core.records import EpochDone, StepDone
from digitpad.core.run_control import RunControl
from digitpad.learn import batches, checkpoint, training_run
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.training_run import Training
from tests.learn.checkpoints import newest
from tests.learn.training import EVERYTHING, epochs, figures, same


def first_rows(split: Split, count: int) -> Split:
    return Split(split.x[:count], split.y[:count])


# Steps after which a run of two epochs of 11 steps is cut; the slower nets take 5 of 20 pictures.
CUTS = [0, 1, 5, 11, 12, 17]
SLOW_CUTS = [3, 5]
PLANS = {
    "dropout and Adam": {},
    "momentum": {"architecture": "mlp-512", "optimizer": "sgd", "momentum": 0.9, "learning_rate": 0.05},
    "rmsprop, one-cycle": {"optimizer": "rmsprop", "momentum": 0.5, "schedule": "one-cycle"},
    "AdamW, averaged": {"optimizer": "adamw", "average": 0.9, "weight_decay": 0.01},
    "adagrad, cosine": {"optimizer": "adagrad", "learning_rate": 0.01, "schedule": "cosine"},
    "convolutions, augmented": {"architecture": "cnn-5x5", "augmentation": EVERYTHING, "batch_size": 20},
    "every kind of layer, another loss and start": {
        "layers": "fold2,conv8x3s2,batchnorm,leaky_relu,conv6x3p0,tanh,pool2,dropout0.3,gelu,dense12,batchnorm,sigmoid",
        "loss": "bce",
        "init": "xavier",
        "label_smoothing": 0.1,
    },
    "padnet, averaged": {
        "architecture": "padnet",
        "optimizer": "adamw",
        "average": 0.9,
        "augmentation": EVERYTHING,
        "batch_size": 20,
    },
}


def cuts() -> list[tuple[str, int]]:
    slow = {name for name, changes in PLANS.items() if changes.get("architecture") in ("cnn-5x5", "padnet")}
    return [(name, cut) for name in PLANS for cut in (SLOW_CUTS if name in slow else CUTS)]


@pytest.mark.parametrize(("name", "stop_after"), cuts())
def test_an_interrupted_run_goes_on_digit_for_digit(
    small: Dataset, plan: Plan, name: str, stop_after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = dataclasses.replace(plan, **PLANS[name])
    if plan.batch_size == 20:
        small = dataclasses.replace(small, train=first_rows(small.train, 90), test=first_rows(small.test, 50))
    monkeypatch.setattr(batches, "CHUNK", 4 * plan.batch_size)  # so that runs are cut in the middle of a chunk as well
    monkeypatch.setattr(training_run, "REPORT_SECONDS", 0.0)  # an event a step
    whole = Training(plan, small)
    wanted = figures(epochs(whole))
    first = Training(plan, small)
    events = first.events()
    for event in events:
        if (isinstance(event, StepDone) and event.step == stop_after) or stop_after == 0:
            break
    checkpoint.save(first.checkpoint(), tmp_path)
    events.close()
    second = Training(plan, small, resume=newest(tmp_path))
    rows = epochs(second)
    assert figures(rows) == wanted[-len(rows) :] and figures(second.history) == wanted
    assert same(second.weights(), whole.weights())


def test_a_changed_learning_rate_survives_an_interruption(small: Dataset, plan: Plan) -> None:
    control = RunControl()
    training = Training(plan, small, control=control)
    rates = []
    for event in training.events():
        if isinstance(event, EpochDone):
            control.set_learning_rate(0.0001)
            saved = training.checkpoint()
        if isinstance(event, StepDone):
            rates.append((event.epoch, event.learning_rate))
            saved = training.checkpoint()
    assert set(rates) == {(1, 0.001), (2, 0.0001)}
    assert saved.learning_rate == 0.0001
    with pytest.raises(PlanError):
        control.set_learning_rate(math.nan)


def test_a_checkpoint_of_other_data_or_another_plan_is_refused(small: Dataset, plan: Plan) -> None:
    saved = Training(plan, small).checkpoint()
    with pytest.raises(RunError, match="other data"):
        Training(plan, dataclasses.replace(small, fingerprint="0" * 64), resume=saved)
    with pytest.raises(RunError, match="not one of this run"):
        Training(dataclasses.replace(plan, architecture="mlp-512"), small, resume=saved)
