"""Drawings perturbed: behind the robustness test, `--stress` and the variety of the training data. Imports numpy, ink.

Three ways, one set of maps (`rotation`, `shear`):

- `perturbed`: a drawing changed by one amount of one of seven transforms, to find where models stop reading it;
- `redrawn`: ink as a pen on some canvas would give it, on whole pixels;
- `varied`: the same digit as another hand might have written it, for training.

A drawing is an `Ink` or, where there is none, a glyph: MNIST's digits and pictures. Ink is changed as vectors and then
goes the way that every drawing goes; a glyph is changed as a picture (`perturb_raster`).
"""

from __future__ import annotations  # np.random takes 20 ms to load, which the window's first picture need not wait for

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitpad.core.language import mark
from digitpad.ink import perturb_raster as raster
from digitpad.ink.glyph import PEN_WIDTH, SIZE, Picture, Screen, draw, glyph, resample, smooth
from digitpad.ink.ink import Ink, Points
from digitpad.ink.path import Path, path

STEPS = 41
ON_CANVAS = 0.5  # of the canvas's side: the drawing's longer side while its place is moved
NOISE_SEED = 7  # one pattern for all amounts and models: only its strength grows
ANYWHERE = -1.0
ONES_MORE = 2  # times as often as other digits: a one has more styles, and is mistaken most
SHORT_NOSE = 0.3  # of a one's height
NARROW = 0.4  # width over height, below which a training writer's seven of one stroke hardly ever lies (7 in 434)

Drawing = Ink | Picture
Matrix = NDArray[np.float64]


def rotation(degrees: float) -> Matrix:
    """The (2, 2) matrix of a turn, clockwise where y goes down."""
    angle = np.deg2rad(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def shear(share: float) -> Matrix:
    """The (2, 2) matrix that moves every point to the right by so much of its y."""
    return np.array([[1.0, share], [0.0, 1.0]])


def slant(degrees: float) -> Matrix:
    """The (2, 2) matrix that leans a drawing to the right, as italics do."""
    return shear(-np.tan(np.deg2rad(degrees)))


# --- one amount of one transform: the robustness test ---


@dataclass(frozen=True, slots=True)
class Transform:
    """One way to change a drawing. Amounts go from `low` to `high`; at `neutral`, one of them, nothing changes."""

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
        Transform(
            "size", mark("Size"), 0.1, 0.9, 0.5, "%", mark("The drawing's longer side, of the canvas"), on_canvas=True
        ),
        Transform(
            "place", mark("Place"), -0.25, 0.25, 0.0, "%", mark("To the lower right, of the canvas"), on_canvas=True
        ),
        Transform("rotation", mark("Rotation"), -80, 80, 0.0, "°", mark("Turned clockwise around its middle")),
        Transform("slant", mark("Slant"), -60, 60, 0.0, "°", mark("Leaning to the right, as italics do")),
        Transform("pen", mark("Pen width"), 0.5, 8.5, PEN_WIDTH, "px", mark("Width of the strokes in the 28x28 glyph")),
        Transform(
            "noise", mark("Noise"), 0.0, 1.0, 0.0, "%", mark("Random grey on every pixel: its standard deviation")
        ),
        Transform("cut", mark("Cut"), 0.0, 0.8, 0.0, "%", mark("Missing at the bottom, of the drawing's height")),
    )
}


def perturbed(drawing: Drawing, kind: str, amount: float, *, fitted: bool = True) -> Picture:
    """The (28, 28) glyph of a drawing changed by so much.

    `fitted` matters for size and place alone: the fit takes them away, and only without it (the whole canvas shrunk to
    28x28, as many pads do) do they reach a model. Raises KeyError for an unknown kind. Empty drawings stay empty.
    """
    transform = TRANSFORMS[kind]
    if isinstance(drawing, Ink):
        return _of_ink(drawing, transform, amount, fitted)
    return _of_picture(drawing, transform, amount, fitted) if drawing.any() else drawing


