"""What is not a digit, made by ourselves: scribbles, shapes, signs and things gone wrong. Imports numpy and ink.

A network that has only ever seen digits calls everything a digit. These drawings, and real letters, teach it to refuse.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from digitpad.ink.ink import Ink, Points
from digitpad.ink.perturb import rotation

_TURN = 2 * np.pi
# Signs and letters that nobody takes for a digit, as polylines on a unit square, y down; a lone circle is absent.
_SHAPES: dict[str, Sequence[Sequence[tuple[float, float]]]] = {
    "triangle": [[(0.5, 0), (1, 1), (0, 1), (0.5, 0)]],
    "house": [[(0, 1), (0, 0.4), (0.5, 0), (1, 0.4), (1, 1), (0, 1)], [(0.4, 1), (0.4, 0.65), (0.6, 0.65), (0.6, 1)]],
    "star": [[(0.5, 0), (0.8, 1), (0, 0.38), (1, 0.38), (0.2, 1), (0.5, 0)]],
    "plus": [[(0.5, 0), (0.5, 1)], [(0, 0.5), (1, 0.5)]],
    "cross": [[(0, 0), (1, 1)], [(1, 0), (0, 1)]],
    "equals": [[(0, 0.3), (1, 0.3)], [(0, 0.7), (1, 0.7)]],
    "minus": [[(0, 0.5), (1, 0.5)]],
    "hash": [[(0.3, 0), (0.2, 1)], [(0.75, 0), (0.65, 1)], [(0, 0.33), (1, 0.33)], [(0, 0.68), (1, 0.68)]],
    "asterisk": [[(0.5, 0), (0.5, 1)], [(0.05, 0.25), (0.95, 0.75)], [(0.95, 0.25), (0.05, 0.75)]],
    "arrow": [[(0, 0.5), (1, 0.5)], [(0.7, 0.2), (1, 0.5), (0.7, 0.8)]],
    "arrow up": [[(0.5, 1), (0.5, 0)], [(0.2, 0.3), (0.5, 0), (0.8, 0.3)]],
    "diamond": [[(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5), (0.5, 0)], [(0, 0.5), (1, 0.5)]],
    "tree": [[(0.5, 0), (0.9, 0.7), (0.1, 0.7), (0.5, 0)], [(0.5, 0.7), (0.5, 1)]],
    "stairs": [[(0, 1), (0, 0.75), (0.33, 0.75), (0.33, 0.4), (0.67, 0.4), (0.67, 0.1), (1, 0.1)]],
    "bolt": [[(0.6, 0), (0.15, 0.55), (0.55, 0.5), (0.3, 1), (0.9, 0.38), (0.5, 0.42), (0.6, 0)]],
    "box": [[(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], [(0, 0), (1, 1)], [(1, 0), (0, 1)]],
    "window": [[(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], [(0.5, 0), (0.5, 1)], [(0, 0.5), (1, 0.5)]],
    "envelope": [[(0, 0), (1, 0), (1, 0.7), (0, 0.7), (0, 0)], [(0, 0), (0.5, 0.4), (1, 0)]],
    "fish": [[(1, 0.2), (0.4, 0.8), (0, 0.5), (0.4, 0.2), (1, 0.8), (1, 0.2)]],
    "hourglass": [[(0, 0), (1, 0), (0, 1), (1, 1), (0, 0)], [(0.2, 0.5), (0.8, 0.5)]],
    "tick": [[(0, 0.55), (0.35, 1), (1, 0)]],
    "ladder": [[(0.2, 0), (0.2, 1)], [(0.8, 0), (0.8, 1)], [(0.2, 0.3), (0.8, 0.3)], [(0.2, 0.7), (0.8, 0.7)]],
    "percent": [[(0.9, 0), (0.1, 1)], [(0.1, 0.1), (0.3, 0.1), (0.3, 0.3), (0.1, 0.3), (0.1, 0.1)],
                [(0.7, 0.7), (0.9, 0.7), (0.9, 0.9), (0.7, 0.9), (0.7, 0.7)]],
    "A": [[(0, 1), (0.5, 0), (1, 1)], [(0.2, 0.6), (0.8, 0.6)]],
    "E": [[(0.8, 0), (0, 0), (0, 1), (0.8, 1)], [(0, 0.5), (0.7, 0.5)]],
    "F": [[(0.8, 0), (0, 0), (0, 1)], [(0, 0.5), (0.7, 0.5)]],
    "H": [[(0, 0), (0, 1)], [(0.8, 0), (0.8, 1)], [(0, 0.5), (0.8, 0.5)]],
    "K": [[(0, 0), (0, 1)], [(0.8, 0), (0, 0.55), (0.85, 1)]],
    "M": [[(0, 1), (0.1, 0), (0.5, 0.7), (0.9, 0), (1, 1)]],
    "N": [[(0, 1), (0, 0), (0.8, 1), (0.8, 0)]],
    "R": [[(0, 1), (0, 0), (0.5, 0), (0.7, 0.25), (0.5, 0.5), (0, 0.5), (0.75, 1)]],
    "T": [[(0, 0), (1, 0)], [(0.5, 0), (0.5, 1)]],
    "W": [[(0, 0), (0.25, 1), (0.5, 0.35), (0.75, 1), (1, 0)]],
    "w": [[(0, 0.3), (0.2, 1), (0.5, 0.5), (0.8, 1), (1, 0.3)]],
    "Y": [[(0, 0), (0.5, 0.5), (1, 0)], [(0.5, 0.5), (0.5, 1)]],
    "m": [[(0, 0.3), (0, 1), (0, 0.5), (0.25, 0.3), (0.45, 0.5), (0.45, 1)],
          [(0.45, 0.5), (0.7, 0.3), (0.9, 0.5), (0.9, 1)]],
    "k": [[(0, 0), (0, 1)], [(0.6, 0.4), (0, 0.7), (0.7, 1)]],
    "x": [[(0, 0.3), (0.7, 1)], [(0.7, 0.3), (0, 1)]],
    "pi": [[(0, 0.2), (1, 0.15)], [(0.3, 0.2), (0.25, 1)], [(0.72, 0.2), (0.75, 1)]],
    "sigma": [[(0.9, 0.1), (0, 0), (0.5, 0.5), (0, 1), (0.95, 0.95)]],
    "greater": [[(0, 0), (0.8, 0.5), (0, 1)]],
    "less": [[(0.8, 0), (0, 0.5), (0.8, 1)]],
    "at most": [[(0.8, 0), (0, 0.4), (0.8, 0.8)], [(0, 1), (0.8, 1)]],
    "unequal": [[(0, 0.35), (1, 0.35)], [(0, 0.7), (1, 0.7)], [(0.75, 0), (0.25, 1)]],
    "plus minus": [[(0.5, 0), (0.5, 0.75)], [(0, 0.38), (1, 0.38)], [(0, 1), (1, 1)]],
    "divided": [[(0, 0.5), (1, 0.5)], [(0.5, 0.1), (0.5, 0.18)], [(0.5, 0.82), (0.5, 0.9)]],
    "root": [[(0, 0.6), (0.15, 0.5), (0.35, 1), (0.55, 0), (1.2, 0)]],
    "element": [[(0.8, 0), (0.3, 0.08), (0, 0.5), (0.3, 0.92), (0.8, 1)], [(0, 0.5), (0.7, 0.5)]],
    "for all": [[(0, 0), (0.5, 1), (1, 0)], [(0.2, 0.4), (0.8, 0.4)]],
    "psi": [[(0, 0), (0.1, 0.5), (0.5, 0.65), (0.9, 0.5), (1, 0)], [(0.5, 0), (0.5, 1)]],
    "omega": [[(0, 1), (0.3, 1), (0.05, 0.5), (0.5, 0), (0.95, 0.5), (0.7, 1), (1, 1)]],
    "lambda": [[(0.1, 0), (0.3, 0), (0.9, 1)], [(0.5, 0.42), (0, 1)]],
    "infinity": [[(1, 0.5), (0.5, 0), (0, 0.5), (0.5, 1), (1, 0.5), (1.5, 0), (2, 0.5), (1.5, 1), (1, 0.5)]],
    "heart": [[(0.5, 0.3), (0.25, 0), (0, 0.3), (0.5, 1), (1, 0.3), (0.75, 0), (0.5, 0.3)]],
    "arrow down right": [[(0, 0), (0.9, 0.9)], [(0.4, 0.95), (0.95, 0.95), (0.95, 0.4)]],
    "arrow round a corner": [[(0, 0), (0.7, 0), (0.7, 1)], [(0.4, 0.7), (0.7, 1), (1, 0.7)]],
    "cup": [[(0, 0), (0.1, 1), (0.7, 1), (0.8, 0)], [(0.8, 0.2), (1.1, 0.35), (0.75, 0.7)]],
    "flag": [[(0, 1), (0, 0), (1, 0.2), (0.05, 0.45)]],
    "L": [[(0, 0), (0, 1), (0.7, 1)]],
    "P": [[(0, 1), (0, 0), (0.5, 0.02), (0.65, 0.25), (0.5, 0.5), (0, 0.5)]],
    "V": [[(0, 0), (0.45, 1), (0.9, 0)]],
    "n": [[(0, 0.3), (0, 1)], [(0, 0.55), (0.3, 0.3), (0.6, 0.5), (0.6, 1)]],
    "h": [[(0, 0), (0, 1)], [(0, 0.6), (0.3, 0.42), (0.55, 0.6), (0.55, 1)]],
}  # fmt: skip


def scribble(rng: np.random.Generator) -> Ink:
    """One drawing, at random, that is no digit."""
    kinds: Sequence[tuple[Callable[[np.random.Generator], list[Points]], float]] = (
        (_shape, 0.42), (_wander, 0.14), (_hatch, 0.08), (_blob, 0.06), (_spiral, 0.03), (_wave, 0.03), (_face, 0.06),
        (_dash, 0.02), (_ring_and, 0.08), (_composed, 0.08),
    )  # fmt: skip
    weights = np.array([weight for _, weight in kinds])
    made = kinds[int(rng.choice(len(kinds), p=weights / weights.sum()))][0](rng)
    return Ink(tuple(made))


def side_by_side(first: Ink, second: Ink, rng: np.random.Generator) -> Ink:
    """Two drawings beside each other as one: two digits are no digit, and a pad for numbers must see that."""
    placed = []
    edge = 0.0
    for ink in (first, second):
        left, top, right, bottom = ink.box
        scale = rng.uniform(0.85, 1.15) / max(bottom - top, 0.5 * (right - left), 1e-6)
        shift = np.array([edge - left * scale, -(top + bottom) / 2 * scale + rng.normal(0, 0.06)])
        placed += [stroke * scale + shift for stroke in ink.strokes]
        edge += (right - left) * scale + rng.uniform(-0.04, 0.3)
    return Ink(tuple(placed))


def turned(ink: Ink, word: str, rng: np.random.Generator) -> Ink | None:
    """A digit laid on its side, where that is no other digit; None where it could be read as one."""
    if word not in "23457":
        return None
    return ink.moved(rotation(rng.choice([90, -90]) + rng.normal(0, 8)))


def _bent(corners: Points, rng: np.random.Generator) -> Points:
    """A polyline drawn by hand: corners a little off, sides a little curved."""
    corners = corners + rng.normal(0, 0.035, corners.shape)
    parts = []
    for a, b in pairwise(corners):
        share = np.linspace(0, 1, 9)[:-1, None]
        across = np.array([-(b - a)[1], (b - a)[0]]) * rng.normal(0, 0.06)
        parts.append(a + (b - a) * share + across * np.sin(np.pi * share))
    return np.concatenate([*parts, corners[-1:]])


def _shape(rng: np.random.Generator) -> list[Points]:
    names = list(_SHAPES)
    lines = _SHAPES[names[int(rng.integers(len(names)))]]
    return [_bent(np.array(line, dtype=np.float64), rng) for line in lines]


def _wander(rng: np.random.Generator) -> list[Points]:
    """Two to five strokes that turn at random: fewer, or straighter ones, are too often somebody's digit."""
    strokes = []
    for _ in range(int(rng.integers(2, 6))):
        count = int(rng.integers(50, 160))
        turning = np.cumsum(rng.normal(0, rng.uniform(0.2, 0.6), count)) * 0.5 + rng.uniform(0, _TURN)
        path = np.cumsum(np.column_stack([np.cos(turning), np.sin(turning)]), axis=0) * 0.03
        strokes.append(path + rng.uniform(0, 0.8, 2))
    return strokes


