"""Strokes made whole: dots joined, outlines filled, faint parts brought up. Imports numpy, blobs and paper."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.pictures.blobs import Blob, blobs
from digitpad.ink.pictures.paper import largest

Grey = NDArray[np.float32]
Mask = NDArray[np.bool_]

FEWEST_DOTS, MOST_DOTS = 6, 150
SMALL_DOT = 0.25  # of the whole digit: a longer piece is a stroke and no dot
GAP = 2.6  # times the usual distance between neighbours: so far apart two dots are still of one stroke
SPREAD = 0.55  # of the usual distance by which most dots' distances differ at most
PROBES = 14  # points along a dot's outline between which distances are taken
HOLLOW = 8.0  # half the outline of an enclosed area by its width: 3 for a circle, 4 to 5 for other counters
NARROW = 6.8  # the same for an area nearly as long as all of the digit: a hollow one
SOLID, SLIM = 0.9, 3.5  # of an ellipse of its spread, and times as long as wide: a disc, where a stroke is neither
MARK = 0.3  # of full ink
FAINT = 0.12  # of full ink: the least that is brought up
SOFT_SIDE = 160  # pixels: a larger digit is sharp enough after it is shrunk
SOFTEST, MOST_SOFT = 0.95, 4.0  # pixels: the least and the most deviation of a blur that is taken back
SOFT_SHARE = 0.22  # of the strokes' width: a lesser blur closes no gap
ROUNDS, BRIGHTEST = 14, 1.6  # of the deconvolution; times full ink
EVEN = 0.7  # of full ink: a stroke's middle has as much where the pen was pressed
FINEST = 0.6  # of the pressed strokes' width: finer faint ink is a line of the paper
MOST_GROWN = 2.6  # times the pressed strokes' height or width: what is faint goes no further
UNEVEN = 0.1  # of the strokes' area: more of it is fainter where the pen's pressure was uneven


def joined(ink: Grey, found: Sequence[Blob], labels: NDArray[np.int64]) -> Grey | None:
    """The ink with a dotted or dashed digit's neighbouring pieces joined; None where it is not dotted."""
    dots = _dots(found)
    if len(dots) < FEWEST_DOTS:
        return None
    outlines = [_points(labels, dot) for dot in dots]
    between = np.array([[_nearest(one, other)[0] for other in outlines] for one in outlines])
    np.fill_diagonal(between, np.inf)
    usual = float(np.median(between.min(axis=1)))
    thick = float(np.median([_thickness(dot) for dot in dots]))
    if usual > 4.5 * thick or (np.abs(between.min(axis=1) - usual) > SPREAD * usual + 1.5).mean() > 0.3:
        return None
    made = ink.copy()
    for one, other in _tree(between, GAP * usual + 1):
        _, start, end = _nearest(outlines[one], outlines[other])
        _draw(made, start, end, thick)
    return made


def _dots(found: Sequence[Blob]) -> list[Blob]:
    """The pieces of a dotted digit, if they are one: many, small, much alike, and nearly all that there is."""
    if not FEWEST_DOTS <= len(found) <= 4 * MOST_DOTS:
        return []
    usual = float(np.median([blob.mass for blob in sorted(found, key=lambda blob: -blob.mass)[:MOST_DOTS]]))
    alike = [blob for blob in found if usual / 4 <= blob.mass <= 5 * usual]
    if len(alike) > MOST_DOTS or sum(blob.mass for blob in alike) < 0.8 * sum(blob.mass for blob in found):
        return []
    across = max(blob.right for blob in alike) - min(blob.left for blob in alike)
    down = max(blob.bottom for blob in alike) - min(blob.top for blob in alike)
    return alike if max(blob.extent for blob in alike) <= SMALL_DOT * max(across, down) else []


def _thickness(dot: Blob) -> float:
    shorter = min(dot.right - dot.left, dot.bottom - dot.top)
    return min(float(np.sqrt(4 * dot.mass / np.pi)), float(shorter))


def _points(labels: NDArray[np.int64], dot: Blob) -> NDArray[np.float64]:
    """Some pixels (x, y) of a blob, spread over it."""
    own = labels[dot.top : dot.bottom, dot.left : dot.right] == dot.label
    rows, columns = np.nonzero(own)
    chosen = np.linspace(0, len(rows) - 1, min(PROBES, len(rows))).round().astype(int)
    along = np.argsort(columns, kind="stable")[chosen]
    picked = np.unique(np.concatenate([chosen, along]))
    return np.column_stack([columns[picked] + dot.left, rows[picked] + dot.top]).astype(np.float64)


