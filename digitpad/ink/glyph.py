"""From ink to glyph: strokes become the 28x28 picture that a model sees. Imports numpy and ink.

Work happens on the vectors, never on a screenshot: the strokes are fitted into 20x20 with their aspect kept, drawn with
one canonical pen, centred by mass with a sub-pixel move of the vectors, and drawn again. Position, size and pen width
on the canvas therefore cannot change the glyph. The geometry is MNIST's own: "the images were centered in a 28x28
image by computing the center of mass of the pixels" after a fit into a 20x20 box (LeCun, Cortes, Burges, MNIST).
"""

from collections.abc import Sequence
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
BLOCK = 1 << 16  # pixels of segments' windows that are worked on at once: what a core's own cache holds
CHUNK = 2048  # segments that are held against every pixel at once, where each can reach them all: 6 MB
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


def glyphs(inks: Sequence[Ink], pen_widths: Sequence[float]) -> NDArray[np.float32]:
    """The glyphs of many inks that are not empty, each with its pen: (N, 28, 28), bit for bit what `glyph` gives."""
    drawings = [_paths(fit(ink, pen)) for ink, pen in zip(inks, pen_widths, strict=True)]
    moved = []
    for paths, pen, fitted in zip(drawings, pen_widths, draw_each(drawings, pen_widths), strict=True):
        shift = _kept_inside(MASS_CENTRE - mass_centre(fitted), paths, pen)
        moved.append([path + shift for path in paths])
    return draw_each(moved, pen_widths)


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
    extent = ink.extent
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
    steps = max(int(np.ceil(total / spacing)), 1)
    at = np.arange(steps + 1) * (total / steps)  # what np.linspace gives, in a quarter of its time
    at[-1] = total
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

    Memory and time are linear in the points: a path of millions is worked on a block of segments at a time.
    """
    drawn: Picture = draw_each([paths], [pen_width])[0]
    return drawn


def draw_each(drawings: Sequence[list[Points]], pen_widths: Sequence[float]) -> NDArray[np.float32]:
    """Many drawings, each with its pen, as `draw` has them: (N, 28, 28) float32, to the last bit."""
    every = [path for paths in drawings for path in paths]
    starts = np.concatenate([path[:-1] if len(path) > 1 else path for path in every], dtype=np.float32)
    ends = np.concatenate([path[1:] if len(path) > 1 else path for path in every], dtype=np.float32)
    counts = [sum(max(len(path) - 1, 1) for path in paths) for paths in drawings]
    pens = np.array(pen_widths)
    widths = pens.astype(np.float32)[:, None, None]
    coverage = np.sqrt(_least_squares(starts, ends, np.repeat(np.arange(len(drawings)), counts), (pens + EDGE) / 2))
    np.subtract(widths / 2, coverage, out=coverage)
    coverage /= np.float32(EDGE)
    coverage += np.float32(0.5)
    np.clip(coverage, 0.0, 1.0, out=coverage)
    # a pen thinner than the edge never covers a pixel: shrunk with the canvas, as others do it, it grows faint
    coverage *= np.minimum(pens / EDGE, 1.0).astype(np.float32)[:, None, None]
    return coverage


def _square_distances(
    starts: NDArray[np.float32], ends: NDArray[np.float32], x: NDArray[np.float32], y: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Squared distance of every point of a grid x by y from every segment: (rows, columns, segments) float32.

    x and y are one grid for all segments, (columns, 1) and (rows, 1), or one for each, (columns, segments) and
    (rows, segments). Segments come last: they are many, a grid's sides are short, and numpy is quick along long ones.
    """
    run_x, run_y = np.ascontiguousarray((ends - starts).T)
    square = np.maximum(run_x * run_x + run_y * run_y, np.float32(1e-12))
    from_x, from_y = x - starts[:, 0], y - starts[:, 1]
    share = (from_y * run_y / square)[:, None] + (from_x * run_x / square)[None]
    np.clip(share, 0.0, 1.0, out=share)
    across: NDArray[np.float32] = share * run_x
    np.subtract(from_x[None], across, out=across)
    share *= run_y
    np.subtract(from_y[:, None], share, out=share)
    across *= across
    share *= share
    across += share
    return across


def _least_squares(
    starts: NDArray[np.float32], ends: NDArray[np.float32], owners: NDArray[np.intp], reaches: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Squared distance of every pixel from the nearest segment of its drawing, (N, SIZE, SIZE).

    owners: which drawing each segment is of; reaches (N,): how far its pen reaches. Each segment is looked at from the
    few pixels alone that it can reach, its own square window of the picture; others are OUT_OF_REACH.
    """
    count = len(reaches)
    side = int(2 * float(reaches.max()) + float(np.abs(ends - starts).max())) + 2  # one more than middles fit into it
    if side >= SIZE:  # strokes that were not resampled: the window is the picture
        return np.stack([_from_everywhere(starts[owners == each], ends[owners == each]) for each in range(count)])
    width = SIZE + 2 * side
    board = np.full(count * width * width, OUT_OF_REACH, np.float32)  # with margins that windows may run into
    steps_across = np.arange(side)[:, None]
    block = max(BLOCK // (side * side), 1)
    for at in range(0, len(starts), block):
        some, others, of = starts[at : at + block], ends[at : at + block], owners[at : at + block]
        corner = np.floor(np.minimum(some, others) - reaches[of, None]).clip(-side, SIZE).astype(np.intp)
        columns, rows = corner[:, 0] + steps_across, corner[:, 1] + steps_across  # (side, segments)
        middle = np.float32(0.5)
        squares = _square_distances(some, others, columns.astype(np.float32) + middle, rows.astype(np.float32) + middle)
        places = ((rows + side + of * width) * width + side)[:, None] + columns[None]
        np.minimum.at(board, places.ravel(), squares.ravel())
    return board.reshape(count, width, width)[:, side:-side, side:-side]


def _from_everywhere(starts: NDArray[np.float32], ends: NDArray[np.float32]) -> NDArray[np.float32]:
    """Squared distance of every pixel from the nearest of these segments, (SIZE, SIZE)."""
    blocks, pixels = range(0, len(starts), CHUNK), _PIXELS[:, None]
    parts = (_square_distances(starts[at : at + CHUNK], ends[at : at + CHUNK], pixels, pixels) for at in blocks)
    return reduce(np.minimum, (part.min(axis=-1) for part in parts))


def mass_centre(picture: Picture) -> NDArray[np.float64]:
    """The centre of mass (x, y) in pixels from the top left corner; MASS_CENTRE for an empty picture."""
    total = float(picture.sum())
    if total <= 0:
        return np.array([MASS_CENTRE, MASS_CENTRE])
    x = float(picture.sum(axis=0) @ _PIXELS) / total
    y = float(picture.sum(axis=1) @ _PIXELS) / total
    return np.array([x, y])