def _hatch(rng: np.random.Generator) -> list[Points]:
    """Filling to and fro, as one crosses something out."""
    turns = int(rng.integers(5, 16))
    along = np.linspace(0, rng.uniform(0.4, 1.2), turns)
    ends = np.column_stack([along, np.where(np.arange(turns) % 2, 0.0, 1.0) + rng.normal(0, 0.12, turns)])
    angle = rng.uniform(0, np.pi)
    return [_bent(ends @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]).T, rng)]


def _dash(rng: np.random.Generator) -> list[Points]:
    """A line that leans too far to be a one: 55 to 90 degrees from upright."""
    angle = np.deg2rad(rng.uniform(55, 90)) * rng.choice([-1, 1])
    return [_bent(np.array([[0.0, 0.0], [np.sin(angle), np.cos(angle)]]), rng)]


def _blob(rng: np.random.Generator) -> list[Points]:
    """A closed shape with lobes: a cloud, a flower, a leaf; never a plain circle, which is a zero."""
    lobes = int(rng.integers(3, 8))
    angle = np.linspace(0, _TURN, 70)
    radius = 1 + rng.uniform(0.25, 0.6) * np.abs(np.sin(angle * lobes / 2 + rng.uniform(0, _TURN)))
    outline = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None] * (1, rng.uniform(0.6, 1.1))
    stem = np.array([[0, 1.2], [rng.normal(0, 0.2), 2.4]])
    return [outline, _bent(stem, rng)] if rng.random() < 0.4 else [outline]


