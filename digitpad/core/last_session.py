"""What the window showed when it was left, for its next start: drawing, pages, the last run's curves. Imports plans.

    session.json    one LastSession, in the home

What settings know already (tab, model, plans, columns, lesson) stands there and not here. It is data of one home and is
never sent to anybody; what is sent is a WindowState.
"""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from digitpad.core.errors import DigitpadError
from digitpad.core.file_locks import locked
from digitpad.core.language import tr
from digitpad.core.limits import RUN_CURVE_STEPS, SESSION_BYTES
from digitpad.core.plans import Plan, check
from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, Amount, Classes, Count, EpochDone
from digitpad.core.storage import is_file, put_aside, read_json, write_atomic
from digitpad.core.typed_json import Length, Name, Within, forgiving, to_json
from digitpad.core.window_state import WindowState, is_whole

FILE_NAME = "session.json"

Loss = Annotated[float, Within(-1e30, 1e30)]
BatchRow = tuple[Count, Loss, Amount, Amount | None]  # step, loss, learning rate, gradient norm


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFigures:
    """The figures of a run that is over, its batches thinned to what a chart shows."""

    name: Name = ""
    plan: Plan = RECIPES["mlp-256-128"]
    classes: Classes = DIGITS
    parameters: Count = 0
    train_size: Count = 0
    test_size: Count = 0
    steps_per_epoch: Annotated[int, Within(1, 10**9)] = 1
    device: Name = "cpu"
    threads: Count = 1
    epochs: tuple[EpochDone, ...] = ()
    batches: Annotated[tuple[BatchRow, ...], Length(RUN_CURVE_STEPS)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSession:
    """All that is to come back; empty: the window as it is at its first start."""

    window: WindowState = field(default_factory=WindowState)
    run: RunFigures | None = None


def load(home: Path) -> tuple[LastSession, str]:
    """What was kept in `home`, and a sentence for the user where it could not be read (else an empty text).

    A value that is wrong costs itself alone. A broken file is put aside, so that nothing is lost; whatever stands
    there, the window opens.
    """
    path = home / FILE_NAME
    try:
        session = forgiving(LastSession, read_json(path, SESSION_BYTES))[0]
    except (FileNotFoundError, NotADirectoryError):
        return LastSession(), ""
    except OSError as error:
        what = error.strerror or str(error)
        return LastSession(), tr(
            "What the window showed last could not be read from {path} ({what}). Remove what stands there.",
            path=path, what=what,
        )  # fmt: skip
    except ValueError:
        aside = put_aside(path)
        name = path.name if aside is None else aside.name
        return LastSession(), tr("What the window showed last could not be read; it is kept as {name}.", name=name)
    if not is_whole(session.window):
        session = replace(session, window=replace(session.window, drawing=()))
    return replace(session, run=_possible(session.run)), ""


def save(session: LastSession, home: Path, since: LastSession | None = None) -> None:
    """Keeps a session in `home`, whole or not at all. Raises StorageError.

    since: as this window last read or wrote it. A part that it has not changed stays as another window left it.
    """
    path = home / FILE_NAME
    with locked(path):
        if since is not None and is_file(path):
            there = load(home)[0]
            window = there.window if session.window == since.window else session.window
            session = LastSession(window=window, run=there.run if session.run == since.run else session.run)
        write_atomic(path, (json.dumps(to_json(session), allow_nan=False) + "\n").encode())


def _possible(run: RunFigures | None) -> RunFigures | None:
    """The run, if there can have been one: charts rely on a plan that can be trained."""
    try:
        return None if run is None else replace(run, plan=check(run.plan))
    except DigitpadError:
        return None
