"""The sweeps of a home: which plans belong together, and under which names their models stand. Imports core and models.

    <home>/sweeps/<name>.json       the plans of all runs; runs that diverged
    <home>/sweeps/.<name>.json.lock held by the process that works on it: two never work on one sweep

What is done is not written down: a run is done when its model stands in the library.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from digitpad.core.errors import BusyError, PlanError, RunError
from digitpad.core.file_locks import locked
from digitpad.core.language import tr
from digitpad.core.limits import SWEEP_BYTES
from digitpad.core.plans import Plan
from digitpad.core.recipes import completed
from digitpad.core.storage import TooLargeError, read_json, write_atomic
from digitpad.core.sweep_plans import SWEEP_FORMAT, Sweep
from digitpad.core.typed_json import from_json, to_json
from digitpad.models.library import MAX_NAME, check_name, numbered

LOCK_SECONDS = 1.0
SUFFIX = ".json"
_NUMBER = 5  # characters that a model's id has more than its sweep's name


@dataclass(frozen=True, slots=True)
class Sweeps:
    """What a home holds: its sweeps, newest first, and a sentence for each file that is none."""

    found: list[Sweep]
    problems: list[str]


def sweeps_folder(home: Path) -> Path:
    """Where the sweeps of this home lie."""
    return home / "sweeps"


def everything(home: Path) -> Sweeps:
    """All sweeps of a home; broken ones hide no others."""
    made = Sweeps([], [])
    for path in sorted(sweeps_folder(home).glob(f"[!.]*{SUFFIX}")):
        try:
            made.found.append(_read(path))
        except RunError as error:
            made.problems.append(str(error))
    made.found.sort(key=lambda sweep: sweep.created, reverse=True)
    return made


@contextmanager
def opened(home: Path, some: Sequence[Plan], name: str | None = None) -> Iterator[Sweep]:
    """The sweep of these plans, locked: the one that was begun before, or a new one, of which nothing is written yet.

    name: of the sweep; default: the recipe's with `-sweep`, numbered where another sweep has it.
    Raises PlanError for a name that is another sweep's, RunError where somebody is at it, StorageError.
    """
    sweep = _begun(home, some, name) or _new(home, some, name)
    with ExitStack() as held:
        try:
            held.enter_context(locked(_path(home, sweep.name), LOCK_SECONDS))
        except BusyError as error:
            what = tr("The sweep {name!r} is in progress in another window or command.", name=sweep.name)
            raise RunError(what, tr("Wait, or stop it there.")) from error
        kept = _read(_path(home, sweep.name)) if _path(home, sweep.name).exists() else sweep
        if kept.plans != sweep.plans:
            raise _other(sweep.name)  # begun by somebody else a moment ago
        yield kept


def note_diverged(home: Path, sweep: Sweep, model: str, sentence: str) -> Sweep:
    """Keeps that a run diverged; gives the sweep as it is now. Raises StorageError."""
    sweep = replace(sweep, diverged={**sweep.diverged, model: sentence})
    keep(home, sweep)
    return sweep


def keep(home: Path, sweep: Sweep) -> None:
    """Writes the sweep down, so that it is found again. Raises StorageError."""
    write_atomic(_path(home, sweep.name), (json.dumps(to_json(sweep)) + "\n").encode())


def _begun(home: Path, some: Sequence[Plan], name: str | None) -> Sweep | None:
    """The sweep of exactly these plans, under that name if one is asked for."""
    if name is not None:
        check_name(name, "sweep")
        path = _path(home, name)
        if not path.exists():
            return None
        sweep = _read(path)
        if sweep.plans != tuple(some):
            raise _other(name)
        return sweep
    return next((sweep for sweep in everything(home).found if sweep.plans == tuple(some)), None)


def _new(home: Path, some: Sequence[Plan], name: str | None) -> Sweep:
    wanted = name or f"{some[0].recipe}-sweep"
    if len(check_name(wanted, "sweep")) > MAX_NAME - _NUMBER:
        raise PlanError(
            tr("{wanted!r} is too long for a sweep.", wanted=wanted),
            tr("Use at most {max_name} characters.", max_name=MAX_NAME - _NUMBER),
        )
    free = next(each for each in numbered(wanted) if not _path(home, each).exists())
    return Sweep(name=free, plans=tuple(some), created=datetime.now(UTC).isoformat(timespec="seconds"))


def _other(name: str) -> PlanError:
    what = tr("There is a sweep called {name!r} already, with other settings.", name=name)
    return PlanError(what, tr("Choose another name for this one."))


def _path(home: Path, name: str) -> Path:
    return sweeps_folder(home) / f"{name}{SUFFIX}"


def _read(path: Path) -> Sweep:
    """Raises RunError where the file is broken."""
    try:
        sweep = from_json(Sweep, read_json(path, SWEEP_BYTES), path.name)
        if sweep.format > SWEEP_FORMAT:
            raise ValueError(f"it was written by a newer digitpad, in format {sweep.format}")
        if not sweep.plans:
            raise ValueError("it has no runs")
    except (OSError, ValueError, TooLargeError) as error:
        what = error.strerror if isinstance(error, OSError) else error
        raise RunError(
            tr("The sweep {stem!r} cannot be read: {what}.", stem=path.stem, what=what),
            tr("Mend or remove the file {path}.", path=path),
        ) from error
    return replace(sweep, name=path.stem, plans=tuple(map(completed, sweep.plans)))
