"""Stroke-level augmentation: the same digit as another hand, pen and screen might have given it. Imports numpy and ink.

Varying vectors rather than pictures keeps every training glyph on the path that the pad takes: what is varied goes
through the same fit, pen and centring as a user's drawing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.glyph import PEN_WIDTH
from digitpad.ink.ink import Ink, Points

ONES_MORE = 2  # times as often as other digits: a one has more styles, and is mistaken most
SHORT_NOSE = 0.3  # of a one's height
NARROW = 0.4  # width over height, below which a training writer's seven of one stroke hardly ever lies (7 in 434)


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


def vary(ink: Ink, rng: np.random.Generator, how: Variation, word: str = "") -> tuple[Ink, float]:
    """Another way of drawing this ink, and the pen width to draw it with. `word` allows for the digit's own styles."""
    strokes = _unit(ink)
    if word and rng.random() < how.style_chance * (ONES_MORE if word == "1" else 1):
        strokes = styled(strokes, word, rng)
    strokes = [_trimmed(stroke, rng, how.trim) for stroke in strokes]
    strokes = [stroke + rng.normal(0, how.drift, 2) for stroke in strokes] if len(strokes) > 1 else strokes
    matrix = _affine(rng, how)
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
    extent = max(right - left, bottom - top) or 1.0
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    return [(stroke - middle) / extent for stroke in ink.strokes]


def _affine(rng: np.random.Generator, how: Variation) -> NDArray[np.float64]:
    angle = np.deg2rad(rng.normal(0, how.rotate))
    stretch = np.exp(rng.normal(0, how.stretch) / 2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    slant = np.array([[1.0, rng.normal(0, how.slant)], [0.0, 1.0]])
    return np.asarray(turn @ slant @ np.diag([stretch, 1 / stretch]))


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


def styled(strokes: list[Points], word: str, rng: np.random.Generator) -> list[Points]:
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