def _spiral(rng: np.random.Generator) -> list[Points]:
    turns = rng.uniform(2.2, 4.5)
    angle = np.linspace(0, turns * _TURN, 120) * rng.choice([-1, 1]) + rng.uniform(0, _TURN)
    return [np.column_stack([np.cos(angle), np.sin(angle)]) * np.linspace(0.1, 1, 120)[:, None]]


def _wave(rng: np.random.Generator) -> list[Points]:
    x = np.linspace(0, 1, 80)
    height = rng.uniform(0.08, 0.25)
    return [np.column_stack([x, height * np.sin(x * _TURN * rng.uniform(1.5, 5) + rng.uniform(0, _TURN))])]


def _face(rng: np.random.Generator) -> list[Points]:
    """A circle with something in it: a face, a clock, a wheel, a sun."""
    angle = np.linspace(0, _TURN, 50)
    circle = np.column_stack([np.cos(angle), np.sin(angle) * rng.uniform(0.85, 1.1)])
    if rng.random() < 0.5:
        smile = np.linspace(0.2, np.pi - 0.2, 15)
        mouth = np.column_stack([np.cos(smile), np.sin(smile) * rng.choice([1, -0.6]) + rng.uniform(-0.1, 0.3)]) * 0.5
        eyes = [np.array([[x, -0.35], [x, -0.2]]) + rng.normal(0, 0.04, 2) for x in (-0.35, 0.35)]
        return [circle, *eyes, mouth]
    spokes = int(rng.integers(4, 9))
    inner, outer = (0.0, 1.0) if rng.random() < 0.5 else (1.15, 1.6)
    turns = [_TURN * n / spokes for n in range(spokes)]
    return [circle, *(np.array([[np.cos(t), np.sin(t)]]) * np.array([[inner], [outer]]) for t in turns)]


