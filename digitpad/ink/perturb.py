"""A drawing bent step by step, to find where models stop reading it: seven transforms. Imports numpy and its own room.

A drawing is an `Ink` or, where there is none, a glyph: MNIST's digits and pictures. Ink is bent as vectors and then
goes the way that every drawing goes; a glyph is bent as a picture. Size and place are of the drawing on a square
canvas: the fit takes them away, and only `fitted=False` (the whole canvas shrunk to 28x28, as many pads do) lets them
through.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitpad.ink import perturb_raster as raster
from digitpad.ink.glyph import PEN_WIDTH, SIZE, Picture, draw, glyph, resample, smooth
from digitpad.ink.ink import Ink, Points

STEPS = 41
ON_CANVAS = 0.5  # of the canvas's side: the drawing's longer side while its place is moved
NOISE_SEED = 7  # one pattern for all amounts and models: only its strength grows

Drawing = Ink | Picture


@dataclass(frozen=True, slots=True)
class Transform:
    """One way to bend a drawing. Amounts go from `low` to `high`; at `neutral`, one of them, nothing is bent."""

    key: str
    title: str
    low: float
    high: float
    neutral: float
    unit: str  # "°", "%" (amounts are shares then) or "px" of the glyph
    hint: str
    on_canvas: bool = False  # of the drawing on the canvas, which the fit takes away

    @property
    def amounts(self) -> NDArray[np.float64]:
        """STEPS amounts at equal distances, `neutral` among them."""
        return np.round(np.linspace(self.low, self.high, STEPS), 6)

    @property
    def neutral_at(self) -> int:
        """Where `neutral` stands among the amounts."""
        return int(np.abs(self.amounts - self.neutral).argmin())

    def shown(self, amount: float) -> str:
        """An amount as people read it: "-12°", "50 %", "2.5 px"."""
        if self.unit == "%":
            return f"{round(amount * 100):d} %"
        return f"{round(amount):d}{self.unit}" if self.unit == "°" else f"{amount:.1f} {self.unit}"


TRANSFORMS = {
    made.key: made
    for made in (
        Transform("size", "Size", 0.1, 0.9, 0.5, "%", "The drawing's longer side, of the canvas", on_canvas=True),
        Transform("place", "Place", -0.25, 0.25, 0.0, "%", "To the lower right, of the canvas", on_canvas=True),
        Transform("rotation", "Rotation", -80, 80, 0.0, "°", "Turned clockwise around its middle"),
        Transform("slant", "Slant", -60, 60, 0.0, "°", "Leaning to the right, as italics do"),
        Transform("pen", "Pen width", 0.5, 8.5, PEN_WIDTH, "px", "Width of the strokes in the 28x28 glyph"),
        Transform("noise", "Noise", 0.0, 1.0, 0.0, "%", "Random grey on every pixel: its standard deviation"),
        Transform("cut", "Cut", 0.0, 0.8, 0.0, "%", "Missing at the bottom, of the drawing's height"),
    )
}


def bent(drawing: Drawing, kind: str, amount: float, *, fitted: bool = True) -> Picture:
    """The (28, 28) glyph of a drawing bent by so much. `fitted` matters for size and place alone.

    Raises KeyError for an unknown kind. Empty drawings stay empty.
    """
    transform = TRANSFORMS[kind]
    if isinstance(drawing, Ink):
        return _bent_ink(drawing, transform, amount, fitted)
    return raster.bent(drawing, kind, amount, fitted=fitted, seed=NOISE_SEED)


def swept(drawing: Drawing, kind: str, *, fitted: bool = True, every: int = 1) -> Picture:
    """The glyphs for all amounts (each `every`-th, counted so that the neutral one is there): (N, 28, 28) float32."""
    return np.stack([bent(drawing, kind, amount, fitted=fitted) for amount in amounts(kind, every)])


def amounts(kind: str, every: int = 1) -> NDArray[np.float64]:
    """The amounts that `swept` takes."""
    transform = TRANSFORMS[kind]
    return transform.amounts[transform.neutral_at % every :: every]


def transformed(ink: Ink, kind: str, amount: float) -> Ink:
    """The ink bent on the canvas (a square of side 1) or in itself; pen width and noise are no matter of vectors.

    size and place give ink in shares of the canvas; the others keep the ink's unit and turn around its box's middle.
    """
    if not ink or kind in ("pen", "noise"):
        return ink
    left, top, right, bottom = ink.box
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    if kind in ("size", "place"):
        side = amount if kind == "size" else ON_CANVAS
        scale = side / ink.extent if ink.extent > 0 else 1.0
        at = 0.5 + (amount if kind == "place" else 0.0)
        return Ink(tuple((stroke - middle) * scale + at for stroke in ink.strokes))
    if kind == "cut":
        return _cut(ink, bottom - amount * (bottom - top)) if bottom > top else ink
    matrix = affine(kind, amount)
    return Ink(tuple((stroke - middle) @ matrix.T + middle for stroke in ink.strokes))


def affine(kind: str, degrees: float) -> NDArray[np.float64]:
    """The (2, 2) matrix of a rotation (clockwise, y down) or a slant (the top goes to the right)."""
    return raster.affine(kind, degrees)


def _bent_ink(ink: Ink, transform: Transform, amount: float, fitted: bool) -> Picture:
    if not ink:
        return glyph(ink)
    if transform.key == "pen":
        return glyph(ink, amount)
    if transform.key == "noise":
        return raster.noisy(glyph(ink), amount, NOISE_SEED)
    moved = transformed(ink, transform.key, amount)
    if transform.on_canvas and not fitted:
        return draw([smooth(resample(stroke * SIZE)) for stroke in moved.strokes], PEN_WIDTH)
    return glyph(moved)


def _cut(ink: Ink, limit: float) -> Ink:
    """What of the ink stands above `limit` (y down): strokes end, and begin again, where they cross it."""
    pieces: list[Points] = []
    for stroke in ink.strokes:
        piece: list[Points] = [stroke[0]] if stroke[0, 1] <= limit else []
        for before, after in pairwise(stroke):
            if (before[1] <= limit) != (after[1] <= limit):
                share = (limit - before[1]) / (after[1] - before[1])
                piece.append(before + share * (after - before))
            if after[1] <= limit:
                piece.append(after)
            elif piece:
                pieces.append(np.array(piece))
                piece = []
        if piece:
            pieces.append(np.array(piece))
    return Ink(tuple(pieces))
