"""A report: models measured on sets, or taken as kept; mistakes and times; the page. Imports analysis, evaluation."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from digitpad import __version__
from digitpad.analysis import comparison, examples
from digitpad.analysis.html_report import Mistake, Part, Report, html
from digitpad.core.language import mark, tr
from digitpad.core.records import NO_CLASS, Score
from digitpad.core.storage import write_chosen
from digitpad.evaluation import robustness, timings
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.evaluation.evaluations import Evaluation
from digitpad.models.library import Library
from digitpad.tasks import evaluate_models
from digitpad.tasks.load_sets import LoadedSet, loaded
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.write_files import Written

if TYPE_CHECKING:
    from digitpad.evaluation.test_sets import TestSet

MISTAKES = 24  # a model and set
_UNKEPT = mark("They are in the page, and will be measured again next time.")


def reported(
    library: Library, models: Sequence[str], names: Sequence[str], path: Path, home: Path, sets: EvalSetCache
) -> Iterator[Progress | Problem | Report | Written]:
    """Reads these sets and writes the page of what there is; else as `written`."""
    at_hand: list[TestSet] = []
    for event in loaded(names, sets, home):
        if isinstance(event, LoadedSet):
            at_hand.append(event.rows)
        else:
            yield event
    yield from written(library, models, at_hand, path, home)


def written(
    library: Library, models: Sequence[str], sets: Sequence["TestSet"], path: Path, home: Path, *, fresh: bool = False
) -> Iterator[Progress | Problem | Report | Written]:
    """Progress, the Report, and Written once its page is there. Raises ModelError, StorageError."""
    for event in gathered(library, models, sets, home, fresh=fresh):
        if isinstance(event, Progress):
            yield Progress(tr("Writing {name} …", name=path.name), min(event.share, 0.999))
            continue
        yield event
        if isinstance(event, Report):
            write_chosen(path, html(event).encode())
            yield Written(path)


def gathered(
    library: Library, models: Sequence[str], sets: Sequence["TestSet"], home: Path, *, fresh: bool = False
) -> Iterator[Progress | Problem | Report]:
    """Progress while models are measured, and the Report last; a Problem where figures in it could not be kept.

    A set is shown for the models that know its classes; the robustness of a model where it is kept. Raises
    UnknownNameError, ModelError before any measuring.
    """
    cards = [library.card(model) for model in models]
    prints = {model: library.fingerprint(model) for model in models}
    times = timings.recalled(home)
    parts: list[Part] = []
    scores: dict[tuple[str, str], Score] = {}
    unkept = False
    for number, rows in enumerate(sets):
        found: list[Evaluation] = []
        fitting = [card.id for card in cards if rows.judged_by(card).fits(card)]
        for event in evaluate_models.evaluated(library, fitting, rows, home, fresh=fresh):
            if isinstance(event, Progress):
                yield replace(event, share=(number + event.share) / len(sets))
            elif isinstance(event, Evaluation):
                found.append(event)
                scores[event.model, rows.name] = event.score
            elif isinstance(event, Problem) and not (event.unkept and unkept):
                unkept = unkept or event.unkept
                yield replace(event, hint=_UNKEPT, about="") if event.unkept else event
        yield Progress(rows.name, (number + 1) / len(sets))
        if found:
            parts.append(Part(rows.name, tuple(found), {each.model: _mistakes(each, rows) for each in found}))
    known = {model: times[key] for model, key in prints.items() if key in times}
    table = comparison.rows(cards, scores, known)
    tested = {each.model: each for each in robustness.recalled(home, prints)}  # the newest where there are several
    made = datetime.now(UTC).isoformat(timespec="seconds")
    yield Report(tuple(table), tuple(parts), made, __version__, tuple(tested[m] for m in models if m in tested))


def _mistakes(found: Evaluation, rows: "TestSet") -> tuple[Mistake, ...]:
    from digitpad.evaluation import measure

    wrong = np.flatnonzero((found.labels != NO_CLASS) & ~found.right)
    digits = examples.of_rows(found, wrong, "").digits[:MISTAKES]
    glyphs = [np.rint(255 * measure.floats(rows.glyphs[digit.row])).astype(np.uint8) for digit in digits]
    return tuple(Mistake(digit, glyph) for digit, glyph in zip(digits, glyphs, strict=True))
