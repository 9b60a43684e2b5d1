"""`digitpad models`: the library, one model's layers, and models that somebody brings. Imports tasks."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from digitpad.cli import output
from digitpad.cli.batch import Batch
from digitpad.cli.parser import UsageError
from digitpad.core import paths
from digitpad.core.errors import UnknownNameError
from digitpad.core.language import mark, tr
from digitpad.core.model_files import Asked, Structure
from digitpad.core.records import GLYPH, Card
from digitpad.core.typed_json import to_json
from digitpad.models.library import open_library
from digitpad.tasks import add_model, model_structure

MOST_CHARACTERS = 32  # of layers, in a table


def models(chosen: Namespace) -> int:
    """Lists the library, or shows one model's layers."""
    if chosen.action is None:
        return _list(chosen)
    if chosen.action not in ("show", "add"):
        raise UnknownNameError(mark("action of digitpad models"), chosen.action, ["show", "add"])
    if chosen.action == "add":
        return _add(chosen)
    if chosen.model is None:
        raise UsageError(
            tr("Which model should be shown?"), tr("Such as: {command}", command="digitpad models show padnet")
        )
    (found,) = Batch().results(model_structure.structure(open_library(), chosen.model))
    return _show(found, as_json=chosen.json)


def _add(chosen: Namespace) -> int:
    """Puts a model that somebody brings into the library, and says what was found out about it."""
    if chosen.model is None:
        raise UsageError(
            tr("Which file should be added?"), tr("Such as: {command}", command="digitpad models add FILE.onnx")
        )
    classes = tuple(part.strip() for part in chosen.classes.split(",")) if chosen.classes else ()
    asked = Asked(
        name=chosen.name or "", layers=chosen.layers or "", values=chosen.values or "", classes=classes
    )  # fmt: skip
    home = paths.home()
    work = add_model.added(open_library(home), paths.expanded(chosen.model), asked, home)
    (made,) = Batch().results(work)
    if chosen.json:
        output.json_line(model_row(made.card) | {"tried": made.tried})
        return 0
    output.line(tr("{file} is in the library as {id}. {found}", file=chosen.model, id=made.card.id, found=made.found))
    return 0


def _show(found: Structure, *, as_json: bool) -> int:
    """The structure table: each layer with its output's shape, its weights, its multiply-adds for one prediction."""
    if as_json:
        for row in found.rows:
            output.json_line(to_json(row))
        return 0
    heads = (mark("layer"), mark("input"), mark("output"), mark("weights"), mark("multiply-adds"))
    cells = [
        (
            row.layer if row.branch == GLYPH else f"{row.branch}: {row.layer}",
            _shape(row.input), _shape(row.output), f"{row.weights:,}", f"{row.multiply_adds:,}",
        )
        for row in found.rows
    ]  # fmt: skip
    layers = found.layers or tr("ONNX file")
    output.line(f"{found.model}: {layers}")
    output.table(heads, cells, right=("weights", "multiply-adds"))
    said = tr("{weights} weights ({size}), {products} multiply-adds for one picture.",
              weights=f"{found.weights:,}", size=output.size(4 * found.weights),
              products=f"{found.multiply_adds:,}")  # fmt: skip
    output.line(said)
    return 0


def _shape(sides: Sequence[int]) -> str:
    return " x ".join(map(str, sides))


def _list(chosen: Namespace) -> int:
    """The library as a table; broken models are named on stderr and hide no others."""
    found = open_library().contents()
    cards = found.cards
    if chosen.json:
        for card in cards:
            output.json_line(model_row(card))
    elif cards:
        heads = ("id", mark("architecture"), mark("dataset"), mark("parameters"), mark("size"), mark("accuracy"),
                 mark("95 % interval"), mark("made"))  # fmt: skip
        output.table(heads, [_cells(card) for card in cards], right=("parameters", "size", "accuracy"))
    else:
        output.line(tr("The library holds no model. Train one: digitpad train mlp-256-128"))
    for sentence in found.problems:
        output.aside(sentence)
    return 0


def model_row(card: Card) -> dict[str, Any]:
    """One model as JSON: the contract's keys first, then all that the card knows but its history."""
    score = card.scores[0] if card.scores else None
    row = {
        "id": card.id,
        "architecture": card.plan.layers or card.plan.architecture,
        "dataset": card.plan.dataset,
        "parameters": card.parameters,
        "bytes": card.bytes,
        "accuracy": score.accuracy if score else None,
    }
    rest = to_json(card)
    for key in ("history", "weights", "format"):
        del rest[key]
    return row | {key: value for key, value in rest.items() if key not in row}


def _short(layers: str) -> str:
    return layers if len(layers) <= MOST_CHARACTERS else f"{layers[: MOST_CHARACTERS - 1]}\u2026"


def _cells(card: Card) -> tuple[str, ...]:
    score = card.scores[0] if card.scores else None
    interval = f"{100 * score.ci95[0]:.2f} - {100 * score.ci95[1]:.2f}" if score else "-"
    return (
        card.id,
        _short(card.plan.layers) or card.plan.architecture,
        card.plan.dataset,
        f"{card.parameters:,}",
        output.size(card.bytes),
        output.percent(score.accuracy if score else None),
        interval,
        tr("bundled") if card.bundled else card.created[:10],
    )
