"""`digitpad teach`: a copy of a model that knows a hand, with figures before and after. Imports models and tasks."""

from argparse import Namespace

from digitpad.cli import output
from digitpad.cli.live_line import LiveLine
from digitpad.core import paths
from digitpad.core.errors import PlanError
from digitpad.core.language import mark, tr
from digitpad.core.records import Card
from digitpad.ink import files, my_drawings
from digitpad.models.library import open_library
from digitpad.tasks import teach_model
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.teach_model import BeforeAfter, Taught


def teach(chosen: Namespace) -> int:
    """Teaches, keeps the copy, and prints its figures."""
    library, home = open_library(), paths.home()
    if chosen.name is not None and library.has(chosen.name):
        raise PlanError(
            tr("There is a model called {name!r} already.", name=chosen.name),
            tr("Choose another name, or delete that model."),
        )
    library.card(chosen.model)
    drawings = my_drawings.load(home) if chosen.drawings is None else files.read(paths.expanded(chosen.drawings))
    live = LiveLine()
    for event in teach_model.taught(library, home, chosen.model, drawings, name=chosen.name, seed=chosen.seed):
        if isinstance(event, Problem):
            live.clear()
            output.aside(f"{event.message} {event.hint}".strip())
        elif isinstance(event, Progress):
            if chosen.json:
                output.json_line({"event": "progress", "text": event.text, "share": max(event.share, 0.0)})
            live.rewrite(f"{max(event.share, 0.0):4.0%}  {event.text} ...")
        else:
            live.clear()
            _print(teach_model.keep(library, event), event, as_json=chosen.json)
    return 0


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
