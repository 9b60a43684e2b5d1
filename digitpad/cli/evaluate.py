"""`digitpad evaluate` and `digitpad compare`: how good models are on test sets. Imports library and learn."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.cli import compare_report, evaluate_details, evaluate_robustness, output, rows_for_people
from digitpad.cli.batch import Batch
from digitpad.cli.parser import UsageError
from digitpad.core import paths
from digitpad.core.errors import StorageError
from digitpad.core.storage import is_file
from digitpad.evaluation.robustness import ROBUSTNESS
from digitpad.learn import device
from digitpad.models.library import Library, open_library

if TYPE_CHECKING:
    from digitpad.evaluation.measure import Evaluation
    from digitpad.evaluation.test_sets import TestSet

ALL = "all"


def evaluate(chosen: Namespace) -> int:
    """Prints a row for each model on each set, as it is measured; with --stress, one for each way of drawing ink."""
    return _measure(chosen, chosen.model, paired=False)


def compare(chosen: Namespace) -> int:
    """Prints a row for each model on each set, with McNemar's exact test against each other model."""
    if not chosen.models:
        hint = "They stand before --on, which takes all that follows it: digitpad compare mlp-512 padnet --on mnist"
        raise UsageError("Which models should be compared?", hint)
    return _measure(chosen, chosen.models, paired=True)


def chosen_models(library: Library, names: Sequence[str], batch: Batch) -> list[str]:
    """The ids typed, `all` spelled out, each once; a model that is unknown or broken is reported and left out.

    Raises UsageError for an empty library.
    """
    from digitpad.learn.card_recognizer import CardRecognizer

    every = [card.id for card in library.cards()]
    wanted = []
    for name in dict.fromkeys(part for each in names for part in (every if each == ALL else [each])):
        with batch.attempt():
            CardRecognizer.of(library.open(name))  # one that does not load is left out before anything is asked
            wanted.append(name)
    if not wanted and not batch.bad:
        raise UsageError("The library holds no model.", "Train one: digitpad train mlp-256-128")
    return list(dict.fromkeys(wanted))


def _measure(chosen: Namespace, names: Sequence[str], *, paired: bool) -> int:
    library, batch, wanted = open_library(), Batch(), _requested(chosen.on)
    device.import_torch()
    models = chosen_models(library, names, batch)
    if batch.bad and len(models) < (2 if paired else 1):
        return batch.code
    if paired and len(models) < 2:
        raise UsageError(
            "A comparison needs two models or more.", "Such as: digitpad compare mlp-512 padnet --on mnist"
        )
    again = not paired and chosen.stress
    if again and ROBUSTNESS in wanted:
        raise UsageError(
            "The robustness test cannot be combined with --stress.", "Leave out --stress, or name an ink file."
        )
    sets = _sets(wanted, batch)
    if not sets:
        return batch.code
    if paired and chosen.html:
        return compare_report.report(chosen, library, models, sets) or batch.code
    if again:
        _drawn_again(chosen, library, models, [rows for _, rows in sets], batch)
        return batch.code
    if not chosen.json:
        output.line(rows_for_people.HEADS)
    for name, rows in sets:
        with batch.attempt():
            if name == ROBUSTNESS:
                evaluate_robustness.show(chosen, library, models, rows, paired=paired)
            else:
                _on_set(chosen, library, models, rows, batch, paired=paired)
    return batch.code


def _requested(parts: Sequence[str]) -> list[str]:
    """The names of sets in what was typed, each once; a file whose name holds commas is one. Raises UsageError."""
    split = ([part] if is_file(Path(part)) else part.split(",") for part in parts)
    names = [name.strip() for each in split for name in each]
    if not any(names):
        raise UsageError("On what should the models be evaluated?", "Such as: --on mnist")
    return list(dict.fromkeys(filter(None, names)))


def _sets(names: Sequence[str], batch: Batch) -> list[tuple[str, "TestSet"]]:
    """The sets that can be read, by name; the others are reported."""
    from digitpad.evaluation import robustness_measure, test_sets

    home, found = paths.home(), []
    for name in names:
        with batch.attempt():
            found.append((name, test_sets.load(robustness_measure.source(home) if name == ROBUSTNESS else name, home)))
    return found


def _on_set(
    chosen: Namespace, library: Library, models: Sequence[str], rows: "TestSet", batch: Batch, *, paired: bool
) -> None:
    """The models' rows on one set; a pair's test needs all of them first."""
    from digitpad.evaluation import measure

    found = []
    for model in models:
        with batch.attempt():
            evaluation = _evaluation(library, model, rows, fresh=chosen.fresh)
            found.append(evaluation)
            _warn(evaluation, rows)
            if not paired:
                _print(chosen, evaluation, rows)
    if paired:
        for evaluation, against in zip(found, measure.differences(found), strict=True):
            _print(chosen, evaluation, rows, against)


def _evaluation(library: Library, model: str, rows: "TestSet", *, fresh: bool) -> "Evaluation":
    """One model on one set, as kept by an earlier command or the window, or measured now and kept for both."""
    from digitpad.evaluation import evaluation_cache
    from digitpad.tasks import evaluate_models

    weights, found = library.fingerprint(model), None
    try:
        for event in evaluate_models.evaluated(library, model, weights, rows, paths.home(), fresh=fresh):
            found = event if isinstance(event, evaluation_cache.Evaluated) else found
    except StorageError as error:  # the figures are there all the same
        output.aside(f"{error.message} The figures will be measured again next time.")
    assert found is not None  # an Evaluated comes before anything is kept  # noqa: S101
    return evaluate_models.judged(library.card(model), found, rows)


def _drawn_again(
    chosen: Namespace, library: Library, models: Sequence[str], sets: Sequence["TestSet"], batch: Batch
) -> None:
    """The ink of each set drawn again in many ways, a line for each; sets of pictures are reported."""
    from digitpad.evaluation import breakdown, robustness_measure
    from digitpad.learn.card_recognizer import CardRecognizer

    recognizers = [CardRecognizer.of(library.open(name)) for name in models]
    samples = []
    for rows in sets:
        with batch.attempt():
            samples.append(robustness_measure.sample(rows))
    if samples and not chosen.json:
        output.line(evaluate_details.STRESS_HEADS)
    for rows in samples:
        for found in robustness_measure.conditions_measured(recognizers, rows):
            row = found.row() if found.condition else found.row() | breakdown.breakdown(found.evaluation, rows)
            if chosen.json:
                output.json_line(row)
            else:
                output.line(evaluate_details.stress_line(row))


def _warn(evaluation: "Evaluation", rows: "TestSet") -> None:
    if not evaluation.fits:
        output.aside(f"{evaluation.card.id} knows other classes than {rows.name} has; its figures are meaningless.")


def _print(
    chosen: Namespace, evaluation: "Evaluation", rows: "TestSet", against: Mapping[str, float] | None = None
) -> None:
    from digitpad.evaluation.breakdown import breakdown

    row = evaluation.row() | breakdown(evaluation, rows)
    if chosen.json:
        output.json_line(row | ({} if against is None else {"mcnemar_p": against}))
        return
    rows_for_people.print_row(evaluation.card.id, evaluation.score, against or {})
    if against is None and rows.sources:
        evaluate_details.show(row)
