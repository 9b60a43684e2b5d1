"""Where a run stands and which buttons that allows, as pure functions. Imports the standard library alone."""

from dataclasses import dataclass
from enum import Enum, auto

from digitpad.core.language import mark


class RunState(Enum):
    """Where the panel's run stands."""

    IDLE = auto()
    PREPARING = auto()  # Start was pressed; torch, the data or the net is being made ready
    RUNNING = auto()
    PAUSED = auto()
    STOPPING = auto()  # Stop was pressed; the step under way ends and the model is saved


class RunEvent(Enum):
    """What the user pressed or the run reported."""

    START_PRESSED = auto()
    PAUSE_PRESSED = auto()  # the same button resumes
    STEP_PRESSED = auto()  # one batch or one epoch, then the run rests again
    STOP_PRESSED = auto()
    PREPARING = auto()
    STARTED = auto()
    ENDED = auto()


class Told(Enum):
    """What the words and the progress are about while no run is under way."""

    NOTHING = auto()
    DONE = auto()  # the run that is over
    FAILED = auto()  # likewise, and something has to be changed before it is tried again
    PUT_AWAY = auto()  # another recipe is looked at, though the curves are still the run's


@dataclass(frozen=True, slots=True)
class Controls:
    """What can be pressed and edited."""

    start: bool
    pause: bool
    stop: bool
    settings: bool  # recipe, epochs and the whole form
    rate: bool  # the learning rate of the run under way
    pause_text: str = mark("Pause")
    step: bool = False


_AFTER = {
    (RunState.IDLE, RunEvent.START_PRESSED): RunState.PREPARING,
    (RunState.IDLE, RunEvent.PREPARING): RunState.PREPARING,  # a run that was started elsewhere, or resumed
    (RunState.IDLE, RunEvent.STARTED): RunState.RUNNING,
    (RunState.PREPARING, RunEvent.STARTED): RunState.RUNNING,
    (RunState.PREPARING, RunEvent.STOP_PRESSED): RunState.STOPPING,
    (RunState.RUNNING, RunEvent.PAUSE_PRESSED): RunState.PAUSED,
    (RunState.RUNNING, RunEvent.STEP_PRESSED): RunState.PAUSED,
    (RunState.RUNNING, RunEvent.STOP_PRESSED): RunState.STOPPING,
    (RunState.PAUSED, RunEvent.PAUSE_PRESSED): RunState.RUNNING,
    (RunState.PAUSED, RunEvent.STOP_PRESSED): RunState.STOPPING,
}

_CONTROLS = {
    RunState.IDLE: Controls(start=True, pause=False, stop=False, settings=True, rate=False),
    RunState.PREPARING: Controls(start=False, pause=False, stop=True, settings=False, rate=False),
    RunState.RUNNING: Controls(start=False, pause=True, stop=True, settings=False, rate=True, step=True),
    RunState.PAUSED: Controls(
        start=False, pause=True, stop=True, settings=False, rate=True, pause_text=mark("Resume"), step=True
    ),
    RunState.STOPPING: Controls(start=False, pause=False, stop=False, settings=False, rate=False),
}


def after(state: RunState, happening: RunEvent) -> RunState:
    """The state that follows; what makes no sense in a state (a late event, a double click) changes nothing."""
    if happening is RunEvent.ENDED:
        return RunState.IDLE
    return _AFTER.get((state, happening), state)


def controls(state: RunState) -> Controls:
    """What can be pressed and edited in a state."""
    return _CONTROLS[state]
