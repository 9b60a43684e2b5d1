"""What the path branch is trained on: ink alone, varied anew each epoch. Imports ink.

The digits of the training writers, and drawings that are no digit: letters, scribbles, digits on their side, two digits
at once; as many as for the glyph. Vectors are varied as for it, and the pen's habits come on top.
"""

from collections.abc import Generator, Iterator

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.corpus import Corpus
from digitpad.ink.ink import Ink
from digitpad.ink.path import SHAPE, Path, path
from digitpad.ink.pen_habits import PenHabits, with_habits
from digitpad.ink.perturb import Variation, varied
from digitpad.ink.scribbles import scribble, side_by_side, turned
from digitpad.learn import padnet_data
from digitpad.learn.padnet_data import NOT_A_DIGIT, SLICE

Rows = tuple[Path, NDArray[np.int64]]  # (N, 9, 72) float32 and (N,)


def epoch_rows(ink: Corpus, seed: int, epoch: int) -> Generator[float, None, Rows]:
    """The paths and classes of an epoch, the same for the same arguments; gives the share done on the way."""
    rng = np.random.default_rng([seed, epoch, 2])
    total = len(ink.training) + len(ink.training_other) + padnet_data.SCRIBBLES + padnet_data.PAIRS
    total += padnet_data.TURNED
    paths, labels = np.empty((total, *SHAPE), np.float32), np.empty(total, np.int64)
    count = 0
    for drawn, label in _drawings(ink, rng):
        paths[count], labels[count] = path(with_habits(drawn, rng, PenHabits())), label
        count += 1
        if count % SLICE == 0:
            yield count / total
    return paths[:count], labels[:count]


def _drawings(ink: Corpus, rng: np.random.Generator) -> Iterator[tuple[Ink, int]]:
    how = Variation()
    for drawing in ink.training:
        word = drawing.word or ""
        yield varied(drawing.ink, rng, how, word)[0], int(word)
    for drawing in ink.training_other:
        yield varied(drawing.ink, rng, how)[0], NOT_A_DIGIT
    for _ in range(padnet_data.SCRIBBLES):
        yield varied(scribble(rng), rng, how)[0], NOT_A_DIGIT
    if not ink.training:
        return
    for _ in range(padnet_data.PAIRS):
        first, second = (ink.training[int(at)].ink for at in rng.integers(len(ink.training), size=2))
        yield varied(side_by_side(first, second, rng), rng, how)[0], NOT_A_DIGIT
    turnable = [drawing for drawing in ink.training if drawing.word in set(padnet_data.TURNABLE)]
    for at in rng.integers(len(turnable), size=padnet_data.TURNED if turnable else 0):
        lying = turned(turnable[int(at)].ink, turnable[int(at)].word or "", rng)
        if lying is not None:
            yield varied(lying, rng, how)[0], NOT_A_DIGIT