def perturbed_path(drawing: Drawing, kind: str, amount: float, *, fitted: bool = True) -> Path | None:
    """The (9, 72) path of an ink changed by so much; None where there is none: of a picture, and without the fit.

    A path is fitted by nature; the pen's width and noise are no matter of it, so there it stays as it was.
    """
    if not isinstance(drawing, Ink) or (TRANSFORMS[kind].on_canvas and not fitted):
        return None
    return path(transformed(drawing, kind, amount))


def all_steps(drawing: Drawing, kind: str, *, fitted: bool = True, every: int = 1) -> Picture:
    """The glyphs for all amounts (each `every`-th, counted so that the neutral one is there): (N, 28, 28) float32."""
    return np.stack([perturbed(drawing, kind, amount, fitted=fitted) for amount in amounts(kind, every)])


def all_paths(drawing: Drawing, kind: str, *, fitted: bool = True, every: int = 1) -> Path | None:
    """The paths for the amounts of `all_steps`: (N, 9, 72); None where there are none."""
    made = [perturbed_path(drawing, kind, amount, fitted=fitted) for amount in amounts(kind, every)]
    kept = [each for each in made if each is not None]
    return np.stack(kept) if kept else None


def amounts(kind: str, every: int = 1) -> NDArray[np.float64]:
    """The amounts that `all_steps` takes."""
    transform = TRANSFORMS[kind]
    return transform.amounts[transform.neutral_at % every :: every]


def transformed(ink: Ink, kind: str, amount: float) -> Ink:
    """The ink changed on the canvas (a square of side 1) or in itself; pen width and noise are no matter of vectors.

    size and place give ink in shares of the canvas; the others keep the ink's unit and turn around its box's middle.
    """
    if not ink or kind in ("pen", "noise"):
        return ink
    left, top, right, bottom = ink.box
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    if kind in ("size", "place"):
        side, at = _on_canvas(kind, amount)
        scale = side / ink.extent if ink.extent > 0 else 1.0
        return Ink(tuple((stroke - middle) * scale + at for stroke in ink.strokes))
    if kind == "cut":
        return _cut(ink, bottom - amount * (bottom - top)) if bottom > top else ink
    matrix = _matrix(kind, amount)
    return Ink(tuple((stroke - middle) @ matrix.T + middle for stroke in ink.strokes))


def _matrix(kind: str, amount: float) -> Matrix:
    return rotation(amount) if kind == "rotation" else slant(amount)


def _on_canvas(kind: str, amount: float) -> tuple[float, float]:
    """The drawing's longer side and its middle's place, both shares of the canvas's side."""
    return (amount, 0.5) if kind == "size" else (ON_CANVAS, 0.5 + amount)


def _of_ink(ink: Ink, transform: Transform, amount: float, fitted: bool) -> Picture:
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


def _of_picture(picture: Picture, transform: Transform, amount: float, fitted: bool) -> Picture:
    kind = transform.key
    if kind == "noise":
        return raster.noisy(picture, amount, NOISE_SEED)
    if kind == "pen":
        return raster.penned(picture, amount - PEN_WIDTH)
    if kind == "cut":
        return raster.cut(picture, amount)
    if transform.on_canvas:
        side, at = _on_canvas(kind, amount)
        return raster.from_canvas(picture, side, at) if fitted else raster.placed(picture, side, at, SIZE)
    return raster.transformed(picture, _matrix(kind, amount))


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


# --- drawn again on a canvas ---


@dataclass(frozen=True, slots=True)
class Redrawing:
    """How an ink is drawn again. Lengths of the canvas and the pen are in pixels.

    What a mouse gives are whole pixels, so a small drawing loses detail and a fast one has few points. The pen's width
    is of the screen alone: it never reaches the points.
    """

    canvas: float = 280.0  # the side of the square
    size: float = 0.7  # the drawing's longer side, as a share of the canvas's
    across: float = 0.5  # of the room that the size leaves: 0 is at the left, 1 at the right, ANYWHERE at random
    down: float = 0.5
    pen: float = 20.0
    rotate: float = 0.0  # degrees, clockwise
    shear: float = 0.0  # degrees, the top to the right
    spacing: float = 0.0  # between points, as a share of the drawing's longer side: a fast pen; 0: the ink's own
    dropped: float = 0.0  # share of the inner points that are lost at random

    @property
    def screen(self) -> Screen:
        """What it is drawn on."""
        return Screen(self.canvas, self.canvas, self.pen)


