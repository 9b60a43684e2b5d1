"""The folder of one run under way: its plan, its last two checkpoints, and a lock. Imports records, errors, settings.

    <home>/runs/<name>/run.json                    the plan, the command, when it began
    <home>/runs/<name>/checkpoint-*.safetensors    written by learn.checkpoint, whole or not at all
    <home>/runs/<name>/.lock                       held by the process that trains: two never continue one run

The folder is there from a run's first step until its model stands in the library.
"""

import json
import os
import re
import time
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from digitpad.core.errors import PlanError, RunError, StorageError, UnknownNameError
from digitpad.core.file_locks import try_lock
from digitpad.core.language import tr
from digitpad.core.limits import RUN_BYTES
from digitpad.core.plans import Plan
from digitpad.core.storage import TooLargeError, is_file, read_json, remove_folder, write_atomic
from digitpad.core.typed_json import Name, Printable, from_json, to_json
from digitpad.models import trash
from digitpad.models.library import check_name, moved, numbered, unfinished, writing

RUN_FILE = "run.json"
LOCK_FILE = ".lock"
RUN_FORMAT = 1
ASIDE = ".discarded"  # beside the runs; not itself one
KEPT_ASIDE_SECONDS = 24 * 3600
_CHECKPOINT = re.compile(r"checkpoint-([0-9]{1,15})-([0-9]{1,15})\.safetensors")


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run that was begun and what it is; `folder` holds its checkpoints."""

    name: str
    plan: Plan
    command: str
    created: str  # ISO 8601, UTC
    folder: Path
    model: str  # the id that its model shall have
    into: Path | None = None  # where the model goes instead of the library
    begun_here: bool = False  # what is asked for was asked in this process, and not only read from RUN_FILE


@dataclass(frozen=True, slots=True)
class _Kept:
    """What stands in RUN_FILE."""

    plan: Plan
    command: str = ""
    created: Name = ""
    model: Name = ""
    into: Annotated[str, Printable()] = ""
    format: int = RUN_FORMAT


def runs_folder(home: Path) -> Path:
    """Where the runs of this home lie."""
    return home / "runs"


def read(folder: Path) -> RunInfo:
    """What stands in a run's folder. Raises RunError where it is broken."""
    hint = tr("Remove the folder {folder} and start the run anew.", folder=folder)
    try:
        kept = from_json(_Kept, _json(folder / RUN_FILE), RUN_FILE)
        if kept.format > RUN_FORMAT:
            raise ValueError(f"it was written by a newer digitpad, in format {kept.format}")
    except OSError as error:
        what = tr("its {run_file} cannot be read ({strerror})", run_file=RUN_FILE, strerror=error.strerror)
        raise RunError(
            tr("The run {name!r} cannot be continued: {what}.", name=folder.name, what=what), hint
        ) from error
    except ValueError as error:
        raise RunError(
            tr("The run {name!r} cannot be continued: {error}.", name=folder.name, error=error), hint
        ) from error
    into = Path(kept.into) if kept.into else None
    info = RunInfo(folder.name, kept.plan, kept.command, kept.created, folder, kept.model or folder.name, into)
    _check_places(info)
    return info


def _json(path: Path) -> object:
    """What a file holds. Raises OSError, or ValueError with what it is instead of JSON."""
    try:
        return read_json(path, RUN_BYTES)
    except TooLargeError as error:
        raise ValueError(f"its {path.name} is far too large to be one") from error
    except ValueError as error:
        raise ValueError(f"its {path.name} is no JSON") from error


def _check_places(info: RunInfo) -> None:
    """Raises RunError for a run that would write, and in the end remove, elsewhere than it was begun."""
    what = ""
    try:
        check_name(info.model)
    except PlanError as error:
        what = error.message.rstrip(".")
    if info.into is not None and not info.into.is_absolute():
        what = tr("the folder for its model is no whole path")
    if info.folder.is_symlink():
        what = tr("its folder is a link to another place")
    if what:
        raise RunError(
            tr("The run {name!r} cannot be continued: {what}.", name=info.name, what=what),
            tr("Remove {folder} and start the run anew.", folder=info.folder),
        )


def find(home: Path, name: str) -> RunInfo:
    """The run of that name. Raises PlanError for what can be no name, UnknownNameError with the nearest, RunError."""
    folder = runs_folder(home) / check_name(name, "run")
    if not (folder / RUN_FILE).is_file():
        raise UnknownNameError("run", name, [info.name for info in resumable(home)])
    return read(folder)


def resumable(home: Path) -> list[RunInfo]:
    """The runs that were begun and are neither finished nor under way in some process, newest first."""
    found = []
    for folder in _folders(home):
        try:
            info = read(folder)
            with locked(info):
                found.append(info)
        except RunError:
            continue  # broken, or somebody is at it: neither can be continued
    return sorted(found, key=lambda info: info.created, reverse=True)


def problems(home: Path) -> list[str]:
    """A sentence with a hint for each run that cannot be continued because of what its folder holds."""
    found = []
    for folder in _folders(home):
        try:
            read(folder)
        except RunError as error:
            found.append(str(error))
    return found


