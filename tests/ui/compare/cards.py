"""Cards, scores and answers as the library and the evaluation give them, for the tests of the comparison panel."""

import dataclasses
from typing import Any

from digitpad.core.picture_sets import CLASSES
from digitpad.core.plans import layers_of
from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, Answer, Card, Score

CLOTHES = CLASSES["fashion-mnist"]
FIGURES = {  # accuracy, parameters, bytes, seconds; parameters chosen so that sorting them as text goes wrong
    "padnet": (0.9962, 431_242, 1_726_000, 5400.0),
    "cnn-5x5": (0.9911, 99_000, 533_000, 812.0),
    "mlp-120-84": (0.9652, 105_214, 422_000, 190.0),
    "mlp-256-128": (0.9784, 235_146, 941_000, 31.3),
    "mlp-512": (0.9751, 1_574_000, 2_297_000, 95.0),
    "mlp-256": (0.8712, 203_530, 815_000, 55.0),
}


def card(recipe: str, model: str = "", **changes: Any) -> Card:
    accuracy, parameters, size, seconds = FIGURES[recipe]
    plan = RECIPES[recipe]
    fashion = plan.dataset == "fashion-mnist"
    score = Score("fashion-mnist" if fashion else "mnist", 10_000, accuracy, (accuracy - 0.003, accuracy + 0.003))
    made = Card(
        model or recipe, plan, CLOTHES if fashion else DIGITS, parameters, "weights.safetensors", size, (score,),
        epochs_done=plan.epochs, seconds=seconds, created="2026-03-01T10:00:00+00:00", bundled=not model,
        layers=layers_of(plan),
    )  # fmt: skip
    return dataclasses.replace(made, **changes)


def bundled() -> list[Card]:
    return [card(recipe) for recipe in FIGURES]


def confusion(wrong: int = 12) -> list[list[int]]:
    """Right everywhere, but `wrong` ones taken for sevens, and one eight for a three."""
    counts = [[990 if true == said else 0 for said in range(10)] for true in range(10)]
    counts[1][7], counts[8][3] = wrong, 1
    return counts


def score_row(made: Card, **changes: Any) -> dict[str, Any]:
    score = made.scores[0] if made.scores else Score("mnist", 10_000, 0.5, (0.49, 0.51))
    row = {
        "model": made.id, "on": score.on, "n": score.n, "accuracy": score.accuracy, "ci95": list(score.ci95),
        "confusion": confusion(), "ece": 0.01, "answered": 1.0, "milliseconds": 0.08,
    }  # fmt: skip
    return row | changes


def answer(digit: int | None, confidence: float = 0.9, refused: str = "", classes: tuple[str, ...] = DIGITS) -> Answer:
    rest = (1 - confidence) / 9
    nearest = 7 if digit is None else digit
    shares = tuple(confidence if at == nearest else rest for at in range(10))
    return Answer(digit, confidence, shares, nearest, refused, classes)
