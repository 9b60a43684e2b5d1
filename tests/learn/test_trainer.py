"""Training: the published loop to the letter, events in order, and an interrupted run that goes on digit for digit."""

import dataclasses
import math
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from digitpad.errors import PlanError, RunError, UnknownNameError
from digitpad.learn import architectures, batches, checkpoint, device, evaluate, learner, pace, trainer
from digitpad.learn.control import RunControl
from digitpad.learn.datasets import Dataset, Split
from digitpad.learn.trainer import Training
from digitpad.records import Augmentation, EpochDone, Plan, RunStarted, SnapshotTaken, StepDone

EVERYTHING = Augmentation(rotate=10, shift=1, scale=0.1, shear=5, elastic=1, stroke=0.3, erase=0.2)


def epochs(training: Training) -> list[EpochDone]:
    return [event for event in training.events() if isinstance(event, EpochDone)]


def figures(rows: list[EpochDone] | tuple[EpochDone, ...]) -> list[tuple[float, ...]]:
    return [(r.epoch, r.train_loss, r.train_accuracy, r.test_loss, r.test_accuracy, r.learning_rate) for r in rows]


def first_rows(split: Split, count: int) -> Split:
    return Split(split.x[:count], split.y[:count])


def same(one: dict[str, np.ndarray], two: dict[str, np.ndarray]) -> bool:
    return one.keys() == two.keys() and all(np.array_equal(one[name], two[name]) for name in one)


def test_events_come_in_order_and_say_what_they_should(small: Dataset, plan: Plan) -> None:
    events = list(Training(plan, small, run="mine").events())
    started = events[0]
    assert isinstance(started, RunStarted) and started.run == "mine" and started.plan == plan
    assert (started.train_size, started.test_size, started.steps_per_epoch, started.first_epoch) == (700, 300, 11, 1)
    assert started.parameters == 235_146 and started.device == "cpu" and started.threads >= 1
    steps = [event for event in events if isinstance(event, StepDone)]
    assert [step.step for step in steps][:1] == [1] and steps[-1].step == steps[-1].steps == 22
    assert [s.step for s in steps] == sorted({s.step for s in steps}) and {11, 12} <= {s.step for s in steps}
    assert all(s.gradient_norm and s.gradient_norm > 0 and s.samples_per_second > 0 for s in steps)
    kinds = [type(event).__name__ for event in events if not isinstance(event, StepDone)]
    assert kinds == ["RunStarted", *("EpochDone", "SnapshotTaken", "EpochInsight") * 2]
    rows = [event for event in events if isinstance(event, EpochDone)]
    assert [(row.epoch, row.epochs) for row in rows] == [(1, 2), (2, 2)]
    assert rows[1].test_accuracy > 0.6 and rows[1].train_loss < rows[0].train_loss
    assert all(row.seconds > 0 and row.samples_per_second > 0 for row in rows)


def test_the_loop_is_the_tutorials(small: Dataset) -> None:
    """A loop as any tutorial writes it, in the same order of pictures, ends with the same weights and figures."""
    plan = Plan("mlp-512", "mlp-512", "mnist", "standard", "sgd", 0.01, momentum=0.5, epochs=2, seed=3, device="cpu")
    training = Training(plan, small)
    net = architectures.build("mlp-512", "unit", seed=batches.derived(3, "weights"))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.5)
    x = (small.train.x.float() / 255 - 0.1307) / 0.3081
    losses = []
    for epoch in (1, 2):
        total = 0.0
        order = torch.randperm(700, generator=torch.Generator().manual_seed(batches.derived(3, "order", epoch)))
        for rows in order.split(64):
            optimizer.zero_grad()
            loss = nn.CrossEntropyLoss()(net(x[rows].unsqueeze(1)), small.train.y[rows])
            loss.backward()
            optimizer.step()
            total += float(loss.detach()) * len(rows)
        losses.append(total / 700)
    assert [row.train_loss for row in epochs(training)] == pytest.approx(losses, rel=1e-5)
    for name, value in training.weights().items():
        np.testing.assert_allclose(value, net.state_dict()[name].numpy(), rtol=1e-3, atol=1e-5)


