"""What of a dataset a plan trains on: chosen by the seed alone, and what judges is left alone."""

import dataclasses

import pytest
import torch

from digitpad.core.errors import PlanError
from digitpad.core.plans import Plan, check
from digitpad.learn import plan_data
from digitpad.learn.batches import Batches
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.training_run import Training


def chosen(plan: Plan, dataset: Dataset, **values: object) -> tuple[Dataset, Split | None]:
    return plan_data.chosen(dataclasses.replace(plan, **values), dataset)  # type: ignore[arg-type]


def test_a_plan_that_asks_for_nothing_takes_everything(small: Dataset, plan: Plan) -> None:
    assert plan_data.chosen(plan, small) == (small, None)


def test_a_share_is_chosen_at_random_and_the_same_each_time(small: Dataset, plan: Plan) -> None:
    (one, _), (two, _), (other, _) = (chosen(plan, small, train_share=0.2, seed=seed) for seed in (5, 5, 6))
    assert len(one.train) == 140 and len(one.test) == 300
    assert torch.equal(one.train.x, two.train.x) and not torch.equal(one.train.x, other.train.x)
    assert not torch.equal(one.train.x, small.train.x[:140])


def test_wrong_labels_are_as_many_as_asked_and_none_in_what_judges(small: Dataset, plan: Plan) -> None:
    clean, held_out = chosen(plan, small, validation=0.2)
    dirty, judges = chosen(plan, small, validation=0.2, wrong_labels=0.3)
    assert held_out is not None and judges is not None and torch.equal(held_out.y, judges.y)
    assert torch.equal(small.test.y, dirty.test.y) and torch.equal(clean.train.x, dirty.train.x)
    assert int((clean.train.y != dirty.train.y).sum()) == round(0.3 * 560)
    assert set(dirty.train.y.tolist()) == set(range(10))
    assert not (chosen(plan, small, wrong_labels=1.0)[0].train.y == small.train.y).any()


def test_only_the_classes_to_learn_are_trained_and_tested_on(small: Dataset, plan: Plan) -> None:
    found, held_out = chosen(plan, small, digits="0-2,7", validation=0.1)
    assert held_out is not None
    for split in (found.train, found.test, held_out):
        assert set(split.y.tolist()) == {0, 1, 2, 7}
    assert found.classes == small.classes


def test_pictures_that_each_epoch_has_of_its_own_are_chosen_alike(small: Dataset, plan: Plan) -> None:
    renewing = dataclasses.replace(small, renew=lambda _seed, epoch: Split(small.train.x.roll(epoch, 0), small.train.y))
    found, _ = chosen(plan, renewing, train_share=0.5, wrong_labels=0.1)
    assert found.renew is not None
    again = found.renew(1, 0)
    assert torch.equal(again.x, found.train.x) and torch.equal(again.y, found.train.y)
    assert not torch.equal(found.renew(1, 1).x, again.x) and len(found.renew(1, 1)) == 350


def test_without_shuffling_pictures_come_in_the_files_order(small: Dataset, plan: Plan) -> None:
    batches = Batches(dataclasses.replace(plan, shuffle="off"), small, torch.device("cpu"))
    for epoch in (1, 2):
        list(batches.prepare(epoch))
        assert torch.equal(batches.chunk(0)[1], small.train.y)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"digits": "3"}, "cannot be '3'"),
        ({"digits": "7-3"}, "cannot be '7-3'"),
        ({"digits": "a,b"}, "cannot be 'a,b'"),
        ({"digits": "1,2", "dataset": "mnist+ink"}, "Real ink is learned with all of its classes"),
        ({"class_weights": "7"}, "cannot be '7'"),
        ({"class_weights": "7=2,7=3"}, "cannot be"),
        ({"class_weights": "7=0"}, "cannot be"),
        ({"class_weights": "7=2", "loss": "mse"}, "cross-entropy alone"),
        ({"nesterov": "on"}, "a momentum above 0"),
        ({"nesterov": "on", "optimizer": "sgd"}, "a momentum above 0"),
        ({"patience": 3}, "needs a validation set"),
    ],
)
def test_what_cannot_go_together_is_a_sentence(plan: Plan, values: dict[str, object], sentence: str) -> None:
    with pytest.raises(PlanError, match=sentence) as caught:
        check(dataclasses.replace(plan, **values))  # type: ignore[arg-type]
    assert caught.value.hint


def test_the_model_is_judged_on_the_whole_test_set(small: Dataset, plan: Plan) -> None:
    training = Training(dataclasses.replace(plan, digits="3,8"), small)
    assert len(training.dataset.test) < len(training.whole.test) == 300