def redrawn(ink: Ink, how: Redrawing, rng: np.random.Generator) -> Ink:
    """The ink drawn again, its points on whole pixels of the canvas; empty ink stays empty."""
    if not ink:
        return ink
    matrix = rotation(how.rotate) @ slant(how.shear)
    moved = [_faster(stroke, how, ink.extent, rng) @ matrix.T for stroke in ink.strokes]
    left, top, right, bottom = Ink(tuple(moved)).box
    side = how.size * how.canvas
    scale = side / max(right - left, bottom - top, 1e-9)
    room = how.canvas - scale * np.array([right - left, bottom - top])
    share = np.array([how.across, how.down])
    corner = room * np.where(share == ANYWHERE, rng.uniform(0, 1, 2), share)
    return Ink(tuple(_without_repeats(np.round((stroke - (left, top)) * scale + corner)) for stroke in moved))


def _faster(stroke: Points, how: Redrawing, extent: float, rng: np.random.Generator) -> Points:
    """The stroke with fewer points, as a fast pen or a busy machine leaves them; its ends are kept."""
    if how.spacing and extent > 0:
        stroke = resample(stroke, how.spacing * extent)
    if how.dropped and len(stroke) > 2:
        kept = rng.uniform(size=len(stroke)) >= how.dropped
        kept[[0, -1]] = True
        stroke = stroke[kept]
    return stroke


def _without_repeats(stroke: Points) -> Points:
    """A pen that has not moved a whole pixel has not moved."""
    moved = np.any(np.diff(stroke, axis=0) != 0, axis=1)
    return np.asarray(stroke[np.concatenate([[True], moved])])


# --- varied, for training ---


@dataclass(frozen=True, slots=True)
class Variation:
    """How far drawings are varied. Lengths are shares of the ink box's longer side; chances are per drawing."""

    rotate: float = 8.0  # degrees, standard deviation
    slant: float = 0.14  # shear, standard deviation
    stretch: float = 0.13  # of the logarithm of height over width, standard deviation
    warp: float = 0.022  # amplitude of a smooth, slow displacement field
    jitter: float = 0.007  # of each point, smoothed along the stroke
    drift: float = 0.025  # of each stroke against the others
    trim: float = 0.05  # of a stroke's length lost at an end, at most
    grid_chance: float = 0.3  # that the points are rounded to a coarse grid, as by a small or coarse tablet
    style_chance: float = 0.25  # that a bar, slash, nose or base is added to a digit that people write with one
    pen: float = 0.35  # of the canonical pen's width in glyph pixels, standard deviation


def varied(ink: Ink, rng: np.random.Generator, how: Variation, word: str = "") -> tuple[Ink, float]:
    """Another way of drawing this ink, and the pen width to draw it with. `word` allows for the digit's own styles.

    Vectors are varied rather than pictures, so that every training glyph goes the way of a user's drawing.
    """
    strokes = _unit(ink)
    if word and rng.random() < how.style_chance * (ONES_MORE if word == "1" else 1):
        strokes = _styled(strokes, word, rng)
    strokes = [_trimmed(stroke, rng, how.trim) for stroke in strokes]
    strokes = [stroke + rng.normal(0, how.drift, 2) for stroke in strokes] if len(strokes) > 1 else strokes
    matrix = _map(rng, how)
    strokes = [
        _warped(_jittered(stroke, rng, how.jitter) @ matrix.T, field)
        for field in [_field(rng, how.warp)]
        for stroke in strokes
    ]
    if rng.random() < how.grid_chance:
        steps = rng.uniform(16, 60)
        strokes = [np.round(stroke * steps) / steps for stroke in strokes]
    pen = float(np.clip(rng.normal(PEN_WIDTH, how.pen), 1.6, 4.0))
    return Ink(tuple(strokes)), pen


