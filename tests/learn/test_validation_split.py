"""Holding pictures out: never learned from, the same for the same seed, and what decides when a run ends early."""

import dataclasses

import numpy as np
import pytest
import torch

from digitpad.core import early_stopping, plans, recipes
from digitpad.core.errors import DatasetError, DivergedError, PlanError
from digitpad.core.plans import Plan
from digitpad.core.records import EpochDone, EpochInsight, SnapshotTaken, StepDone
from digitpad.core.run_control import RunControl
from digitpad.learn import networks, validation_split
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.layer_views import filters
from digitpad.learn.training_run import Training


def row(epoch: int, loss: float | None) -> EpochDone:
    return EpochDone(epoch, 9, 1.0, 0.5, 1.0, 0.5, 1.0, 0.1, 100.0, loss, None if loss is None else 0.5)


def held(plan: Plan, share: float = 0.2, **values: object) -> Plan:
    return dataclasses.replace(plan, validation=share, **values)  # type: ignore[arg-type]


def rows_of(split: Split) -> set[bytes]:
    return {picture.numpy().tobytes() for picture in split.x}


def test_published_recipes_hold_nothing_out() -> None:
    assert {(plan.validation, plan.patience) for plan in recipes.RECIPES.values()} == {(0.0, 0)}


def test_what_is_held_out_is_not_learned_from(small: Dataset, plan: Plan) -> None:
    kept, part = validation_split.split(held(plan), small)
    assert part is not None
    assert (len(kept.train), len(part)) == (560, 140)
    assert not rows_of(kept.train) & rows_of(part)
    assert rows_of(kept.train) | rows_of(part) == rows_of(small.train)
    assert kept.fingerprint == small.fingerprint and kept.test is small.test
    again = validation_split.split(held(plan), small)[1]
    other = validation_split.split(held(plan, seed=6), small)[1]
    assert again is not None and other is not None
    assert torch.equal(again.x, part.x) and not torch.equal(other.x, part.x)


def test_nothing_is_held_out_where_the_plan_says_nothing(small: Dataset, plan: Plan) -> None:
    assert validation_split.split(plan, small) == (small, None)


def test_pictures_that_are_drawn_anew_each_epoch_are_not_held_out(small: Dataset, plan: Plan) -> None:
    """Rows past `fixed` come in several renderings: one that was held out would be known from another."""
    drawn = dataclasses.replace(small, fixed=500, renew=lambda _seed, _epoch: small.train)
    kept, part = validation_split.split(held(plan), drawn)
    assert part is not None and kept.renew is not None
    assert len(part) == 100
    assert rows_of(part) <= rows_of(Split(small.train.x[:500], small.train.y[:500]))
    assert len(kept.renew(1, 2)) == len(kept.train) == 600


@pytest.mark.parametrize("share", [0.0005, 0.0001])
def test_too_little_to_hold_out_is_said(small: Dataset, plan: Plan, share: float) -> None:
    with pytest.raises(DatasetError, match="too small"):
        validation_split.split(held(plan, share), small)


def test_patience_needs_something_to_judge_by(plan: Plan) -> None:
    with pytest.raises(PlanError, match="Early stopping needs a validation set"):
        plans.check(dataclasses.replace(plan, patience=2))


def test_the_best_epoch_is_the_earliest_of_least_validation_loss() -> None:
    assert early_stopping.best_epoch([]) is None
    assert early_stopping.best_epoch([row(1, None)]) is None
    assert early_stopping.best_epoch([row(1, 0.5), row(2, 0.3), row(3, 0.3)]) == 2


def test_patience_ends_when_so_many_epochs_brought_nothing() -> None:
    history = [row(1, 0.5), row(2, 0.3), row(3, 0.4), row(4, 0.6)]
    assert not early_stopping.is_over(history, 0)
    assert not early_stopping.is_over(history, 3)
    assert early_stopping.is_over(history, 2)
    assert not early_stopping.is_over(history[:3], 2)


def stopping_early(plan: Plan) -> Plan:
    """A rate that is too large soon makes the held-out loss worse."""
    return held(plan, epochs=30, patience=1, learning_rate=0.02, seed=2)


def test_a_run_ends_early_and_keeps_its_best_epoch(small: Dataset, plan: Plan) -> None:
    training = Training(stopping_early(plan), small)
    shots: list[SnapshotTaken] = []
    rows: list[EpochDone] = []
    for event in training.events():
        if isinstance(event, EpochDone):
            rows.append(event)
        elif isinstance(event, SnapshotTaken):
            shots.append(event)
    assert training.over and len(rows) < 30
    assert all(row.validation_loss and row.validation_accuracy for row in rows)
    best = early_stopping.best_epoch(rows)
    assert best == rows[-1].epoch - 1
    wanted = next(shot for shot in reversed(shots) if shot.card.epochs_done == best and len(shot.card.history) == best)
    kept = training.kept()
    assert any(not np.array_equal(kept[name], value) for name, value in training.weights().items())
    of_best = [shot for shot in shots if shot.card.epochs_done == best]
    assert any(all(np.array_equal(kept[name], shot.weights[name]) for name in kept) for shot in of_best)
    assert wanted.card.epochs_done == best