def test_each_picture_is_seen_once_an_epoch_in_a_new_order(small: Dataset, plan: Plan) -> None:
    marked = Split(small.train.x, torch.arange(700))
    made = batches.Batches(plan, dataclasses.replace(small, train=marked), torch.device("cpu"))
    orders = []
    for epoch in (1, 2):
        made.start(epoch)
        orders.append(torch.cat([made.chunk(number)[1] for number in range(math.ceil(made.steps / made.chunk_steps))]))
    assert orders[0].sort().values.equal(torch.arange(700)) and orders[1].sort().values.equal(torch.arange(700))
    assert not orders[0].equal(orders[1])


def test_test_figures_are_those_of_the_weights_that_are_handed_out(small: Dataset, plan: Plan) -> None:
    training = Training(dataclasses.replace(plan, label_smoothing=0.1), small)
    last = epochs(training)[-1]
    net = architectures.build(plan.architecture, plan.input)
    net.load_state_dict({name: torch.from_numpy(value) for name, value in training.weights().items()})
    logits = evaluate.logits(net, small.test.x)
    assert last.test_accuracy == float((logits.argmax(1) == small.test.y).double().mean())
    assert last.test_loss == pytest.approx(float(F.cross_entropy(logits, small.test.y)), rel=1e-5)


def test_the_same_seed_gives_the_same_run_and_another_seed_another(small: Dataset, plan: Plan) -> None:
    torch.manual_seed(1)
    one = figures(epochs(Training(plan, small)))
    torch.manual_seed(2)  # what others draw in the same process changes nothing
    assert figures(epochs(Training(plan, small))) == one
    assert figures(epochs(Training(dataclasses.replace(plan, seed=6), small))) != one


