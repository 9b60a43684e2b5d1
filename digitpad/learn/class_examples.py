"""What own classes are trained on: drawings varied, pictures varied, and drawings that are none of them. Imports torch.

A drawing is varied as vectors, and its path as another hand might have moved the pen; what has no strokes is varied as
a picture, as in training. What is none of the classes is made: scribbles, and two drawings side by side.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from digitpad.core.plans import Augmentation
from digitpad.ink import drawn_pictures
from digitpad.ink.files import Drawing
from digitpad.ink.glyph import PEN_WIDTH, SIZE, Picture, glyphs
from digitpad.ink.ink import Ink
from digitpad.ink.path import SHAPE, path
from digitpad.ink.pen_habits import PenHabits, with_habits
from digitpad.ink.perturb import Variation, varied
from digitpad.ink.scribbles import scribble, side_by_side
from digitpad.learn.augment import augment
from digitpad.learn.seeds import derived
from digitpad.learn.teaching import Examples

SLICE = 50  # drawings that are drawn at once
NONE_OF_THESE = 240  # drawings that are made
ROTATE, SHIFT, SCALE, SHEAR, ELASTIC, STROKE = 10.0, 1.0, 0.1, 8.0, 1.0, 0.3  # of pictures: half as padnet's training


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassExamples:
    """`varied`: each drawing `times` times, row by row; `plain`: each as it is; `others`: what is none of the classes.

    `varied` and `plain` have paths where every drawing has strokes; so have `others` then.
    """

    varied: Examples
    plain: Examples
    others: Examples


def rendered(
    drawings: Sequence[Drawing], labels: NDArray[np.int64], times: int, classes: int, seed: int
) -> Generator[float, None, ClassExamples]:
    """The examples; gives the share done. labels (N,) from 0 to `classes`, which is what is none of them."""
    rng = np.random.default_rng(derived(seed, "variations"))
    drawn = all(one.ink for one in drawings)
    kept = np.repeat(np.arange(len(drawings)), times)
    made = yield from _examples([drawings[int(at)] for at in kept], labels[kept], rng, drawn=drawn, start=0.0, end=0.75)
    plain = yield from _examples(drawings, labels, None, drawn=drawn, start=0.75, end=0.85)
    others = [Drawing(ink) for ink in _others([one.ink for one in drawings if one.ink], rng)]
    none = np.full(len(others), classes, np.int64)
    more = yield from _examples(others, none, rng, drawn=drawn, start=0.85, end=1.0)
    return ClassExamples(varied=made, plain=plain, others=more)


def _others(inks: Sequence[Ink], rng: np.random.Generator) -> list[Ink]:
    """Scribbles, and where there are strokes, two drawings side by side."""
    pairs = NONE_OF_THESE // 3 if inks else 0
    made = [scribble(rng) for _ in range(NONE_OF_THESE - pairs)]
    for _ in range(pairs):
        first, second = (inks[int(at)] for at in rng.integers(len(inks), size=2))
        made.append(side_by_side(first, second, rng))
    return made


def _examples(
    drawings: Sequence[Drawing],
    labels: NDArray[np.int64],
    rng: np.random.Generator | None,
    *,
    drawn: bool,
    start: float,
    end: float,
) -> Generator[float, None, Examples]:
    """One example of each drawing, varied where there is an `rng`; with paths where all were drawn."""
    pictures = np.empty((len(drawings), SIZE, SIZE), np.float32)
    ways = np.empty((len(drawings) if drawn else 0, *SHAPE), np.float32)
    for first in range(0, len(drawings), SLICE):
        some = drawings[first : first + SLICE]
        pens = [(one.ink, PEN_WIDTH) if rng is None else varied(one.ink, rng, Variation()) for one in some if one.ink]
        inked = [at for at, one in enumerate(some, first) if one.ink]
        if inked:
            pictures[inked] = glyphs([ink for ink, _ in pens], [pen for _, pen in pens])
        pictures[[at for at, one in enumerate(some, first) if not one.ink]] = _pictures(
            [drawn_pictures.picture_of(one) for one in some if not one.ink], rng
        )
        if drawn:
            for at, (ink, _) in zip(inked, pens, strict=True):
                ways[at] = path(ink if rng is None else with_habits(ink, rng, PenHabits()))
        yield start + (end - start) * min((first + SLICE) / len(drawings), 1.0)
    return Examples(glyphs=pictures, labels=labels, paths=ways if drawn else None)


def _pictures(found: Sequence[Picture], rng: np.random.Generator | None) -> NDArray[np.float32]:
    """Pictures (N, 28, 28), varied where there is an `rng`."""
    stacked = np.stack(found) if found else np.empty((0, SIZE, SIZE), np.float32)
    if rng is None or not len(stacked):
        return stacked
    how = Augmentation(rotate=ROTATE, shift=SHIFT, scale=SCALE, shear=SHEAR, elastic=ELASTIC, stroke=STROKE)
    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    return augment(torch.from_numpy(stacked)[:, None], how, generator)[:, 0].numpy()
