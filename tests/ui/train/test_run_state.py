"""Which buttons a run's state allows: every state can be left, and nothing late or doubled confuses it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.ui.train.run_state import RunEvent, RunState, after, controls


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ("START_PRESSED", RunState.PREPARING),
        ("START_PRESSED PREPARING STARTED", RunState.RUNNING),
        ("START_PRESSED STARTED PAUSE_PRESSED", RunState.PAUSED),
        ("START_PRESSED STARTED PAUSE_PRESSED PAUSE_PRESSED", RunState.RUNNING),
        ("START_PRESSED STOP_PRESSED STARTED", RunState.STOPPING),  # the run began just before it heard
        ("START_PRESSED STARTED PAUSE_PRESSED STOP_PRESSED", RunState.STOPPING),
        ("START_PRESSED STARTED STOP_PRESSED PAUSE_PRESSED", RunState.STOPPING),
        ("START_PRESSED STARTED ENDED", RunState.IDLE),
        ("PREPARING STARTED", RunState.RUNNING),  # resumed from elsewhere
        ("PAUSE_PRESSED STOP_PRESSED", RunState.IDLE),
    ],
)
def test_a_path_ends_where_it_should(path: str, end: RunState) -> None:
    state = RunState.IDLE
    for name in path.split():
        state = after(state, RunEvent[name])
    assert state is end


@given(st.lists(st.sampled_from(RunEvent)))
def test_whatever_happened_the_end_of_the_run_makes_start_possible(happenings: list[RunEvent]) -> None:
    state = RunState.IDLE
    for happening in happenings:
        state = after(state, happening)
    assert controls(after(state, RunEvent.ENDED)).start


@pytest.mark.parametrize("state", RunState)
def test_start_and_stop_are_never_both_possible(state: RunState) -> None:
    allowed = controls(state)
    assert not (allowed.start and allowed.stop)
    assert allowed.settings == allowed.start
    assert allowed.pause_text == ("Resume" if state is RunState.PAUSED else "Pause")
