"""`digitpad models` and `digitpad data`: what is there. Imports library and learn.sources; no torch."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from digitpad.cli import output
from digitpad.cli.parser import UsageError
from digitpad.cli.run_progress import RunProgress
from digitpad.core import paths
from digitpad.core.errors import UnknownNameError
from digitpad.core.records import Card, Preparing
from digitpad.core.typed_json import to_json
from digitpad.learn import dataset_files
from digitpad.models.library import open_library


def models(chosen: Namespace) -> int:
    """Lists the library; broken models are named on stderr and hide no others."""
    found = open_library().contents()
    cards = found.cards
    if chosen.json:
        for card in cards:
            output.json_line(model_row(card))
    elif cards:
        heads = ("id", "architecture", "dataset", "parameters", "size", "accuracy", "95 % interval", "made")
        output.table(heads, [_cells(card) for card in cards], right="parameters size accuracy")
    else:
        output.line("The library holds no model. Train one: digitpad train mlp-256-128")
    for sentence in found.problems:
        output.aside(sentence)
    return 0


def model_row(card: Card) -> dict[str, Any]:
    """One model as JSON: the contract's keys first, then all that the card knows but its history."""
    score = card.scores[0] if card.scores else None
    row = {
        "id": card.id,
        "architecture": card.plan.architecture,
        "dataset": card.plan.dataset,
        "parameters": card.parameters,
        "bytes": card.bytes,
        "accuracy": score.accuracy if score else None,
    }
    rest = to_json(card)
    for key in ("history", "weights", "format"):
        del rest[key]
    return row | {key: value for key, value in rest.items() if key not in row}


def data(chosen: Namespace) -> int:
    """Lists the datasets and where they are, fetches one, or imports pen strokes."""
    home = paths.home()
    if chosen.action == "import":
        from digitpad.cli.data_import import imported

        return imported(chosen)
    if chosen.to or chosen.only:
        raise UsageError("--to and --only are for digitpad data import.", "See digitpad data --help.")
    if chosen.action is None:
        rows = [(state.name, state.path, state.state, state.hint) for state in dataset_files.states(home)]
    elif chosen.action == "fetch" and len(chosen.names) == 1:
        (name,) = chosen.names
        rows = [(name, _fetched(name, home, quiet=chosen.json), "ready", "")]
    elif chosen.action == "fetch":
        raise UsageError("Which dataset should be fetched?", "Such as: digitpad data fetch fashion-mnist")
    else:
        raise UnknownNameError("action of digitpad data", chosen.action, ["fetch", "import"])
    if chosen.json:
        for row in rows:
            output.json_line(dict(zip(("name", "path", "state", "hint"), row, strict=True)))
    else:
        output.table(("dataset", "state", "where"), [(name, state, path or hint) for name, path, state, hint in rows])
    return 0


def _fetched(name: str, home: Path, *, quiet: bool) -> str:
    """The folder of a dataset, once it is there; on a terminal a line tells how far it is."""
    shown = RunProgress()
    if not quiet and name in dataset_files.DOWNLOADS:
        output.aside(f"fetching {name} ...")
    try:
        for event in dataset_files.fetching(name, home):
            if not quiet:
                shown.show(Preparing(event.text))
    finally:
        shown.clear()
    return str(dataset_files.fetched_to(name, home))


def _cells(card: Card) -> tuple[str, ...]:
    score = card.scores[0] if card.scores else None
    interval = f"{100 * score.ci95[0]:.2f} - {100 * score.ci95[1]:.2f}" if score else "-"
    return (
        card.id,
        card.plan.architecture,
        card.plan.dataset,
        f"{card.parameters:,}",
        output.size(card.bytes),
        output.percent(score.accuracy if score else None),
        interval,
        "bundled" if card.bundled else card.created[:10],
    )
