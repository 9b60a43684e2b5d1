"""What a sweep tells the process of one run, and what it hears of it, as JSON lines. Imports core alone."""

from dataclasses import dataclass
from typing import Annotated

from digitpad.core.plans import Plan
from digitpad.core.records import Share
from digitpad.core.typed_json import Name, Printable

PAUSE, RESUME = "pause", "resume"  # what follows the order on the process's standard input; its end stops the run


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOrder:
    """One run: its plan, the id of its model, and where it goes.

    home: a folder; empty: that of the machine which trains. into: a folder's name in the home's `sweeps`, for a model
    that is to be sent elsewhere; empty: it goes into the library of the home.
    """

    model: Name
    plan: Plan
    home: Annotated[str, Printable()] = ""
    into: Name = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHeard:
    """News of a run: how much of it is done (0-1), and at its end what came of it.

    accuracy: of the first test set. problem: how it failed, with a hint; diverged: it would fail so each time.
    folder: where the model lies that is to be sent elsewhere.
    """

    model: Name
    share: Share = 0.0
    epoch: int = 0
    is_over: bool = False
    accuracy: Share | None = None
    problem: str = ""
    hint: str = ""
    diverged: bool = False
    folder: str = ""
