"""`digitpad compare`: models side by side, each held against each other; also as a page of HTML. Imports tasks."""

from argparse import Namespace
from collections.abc import Sequence

from digitpad.analysis import differences
from digitpad.analysis.html_report import Part, Report
from digitpad.cli import output, rows
from digitpad.cli.batch import Batch
from digitpad.cli.evaluate import loaded_sets, print_robustness, print_sets, requested_models, requested_sets, warn
from digitpad.cli.parser import UsageError
from digitpad.core import paths
from digitpad.core.language import tr
from digitpad.core.storage import check_chosen
from digitpad.evaluation.robustness import ROBUSTNESS
from digitpad.models.library import Library, open_library
from digitpad.tasks import gather_report
from digitpad.tasks.load_sets import LoadedSet
from digitpad.tasks.write_files import Written


def compare(chosen: Namespace) -> int:
    """Prints a row for each model on each set, with McNemar's exact test against each other model."""
    if not chosen.models:
        hint = tr("They stand before --on, which takes all that follows it: digitpad compare mlp-512 padnet --on mnist")
        raise UsageError(tr("Which models should be compared?"), hint)
    library, batch, wanted = open_library(), Batch(), requested_sets(chosen.on)
    models = requested_models(library, chosen.models, batch)
    if len(models) < 2 and not batch.bad:
        hint = tr("Such as: digitpad compare mlp-512 padnet --on mnist")
        raise UsageError(tr("A comparison needs two models or more."), hint)
    sets = loaded_sets(wanted, batch) if len(models) > 1 else []
    if sets and chosen.html:
        _print_report(chosen, library, models, sets, batch)
    elif sets:
        print_sets(chosen, library, models, sets, batch, paired=True)
    return batch.code


def _print_report(
    chosen: Namespace, library: Library, models: Sequence[str], sets: Sequence[LoadedSet], batch: Batch
) -> None:
    """Measures (or takes what is kept), prints a row for each model on each set, and writes the page."""
    path = paths.expanded(chosen.html)
    check_chosen(path)  # else that is said only after minutes of measuring
    if not chosen.json:
        output.line(rows.heads())
    for each in sets:
        if each.name == ROBUSTNESS:  # measured and kept first, so that the page finds it
            print_robustness(chosen, library, models, each, batch, paired=True)
    plain = [each.rows for each in sets if each.name != ROBUSTNESS]
    for event in batch.results(gather_report.written(library, models, plain, path, paths.home(), fresh=chosen.fresh)):
        if isinstance(event, Report):
            _print(chosen, event)
        elif isinstance(event, Written) and not chosen.json:
            output.line(tr("The page is written to {path}.", path=event.path))


def _print(chosen: Namespace, found: Report) -> None:
    for part in found.parts:
        strangers = {row.card.id for row in found.rows} - {each.model for each in part.found}
        for model in sorted(strangers):
            output.aside(
                tr("{model} knows other classes than {on} has; it is left out of that part.", model=model, on=part.on)
            )
        _print_part(chosen, part)


def _print_part(chosen: Namespace, part: Part) -> None:
    said: set[str] = set()
    for one, against in zip(part.found, differences.chances(part.found), strict=True):
        warn(one, said)
        if chosen.json:
            output.json_line(one.row() | {"mcnemar_p": against})
        else:
            rows.print_row(one.model, one.score, against)
