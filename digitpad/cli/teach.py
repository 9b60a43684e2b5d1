"""`digitpad teach`: a copy of a model that knows a hand, or a model of one's own classes. Imports models and tasks."""

import time
from argparse import Namespace
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from digitpad.cli import output
from digitpad.cli.live_line import LiveLine
from digitpad.core import paths
from digitpad.core.errors import InkError, PlanError
from digitpad.core.language import mark, tr, tr_n
from digitpad.core.records import Card
from digitpad.ink import class_files, drawn_pictures, my_drawings
from digitpad.ink.file_kinds import Kind
from digitpad.ink.files import Drawing
from digitpad.models.library import Library, open_library
from digitpad.tasks import teach_classes, teach_model
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.teach_classes import ClassesTaught
from digitpad.tasks.teach_model import BeforeAfter, Taught

TOLD_SECONDS = 1.0  # between two progress lines in JSON


def teach(chosen: Namespace) -> int:
    """Teaches, keeps the copy, and prints its figures."""
    library, home = open_library(), paths.home()
    if chosen.name is not None and library.has(chosen.name):
        raise PlanError(
            tr("There is a model called {name!r} already.", name=chosen.name),
            tr("Choose another name, or delete that model."),
        )
    library.card(chosen.model)
    live, told = LiveLine(), -TOLD_SECONDS
    for event in _events(library, chosen):
        if isinstance(event, Problem):
            live.clear()
            output.aside(event.sentence)
        elif isinstance(event, Progress):
            if chosen.json and time.monotonic() - told >= TOLD_SECONDS:
                told = time.monotonic()
                output.json_line({"event": "progress", "text": event.text, "share": max(event.share, 0.0)})
            live.rewrite(f"{max(event.share, 0.0):4.0%}  {event.text} ...")
        elif isinstance(event, ClassesTaught):
            live.clear()
            _print_classes(teach_classes.keep(library, home, event), event, as_json=chosen.json)
        else:
            live.clear()
            _print(teach_model.keep(library, event), event, as_json=chosen.json)
    return 0


def _events(library: Library, chosen: Namespace) -> Iterator[Progress | Problem | Taught | ClassesTaught]:
    """What is done: a model of the drawings' classes, where they are not the model's own."""
    home, drawings = paths.home(), list[Drawing]()
    if chosen.drawings is None:
        drawings = my_drawings.load(home)
    else:
        for found in class_files.read(paths.expanded(chosen.drawings), _decoded):
            if isinstance(found, Drawing):
                drawings.append(found)
            else:  # one bad line or picture costs the others nothing
                yield Problem(found.message, found.hint)
    classes = teach_model.opened(library, chosen.model).card.classes
    if teach_classes.are_own(drawings, classes) or chosen.from_scratch:
        yield from teach_classes.taught(
            library, chosen.model, drawings, name=chosen.name, seed=chosen.seed, scratch=chosen.from_scratch
        )
        return
    if any(drawn_pictures.is_picture(one) for one in drawings):
        raise InkError(
            tr("A copy of {model} is taught drawings with strokes, and these are pictures.", model=chosen.model),
            tr("Give an ink file, or name the classes otherwise: a model of classes is trained on pictures too."),
        )
    yield from teach_model.taught(library, home, chosen.model, drawings, name=chosen.name, seed=chosen.seed)


def _decoded(content: bytes, kind: Kind) -> NDArray[np.uint8] | None:
    from digitpad.ui.common import qt_pictures  # Qt comes with it, which few files need

    return qt_pictures.decode(content, kind)


def _print_classes(card: Card, made: ClassesTaught, *, as_json: bool) -> None:
    if as_json:
        nothing = {f"{key}_{when}": None for key in ("mnist", "ink") for when in ("before", "after")}
        row: dict[str, object] = {"event": "done", "id": card.id, "classes": list(card.classes)}
        row |= {"drawings_before": None, "drawings_after": made.score.accuracy, "drawings_n": made.score.n}
        row |= nothing | {"answered": made.score.answered, "confusion": made.confusion.tolist()}
        output.json_line(row | {"by_writer": made.by_writer})
        return
    rows = [
        (teach_classes.shown(word), tr("{right} of {n}", right=figures.right, n=figures.n), _mistaken(made, number))
        for number, (word, figures) in enumerate(made.classes.items())
    ]
    output.table((mark("class"), mark("classified correctly"), mark("most often mistaken for")), rows)
    score = made.score
    output.line(
        tr_n("{accuracy} of {count:,} drawing was classified correctly, {answered} answered.",
             "{accuracy} of {count:,} drawings were classified correctly, {answered} answered.", score.n,
             accuracy=output.percent(score.accuracy), answered=output.percent(score.answered))
    )  # fmt: skip
    output.line(
        tr("Each was read by a model that was trained without its writer.")
        if made.by_writer
        else tr("Each was read by a model that was trained without it, but on others of the same hand.")
    )
    output.line(tr("The model is in the library as {id}.", id=card.id))


def _mistaken(made: ClassesTaught, number: int) -> str:
    """The class that this one is mistaken for most, and how often."""
    row = made.confusion[number].copy()
    row[number] = 0
    other = int(row.argmax())
    if not row[other]:
        return "-"
    return f"{teach_classes.shown(made.card.classes[other])} ({int(row[other])})"


def _print(card: Card, made: Taught, *, as_json: bool) -> None:
    if as_json:
        row: dict[str, object] = {"event": "done", "id": card.id, "classes": list(card.classes)}
        for key, pair in (("drawings", made.drawings), ("mnist", made.pictures), ("ink", made.ink)):
            row[f"{key}_before"], row[f"{key}_after"] = (None, None) if pair is None else pair.shares
            row[f"{key}_n"] = 0 if pair is None else pair.n
        output.json_line(row)
        return
    rows = [(tr("your {label}s", label=label), pair) for label, pair in made.classes.items()]
    more = ((tr("all your drawings"), made.drawings), ("MNIST", made.pictures), (tr("ink of others"), made.ink))
    rows += [(label, pair) for label, pair in more if pair is not None]
    output.table((mark("set"), mark("before"), mark("after")), [_cells(label, pair) for label, pair in rows])
    output.line(
        tr("Your drawings were read by copies that were not trained on them. The copy is in the library as {id}.",
           id=card.id)
    )  # fmt: skip


def _cells(label: str, pair: BeforeAfter) -> tuple[str, str, str]:
    before, after = (tr("{right} of {n}", right=right, n=pair.n) for right in (pair.before, pair.after))
    return label, before, after
