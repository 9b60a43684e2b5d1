"""How much a model minds other orders and directions of the pen, and few points, on held-out ink.

    python -m tests.benchmarks.pen_orders [--model padnet --every 1]

Every digit of the held-out writers is written in another way, which the finished picture hardly shows: each stroke
backwards, the strokes in reverse order, all strokes joined into one, each cut in three, a quarter of the points. One
JSON object a way, the ink as it is first: how many digits, how many are wrong, the accuracy, what it lost against the
ink as it is, and the share of predictions that stayed the same.
"""

import argparse
import json
from collections.abc import Callable

import numpy as np

from digitpad.core import paths
from digitpad.evaluation import test_sets
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink, Points
from digitpad.ink.path import path
from digitpad.ink.pen_habits import thinned
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.models.library import open_library

QUARTER = 4


def in_three(stroke: Points) -> list[Points]:
    """The stroke in three, each part beginning where the one before ended."""
    if len(stroke) < QUARTER:
        return [stroke]
    first, second = len(stroke) // 3, 2 * len(stroke) // 3
    return [stroke[: first + 1], stroke[first : second + 1], stroke[second:]]


WAYS: dict[str, Callable[[Ink], Ink]] = {
    "as it is": lambda ink: ink,
    "backwards": lambda ink: Ink(tuple(stroke[::-1] for stroke in ink.strokes)),
    "reverse order": lambda ink: Ink(tuple(reversed(ink.strokes))),
    "reversed as a whole": lambda ink: Ink(tuple(stroke[::-1] for stroke in reversed(ink.strokes))),
    "joined": lambda ink: Ink((np.concatenate(ink.strokes),)),
    "cut in three": lambda ink: Ink(tuple(part for stroke in ink.strokes for part in in_three(stroke))),
    "a quarter of the points": lambda ink: Ink(tuple(thinned(stroke, QUARTER) for stroke in ink.strokes)),
}


def main() -> None:
    """Prints a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="padnet")
    parser.add_argument("--every", type=int, default=1, help="only every so many digits")
    chosen = parser.parse_args()
    reader = CardRecognizer.of(open_library(paths.home()).open(chosen.model))
    rows = test_sets.load("ink")
    assert rows.inks is not None  # it is ink
    some = np.flatnonzero((rows.labels >= 0) & ~rows.refused)[:: chosen.every]
    inks, labels = [rows.inks[at] for at in some], rows.labels[some]
    plain, before = np.empty(0), 0.0
    for name, way in WAYS.items():
        drawn = [way(ink) for ink in inks]
        walked = np.stack([path(ink) for ink in drawn]) if reader.card.takes_path else None
        said = reader.probabilities(np.stack([glyph(ink) for ink in drawn]), walked)[0].argmax(axis=1)
        accuracy = float((said == labels).mean())
        if not len(plain):
            plain, before = said, accuracy
        wrong, same = int((said != labels).sum()), float((said == plain).mean())
        row = {"model": reader.card.id, "way": name, "n": len(labels), "wrong": wrong, "accuracy": accuracy}
        print(json.dumps(row | {"lost": before - accuracy, "same": same}), flush=True)


if __name__ == "__main__":
    main()
