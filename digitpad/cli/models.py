"""`digitpad models`: the library. Imports models and core; no torch."""

from argparse import Namespace
from typing import Any

from digitpad.cli import output
from digitpad.core.language import tr
from digitpad.core.records import Card
from digitpad.core.typed_json import to_json
from digitpad.models.library import open_library

MOST_CHARACTERS = 32  # of layers, in a table


def models(chosen: Namespace) -> int:
    """Lists the library; broken models are named on stderr and hide no others."""
    found = open_library().contents()
    cards = found.cards
    if chosen.json:
        for card in cards:
            output.json_line(model_row(card))
    elif cards:
        heads = ("id", "architecture", "dataset", "parameters", "size", "accuracy", "95 % interval", "made")
        output.table(heads, [_cells(card) for card in cards], right=tr("parameters size accuracy"))
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
        "bundled" if card.bundled else card.created[:10],
    )