def _arc(centre: tuple[float, float], radius: float, start: float, end: float, squeeze: float = 1.0) -> Points:
    """A part of an ellipse from one angle to another, in radians; y down, so that angles turn clockwise."""
    angle = np.linspace(start, end, max(int(abs(end - start) * 7), 4))
    return np.column_stack([np.cos(angle), np.sin(angle) * squeeze]) * radius + centre


def _ring_and(rng: np.random.Generator) -> list[Points]:
    """A ring with some small thing in it, a handle or a gap: a clock, a button, a magnifier, a turning arrow.

    Nothing goes right through it, as a slashed zero's stroke does, and no handle stands where a six or nine has one.
    """
    squeeze, start = rng.uniform(0.85, 1.25), rng.uniform(0, _TURN)
    ring = _arc((0, 0), 1, start, start + _TURN * rng.uniform(0.97, 1.03), squeeze)
    kind = rng.random()
    if kind < 0.25:  # a dot or a small ring
        return [ring, _arc(tuple(rng.normal(0, 0.12, 2)), rng.uniform(0.04, 0.35), 0, _TURN)]
    if kind < 0.7:  # hands, letters, signs; a single straight line might be a zero's slash
        count = int(rng.integers(1, 4))
        lines = [rng.uniform(-0.5, 0.5, (3 if count == 1 else int(rng.integers(2, 4)), 2)) for _ in range(count)]
        return [ring, *(_bent(line, rng) for line in lines)]
    if kind < 0.9:
        at = np.deg2rad(rng.choice([45, 225]) + rng.normal(0, 8))
        way = np.array([np.cos(at), np.sin(at) * squeeze])
        return [ring, _bent(np.array([way, way * rng.uniform(1.4, 2.3)]), rng)]
    open_ring = _arc((0, 0), 1, start, start + _TURN * rng.uniform(0.65, 0.85), squeeze)
    tip = open_ring[-1]
    return [open_ring, _bent(tip + np.array([[-0.5, -0.1], [0, 0], [0.1, -0.5]]) * rng.choice([-1, 1], 2), rng)]


def _composed(rng: np.random.Generator) -> list[Points]:
    """Three to six simple forms anywhere on a square, as doodles and icons are made; with fewer, a digit might be."""
    strokes: list[Points] = []
    for _ in range(int(rng.integers(3, 7))):
        middle, size, kind = rng.uniform(0, 1, 2), rng.uniform(0.12, 0.5), rng.random()
        if kind < 0.3:
            strokes.append(_arc(tuple(middle), size / 2, 0, _TURN, rng.uniform(0.6, 1.4)))
        elif kind < 0.45:
            start = rng.uniform(0, _TURN)
            strokes.append(_arc(tuple(middle), size, start, start + rng.uniform(1.5, 4)))
        elif kind < 0.65:
            corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * size * rng.uniform(0.4, 1, 2)
            strokes.append(_bent(middle + corners, rng))
        else:
            strokes.append(_bent(rng.uniform(0, 1, (int(rng.integers(2, 5)), 2)), rng))
    return strokes
