"""From ink to glyph: strokes become the 28x28 picture that a model sees. Imports numpy and ink.

Work happens on the vectors, never on a screenshot: the strokes are fitted into 20x20 with their aspect kept, drawn with
one canonical pen, centred by mass with a sub-pixel move of the vectors, and drawn again. Position, size and pen width
on the canvas therefore cannot change the glyph. The geometry is MNIST's own: "the images were centered in a 28x28
image by computing the center of mass of the pixels" after a fit into a 20x20 box (LeCun, Cortes, Burges, MNIST).
"""

from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.ink import Ink, Points

SIZE = 28
BOX = 20.0  # the side of the square that the drawn digit, pen included, is fitted into
CENTRE = 14.0  # the glyph's middle, in pixels from its top left corner: where the box is fitted
# Where the mass goes, from the same corner. MNIST counts pixels from 0 and puts the mass on pixel 14, whose own middle
# is 14.5 from the corner (measured over its test digits: 14.50 across, 14.49 down). Half a pixel less costs networks
# that were trained on MNIST alone 0.6 to 2.6 points on real ink.
MASS_CENTRE = 14.5
PEN_WIDTH = 2.5  # of the canonical pen at half coverage, chosen so that ink has MNIST's mean and stroke statistics
EDGE = 1.2  # pixels over which coverage falls from 1 to 0: MNIST's digits were anti-aliased when they were made
CHUNK = 2048  # segments that are held against every pixel at once: 6 MB; a digit has 50 to 200, a scribble more
OUT_OF_REACH = 1e4  # a squared distance, in pixels, at which no pen reaches
SPACING = 0.8  # pixels between the points of the resampled path: the density of the pen's own points stops mattering

Picture = NDArray[np.float32]
MOST_POINTS = 5000  # of the resampled paths of one glyph: 4,000 pixels of pen, which cover its every pixel ten times
_PIXELS = np.arange(SIZE, dtype=np.float32) + 0.5  # pixel centres


@dataclass(frozen=True, slots=True)
class Switches:
    """Which steps from ink to glyph are taken. All of them, but where somebody wants to see what one is good for."""

    fit: bool = True  # off: the whole screen is shrunk to the glyph, wherever and however large the ink is
    centre: bool = True  # off: the ink stays where the first step put it
    pen: bool = True  # off: the screen's own pen, shrunk as much as the ink


@dataclass(frozen=True, slots=True)
class Screen:
    """What an ink was drawn on, in the ink's unit: the canvas from (0, 0) to (width, height), and the pen's width."""

    width: float
    height: float
    pen: float


EVERY_STEP = Switches()


@dataclass(frozen=True, slots=True)
class GlyphSteps:
    """What happened on the way from ink to glyph, for the inspector: each a glyph-sized picture but the first."""

    ink: Ink
    fitted: Picture  # scaled into the 20x20 box, the box in the middle
    centred: Picture  # the mass moved to the middle: the glyph itself
    placed: Ink = field(default_factory=Ink)  # the vectors that `fitted` is drawn from, in glyph pixels
    pen: float = PEN_WIDTH  # that it is drawn with


def glyph(ink: Ink, pen_width: float = PEN_WIDTH) -> Picture:
    """The (28, 28) float32 picture in [0, 1], white (1) on black (0), of an ink; all zeros for empty ink."""
    return steps(ink, pen_width).centred


def steps(
    ink: Ink, pen_width: float = PEN_WIDTH, switches: Switches = EVERY_STEP, screen: Screen | None = None
) -> GlyphSteps:
    """The glyph with the pictures on the way to it. Without a `screen` only the centring can be switched off."""
    if not ink:
        blank = np.zeros((SIZE, SIZE), np.float32)
        return GlyphSteps(ink, blank, blank)
    placed, pen_width = _placed(ink, pen_width, switches, screen)
    paths = _paths(placed)
    fitted = draw(paths, pen_width)
    if not switches.centre:
        return GlyphSteps(ink, fitted, fitted, placed, pen_width)
    shift = _kept_inside(MASS_CENTRE - mass_centre(fitted), paths, pen_width)
    return GlyphSteps(ink, fitted, draw([path + shift for path in paths], pen_width), placed, pen_width)


