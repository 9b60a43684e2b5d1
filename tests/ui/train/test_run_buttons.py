"""Which buttons a run's state allows: every state can be left."""

import pytest

from digitpad.core.run_control import RunState
from digitpad.ui.train.run_buttons import controls


@pytest.mark.parametrize("state", RunState)
def test_start_and_stop_are_never_both_possible(state: RunState) -> None:
    allowed = controls(state)
    assert not (allowed.start and allowed.stop)
    assert allowed.settings == allowed.start == (state is RunState.IDLE)
    assert allowed.stop or state in (RunState.IDLE, RunState.STOPPING), "what goes on can be ended"
    assert allowed.pause_text == ("Resume" if state in (RunState.PAUSED, RunState.STEPPING) else "Pause")
