"""Recorded ink on this machine: where it lies, who wrote it, and who is held out. Imports numpy, paths and ink files.

Writers are held out, never drawings: a network that has seen a hand once knows it. One writer in six is kept from
training for good, by a hash of the writer's name: everybody's split is the same, whatever files are there.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from digitpad.core import paths
from digitpad.core.errors import DatasetError
from digitpad.core.language import mark, tr
from digitpad.core.records import DIGITS
from digitpad.ink.files import Drawing, every_nth, in_folder, read

ONE_IN = 6
HELD_OUT = 0  # the fold whose writers a model is judged on, where nobody asks for another
HINT = mark("Put ink files (*.ndjson or *.ndjson.gz) into a folder ink/ that DIGITPAD_DATA names.")
SMOKE_TEST = "numberpad"  # one writer alone: a check, neither a headline nor a teacher


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Drawings whose digit is known, and drawings that are no digit, of training writers and of held-out ones."""

    training: tuple[Drawing, ...]
    held_out: tuple[Drawing, ...]
    training_other: tuple[Drawing, ...]
    held_out_other: tuple[Drawing, ...]


def fold_of(writer: str) -> int:
    """The fold, from 0 to ONE_IN - 1, that this writer belongs to in cross-validation."""
    digest = hashlib.sha256(f"unseen:{writer}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % ONE_IN


def held_out(writer: str) -> bool:
    """Whether this writer's ink is kept from training."""
    return fold_of(writer) == HELD_OUT


def is_held_out(drawing: Drawing, fold: int | None = HELD_OUT) -> bool:
    """Whether this drawing is kept from training: by its writer, or by its source. `fold` None: by its source alone."""
    extra = drawing.extra
    return extra.get("source") == SMOKE_TEST or fold_of(str(extra.get("writer", ""))) == fold


def files(home: Path | None = None) -> list[Path]:
    """The ink files of the first data folder that has any, by name; an empty list where none has."""
    for folder in paths.data_folders(home):
        found = in_folder(folder / "ink")
        if found:
            return found
    return []


def load(home: Path | None = None, leave_out: str = "", fold: int | None = HELD_OUT) -> Corpus:
    """All ink on this machine, split by writer; `leave_out` names a source that is kept from training altogether.

    `fold`: whose writers are held out; None: nobody is, but for the smoke test's one.
    Raises DatasetError where there is none, InkError where a file is broken.
    """
    found = files(home)
    if not found:
        raise DatasetError(tr("There is no recorded ink on this machine."), HINT)
    return _split((drawing for path in found for drawing in read(path)), leave_out, fold)


def sampled(home: Path | None, every: int, leave_out: str = "") -> Corpus:
    """One drawing in `every`, split as `load` does: seconds instead of a minute. An empty corpus where there is no ink.

    Raises InkError.
    """
    return _split((drawing for path in files(home) for drawing in every_nth(path, every)), leave_out, HELD_OUT)


def _split(drawings: Iterable[Drawing], leave_out: str, fold: int | None) -> Corpus:
    parts: dict[tuple[bool, bool], list[Drawing]] = {(a, b): [] for a in (False, True) for b in (False, True)}
    for drawing in drawings:
        kept_out = is_held_out(drawing, fold) or (leave_out != "" and drawing.extra.get("source") == leave_out)
        digit = drawing.word in DIGITS
        if drawing.word and drawing.ink:
            parts[kept_out, digit].append(drawing)
    return Corpus(
        tuple(parts[False, True]), tuple(parts[True, True]), tuple(parts[False, False]), tuple(parts[True, False])
    )
