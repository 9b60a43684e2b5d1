"""padnet's training data: the same for the same arguments, drawn in pieces that tell how far it is and can be ended."""

import dataclasses
from collections.abc import Iterator

import pytest
import torch

from digitpad.core.plans import Plan
from digitpad.core.records import EpochDone, Preparing, RunStarted, StepDone
from digitpad.core.run_control import RunControl
from digitpad.ink.corpus import Corpus
from digitpad.ink.perturb import Variation
from digitpad.learn import padnet_data, picture_data
from digitpad.learn.dataset import Dataset, Split, finished
from digitpad.learn.padnet_data import EpochSampler
from digitpad.learn.training_run import Training
from tests.ink import sample


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_data, "SCANS", 6)
    monkeypatch.setattr(picture_data, "CANVASES", 6)
    monkeypatch.setattr(picture_data, "SLICE", 2)
    monkeypatch.setattr(padnet_data, "SLICE", 10)
    for name, count in {"SCRIBBLES": 20, "PAIRS": 6, "TURNED": 4}.items():
        monkeypatch.setattr(padnet_data, name, count)


@pytest.fixture
def ink() -> Corpus:
    drawings = sample.drawings()
    other = tuple(dataclasses.replace(drawing, word="A") for drawing in drawings[:10])
    return Corpus(drawings[:40], (), other, ())


@pytest.fixture
def fifty(small: Dataset) -> Split:
    return Split(small.train.x[:50], small.train.y[:50])


def begun(mnist: Split, ink: Corpus) -> EpochSampler:
    return EpochSampler(mnist, ink, finished(picture_data.entering(mnist, ink, padnet_data.COMMON_SEED)), Variation())


@pytest.fixture
def renew(fifty: Split, ink: Corpus) -> EpochSampler:
    return begun(fifty, ink)


@pytest.fixture
def mixed(small: Dataset, renew: EpochSampler) -> Dataset:
    few = Split(small.test.x[:30], small.test.y[:30])
    return dataclasses.replace(
        small, train=renew(1, 1), test=few, reject=True, renew=renew, ahead=renew.ahead, fixed=50
    )


def same(one: Split, two: Split) -> bool:
    return torch.equal(one.x, two.x) and torch.equal(one.y, two.y)


def test_an_epoch_is_the_same_whatever_was_drawn_before(fifty: Split, ink: Corpus, renew: EpochSampler) -> None:
    first, second = renew(5, 1), renew(5, 2)
    assert len(first) == len(second) and not same(first, second)
    assert same(begun(fifty, ink)(5, 2), second)
    assert same(renew(5, 1), first)
    assert not same(renew(6, 1), first)


def test_each_rendering_is_used_in_two_epochs(renew: EpochSampler) -> None:
    """40 drawings stand behind MNIST's 50 and the door's 12: first as of the epoch before, then as of this one."""
    first, second = renew(5, 1).x, renew(5, 2).x
    start = len(first) - 80 - len([1 for label in renew(5, 1).y.tolist() if label == padnet_data.NOT_A_DIGIT])
    assert torch.equal(first[start + 40 : start + 80], second[start : start + 40])


def test_drawing_ahead_tells_how_far_it_is_and_is_not_done_twice(renew: EpochSampler) -> None:
    shares = list(renew.ahead(5, 1))
    assert shares == sorted(shares) and shares[0] < 0.3 and 0.7 < shares[-1] <= 1
    assert list(renew.ahead(5, 1)) == []
    assert 0 < len(list(renew.ahead(5, 2))) < len(shares)  # half of the digits are there already


def test_a_drawing_that_was_broken_off_is_begun_anew(fifty: Split, ink: Corpus, renew: EpochSampler) -> None:
    work: Iterator[float] = renew.ahead(5, 1)
    next(work)
    work.close()  # type: ignore[attr-defined]  # it is a generator
    assert same(renew(5, 1), begun(fifty, ink)(5, 1))


def test_the_run_tells_of_each_epochs_drawing_before_its_first_step(mixed: Dataset, plan: Plan) -> None:
    events = [type(event) for event in Training(plan, mixed).events()]
    assert events.index(RunStarted) < events.index(Preparing) < events.index(StepDone)
    after_first = events[events.index(EpochDone) :]
    assert after_first.index(Preparing) < after_first.index(StepDone)


def test_a_run_can_be_stopped_while_an_epoch_is_drawn(mixed: Dataset, plan: Plan) -> None:
    control = RunControl()
    training = Training(plan, mixed, control=control)
    seen = []
    for event in training.events():
        seen.append(event)
        if isinstance(event, Preparing) and "epoch 2" in event.text:
            control.stop()
    assert isinstance(seen[-1], Preparing) and seen[-1].text.endswith(" %")
    assert training.checkpoint().position == (1, 0)