def _placed(ink: Ink, pen_width: float, switches: Switches, screen: Screen | None) -> tuple[Ink, float]:
    """The ink in glyph pixels before it is centred, and the pen to draw it with."""
    if screen is None or (switches.fit and switches.pen):
        return fit(ink, pen_width), pen_width
    if switches.fit:
        pen_width = BOX * screen.pen / max(ink.extent + screen.pen, 1e-9)
        return fit(ink, pen_width), pen_width
    scale = SIZE / max(screen.width, screen.height, 1e-9)
    offset = (CENTRE - scale * screen.width / 2, CENTRE - scale * screen.height / 2)
    return ink.moved(np.eye(2) * scale, offset), pen_width if switches.pen else screen.pen * scale


def _paths(placed: Ink) -> list[Points]:
    """The strokes at equal steps and smoothed; of a scribble at wider steps, which smoothing would draw together."""
    spacing = sum(map(length, placed.strokes)) / MOST_POINTS
    if spacing > SPACING:
        return [resample(stroke, spacing) for stroke in placed.strokes]
    return [smooth(resample(stroke)) for stroke in placed.strokes]


def _kept_inside(shift: Points, paths: list[Points], pen_width: float) -> Points:
    """The move (x, y), held back where it would push ink over the glyph's edge: a long nose or tail is not cut off."""
    every = np.concatenate(paths)
    room = (pen_width + EDGE) / 2
    least, most = room - every.min(axis=0), SIZE - room - every.max(axis=0)
    held: Points = np.clip(shift, np.minimum(least, most), np.maximum(least, most))
    return held


def fit(ink: Ink, pen_width: float = PEN_WIDTH) -> Ink:
    """The ink scaled, aspect kept, so that the drawn digit (pen included) fits the 20x20 box in the glyph's middle."""
    left, top, right, bottom = ink.box
    extent = max(right - left, bottom - top)
    scale = (BOX - pen_width) / extent if extent > 0 else 0.0
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    return Ink(tuple((stroke - middle) * scale + CENTRE for stroke in ink.strokes))


def length(path: Points) -> float:
    """How far the pen went along a path of points (n, 2), in their unit."""
    return float(np.hypot(*np.diff(path, axis=0).T).sum())


