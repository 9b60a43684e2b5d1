"""Training: the published loop to the letter, events in order, and weights that nobody writes to again."""

import dataclasses
import math
import sys
import time

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from digitpad.core.plans import Plan
from digitpad.core.recipes import RECIPES
from digitpad.core.records import EpochDone, RunStarted, SnapshotTaken, StepDone
from digitpad.learn import batches, metrics, networks, seeds, training_run
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.training_run import Training
from tests.learn.training import epochs, figures, same


def test_events_come_in_order_and_say_what_they_should(
    small: Dataset, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_run, "SNAPSHOT_SECONDS", math.inf)  # else a slow epoch shows its weights in between
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
    plan = dataclasses.replace(RECIPES["mlp-512"], epochs=2, seed=3, device="cpu")
    training = Training(plan, small)
    net = networks.build("mlp-512", "unit", seed=seeds.derived(3, "weights"))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.5)
    x = (small.train.x.float() / 255 - 0.1307) / 0.3081
    losses = []
    for epoch in (1, 2):
        total = 0.0
        order = torch.randperm(700, generator=torch.Generator().manual_seed(seeds.derived(3, "order", epoch)))
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
        assert not list(made.prepare(epoch))
        orders.append(torch.cat([batch.y for batch in made.following(0)]))
        assert [batch.y.tolist() for batch in made.following(7)] == [rows.tolist() for rows in orders[-1].split(64)[7:]]
    assert orders[0].sort().values.equal(torch.arange(700)) and orders[1].sort().values.equal(torch.arange(700))
    assert not orders[0].equal(orders[1])


def test_test_figures_are_those_of_the_weights_that_are_handed_out(small: Dataset, plan: Plan) -> None:
    training = Training(dataclasses.replace(plan, label_smoothing=0.1), small)
    last = epochs(training)[-1]
    net = networks.build(plan.architecture, plan.input)
    net.load_state_dict({name: torch.from_numpy(value) for name, value in training.weights().items()})
    logits = metrics.logits(net, small.test.x)
    assert last.test_accuracy == float((logits.argmax(1) == small.test.y).double().mean())
    assert last.test_loss == pytest.approx(float(F.cross_entropy(logits, small.test.y)), rel=1e-5)


def test_the_same_seed_gives_the_same_run_and_another_seed_another(small: Dataset, plan: Plan) -> None:
    torch.manual_seed(1)
    one = figures(epochs(Training(plan, small)))
    torch.manual_seed(2)  # what others draw in the same process changes nothing
    assert figures(epochs(Training(plan, small))) == one
    assert figures(epochs(Training(dataclasses.replace(plan, seed=6), small))) != one


def test_weights_handed_out_are_never_written_to_again(
    small: Dataset, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_run, "SNAPSHOT_SECONDS", 0.0)
    monkeypatch.setattr(training_run, "REPORT_SECONDS", 0.0)
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
