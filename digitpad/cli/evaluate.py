"""`digitpad evaluate`: how good models are on test sets. Imports tasks.

What `compare` shares with it stands here too: the models and sets that were asked for, and their rows.
"""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from digitpad.analysis.comparison import fits, unjudged
from digitpad.cli import output, rows
from digitpad.cli.batch import Batch
from digitpad.cli.parser import UsageError
from digitpad.core import paths
from digitpad.core.language import mark, tr
from digitpad.core.storage import is_file
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.evaluation.evaluations import Evaluation
from digitpad.evaluation.robustness import ROBUSTNESS, Robustness
from digitpad.models.library import Library, open_library
from digitpad.tasks import evaluate_models, load_sets, measure_robustness, stress_models
from digitpad.tasks.evaluate_models import EvaluationDetails
from digitpad.tasks.load_sets import LoadedSet

ALL = "all"
INK = "ink"
EASY_WRITERS = mark(
    "The writers kept from training are the easiest sixth: nearest neighbours misread 2.25 % of all writers' digits, "
    "and 1.33 % of theirs."
)


def evaluate(chosen: Namespace) -> int:
    """Prints a row for each model on each set, as it is measured; with --stress, one for each way of drawing ink."""
    library, batch, wanted = open_library(), Batch(), requested_sets(chosen.on)
    models = requested_models(library, chosen.model, batch)
    if not models:
        return batch.code
    if chosen.stress and ROBUSTNESS in wanted:
        raise UsageError(
            tr("The robustness test cannot be combined with --stress."), tr("Leave out --stress, or name an ink file.")
        )
    sets = loaded_sets(wanted, batch)
    if chosen.stress:
        _print_drawn_again(chosen, library, models, sets, batch)
    elif sets:
        print_sets(chosen, library, models, sets, batch)
    return batch.code


def requested_models(library: Library, names: Sequence[str], batch: Batch) -> list[str]:
    """The ids typed, `all` spelled out, each once; a model that is unknown or broken is reported and left out.

    Raises UsageError for an empty library.
    """
    every = [card.id for card in library.cards()]
    wanted = dict.fromkeys(part for each in names for part in (every if each == ALL else [each]))
    found = list(dict.fromkeys(card.id for card in batch.results(evaluate_models.usable(library, list(wanted)))))
    if not found and not batch.bad:
        raise UsageError(tr("The library holds no model."), tr("Train one: digitpad train mlp-256-128"))
    return found


def requested_sets(parts: Sequence[str]) -> list[str]:
    """The names of sets in what was typed, each once; a file whose name holds commas is one. Raises UsageError."""
    split = ([part] if is_file(Path(part)) else part.split(",") for part in parts)
    names = [name.strip() for each in split for name in each]
    if not any(names):
        raise UsageError(tr("On what should the models be evaluated?"), tr("Such as: --on mnist"))
    return list(dict.fromkeys(filter(None, names)))


def loaded_sets(names: Sequence[str], batch: Batch) -> list[LoadedSet]:
    """The sets that can be read; the others are reported."""
    return list(batch.results(load_sets.loaded(names, EvalSetCache(paths.home()), paths.home())))


def print_sets(
    chosen: Namespace,
    library: Library,
    models: Sequence[str],
    sets: Sequence[LoadedSet],
    batch: Batch,
    *,
    paired: bool = False,
) -> None:
    """A row for each model on each set; of pairs, with McNemar's test against each other model."""
    if not chosen.json:
        output.line(rows.heads())
    for each in sets:
        with batch.attempt():
            if each.name == ROBUSTNESS:
                print_robustness(chosen, library, models, each, batch, paired=paired)
                continue
            if each.name == INK:
                output.aside(tr(EASY_WRITERS))
            work = evaluate_models.detailed(library, models, each.rows, paths.home(), fresh=chosen.fresh, paired=paired)
            said: set[str] = set()
            for found in batch.results(work):
                warn(found.evaluation, said)
                _print(chosen, found, sources=each.rows.sources is not None)


def print_robustness(
    chosen: Namespace, library: Library, models: Sequence[str], digits: LoadedSet, batch: Batch, *, paired: bool = False
) -> None:
    """Each model's robustness, in the order asked for. Raises UsageError where none of them reads digits."""
    cards = [library.card(model) for model in models]
    readers = [card.id for card in cards if fits(card, ROBUSTNESS)]
    for card in cards:
        if card.id not in readers:
            output.aside(tr("{id} knows other classes than digits; it is left out of robustness.", id=card.id))
    if not readers:
        raise UsageError(
            tr("None of these models reads digits."), tr("The robustness test needs digits; choose another set.")
        )
    work = measure_robustness.measured(library, readers, digits.rows, paths.home(), fresh=chosen.fresh)
    found = {each.model: each for each in batch.results(work)}
    for model in readers:
        if model in found:
            _print_robustness(chosen, found[model], paired=paired)


def _print_robustness(chosen: Namespace, found: Robustness, *, paired: bool) -> None:
    if not chosen.json:
        rows.print_robustness(found)
        return
    # nothing is refused here and no digit counts once only: these figures do not exist
    row = found.row() | {"ece": None, "answered": None}
    output.json_line(row | ({"mcnemar_p": {}} if paired else {}))


def _print_drawn_again(
    chosen: Namespace, library: Library, models: Sequence[str], sets: Sequence[LoadedSet], batch: Batch
) -> None:
    """The ink of each set drawn again in many ways, a line for each; sets of pictures are reported."""
    begun = chosen.json
    for row in batch.results(stress_models.drawn_again(library, models, [each.rows for each in sets])):
        if not begun:
            output.line(rows.stress_heads())
            begun = True
        if chosen.json:
            output.json_line(row)
        else:
            output.line(rows.stress_line(row))


def warn(evaluation: Evaluation, said: set[str]) -> None:
    """Says where the figures do not mean what they seem to, unless it was said already."""
    text = unjudged(evaluation.score)
    if not evaluation.fits:
        text = tr(
            "{model} knows other classes than {on} has; its figures are meaningless.",
            model=evaluation.model,
            on=evaluation.on,
        )
    if text and text not in said:
        said.add(text)
        output.aside(text)


def _print(chosen: Namespace, found: EvaluationDetails, *, sources: bool) -> None:
    if chosen.json:
        output.json_line(found.row)
        return
    against: Mapping[str, Any] | None = found.against
    rows.print_row(found.evaluation.model, found.evaluation.score, against or {})
    if against is None and sources:
        rows.print_details(found.row)