def _nearest(
    one: NDArray[np.float64], other: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """The least distance between two sets of points, and the two points."""
    apart = np.hypot(*(one[:, None] - other[None]).transpose(2, 0, 1))
    a, b = np.unravel_index(int(apart.argmin()), apart.shape)
    return float(apart[a, b]), one[a], other[b]


def _tree(between: NDArray[np.float64], longest: float) -> list[tuple[int, int]]:
    """The shortest tree that joins all, by Prim; longer links than `longest` are left out."""
    count = len(between)
    inside = np.zeros(count, bool)
    inside[0] = True
    distance, parent = between[0].copy(), np.zeros(count, int)
    links = []
    for _ in range(count - 1):
        chosen = int(np.where(inside, np.inf, distance).argmin())
        if distance[chosen] <= longest:
            links.append((int(parent[chosen]), chosen))
        inside[chosen] = True
        nearer = between[chosen] < distance
        distance[nearer], parent[nearer] = between[chosen][nearer], chosen
    degree = np.bincount(np.array(links, int).ravel(), minlength=count) if links else np.zeros(count, int)
    usual = float(np.median(between.min(axis=1)))
    ends = np.flatnonzero(degree <= 1)
    for one in ends:  # a loop that the tree left open
        for other in ends:
            if one < other and between[one, other] <= 1.5 * usual + 1 and (int(one), int(other)) not in links:
                links.append((int(one), int(other)))
    return links


def _draw(ink: Grey, start: NDArray[np.float64], end: NDArray[np.float64], width: float) -> None:
    """A straight stroke of full ink."""
    reach = width / 2 + 1
    left, top = (max(int(np.floor(min(a, b) - reach)), 0) for a, b in zip(start, end, strict=True))
    right, bottom = (int(np.ceil(max(a, b) + reach)) + 1 for a, b in zip(start, end, strict=True))
    part = ink[top:bottom, left:right]
    y, x = np.mgrid[top : top + part.shape[0], left : left + part.shape[1]]
    run = end - start
    share = np.clip(((x - start[0]) * run[0] + (y - start[1]) * run[1]) / max(float(run @ run), 1e-9), 0, 1)
    far = np.hypot(x - start[0] - share * run[0], y - start[1] - share * run[1])
    np.maximum(part, np.clip(width / 2 - far + 0.5, 0, 1), out=part, casting="same_kind")


def filled(ink: Grey) -> Grey | None:
    """The ink with the strokes of an outlined digit filled; None where none is outlined."""
    mask = ink > MARK
    paper = np.pad(~mask, 1, constant_values=True)
    found, labels = blobs(paper, paper.astype(np.float32))
    outside = labels[0, 0]
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    extent = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    hollow = np.zeros(mask.shape, bool)
    for area in found:
        if area.label != outside and area.extent >= 0.5 * extent:
            own = (labels == area.label)[1:-1, 1:-1]
            if _is_hollow(own, area.extent >= 0.85 * extent, ink):
                hollow |= own
    if not hollow.any() or _is_disc(mask | hollow):  # a zero with a slash has two long halves, and is round when filled
        return None
    return np.maximum(ink, _grown(hollow, 1).astype(np.float32))


def _is_disc(mask: Mask) -> bool:
    """Whether a mask is full and about round, at any slant: an ellipse's area is 4 pi times its spreads' product."""
    places = np.argwhere(mask)
    short, long = np.sqrt(np.maximum(np.linalg.eigvalsh(np.cov(places.T)), 1e-6))
    return bool(len(places) > SOLID * 4 * np.pi * short * long and long < SLIM * short)


def _is_hollow(own: Mask, whole: bool, ink: Grey) -> bool:
    """Whether an enclosed area is the inside of an outlined stroke: long, of one width, wider than the outline."""
    area, outline = float(own.sum()), _outline(own.astype(np.float32))
    width = 2 * area / max(outline, 1e-6)
    if outline / 2 / max(width, 1e-6) < (NARROW if whole else HOLLOW):
        return False
    line = 2 * float(ink.sum()) / max(_outline(ink), 1e-6)
    if line > 1.3 * width + 1:
        return False
    deep = ~_grown(~own, max(int(np.ceil(0.85 * width)), 1))
    return bool(deep.sum() <= 0.02 * area)


def _outline(ink: Grey) -> float:
    """The length of the outline of soft ink: its total variation."""
    wide = np.pad(ink, 2)
    soft = (wide[:-1, :-1] + wide[1:, :-1] + wide[:-1, 1:] + wide[1:, 1:]) / 4
    return float(np.hypot(soft[1:, 1:] - soft[:-1, 1:], soft[1:, 1:] - soft[1:, :-1]).sum())


def _grown(mask: Mask, reach: int) -> Mask:
    """The mask with all within a square of so many pixels around it."""
    for axis in (0, 1):
        grown = mask.copy()
        for step in range(1, reach + 1):
            low, high = [slice(None)] * 2, [slice(None)] * 2
            low[axis], high[axis] = slice(None, -step or None), slice(step, None)
            grown[tuple(high)] |= mask[tuple(low)]
            grown[tuple(low)] |= mask[tuple(high)]
        mask = grown
    return mask


def faint_level(ink: Grey, noise: float) -> float | None:
    """The level above which faint strokes are ink, where the pen's pressure was uneven; None where it was even."""
    level = max(FAINT, 6 * noise)
    strong = ink > MARK
    if level >= MARK or not strong.any():
        return None
    labels = blobs(ink > level, ink)[1]
    reached = np.unique(labels[strong])
    mask = np.isin(labels, reached[reached > 0])
    faint = mask & (_darkest(ink, _reach(mask)) < EVEN)
    return level if faint.sum() > UNEVEN * mask.sum() and _goes_on(faint, mask, strong & mask) else None


def _goes_on(faint: Mask, mask: Mask, strong: Mask) -> bool:
    """Whether faint ink goes on where the strong strokes end: about as wide, not far beyond, and not to the border.

    The lines of ruled paper that a digit stands on are faint too, but finer than the pen, or they go on and on.
    """
    if _width(faint) < FINEST * _width(strong):
        return False
    for axis in (0, 1):
        reached, pressed = (np.flatnonzero(one.any(axis=axis)) for one in (mask, strong))
        if np.ptp(reached) + 1 > MOST_GROWN * (np.ptp(pressed) + 1) + 2:
            return False
        last = mask.shape[1 - axis] - 1
        if (reached[0] == 0 and pressed[0] > 0) or (reached[-1] == last and pressed[-1] < last):
            return False
    return True


def _width(mask: Mask) -> float:
    """The mean width of a mask's strokes, in pixels."""
    return 2 * float(mask.sum()) / max(_outline(mask.astype(np.float32)), 1e-6)


def evened(ink: Grey, level: float) -> Grey:
    """Ink whose strokes are equally dark all along: each pixel by the darkest nearby."""
    darkest = _darkest(ink, _reach(ink > level))
    return np.asarray(np.clip(ink / np.maximum(darkest, level), 0, 1), np.float32)


def _reach(mask: Mask) -> int:
    """About the width of the strokes, in pixels."""
    return max(round(_width(mask)), 2)


def _darkest(ink: Grey, reach: int) -> Grey:
    """The most ink within a square of so many pixels around each pixel."""
    return largest(ink, 2 * reach + 1)


def sharpened(ink: Grey) -> Grey | None:
    """Soft ink as it was before the lens, by Richardson (1972) and Lucy (1974); None where it is sharp enough.

    The blur is taken to be Gaussian; how wide, is read off the slopes of the edges. Where that opens no gap and closes
    none, the ink is left as soft as it is: it is read all the same.
    """
    edge = (ink > 0.25) & (ink < 0.75)
    down, across = np.gradient(np.pad(ink, 1))
    slopes = np.hypot(down, across)[1:-1, 1:-1][edge]
    if not slopes.size or max(ink.shape) > SOFT_SIDE or min(ink.shape) < 3:
        return None
    deviation = float(1 / np.sqrt(2 * np.pi) / max(np.percentile(slopes, 75), 1e-3))
    if deviation < SOFTEST or deviation < SOFT_SHARE * _reach(ink > 0.5):
        return None
    wide = np.pad(ink, 3).astype(np.float64)
    found = wide + 1e-3
    rows, columns = (_gaussian(length, min(deviation, MOST_SOFT)) for length in wide.shape)
    for _ in range(ROUNDS):
        seen = rows @ found @ columns
        found = np.minimum(found * (rows @ (wide / np.maximum(seen, 1e-6)) @ columns), BRIGHTEST)
    full = float(np.percentile(found[found > 0.5], 75)) if (found > 0.5).any() else 1.0
    sharp = np.asarray(np.clip(found[3:-3, 3:-3] / max(full, 1e-6), 0, 1), np.float32)
    return None if _enclosed(sharp) == _enclosed(ink) else sharp


def _enclosed(ink: Grey) -> int:
    """How many areas of paper the strokes enclose."""
    paper = np.pad(ink <= MARK, 1, constant_values=True)
    return len(blobs(paper, paper.astype(np.float32))[0]) - 1


def _gaussian(length: int, deviation: float) -> NDArray[np.float64]:
    """The (length, length) matrix that blurs a row."""
    far = np.arange(length)[:, None] - np.arange(length)[None, :]
    weights: NDArray[np.float64] = np.exp(-0.5 * (far / deviation) ** 2)
    weights /= weights.sum(axis=1, keepdims=True)
    return weights