# Steps after which a run of two epochs of 11 steps is cut; the slower nets take 5 of 20 pictures.
CUTS = [0, 1, 5, 11, 12, 17]
SLOW_CUTS = [3, 5]
PLANS = {
    "dropout and Adam": {},
    "momentum": {"architecture": "mlp-512", "optimizer": "sgd", "momentum": 0.9, "learning_rate": 0.05},
    "rmsprop, one-cycle": {"optimizer": "rmsprop", "momentum": 0.5, "schedule": "one-cycle"},
    "adagrad, cosine": {"optimizer": "adagrad", "learning_rate": 0.01, "schedule": "cosine"},
    "convolutions, augmented": {"architecture": "cnn-5x5", "augmentation": EVERYTHING, "batch_size": 20},
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
    monkeypatch.setattr(trainer, "REPORT_SECONDS", 0.0)  # an event a step
    whole = Training(plan, small)
    wanted = figures(epochs(whole))
    first = Training(plan, small)
    events = first.events()
    for event in events:
        if (isinstance(event, StepDone) and event.step == stop_after) or stop_after == 0:
            break
    checkpoint.save(first.checkpoint(), tmp_path)
    events.close()
    second = Training(plan, small, resume=checkpoint.load(tmp_path))
    rows = epochs(second)
    assert figures(rows) == wanted[-len(rows) :] and figures(second.history) == wanted
    assert same(second.weights(), whole.weights())


MLP_PLANS = {
    "dropout and Adam": {},
    "AdamW, averaged": {"optimizer": "adamw", "average": 0.9, "weight_decay": 0.01},
    "momentum, five layers": PLANS["momentum"],
    "rmsprop": PLANS["rmsprop, one-cycle"],
    "adagrad": PLANS["adagrad, cosine"],
}


@pytest.mark.parametrize("name", MLP_PLANS)
def test_an_mlp_is_the_same_with_however_many_threads(
    small: Dataset, plan: Plan, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the number may be chosen while it trains: here it changes at every step."""
    plan = dataclasses.replace(plan, **MLP_PLANS[name])
    if not learner.Learner(plan, 10, torch.device("cpu")).any_threads:
        pytest.skip("no oneDNN here: the number of threads is never changed")
    one = Training(plan, small)
    wanted = figures(epochs(one))
    monkeypatch.setattr(device, "threads", lambda: 2)
    monkeypatch.setattr(pace, "PROBE_STEPS", 100)
    changing = Training(plan, small)
    assert changing.threads == 2
    assert figures(epochs(changing)) == wanted
    assert same(one.weights(), changing.weights())


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


def test_stop_ends_after_the_step_and_keeps_what_was_learned(small: Dataset, plan: Plan) -> None:
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


def test_weights_handed_out_are_never_written_to_again(
    small: Dataset, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "SNAPSHOT_SECONDS", 0.0)
    monkeypatch.setattr(trainer, "REPORT_SECONDS", 0.0)
    kept = [
        (event, {name: value.copy() for name, value in event.weights.items()})
        for event in Training(plan, small).events()
        if isinstance(event, SnapshotTaken)
    ]
    assert len(kept) == 22
    assert all(same(dict(event.weights), copy) for event, copy in kept)
    assert not same(kept[0][1], kept[1][1])
    card = kept[-1][0].card
    assert (card.id, card.plan, card.classes, card.parameters) == ("running", plan, small.classes, 235_146)
    assert not card.reject and card.epochs_done == 2 and len(card.history) == 2 and card.seconds > 0
    assert card.samples_per_second == pytest.approx(2 * 700 / card.seconds)
    assert card.peak_memory_mb > 50 or sys.platform == "win32"  # torch alone is more
    assert card.cpu_seconds > 0


def test_the_average_is_what_is_tested_and_kept(small: Dataset, plan: Plan) -> None:
    plain, averaged = Training(plan, small), Training(dataclasses.replace(plan, average=0.99), small)
    one, two = epochs(plain), epochs(averaged)
    assert [row.train_loss for row in one] == [row.train_loss for row in two]
    assert one[-1].test_loss != two[-1].test_loss
    assert not same(plain.weights(), averaged.weights())


def test_pictures_that_are_no_digit_are_an_eleventh_class(small: Dataset, plan: Plan) -> None:
    y = small.train.y.clone()
    y[::3] = 10
    drawn = []

    def renew(seed: int, epoch: int) -> Split:
        drawn.append((seed, epoch))
        return Split(small.train.x, y)

    training = Training(plan, dataclasses.replace(small, train=Split(small.train.x, y), reject=True, renew=renew))
    events = list(training.events())
    assert drawn == [(5, 1), (5, 2)]
    assert training.weights()["body.6.weight"].shape == (11, 128)
    card = events[-2].card
    assert card.reject and len(card.classes) == 10 and 0 < card.threshold < 1


def test_renewed_data_of_another_size_is_refused(small: Dataset, plan: Plan) -> None:
    fewer = Split(small.train.x[:-1], small.train.y[:-1])
    with pytest.raises(RunError, match="699"):
        list(Training(plan, dataclasses.replace(small, renew=lambda *_: fewer)).events())


def test_a_pause_does_not_count_as_work(small: Dataset, plan: Plan) -> None:
    training = Training(plan, small)
    events = training.events()
    begun = time.perf_counter()
    next(events)
    worked = training.card.seconds
    list(Training(plan, small).events())  # something else in between
    assert training.card.seconds == worked < time.perf_counter() - begun
    rows = [event for event in events if isinstance(event, EpochDone)]
    assert sum(row.seconds for row in rows) <= training.card.seconds


def test_a_checkpoint_of_other_data_or_another_plan_is_refused(small: Dataset, plan: Plan) -> None:
    saved = Training(plan, small).checkpoint()
    with pytest.raises(RunError, match="other data"):
        Training(plan, dataclasses.replace(small, fingerprint="0" * 64), resume=saved)
    with pytest.raises(RunError, match="does not fit"):
        Training(dataclasses.replace(plan, architecture="mlp-512"), small, resume=saved)


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
