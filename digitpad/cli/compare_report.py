"""`digitpad compare --html FILE`: the comparison as a page of HTML, and its rows as ever. Imports library."""

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from digitpad.analysis import differences
from digitpad.analysis.html_report import Part, Report, html
from digitpad.cli import evaluate_robustness, output, rows_for_people
from digitpad.core import paths
from digitpad.core.errors import StorageError
from digitpad.core.storage import check_chosen, write_chosen
from digitpad.evaluation.robustness import ROBUSTNESS
from digitpad.models.library import Library

if TYPE_CHECKING:
    from digitpad.evaluation.test_sets import TestSet


def report(chosen: Namespace, library: Library, models: Sequence[str], sets: Sequence[tuple[str, "TestSet"]]) -> int:
    """Measures (or takes what is kept), prints a row for each model on each set (by name), and writes the page."""
    from digitpad.tasks import gather_report

    path = paths.expanded(chosen.html)
    check_chosen(path)  # else that is said only after minutes of measuring
    if not chosen.json:
        output.line(rows_for_people.HEADS)
    for name, rows in sets:
        if name == ROBUSTNESS:  # measured and kept first, so that the page finds it
            evaluate_robustness.show(chosen, library, models, rows, paired=True)
    found: Report | None = None
    plain = [rows for name, rows in sets if name != ROBUSTNESS]
    try:
        for event in gather_report.gathered(library, models, plain, paths.home(), fresh=chosen.fresh):
            found = event if isinstance(event, Report) else None
    except StorageError as error:  # the figures are there all the same
        output.aside(f"{error.message} The figures will be measured again next time.")
    assert found is not None  # the last event is the Report  # noqa: S101
    _print(chosen, found)
    write_chosen(path, html(found).encode())
    if not chosen.json:
        output.line(f"The page is written to {path}.")
    return 0


def _print(chosen: Namespace, found: Report) -> None:
    for part in found.parts:
        strangers = {row.card.id for row in found.rows} - {each.model for each in part.found}
        for model in sorted(strangers):
            output.aside(f"{model} knows other classes than {part.on} has; it is left out of that part.")
        _print_part(chosen, part)


def _print_part(chosen: Namespace, part: Part) -> None:

    for one in part.found:
        pairs = {other.model: differences.difference(one, other) for other in part.found if other is not one}
        against = {model: pair.p for model, pair in pairs.items() if pair is not None}
        if chosen.json:
            output.json_line(one.row() | {"mcnemar_p": against})
        else:
            rows_for_people.print_row(one.model, one.score, against)
