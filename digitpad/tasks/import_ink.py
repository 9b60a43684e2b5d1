"""Public originals of pen strokes become one ink file. Imports core and ink."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.errors import DigitpadError, InkError
from digitpad.core.language import tr
from digitpad.core.storage import check_chosen
from digitpad.ink import files, importers
from digitpad.ink.importers import Imported
from digitpad.tasks.progress import Problem, problem_of


@dataclass(frozen=True, slots=True, kw_only=True)
class InkImported:
    """The ink file that was written, and what is in it: `words` counts the drawings by their label."""

    path: str
    drawings: int
    left_out: int  # drawings whose labels are others than were asked for
    files: int
    formats: tuple[str, ...]
    writers: int
    words: Mapping[str, int]


def imported(paths: Sequence[Path], only: str, target: Path) -> Iterator[Problem | InkImported]:
    """Reads all files, then writes what could be read as one ink file, whole or not at all.

    A Problem for a file that cannot be imported. only: the labels to take, all of one character where it is empty.
    Raises StorageError, and InkError where nothing was bad and there is no drawing all the same.
    """
    check_chosen(target)
    found: list[Imported] = []
    bad = not paths
    for each in importers.read_each(paths, only):
        if isinstance(each, DigitpadError):
            bad = True
            yield problem_of(each)
        else:
            found.append(each)
    drawings = [drawing for each in found for drawing in each.drawings]
    if not drawings and bad:
        return
    if not drawings:
        raise InkError(
            tr("There is no drawing to import."), tr("Only drawings whose label is one character are taken.")
        )
    files.save(target, drawings)
    yield InkImported(
        path=str(target),
        drawings=len(drawings),
        left_out=sum(each.left_out for each in found),
        files=len(found),
        formats=tuple(sorted({each.format for each in found})),
        writers=len({(drawing.extra.get("source"), drawing.extra.get("writer")) for drawing in drawings}),
        words=dict(sorted(Counter(drawing.word or "" for drawing in drawings).items())),
    )
