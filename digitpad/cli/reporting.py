"""`digitpad compare --html FILE`: the comparison as a page of HTML, and its rows as ever. Imports library."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad import paths
from digitpad.cli import output, sweeping
from digitpad.errors import StorageError
from digitpad.library import differences
from digitpad.library.library import Library
from digitpad.library.report import Part, Report, html
from digitpad.library.robustness import ROBUSTNESS
from digitpad.storage import write_atomic

if TYPE_CHECKING:
    from digitpad.library.test_sets import TestSet

_HINT = "Choose another place for the page (--html), or free some space."


def report(chosen: Namespace, library: Library, models: Sequence[str], sets: Sequence[tuple[str, "TestSet"]]) -> int:
    """Measures (or takes what is kept), prints a row for each model on each set (by name), and writes the page."""
    from digitpad.cli import measuring
    from digitpad.library import reporting

    path = Path(chosen.html).expanduser()
    check_place(path)
    if not chosen.json:
        output.line(measuring.HEADS)
    for name, rows in sets:
        if name == ROBUSTNESS:  # measured and kept first, so that the page finds it
            sweeping.show(chosen, library, models, rows, paired=True)
    plain = [rows for name, rows in sets if name != ROBUSTNESS]
    for event in reporting.gathered(library, models, plain, paths.home(), fresh=chosen.fresh):
        if isinstance(event, Report):
            _print(chosen, event)
            write(path, html(event))
    if not chosen.json:
        output.line(f"The page is written to {path}.")
    return 0


def check_place(path: Path) -> None:
    """Raises StorageError at once where the page could not be written after minutes of measuring."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        what = "it is a folder" if path.is_dir() else f"there is no folder {path.absolute().parent}"
        raise StorageError(f"{path} could not be written: {what}.", _HINT)


def write(path: Path, page: str) -> None:
    """Writes the page, whole or not at all. Raises StorageError."""
    try:
        write_atomic(path, page.encode())
    except StorageError as error:
        raise StorageError(error.message, _HINT) from error


def _print(chosen: Namespace, found: Report) -> None:
    for part in found.parts:
        strangers = {row.card.id for row in found.rows} - {each.model for each in part.found}
        for model in sorted(strangers):
            output.aside(f"{model} knows other classes than {part.on} has; it is left out of that part.")
        _print_part(chosen, part)


def _print_part(chosen: Namespace, part: Part) -> None:
    from digitpad.cli import measuring

    for one in part.found:
        pairs = {other.model: differences.difference(one, other) for other in part.found if other is not one}
        against = {model: pair.p for model, pair in pairs.items() if pair is not None}
        if chosen.json:
            output.json_line(one.row() | {"mcnemar_p": against})
        else:
            measuring.print_row(one.model, one.score, against)