def resample(path: Points, spacing: float = SPACING) -> Points:
    """Points at equal steps of arc length (at most `spacing`) along the path, its ends kept. (n, 2) -> (m, 2)."""
    lengths = np.hypot(*np.diff(path, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    total = along[-1]
    if total < 1e-9:
        return path[:1]
    at = np.linspace(0.0, total, max(int(np.ceil(total / spacing)), 1) + 1)
    points = np.empty((len(at), 2))
    for axis in (0, 1):
        points[:, axis] = np.interp(at, along, path[:, axis])
    return points


def smooth(path: Points) -> Points:
    """The path with each inner point averaged 1-2-1 with its neighbours: the stairs of a coarse grid disappear."""
    if len(path) < 3:
        return path
    smoothed = path.copy()
    inner = smoothed[1:-1]  # worked out in place: a scribble of 300,000 points has ten million of them here
    inner *= 2
    inner += path[:-2]
    inner += path[2:]
    inner /= 4
    return smoothed


def draw(paths: list[Points], pen_width: float = PEN_WIDTH) -> Picture:
    """Paths in glyph pixels, drawn anti-aliased with a round pen: coverage falls linearly with the distance to them.

    Memory and time are linear in the points: a path of millions is worked on CHUNK segments at a time.
    """
    starts = np.concatenate([path[:-1] if len(path) > 1 else path for path in paths], dtype=np.float32)
    ends = np.concatenate([path[1:] if len(path) > 1 else path for path in paths], dtype=np.float32)
    reach = (pen_width + EDGE) / 2
    columns, rows = _reached(starts, ends, reach)
    if len(starts) <= CHUNK:
        squares = _square_distances(starts, ends, _PIXELS[columns], _PIXELS[rows]).min(axis=0)
    else:
        squares = _least_squares(starts, ends, reach)[rows, columns]
    nearest = np.sqrt(squares)
    coverage = np.zeros((SIZE, SIZE), np.float32)
    np.clip((pen_width / 2 - nearest) / EDGE + 0.5, 0.0, 1.0, out=coverage[rows, columns], dtype=np.float32)
    # a pen thinner than the edge never covers a pixel: shrunk with the canvas, as others do it, it grows faint
    return coverage if pen_width >= EDGE else coverage * np.float32(pen_width / EDGE)


def _reached(starts: NDArray[np.float32], ends: NDArray[np.float32], reach: float) -> tuple[slice, slice]:
    """The columns and rows of the pixels that a pen can have touched: half of the glyph or less, for most digits."""
    least, most = np.minimum(starts.min(axis=0), ends.min(axis=0)), np.maximum(starts.max(axis=0), ends.max(axis=0))
    low = np.clip(np.floor(least - reach), 0, SIZE).astype(int)
    high = np.clip(np.ceil(most + reach), 0, SIZE).astype(int)
    return slice(low[0], high[0]), slice(low[1], high[1])


def _square_distances(
    starts: NDArray[np.float32], ends: NDArray[np.float32], x: NDArray[np.float32], y: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Squared distance of every point of a grid x by y from every segment: (segments, rows, columns) float32.

    x and y are one grid for all segments, (columns,) and (rows,), or one for each, (segments, columns) and (.., rows).
    """
    run = ends - starts
    square = np.maximum((run * run).sum(axis=1), 1e-12)[:, None]
    from_x = x - starts[:, :1]
    from_y = y - starts[:, 1:]
    share = (from_y * run[:, 1:] / square)[:, :, None] + (from_x * run[:, :1] / square)[:, None, :]
    np.clip(share, 0.0, 1.0, out=share)
    across: NDArray[np.float32] = from_x[:, None, :] - share * run[:, 0, None, None]
    down = from_y[:, :, None] - share * run[:, 1, None, None]
    across *= across
    down *= down
    across += down
    return across


def _least_squares(starts: NDArray[np.float32], ends: NDArray[np.float32], reach: float) -> NDArray[np.float32]:
    """Squared distance of every pixel from the nearest of very many segments, (SIZE, SIZE); OUT_OF_REACH beyond reach.

    Each segment is looked at from the few pixels alone that it can reach: its own square window of the picture.
    """
    longest = float(np.abs(ends - starts).max())
    side = int(2 * reach + longest) + 2  # pixels across a window: one more than middles of pixels fit into it
    if side >= SIZE:  # strokes that were not resampled: the window is the picture
        blocks = range(0, len(starts), CHUNK)
        parts = (_square_distances(starts[at : at + CHUNK], ends[at : at + CHUNK], _PIXELS, _PIXELS) for at in blocks)
        return reduce(np.minimum, (part.min(axis=0) for part in parts))
    width = SIZE + 2 * side
    board = np.full(width * width, OUT_OF_REACH, np.float32)  # with a margin that windows may run into
    steps_across = np.arange(side)
    block = CHUNK * SIZE * SIZE // (side * side)
    for at in range(0, len(starts), block):
        some, others = starts[at : at + block], ends[at : at + block]
        corner = np.clip(np.floor(np.minimum(some, others) - reach), -side, SIZE).astype(np.intp)
        window = corner[:, :, None] + steps_across  # (segments, 2, side): numbers of columns and rows
        pixels = window.astype(np.float32) + np.float32(0.5)
        squares = _square_distances(some, others, pixels[:, 0], pixels[:, 1])
        places = (window[:, 1, :, None] + side) * width + window[:, 0, None, :] + side
        np.minimum.at(board, places.ravel(), squares.ravel())
    return board.reshape(width, width)[side:-side, side:-side]


def mass_centre(picture: Picture) -> NDArray[np.float64]:
    """The centre of mass (x, y) in pixels from the top left corner; MASS_CENTRE for an empty picture."""
    total = float(picture.sum())
    if total <= 0:
        return np.array([MASS_CENTRE, MASS_CENTRE])
    x = float(picture.sum(axis=0) @ _PIXELS) / total
    y = float(picture.sum(axis=1) @ _PIXELS) / total
    return np.array([x, y])
