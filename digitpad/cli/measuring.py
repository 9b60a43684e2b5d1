"""`digitpad evaluate` and `digitpad compare`: how good models are on test sets. Imports library and learn."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from digitpad import paths
from digitpad.cli import details, output, reporting
from digitpad.cli.parser import UsageError
from digitpad.learn import device
from digitpad.library.library import Library, open_library
from digitpad.records import Score

if TYPE_CHECKING:
    from digitpad.library.scoring import Evaluation
    from digitpad.library.test_sets import TestSet

ALL = "all"
UNLIKELY = 0.05  # p below this is called a real difference
_ROW = "{:<20}  {:<16}  {:>7}  {:>9}  {:>15}  {:>9}  {:>12}"
HEADS = _ROW.format("model", "on", "n", "accuracy", "95 % interval", "answered", "calib. error")


def evaluate(chosen: Namespace) -> int:
    """Prints a row for each model on each set, as it is measured; under stress, a row for each stress."""
    return _measure(chosen, chosen.model, paired=False)


def compare(chosen: Namespace) -> int:
    """Prints a row for each model on each set, with McNemar's exact test against each other model."""
    return _measure(chosen, chosen.models, paired=True)


def chosen_models(library: Library, names: Sequence[str]) -> list[str]:
    """The ids typed, `all` spelled out, each once. Raises UnknownNameError, or UsageError for an empty library."""
    every = [card.id for card in library.cards()]
    wanted = [name for part in names for name in (every if part == ALL else [library.card(part).id])]
    if not wanted:
        raise UsageError("The library holds no model.", "Train one: digitpad train mlp-256-128")
    return list(dict.fromkeys(wanted))


def _measure(chosen: Namespace, names: Sequence[str], *, paired: bool) -> int:
    library = open_library()
    models = chosen_models(library, names)
    if paired and len(models) < 2:
        raise UsageError(
            "A comparison needs two models or more.", "Such as: digitpad compare mlp-512 padnet --on mnist"
        )
    device.import_torch()
    from digitpad.library import scoring, test_sets

    sets = [test_sets.load(name, paths.home()) for part in chosen.on for name in part.split(",") if name]
    if paired and chosen.html:
        return reporting.report(chosen, library, models, sets)
    if not paired and chosen.stress:
        return _stress(chosen, library, models, sets)
    if not chosen.json:
        output.line(HEADS)
    for rows in sets:
        found = []
        for evaluation in scoring.evaluations(library, models, rows):
            found.append(evaluation)
            _warn(evaluation, rows)
            if not paired:
                _print(chosen, evaluation, rows)
        if paired:
            for evaluation, against in zip(found, scoring.differences(found), strict=True):
                _print(chosen, evaluation, rows, against)
    return 0


def _stress(chosen: Namespace, library: Library, models: Sequence[str], sets: Sequence["TestSet"]) -> int:
    """The ink of each set drawn again in many ways, a line for each. Raises DatasetError for pictures."""
    from digitpad.learn.recognizer import CardRecognizer
    from digitpad.library import breakdown, stress

    recognizers = [CardRecognizer(library.card(name), library.weights(name)) for name in models]
    samples = [stress.sample(rows) for rows in sets]
    if not chosen.json:
        output.line(details.STRESS_HEADS)
    for rows in samples:
        for found in stress.under_stress(recognizers, rows):
            row = found.row() if found.stress else found.row() | breakdown.breakdown(found.evaluation, rows)
            if chosen.json:
                output.json_line(row)
            else:
                output.line(details.stress_line(row))
    return 0


def _warn(evaluation: "Evaluation", rows: "TestSet") -> None:
    if not evaluation.fits:
        output.aside(f"{evaluation.card.id} knows other classes than {rows.name} has; its figures mean nothing.")


def _print(
    chosen: Namespace, evaluation: "Evaluation", rows: "TestSet", against: Mapping[str, float] | None = None
) -> None:
    from digitpad.library.breakdown import breakdown

    row = evaluation.row() | breakdown(evaluation, rows)
    if chosen.json:
        output.json_line(row | ({} if against is None else {"mcnemar_p": against}))
        return
    print_row(evaluation.card.id, evaluation.score, against or {})
    if against is None and rows.sources:
        details.show(row)


def print_row(model: str, score: Score, against: Mapping[str, float]) -> None:
    """One model's line for people, and a line for each model that it is held against."""
    interval = f"{100 * score.ci95[0]:.2f} - {100 * score.ci95[1]:.2f}"
    shares = output.percent(score.accuracy), interval, output.percent(score.answered), f"{score.ece:.4f}"
    output.line(_ROW.format(model, score.on, f"{score.n:,}", *shares))
    for other, chance in against.items():
        verdict = "a real difference" if chance < UNLIKELY else "may be chance"
        output.line(f"    against {other}: p = {chance:.2g}, {verdict}")
