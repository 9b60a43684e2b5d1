"""Real ink of unseen writers, replayed on canvases: digitpad's way to the glyph beside what other programs do.

    python -m tests.benchmarks.handwriting [--models padnet,cnn-5x5] [--drawings 1200]

Every drawing of the held-out writers (a sample of them) is replayed with whole-pixel points on a canvas, at a size and
place, with a pen; then made a glyph in three ways, and read by the same model:

- shrink: the whole canvas made 28x28, as most programs do (drawn at that scale: the same as an area average);
- stretch: the ink's bounding box stretched to 20x20 with no regard for its aspect;
- digitpad: the project's own.

Prints one JSON object a line: place, pipeline, model, accuracy. Ink comes from DIGITPAD_DATA.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.ink import corpus
from digitpad.ink.glyph import CENTRE, PEN_WIDTH, SIZE, draw, glyph, resample
from digitpad.ink.ink import Ink
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.models.library import open_library

Picture = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how the drawing is replayed: canvas and pen in pixels, size as a share of the canvas."""

    name: str
    size: float
    canvas: float
    pen: float
    centred: bool = False


PLACES = (
    Place("70 % centred, canvas 280, pen 20", 0.70, 280, 20, centred=True),
    Place("45 % off-centre, canvas 280, pen 20", 0.45, 280, 20),
    Place("25 % off-centre, canvas 280, pen 20", 0.25, 280, 20),
    Place("12 % off-centre, canvas 280, pen 20", 0.12, 280, 20),
    Place("12 % off-centre, canvas 200, pen 60", 0.12, 200, 60),
    Place("45 % off-centre, canvas 2000, pen 1", 0.45, 2000, 1),
)


def redrawn(ink: Ink, place: Place, rng: np.random.Generator) -> Ink:
    """The ink on the canvas, its points on whole pixels as a mouse gives them."""
    left, top, right, bottom = ink.box
    side = place.size * place.canvas
    scale = side / max(right - left, bottom - top, 1e-9)
    room = place.canvas - side
    corner = np.full(2, room / 2) if place.centred else rng.uniform(0, room, 2)
    return Ink(tuple(np.round((stroke - (left, top)) * scale + corner) for stroke in ink.strokes))


def shrink(ink: Ink, place: Place) -> Picture:
    """The whole canvas as 28x28."""
    ratio = SIZE / place.canvas
    return draw([resample(stroke * ratio) for stroke in ink.strokes], place.pen * ratio)


def stretch(ink: Ink, place: Place) -> Picture:
    """The bounding box stretched to 20x20 in the middle."""
    left, top, right, bottom = ink.box
    sides = np.maximum([right - left, bottom - top], 1e-9)
    scale = (20 - PEN_WIDTH) / sides
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    pen = float(np.clip(place.pen * scale.mean(), 1.0, 6.0))
    return draw([resample((stroke - middle) * scale + CENTRE) for stroke in ink.strokes], pen)


PIPELINES: dict[str, Callable[[Ink, Place], Picture]] = {
    "shrink": shrink,
    "stretch": stretch,
    "digitpad": lambda ink, _: glyph(ink),
}


def main() -> None:
    """Prints the table as JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", default="padnet,cnn-5x5,mlp-256-128")
    parser.add_argument("--drawings", type=int, default=1200)
    arguments = parser.parse_args()
    rng = np.random.default_rng(0)
    held_out = [d for d in corpus.load().held_out if d.extra.get("source") != corpus.SMOKE_TEST]
    chosen = [held_out[at] for at in rng.permutation(len(held_out))[: arguments.drawings]]
    labels = np.array([int(drawing.word or 0) for drawing in chosen])
    library = open_library(None)
    models = {name: CardRecognizer.of(library.open(name)) for name in arguments.models.split(",")}
    for place in PLACES:
        inks = [redrawn(drawing.ink, place, rng) for drawing in chosen]
        for pipeline, made in PIPELINES.items():
            glyphs = np.stack([made(ink, place) for ink in inks])
            for name, model in models.items():
                table, _ = model.probabilities(glyphs)
                right = float((table.argmax(axis=1) == labels).mean())
                row = {"place": place.name, "pipeline": pipeline, "model": name, "n": len(labels), "accuracy": right}
                print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
