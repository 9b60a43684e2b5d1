"""Other ways of writing the same digit with a pen: order, direction, lifts. For training; imports numpy and ink.

They change the path and leave the picture as it is, but for the line that joins two strokes. Whole paths are reversed
as often as not: it is the path that helps a model, not its direction, and left-handers write many digits the other way.
"""

from dataclasses import dataclass

import numpy as np

from digitpad.ink.ink import Ink, Points

THINNEST = 4  # points of which one is kept, at most
_CUTTABLE = 8  # points of a stroke


@dataclass(frozen=True, slots=True)
class PenHabits:
    """How often each habit is met, as chances per drawing."""

    joined: float = 0.10  # two strokes that follow each other become one
    cut: float = 0.06  # one stroke becomes two
    reordered: float = 0.10  # the strokes come in another order
    backwards: float = 0.07  # one stroke is drawn from its end
    reversed: float = 0.50  # the whole path
    thinned: float = 0.25  # to every second, third or fourth point, as by a slow tablet


def with_habits(ink: Ink, rng: np.random.Generator, how: PenHabits) -> Ink:
    """The ink as another hand might have moved the pen; empty ink stays empty."""
    strokes = list(ink.strokes)
    chances = rng.random(6)
    if chances[0] < how.joined and len(strokes) > 1:
        at = int(rng.integers(len(strokes) - 1))
        strokes[at : at + 2] = [np.concatenate(strokes[at : at + 2])]
    if chances[1] < how.cut:
        strokes = _cut(strokes, rng)
    if chances[2] < how.reordered and len(strokes) > 1:
        strokes = [strokes[int(number)] for number in rng.permutation(len(strokes))]
    if chances[3] < how.backwards and strokes:
        at = int(rng.integers(len(strokes)))
        strokes[at] = strokes[at][::-1]
    if chances[4] < how.reversed:
        strokes = [stroke[::-1] for stroke in reversed(strokes)]
    if chances[5] < how.thinned:
        each = int(rng.integers(2, THINNEST + 1))
        strokes = [thinned(stroke, each) for stroke in strokes]
    return Ink(tuple(strokes))


def thinned(stroke: Points, each: int) -> Points:
    """Every so many points of a stroke, and its last one."""
    kept = stroke[::each]
    return kept if (len(stroke) - 1) % each == 0 else np.concatenate([kept, stroke[-1:]])


def _cut(strokes: list[Points], rng: np.random.Generator) -> list[Points]:
    """One of the strokes that are long enough in two, somewhere in its middle three fifths."""
    long = [number for number, stroke in enumerate(strokes) if len(stroke) >= _CUTTABLE]
    if not long:
        return strokes
    at = long[int(rng.integers(len(long)))]
    place = int(len(strokes[at]) * rng.uniform(0.2, 0.8))
    return [*strokes[:at], strokes[at][: place + 1], strokes[at][place + 1 :], *strokes[at + 1 :]]
