"""Which buttons a run's state allows: every state can be left, and nothing late or doubled confuses it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.ui.train.state import Happening, State, after, controls


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ("START_PRESSED", State.PREPARING),
        ("START_PRESSED PREPARING STARTED", State.RUNNING),
        ("START_PRESSED STARTED PAUSE_PRESSED", State.PAUSED),
        ("START_PRESSED STARTED PAUSE_PRESSED PAUSE_PRESSED", State.RUNNING),
        ("START_PRESSED STOP_PRESSED STARTED", State.STOPPING),  # the run began just before it heard
        ("START_PRESSED STARTED PAUSE_PRESSED STOP_PRESSED", State.STOPPING),
        ("START_PRESSED STARTED STOP_PRESSED PAUSE_PRESSED", State.STOPPING),
        ("START_PRESSED STARTED ENDED", State.IDLE),
        ("PREPARING STARTED", State.RUNNING),  # resumed from elsewhere
        ("PAUSE_PRESSED STOP_PRESSED", State.IDLE),
    ],
)
def test_a_path_ends_where_it_should(path: str, end: State) -> None:
    state = State.IDLE
    for name in path.split():
        state = after(state, Happening[name])
    assert state is end


@given(st.lists(st.sampled_from(Happening)))
def test_whatever_happened_the_end_of_the_run_makes_start_possible(happenings: list[Happening]) -> None:
    state = State.IDLE
    for happening in happenings:
        state = after(state, happening)
    assert controls(after(state, Happening.ENDED)).start


@pytest.mark.parametrize("state", State)
def test_start_and_stop_are_never_both_possible(state: State) -> None:
    allowed = controls(state)
    assert not (allowed.start and allowed.stop)
    assert allowed.settings == allowed.start
    assert allowed.pause_text == ("Resume" if state is State.PAUSED else "Pause")
