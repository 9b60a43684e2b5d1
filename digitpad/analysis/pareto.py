"""Accuracy against cost: the points, and which of them nobody beats on both. Imports comparison; no torch."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digitpad.analysis.columns import multiply_adds
from digitpad.analysis.comparison import ModelRow, fits
from digitpad.core import formats
from digitpad.core.language import mark, tr


@dataclass(frozen=True, slots=True)
class Cost:
    """Something that a model costs: what it is called, how much it is, and how that is written."""

    key: str
    title: str
    value: Callable[[ModelRow], float | None]
    text: Callable[[float], str]


COSTS = (
    Cost("multiply-adds", mark("Multiply-adds a prediction"), multiply_adds, formats.short_count),
    Cost("parameters", mark("Parameters"), lambda row: row.card.parameters or None, formats.short_count),
    Cost("milliseconds", mark("Time of a prediction here"), lambda row: row.milliseconds,
         lambda value: formats.duration(value / 1000)),
    Cost("training", mark("Processor time of the training"),
         lambda row: row.card.cpu_seconds or row.card.seconds or None,
         formats.duration),
    Cost("bytes", mark("File size"), lambda row: row.card.bytes or None, formats.size),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """One model in the plane: its cost, its accuracy (a share) with the 95 % interval."""

    model: str
    name: str
    cost: float
    accuracy: float
    interval: tuple[float, float]


def cost(key: str) -> Cost:
    """The cost of this key, the first of all for a key that nobody knows."""
    return next((found for found in COSTS if found.key == key), COSTS[0])


def points(table: Sequence[ModelRow], on: str, by: Cost) -> list[Point]:
    """The models whose accuracy on this set and whose cost are known."""
    made = []
    for row in table:
        score, price = row.scores.get(on), by.value(row)
        if score is not None and score.judged and price is not None and price > 0 and fits(row.card, on):
            made.append(Point(row.card.id, row.card.name, float(price), score.accuracy, score.ci95))
    return made


def front(found: Sequence[Point]) -> list[Point]:
    """The Pareto front, cheapest first: no other is cheaper and as good, or better for no more.

    Of points that are equal in both, all are on the front.
    """
    return sorted((point for point in found if not any(beats(other, point) for other in found)), key=_by_cost)


def beats(one: Point, other: Point) -> bool:
    """Whether one is at least as good and at most as dear, and better in at least one of both."""
    no_worse = one.cost <= other.cost and one.accuracy >= other.accuracy
    return no_worse and (one.cost < other.cost or one.accuracy > other.accuracy)


def stacks(places: Sequence[tuple[float, float]], reach: float) -> list[list[int]]:
    """Which points lie on each other: numbers of places (x, y), each with all that are within `reach` of the first.

    Every place is in exactly one stack; the earlier ones are the first of theirs.
    """
    made: list[list[int]] = []
    for number, (x, y) in enumerate(places):
        for stack in made:
            first_x, first_y = places[stack[0]]
            if math.hypot(x - first_x, y - first_y) < reach:
                stack.append(number)
                break
        else:
            made.append([number])
    return made


def next_of(stack: Sequence[str], current: str) -> str:
    """Whom a click on a stack means: the first, or the one after the current."""
    return stack[(stack.index(current) + 1) % len(stack)] if current in stack else stack[0]


def _by_cost(point: Point) -> tuple[float, float, str]:
    return (point.cost, point.accuracy, point.model)


def sentence(point: Point, by: Cost, on_front: bool, others: Sequence[str] = ()) -> str:
    """A point in words, and the names of those that lie on it."""
    text = f"{point.name}: {formats.interval(point.accuracy, *point.interval)}, {by.text(point.cost)}"
    text += tr(". No model is better at lower cost.") if on_front else ""
    if not others:
        return text
    return tr(
        "{rstrip}. Here too (click for the next, or zoom): {others}", rstrip=text.rstrip("."), others=", ".join(others)
    )