def _unit(ink: Ink) -> list[Points]:
    """The strokes with the box's middle at (0, 0) and its longer side 1 long."""
    left, top, right, bottom = ink.box
    extent = ink.extent or 1.0
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    return [(stroke - middle) / extent for stroke in ink.strokes]


def _map(rng: np.random.Generator, how: Variation) -> Matrix:
    """A turn, a stretch and a slant at once."""
    turn = rotation(rng.normal(0, how.rotate))
    stretch = np.exp(rng.normal(0, how.stretch) / 2)
    return np.asarray(turn @ shear(rng.normal(0, how.slant)) @ np.diag([stretch, 1 / stretch]))


def _field(rng: np.random.Generator, amplitude: float) -> NDArray[np.float64]:
    """Three slow waves: rows of (frequency x, frequency y, phase, amplitude x, amplitude y)."""
    return np.column_stack(
        [rng.uniform(-1.6, 1.6, (3, 2)) * 2 * np.pi, rng.uniform(0, 2 * np.pi, 3), rng.normal(0, amplitude, (3, 2))]
    )


def _warped(points: Points, field: NDArray[np.float64]) -> Points:
    phase = points @ field[:, :2].T + field[:, 2]
    return np.asarray(points + np.sin(phase) @ field[:, 3:])


def _jittered(points: Points, rng: np.random.Generator, amplitude: float) -> Points:
    """Points moved at random, smoothed so that neighbours move alike: a hand trembles, it does not jump."""
    noise = rng.normal(0, amplitude * 1.6, points.shape)
    if len(points) > 4:
        noise[1:-1] = (noise[:-2] + noise[1:-1] + noise[2:]) / 3
    return points + noise


def _trimmed(points: Points, rng: np.random.Generator, share: float) -> Points:
    """The stroke without a little of its ends, as when a pen lands late or lifts early."""
    if len(points) < 8 or rng.random() < 0.5:
        return points
    first, last = (rng.uniform(0, share, 2) * len(points)).astype(int)
    return points[first : len(points) - last]


def _styled(strokes: list[Points], word: str, rng: np.random.Generator) -> list[Points]:
    """A digit with what many people add to it: a bar on the seven, a slash in the zero, a nose or base on the one."""
    every = np.concatenate(strokes)
    (left, top), (right, bottom) = every.min(axis=0), every.max(axis=0)
    if word == "7" and len(strokes) == 1:
        stem = every[len(every) * 2 // 3]
        half = rng.uniform(0.12, 0.28)
        tilt = rng.normal(0, 0.04)
        bar = np.array([[-half, tilt], [half, -tilt]]) + stem + rng.normal(0, 0.03, 2)
        return [*strokes, bar]
    if word == "0" and len(strokes) == 1 and rng.random() < 0.6:
        out = rng.uniform(-0.08, 0.1)
        return [*strokes, np.array([[right + out, top - out], [left - out, bottom + out]])]
    if word == "1" and len(strokes) == 1 and right - left < 0.3 * (bottom - top):
        return _one(strokes[0], rng)
    return strokes


def _one(stem: Points, rng: np.random.Generator) -> list[Points]:
    """A plain one with a nose, a base or both. A nose rises, as no seven's bar does, unless the digit stays narrow."""
    stem = stem if stem[0, 1] < stem[-1, 1] else stem[::-1]
    reach = rng.uniform(SHORT_NOSE / 3, SHORT_NOSE) if rng.random() < 0.5 else rng.uniform(SHORT_NOSE, 0.55)
    narrow = reach + np.ptp(stem[:, 0]) < NARROW
    nose_at = stem[0] + (-reach, reach * (rng.uniform(-0.1, 0.8) if narrow else rng.uniform(0.55, 1.2)))
    base = stem[-1] + np.array([[-rng.uniform(0.12, 0.28), rng.normal(0, 0.02)], [rng.uniform(0.12, 0.28), 0.0]])
    kind = rng.random()
    with_nose = np.concatenate([np.linspace(nose_at, stem[0], 6)[:-1], stem])
    if kind < 0.6:
        return [with_nose]
    return [with_nose, base] if kind < 0.85 else [stem, base]
