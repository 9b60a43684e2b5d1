"""A small input with its answers beside an ONNX file, and in words how to make the glyph. Imports ink and numpy.

Whoever runs the file elsewhere has to make the glyph himself: with three drawings and their glyphs he can see whether
he does it alike, and with ten test digits whether the file answers alike.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.path_layers import POINTS
from digitpad.core.records import Card
from digitpad.ink.glyph import BOX, EDGE, MASS_CENTRE, PEN_WIDTH, SIZE, SPACING, glyph
from digitpad.ink.ink import Ink
from digitpad.ink.path import CHANNELS, LEAST, SHAPE, path
from digitpad.ink.perturb import rotation

DIGITS_SHOWN = 10
GLYPH = (
    f"Input: float32 (N, 1, {SIZE}, {SIZE}) in [0, 1], white ink (1) on black (0); any normalisation is inside the "
    f"graph. A drawing becomes a glyph by its strokes, not by a screenshot: scale them, aspect kept, so that their box "
    f"with the pen fits {BOX:g}x{BOX:g} in the middle; resample each to points at most {SPACING:g} pixels apart along "
    f"its length and average each inner point 1-2-1 with its neighbours; draw them with a round pen {PEN_WIDTH:g} "
    f"pixels wide, the coverage falling linearly from 1 to 0 over {EDGE:g} pixels across the edge; move the points so "
    f"that the centre of mass is at ({MASS_CENTRE:g}, {MASS_CENTRE:g}) from the corner, but no ink over the edge; draw "
    "again."
)
PARITY = (
    "Made so, glyphs agree with digitpad's to rounding: see `drawings` in the reference file, and allow 1e-3 a pixel. "
    "A whole canvas shrunk to 28x28 is not such a glyph, and costs most of the accuracy."
)
PATH = (
    f"Input: float32 (N, {SHAPE[0]}, {SHAPE[1]}) beside the glyph, with the channels {', '.join(CHANNELS)}. "
    f"The strokes' box has its middle at (0, 0) and its longer side from -1 to 1, y down; {POINTS} points, at least "
    f"{LEAST} a stroke, the rest by its length, lie at equal steps along each stroke, ends included. The direction is "
    "the unit vector from the point before to the point after; start and end are 1 at a stroke's ends; the jump, at a "
    "start, is the way from the end of the stroke before; along is the share of the drawn length that lies behind."
)
Asked = Callable[[NDArray[np.float32]], NDArray[np.float64]]
STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "1": [[(50, 12), (50, 40), (50, 66), (50, 92)]],
    "4": [[(58, 10), (40, 34), (22, 60), (44, 60), (82, 60)], [(64, 34), (63, 62), (62, 94)]],
    "7": [[(20, 14), (48, 14), (80, 14), (62, 50), (42, 92)]],
}


def paths() -> NDArray[np.float32]:
    """Paths (N, 9, 72) on which two programs can be held against each other: the drawings, turned step by step."""
    inks = [Ink.from_strokes(strokes) for strokes in STROKES.values()]
    return np.stack([path(ink.moved(rotation(turn))) for turn in range(0, 360, 5) for ink in inks])


def reference(card: Card, glyphs: NDArray[np.float32], probabilities: NDArray[np.float64], ask: Asked) -> bytes:
    """The reference file's JSON: drawings with their glyphs, test digits, and what the model says of each.

    glyphs (N, 28, 28) with probabilities (N, classes), of which DIGITS_SHOWN are taken; `ask` maps glyphs to the same.
    """
    drawn = {word: glyph(Ink.from_strokes(strokes)) for word, strokes in STROKES.items()}
    said = ask(np.stack(list(drawn.values())))
    data = {
        "about": f"Reference input and output of the digitpad model {card.id}.",
        "glyph": GLYPH,
        "parity": PARITY,
        **({"path": PATH} if card.takes_path else {}),
        "classes": list(card.classes),
        "drawings": [
            {"strokes": STROKES[word], "glyph": _rounded(picture, 4), "probabilities": _rounded(table, 6)}
            | ({"path": _rounded(path(Ink.from_strokes(STROKES[word])), 5)} if card.takes_path else {})
            for (word, picture), table in zip(drawn.items(), said, strict=True)
        ],
        "digits": [
            {"glyph_255": np.rint(255 * picture).astype(int).tolist(), "probabilities": _rounded(table, 6)}
            for picture, table in zip(glyphs[:DIGITS_SHOWN], probabilities, strict=False)
        ],
    }
    return (json.dumps(data, separators=(",", ":")) + "\n").encode()


def beside(path: Path) -> Path:
    """Where the reference of an ONNX file lies."""
    return path.with_name(f"{path.stem}.reference.json")


def _rounded(values: NDArray[np.floating], decimals: int) -> list[Any]:
    return list(np.round(values.astype(np.float64), decimals).tolist())
