"""`--on robustness`: digits changed step by step, as the window's robustness column has it. Imports evaluation."""

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from digitpad.analysis.comparison import fits
from digitpad.cli import output, rows_for_people
from digitpad.cli.parser import UsageError
from digitpad.core import paths
from digitpad.core.errors import StorageError
from digitpad.evaluation import robustness
from digitpad.evaluation.robustness import ROBUSTNESS, Robustness
from digitpad.models.library import Library

if TYPE_CHECKING:
    from digitpad.evaluation.test_sets import TestSet

INDENT = "    "


def show(chosen: Namespace, library: Library, models: Sequence[str], rows: "TestSet", *, paired: bool) -> None:
    """Prints each model's robustness, in the order asked for. Raises UsageError where none of them reads digits."""
    for found in measured(library, models, rows, fresh=chosen.fresh):
        if chosen.json:
            # nothing is refused here and no digit counts once only: these figures do not exist
            row = found.row() | {"ece": None, "answered": None}
            output.json_line(row | ({"mcnemar_p": {}} if paired else {}))
        else:
            print_row(found)


def measured(library: Library, models: Sequence[str], rows: "TestSet", *, fresh: bool) -> list[Robustness]:
    """The robustness of the models that read digits, kept or measured now; the others are named on stderr."""
    from digitpad.evaluation import robustness_measure
    from digitpad.learn.card_recognizer import CardRecognizer

    cards = [library.card(model) for model in models]
    readers = [card for card in cards if fits(card, ROBUSTNESS)]
    for card in cards:
        if card not in readers:
            output.aside(f"{card.id} knows other classes than digits; it is left out of robustness.")
    if not readers:
        raise UsageError("None of these models reads digits.", "The robustness test needs digits; choose another set.")
    home = paths.home()
    prints = {card.id: library.fingerprint(card.id) for card in readers}
    found = [] if fresh else robustness.recalled(home, prints, rows.fingerprint)
    known = {each.model: each for each in found}
    missing = [CardRecognizer.of(library.open(card.id)) for card in readers if card.id not in known]
    try:
        for event in robustness_measure.measured(missing, rows, prints, home) if missing else ():
            if isinstance(event, Robustness):
                known[event.model] = event
    except StorageError as error:  # the figures are there all the same
        output.aside(f"{error.message} The figures will be measured again next time.")
    return [known[card.id] for card in readers]


def print_row(found: Robustness) -> None:
    """A model's line for people, and the mean of each kind of change."""
    interval = f"{100 * found.ci95[0]:.2f} - {100 * found.ci95[1]:.2f}"
    figures = output.percent(found.accuracy), interval, "-", "-"
    output.line(rows_for_people.ROW.format(found.model, ROBUSTNESS, f"{found.n:,}", *figures))
    output.line(INDENT + robustness.detail(found))
