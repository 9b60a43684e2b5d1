"""Where a run stands and which buttons that allows, as pure functions. Imports the standard library alone."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol


class State(Enum):
    """Where the panel's run stands."""

    IDLE = auto()
    PREPARING = auto()  # Start was pressed; torch, the data or the net is being made ready
    RUNNING = auto()
    PAUSED = auto()
    STOPPING = auto()  # Stop was pressed; the step under way ends and the model is saved


class Happening(Enum):
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


class Outcome(Protocol):
    """How a job ended: kind is "succeeded", "stopped" or "failed"."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def message(self) -> str: ...  # noqa: D102
    @property
    def hint(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Controls:
    """What can be pressed and edited."""

    start: bool
    pause: bool
    stop: bool
    settings: bool  # recipe, epochs and the whole form
    rate: bool  # the learning rate of the run under way
    pause_text: str = "Pause"
    step: bool = False


_AFTER = {
    (State.IDLE, Happening.START_PRESSED): State.PREPARING,
    (State.IDLE, Happening.PREPARING): State.PREPARING,  # a run that was started elsewhere, or resumed
    (State.IDLE, Happening.STARTED): State.RUNNING,
    (State.PREPARING, Happening.STARTED): State.RUNNING,
    (State.PREPARING, Happening.STOP_PRESSED): State.STOPPING,
    (State.RUNNING, Happening.PAUSE_PRESSED): State.PAUSED,
    (State.RUNNING, Happening.STEP_PRESSED): State.PAUSED,
    (State.RUNNING, Happening.STOP_PRESSED): State.STOPPING,
    (State.PAUSED, Happening.PAUSE_PRESSED): State.RUNNING,
    (State.PAUSED, Happening.STOP_PRESSED): State.STOPPING,
}

_CONTROLS = {
    State.IDLE: Controls(start=True, pause=False, stop=False, settings=True, rate=False),
    State.PREPARING: Controls(start=False, pause=False, stop=True, settings=False, rate=False),
    State.RUNNING: Controls(start=False, pause=True, stop=True, settings=False, rate=True, step=True),
    State.PAUSED: Controls(
        start=False, pause=True, stop=True, settings=False, rate=True, pause_text="Resume", step=True
    ),
    State.STOPPING: Controls(start=False, pause=False, stop=False, settings=False, rate=False),
}


def after(state: State, happening: Happening) -> State:
    """The state that follows; what makes no sense in a state (a late event, a double click) changes nothing."""
    if happening is Happening.ENDED:
        return State.IDLE
    return _AFTER.get((state, happening), state)


def controls(state: State) -> Controls:
    """What can be pressed and edited in a state."""
    return _CONTROLS[state]