def test_an_early_stopping_run_goes_on_digit_for_digit(small: Dataset, plan: Plan) -> None:
    plan = stopping_early(plan)
    whole = Training(plan, small)
    for _event in whole.events():
        pass
    first = Training(plan, small)
    for event in first.events():
        if isinstance(event, StepDone) and event.epoch == 2:
            break
    second = Training(plan, small, resume=first.checkpoint())
    for _event in second.events():
        pass

    def figures(training: Training) -> list[tuple[float | None, ...]]:
        return [
            (r.epoch, r.train_loss, r.test_loss, r.validation_loss, r.validation_accuracy) for r in training.history
        ]

    assert figures(second) == figures(whole)
    assert all(np.array_equal(value, second.kept()[name]) for name, value in whole.kept().items())


def test_step_by_step_every_batch_reports_itself_and_its_weights(small: Dataset, plan: Plan) -> None:
    control = RunControl()
    control.step()
    events = list(Training(plan, small, control=control).events())
    assert [event.step for event in events if isinstance(event, StepDone)] == list(range(1, 23))
    assert sum(isinstance(event, SnapshotTaken) for event in events) == 22


def test_an_insight_shows_filters_mistakes_and_confusion(small: Dataset, plan: Plan) -> None:
    events = list(Training(plan, small).events())
    insights = [event for event in events if isinstance(event, EpochInsight)]
    assert [found.epoch for found in insights] == [1, 2]
    last, done = insights[-1], next(event for event in reversed(events) if isinstance(event, EpochDone))
    assert last.filters.shape == (32, 28, 28) and last.filters.dtype == np.float16
    snapshot = next(event for event in reversed(events) if isinstance(event, SnapshotTaken))
    np.testing.assert_allclose(last.filters[3].reshape(-1), snapshot.weights["body.1.weight"][3], rtol=1e-3, atol=1e-4)
    assert last.confusion.shape == (10, 10) and last.confusion.sum() == 300
    assert np.trace(last.confusion) / 300 == pytest.approx(done.test_accuracy)
    assert len(last.pictures) == min(24, 300 - np.trace(last.confusion)) == len(last.sureness)
    assert (last.truths != last.answers).all()
    tests = {picture.numpy().tobytes(): int(label) for picture, label in zip(small.test.x, small.test.y, strict=True)}
    assert [tests[picture.tobytes()] for picture in last.pictures] == last.truths.tolist()


def test_a_convolutional_nets_filters_are_small_pictures(small: Dataset, plan: Plan) -> None:
    few = dataclasses.replace(small, train=Split(small.train.x[:64], small.train.y[:64]))
    plan = dataclasses.replace(plan, architecture="cnn-5x5", input="unit", epochs=1)
    insight = next(event for event in Training(plan, few).events() if isinstance(event, EpochInsight))
    assert insight.filters.shape == (16, 5, 5)


def test_filters_of_folded_pixels_are_unfolded(small: Dataset, plan: Plan) -> None:
    """One weight for each of the 6x6 pixels that a filter sees, as they lie on the picture."""
    net = networks.build("sprint", seed=1)
    weight = net.body[1].weight.detach()
    found = filters(net)
    assert found.shape == (16, 6, 6)
    x = torch.zeros(1, 1, 28, 28)
    x[0, 0, 8:14, 8:14] = torch.from_numpy(found[3]).float()
    seen = torch.conv2d(net.body[0](x), weight)[0, 3, 4, 4]
    assert float(seen) == pytest.approx(float((weight[3] ** 2).sum()), rel=1e-2)


def test_an_exploding_loss_names_a_rate_to_try(small: Dataset, plan: Plan) -> None:
    wild = dataclasses.replace(plan, optimizer="sgd", learning_rate=50.0)
    with pytest.raises(DivergedError, match="loss") as caught:
        list(Training(wild, small).events())
    assert caught.value.remedy == {"learning_rate": 0.01}


def test_a_share_just_beyond_its_range_is_named_to_the_last_digit() -> None:
    """Rounded it would read as the largest that may be."""
    with pytest.raises(PlanError, match=r"cannot be 0\.5000001\. "):
        plans.check_number("validation", 0.5000001)
