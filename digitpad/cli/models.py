"""`digitpad models`: the library, and one model's layers. Imports models and core; no torch."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from digitpad.cli import output
from digitpad.cli.parser import UsageError
from digitpad.core import layer_spec, path_layers
from digitpad.core.errors import UnknownNameError
from digitpad.core.language import mark, tr
from digitpad.core.records import GLYPH, PATH, Card
from digitpad.core.typed_json import to_json
from digitpad.models.library import open_library

MOST_CHARACTERS = 32  # of layers, in a table


def models(chosen: Namespace) -> int:
    """Lists the library, or shows one model's layers."""
    if chosen.action is None:
        return _list(chosen)
    if chosen.action != "show":
        raise UnknownNameError(mark("action of digitpad models"), chosen.action, ["show"])
    if chosen.model is None:
        raise UsageError(
            tr("Which model should be shown?"), tr("Such as: {command}", command="digitpad models show padnet")
        )
    return _show(open_library().card(chosen.model), as_json=chosen.json)


def _show(card: Card, *, as_json: bool) -> int:
    """The structure table: each layer with its output's shape, its weights, its multiply-adds for one prediction."""
    rows = _structure(card)
    if as_json:
        for row in rows:
            output.json_line(row)
        return 0
    heads = (mark("layer"), mark("input"), mark("output"), mark("weights"), mark("multiply-adds"))
    cells = [
        (
            str(row["layer"]) if row["branch"] == GLYPH else f"{row['branch']}: {row['layer']}",
            _shape(row["input"]), _shape(row["output"]), f"{row['weights']:,}", f"{row['multiply_adds']:,}",
        )
        for row in rows
    ]  # fmt: skip
    output.line(f"{card.id}: {card.layers}")
    output.table(heads, cells, right=("weights", "multiply-adds"))
    weights, products = sum(row["weights"] for row in rows), sum(row["multiply_adds"] for row in rows)
    said = tr("{weights} weights ({size}), {products} multiply-adds for one picture.",
              weights=f"{weights:,}", size=output.size(4 * weights), products=f"{products:,}")  # fmt: skip
    output.line(said)
    return 0


def _structure(card: Card) -> list[dict[str, Any]]:
    """The layers as JSON: those of the glyph's branch, then those of the path's where the model has one."""
    outputs = len(card.classes) + card.reject
    found = [
        (GLYPH, str(row.layer), row.before, row.shape, row.weights, row.multiply_adds)
        for row in layer_spec.rows(layer_spec.parse(card.layers), outputs)
    ]
    found += [
        (PATH, row.name, row.before, row.shape, row.weights, row.multiply_adds)
        for row in (path_layers.layers(outputs) if card.takes_path else [])
    ]
    keys = ("branch", "layer", "input", "output", "weights", "multiply_adds")
    return [dict(zip(keys, row, strict=True)) for row in found]


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
