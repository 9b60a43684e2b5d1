"""Which buttons and fields a run's state allows, as a pure function. Imports core alone."""

from dataclasses import dataclass
from enum import Enum, auto

from digitpad.core.language import mark
from digitpad.core.run_control import RunState


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


_RESTING = Controls(start=False, pause=True, stop=True, settings=False, rate=True, pause_text=mark("Resume"), step=True)
_CONTROLS = {
    RunState.IDLE: Controls(start=True, pause=False, stop=False, settings=True, rate=False),
    RunState.PREPARING: Controls(start=False, pause=False, stop=True, settings=False, rate=False),
    RunState.RUNNING: Controls(start=False, pause=True, stop=True, settings=False, rate=True, step=True),
    RunState.PAUSED: _RESTING,
    RunState.STEPPING: _RESTING,
    RunState.STOPPING: Controls(start=False, pause=False, stop=False, settings=False, rate=False),
}


def controls(state: RunState) -> Controls:
    """What can be pressed and edited in a state."""
    return _CONTROLS[state]
