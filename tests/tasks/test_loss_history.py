"""A run that goes on knows the losses of the batches behind it, wherever it was broken off and whoever began it."""

import dataclasses

import pytest

from digitpad.core import recipes
from digitpad.core.records import EpochDone, RunDone, RunStarted, StepDone
from digitpad.learn import checkpoint
from digitpad.learn.checkpoint import TRAIL as KEY
from digitpad.models.library import Library
from digitpad.tasks import train_model
from tests.learn.checkpoints import newest

PLAN = dataclasses.replace(recipes.recipe("mlp-256-128"), epochs=3, device="cpu", seed=4)
pytestmark = pytest.mark.usefixtures("small_mnist")


def broken_off(library: Library, kind: type, count: int, resume: bool = False) -> list[train_model.Event]:
    """The events of a run up to the `count`th of a kind, at which it is broken off."""
    events = train_model.train(
        None if resume else PLAN, library, library.home, **{"resume" if resume else "name": "cut"}
    )
    seen: list[train_model.Event] = []
    for event in events:
        seen.append(event)
        if sum(isinstance(each, kind) for each in seen) == count:
            break
    events.close()
    return seen


def steps(events: list[train_model.Event]) -> list[StepDone]:
    """What a trail keeps of these events: it forgets the speed."""
    return [dataclasses.replace(event, samples_per_second=0.0) for event in events if isinstance(event, StepDone)]


def begun(events: list[train_model.Event]) -> RunStarted:
    return next(event for event in events if isinstance(event, RunStarted))


@pytest.mark.parametrize(("kind", "count"), [(StepDone, 1), (EpochDone, 1), (StepDone, 4)])
def test_a_resumed_run_brings_the_batches_behind_it(library: Library, kind: type, count: int) -> None:
    before = broken_off(library, kind, count)
    assert begun(before).trail == ()
    after = broken_off(library, StepDone, 2, resume=True)
    assert begun(after).trail == tuple(steps(before))
    assert steps(after)[0].step > begun(after).trail[-1].step
    whole = broken_off(library, RunDone, 1, resume=True)
    assert begun(whole).trail == tuple(steps(before) + steps(after))
    assert isinstance(whole[-1], RunDone)
    assert [row.epoch for row in whole[-1].card.history] == [1, 2, 3]


def test_a_checkpoint_of_an_older_digitpad_goes_on_without(library: Library) -> None:
    broken_off(library, EpochDone, 2)
    folder = library.home / "runs" / "cut"
    saved = newest(folder)
    assert len(saved.tensors[KEY]) > 0
    for path in folder.glob("checkpoint-*"):
        path.unlink()
    tensors = {name: value for name, value in saved.tensors.items() if name != KEY}
    checkpoint.save(dataclasses.replace(saved, tensors=tensors), folder)
    after = broken_off(library, RunDone, 1, resume=True)
    assert begun(after).trail == ()
    assert begun(after).first_epoch == 3
    assert isinstance(after[-1], RunDone) and len(after[-1].card.history) == 3


def test_where_the_newest_checkpoint_is_broken_the_batches_end_with_the_one_before(library: Library) -> None:
    before = broken_off(library, EpochDone, 2)
    newest = max((library.home / "runs" / "cut").glob("checkpoint-*"))
    newest.write_bytes(newest.read_bytes()[:1000])
    behind = begun(broken_off(library, RunDone, 1, resume=True))
    assert behind.first_epoch == 2
    assert behind.trail == tuple(done for done in steps(before) if done.epoch == 1)
    assert behind.trail[-1].step == behind.steps_per_epoch