def _folders(home: Path) -> list[Path]:
    """Those of the runs; what leads nowhere costs itself alone, an unreadable folder holds none."""
    try:
        named = [path for path in runs_folder(home).iterdir() if not path.name.startswith(".")]
    except OSError:
        return []
    return sorted(path for path in named if is_file(path / RUN_FILE))


def create(
    home: Path, name: str, plan: Plan, command: str, *, exact: bool, taken: AbstractSet[str], into: Path | None = None
) -> RunInfo:
    """Makes the folder of a new run under `name`, or under the next free number where that is not `exact`.

    `taken`: names that finished models have. A model that goes into a folder of its own keeps the name unnumbered.
    The folder is there with its plan or not at all.
    Raises RunError where the exact name is another run's, StorageError.
    """
    root, created = runs_folder(home), datetime.now(UTC).isoformat(timespec="seconds")
    with writing(tr("The run {name}", name=name)):
        root.mkdir(parents=True, exist_ok=True)
        made = unfinished(root)
        try:
            for candidate in numbered(name):
                if candidate in taken:
                    continue
                model, folder = candidate if into is None else name, root / candidate
                info = RunInfo(candidate, plan, command, created, folder, model, into and into.absolute(), True)
                _clear(info)
                if not os.path.lexists(folder):
                    _write(info, made)
                    if moved(made, folder):
                        return info
                if exact:
                    raise _taken(folder)
        finally:
            remove_folder(made, root)  # already moved, or half-written: nothing of it may stay
    raise StorageError(
        tr("No name is left for the run {name}.", name=name), tr("Remove some of the folders in {root}.", root=root)
    )


def _clear(info: RunInfo) -> None:
    """Puts aside what a process left that was killed while it made or removed a run: a folder without a plan."""
    folder = info.folder
    if folder.is_symlink() or not folder.is_dir() or os.path.lexists(folder / RUN_FILE):
        return
    if all(path.name == LOCK_FILE or path.name.startswith("checkpoint-") for path in folder.iterdir()):
        with suppress(RunError):  # somebody is at it: so the name is taken
            discard(info)


def _write(info: RunInfo, folder: Path) -> None:
    data = {
        "format": RUN_FORMAT,
        "plan": to_json(info.plan),
        "command": info.command,
        "created": info.created,
        "model": info.model,
        "into": str(info.into or ""),
    }
    write_atomic(folder / RUN_FILE, (json.dumps(data, indent=1) + "\n").encode())


def remove(info: RunInfo) -> None:
    """Removes a run's folder; what cannot be removed is no reason to fail a run that is finished."""
    remove_folder(info.folder, info.folder.parent)


def position(info: RunInfo) -> tuple[int, int]:
    """How far the newest checkpoint is: whole epochs, and steps in the one after; (0, 0) where there is none."""
    names = (_CHECKPOINT.fullmatch(path.name) for path in info.folder.glob("checkpoint-*-*.safetensors"))
    places = [(int(found[1]), int(found[2])) for found in names if found]
    return max(places, default=(0, 0))


def discard(info: RunInfo) -> Path:
    """Puts a run aside, so that it is offered no more; gives the folder for `recover`. Raises RunError, StorageError.

    What was put aside more than a day ago is removed.
    """
    aside = runs_folder(info.folder.parent.parent) / ASIDE
    with writing(tr("The run {name}", name=info.name)), locked(info):
        target = aside / trash.put(info.folder, aside).place
    with suppress(OSError):  # the run is put aside: what cannot be tidied up is no reason to fail
        trash.empty(aside, kept=KEPT_ASIDE_SECONDS)
    return target


def recover(aside: Path, info: RunInfo) -> None:
    """Brings back a run that was put aside. Raises RunError where its name is another run's by now, or it is gone."""
    try:
        aside.rename(info.folder)
    except OSError as error:
        raise RunError(
            tr("The run {name!r} cannot be brought back: {strerror}.", name=info.name, strerror=error.strerror),
            tr("What is left of it is in {aside}.", aside=aside),
        ) from error


def has_checkpoint(info: RunInfo) -> bool:
    """Whether anything was kept of what the run has learned so far."""
    return any(info.folder.glob("checkpoint-*"))


@contextmanager
def locked(info: RunInfo, patience: float = 0.0) -> Iterator[None]:
    """Holds the run's lock; the system lets go of it when a process dies. Raises RunError where it is held.

    patience: seconds to try for, since a look at the list of runs takes each lock for a moment.
    """
    try:
        file = os.open(info.folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise RunError(
            tr("The run {name!r} cannot be opened: {strerror}.", name=info.name, strerror=error.strerror),
            tr("Check the folder's rights."),
        ) from error
    try:
        give_up = time.monotonic() + patience
        while not (held := try_lock(file)) and time.monotonic() < give_up:
            time.sleep(0.02)
        if not held:
            raise RunError(
                tr("The run {name!r} is under way in another window or command.", name=info.name),
                tr("Wait, or stop it there."),
            )
        yield
    finally:
        os.close(file)


def _taken(folder: Path) -> RunError:
    if not os.path.lexists(folder / RUN_FILE):
        return RunError(
            tr("{folder} is there already, and is no run.", folder=folder), tr("Choose another name, or move it away.")
        )
    return RunError(
        tr("A run called {name!r} was begun before and is not finished.", name=folder.name),
        tr("Continue it with --resume {name}, or choose another name.", name=folder.name),
    )
