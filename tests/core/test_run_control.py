"""One place says whether a work runs, is paused, goes step by step, or ends; driven here from several threads."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.errors import PlanError
from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, Card, EpochDone, EpochInsight, SnapshotTaken, StepDone
from digitpad.core.run_control import RunControl, RunState

BATCH = StepDone(1, 1, 10, 0.5, 0.1, 100.0)
SNAPSHOT = SnapshotTaken(Card("running", RECIPES["mlp-512"], DIGITS, 1, "", 4), {})
INSIGHT = EpochInsight(1, *[None] * 6)


def epoch(number: int, of: int = 3) -> EpochDone:
    return EpochDone(number, of, 0.1, 0.9, 0.1, 0.9, 1.0, 0.1, 100.0)


def waiting(control: RunControl) -> tuple[threading.Thread, list[bool]]:
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(control.wait()))
    thread.start()
    return thread, answers


def taken(control: RunControl, *events: object) -> list[object]:
    """The events up to which a work that yields these goes on, without waiting."""
    found: list[object] = []
    for event in events:
        if control.paused:
            break
        found.append(event)
        control.passed(event)
    return found


def test_nothing_holds_a_work_that_nobody_paused():
    assert RunControl().wait() is True


def test_a_pause_holds_until_resume_and_asks_for_a_checkpoint():
    control = RunControl()
    assert not control.take_save()
    control.pause()
    assert control.take_save() and not control.take_save()
    thread, answers = waiting(control)
    thread.join(0.05)
    assert thread.is_alive() and answers == []
    control.resume()
    thread.join(60)
    assert answers == [True]


@pytest.mark.parametrize(
    ("end", "goes_on"), [(RunControl.stop, True), (RunControl.cancel, False)], ids=["stop and keep", "cancel"]
)
def test_one_call_ends_a_paused_work_for_good(end: Callable[[RunControl], None], goes_on: bool):
    control = RunControl()
    control.pause()
    thread, answers = waiting(control)
    end(control)
    thread.join(60)
    assert answers == [goes_on]
    assert control.stopping is goes_on
    for change in (control.pause, control.step, control.resume):
        change()
        assert control.wait() is goes_on and not control.paused


def test_a_step_of_one_batch_ends_with_what_it_changed():
    control = RunControl()
    control.step()
    assert control.single_steps
    assert taken(control, SNAPSHOT, INSIGHT, BATCH, SNAPSHOT, BATCH) == [SNAPSHOT, INSIGHT, BATCH, SNAPSHOT]
    assert control.paused


def test_a_step_from_just_behind_an_epoch_is_a_whole_one():
    control = RunControl()
    control.step(epoch=True)
    assert not control.single_steps
    whole = [SNAPSHOT, INSIGHT, BATCH, SNAPSHOT, BATCH, epoch(2), SNAPSHOT, INSIGHT]
    assert taken(control, *whole, BATCH) == whole


@pytest.mark.parametrize("whole_epoch", [False, True])
def test_behind_the_last_epoch_no_step_rests(whole_epoch: bool):
    control = RunControl()
    control.step(epoch=whole_epoch)
    last = [BATCH, epoch(3), SNAPSHOT, INSIGHT, "the model"]
    assert taken(control, *last) == last
    assert not control.paused


def test_resume_forgets_a_step_in_progress():
    control = RunControl()
    control.step()
    control.resume()
    assert taken(control, BATCH, SNAPSHOT, BATCH) == [BATCH, SNAPSHOT, BATCH]
    assert control.wait() is True and not control.paused and not control.single_steps


@pytest.mark.parametrize(
    ("wishes", "state"),
    [
        ("", RunState.RUNNING),
        ("pause", RunState.PAUSED),
        ("pause resume", RunState.RUNNING),
        ("step", RunState.STEPPING),
        ("pause step", RunState.STEPPING),
        ("step pause", RunState.PAUSED),
        ("step resume", RunState.RUNNING),
        ("stop", RunState.STOPPING),
        ("pause stop", RunState.STOPPING),
        ("stop pause", RunState.STOPPING),
        ("cancel", RunState.STOPPING),
    ],
)
def test_a_state_follows_from_what_was_wished_last(wishes: str, state: RunState):
    control = RunControl()
    for wish in wishes.split():
        getattr(control, wish)()
    assert control.state is state


@given(st.lists(st.sampled_from(["pause", "resume", "step", "passed", "rest"])))
def test_whatever_was_wished_a_run_can_be_ended(wishes: list[str]):
    control = RunControl()
    for wish in wishes:
        getattr(control, wish)(*{"passed": (SNAPSHOT,), "rest": (0.0,)}.get(wish, ()))
    control.stop()
    assert control.state is RunState.STOPPING and not control.paused


def test_a_run_that_goes_step_by_step_does_so_until_its_last_epoch_is_over():
    control = RunControl()
    control.step()
    taken(control, BATCH, SNAPSHOT)
    assert control.paused and control.state is RunState.STEPPING
    control.step()
    taken(control, BATCH, epoch(3))
    assert control.state is RunState.RUNNING, "nothing waits any more but for the model"


def test_rest_ends_early_when_cancelled():
    control = RunControl()
    assert control.rest(0.001) is True
    control.cancel()
    assert control.rest(60) is False


def test_a_learning_rate_is_one_that_a_plan_may_have():
    control = RunControl()
    control.set_learning_rate(0.5)
    with pytest.raises(PlanError):
        control.set_learning_rate(-1)
    assert control.learning_rate == 0.5
