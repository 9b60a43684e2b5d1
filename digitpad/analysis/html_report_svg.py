"""The report's pictures as plain data: curves and intervals in pixels, digits as data URIs. numpy, Pillow, no torch.

The templates in `resources/report` draw them as inline SVG.
"""

import base64
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digitpad.core.language import tr
from digitpad.core.records import Card, EpochDone

COLOURS = ("#3457d5", "#d9730d", "#0f8a8a", "#a13ab0", "#6b7280", "#b8860b", "#c2346b", "#2f7d32")
DASHES = ("", "6 3", "2 3", "8 3 2 3")
WIDTH, HEIGHT = 560, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 20, 12, 36
NAMES = 170  # pixels for the models' names beside their intervals
ROW = 24  # pixels of a model in the picture of intervals


@dataclass(frozen=True, slots=True)
class Axis:
    """From values to pixels, with round ticks."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value, to a tenth."""
        span = self.high - self.low or 1.0
        return round(self.start + (value - self.low) / span * (self.end - self.start), 1)

    def ticks(self, wanted: int = 5) -> list[float]:
        """Round values between the ends."""
        span = self.high - self.low
        if not span > 0:
            return [self.low]
        rough = span / wanted
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= 0.87 * rough)  # a few more are fine
        first = math.ceil(self.low / step - 1e-9)
        return [round(n * step, 10) for n in range(first, math.floor(self.high / step + 1e-9) + 1)]

    def marks(self) -> tuple["Tick", ...]:
        """The ticks with their pixels."""
        return tuple(Tick(at=self.at(value), text=f"{value:g}") for value in self.ticks())


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A round value on an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """Which colour and dashes are which model's."""

    name: str
    colour: str
    dash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLine:
    """One model's line: its points as SVG has them, and the last of them."""

    name: str
    colour: str
    dash: str
    points: str
    end: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Lines over a grid, with the words below and beside it; all in pixels."""

    lines: tuple[ChartLine, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    below: str
    beside: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalRow:
    """One model's accuracy and its interval, in pixels."""

    name: str
    short: str
    at: float
    low: float
    value: float
    high: float
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalChart:
    """Models one below the other, each with its accuracy and interval; all in pixels."""

    rows: tuple[IntervalRow, ...]
    ticks: tuple[Tick, ...]
    height: int
    bottom: int
    width: int = WIDTH
    left: int = NAMES
    right: int = WIDTH - RIGHT
    top: int = TOP


Line = tuple[int, str, list[tuple[float, float]]]  # a model's place among all, its name, its points


def curves(
    cards: Sequence[Card], title: str, figure: Callable[[EpochDone], float], scale: float = 1.0
) -> LineChart | None:
    """A line for each model over its epochs; None where none has a history."""
    found: list[Line] = [
        (at, card.name, _finite([(done.epoch, scale * figure(done)) for done in card.history]))
        for at, card in enumerate(cards)
    ]
    return lines([line for line in found if line[2]], tr("epoch"), title, 0)


def lines(found: Sequence[Line], below: str, beside: str, first: float | None = None) -> LineChart | None:
    """Lines in one picture, with a dot at each one's end; None where there are none. `first`: x begins here."""
    every = [point for _, _, points in found for point in points]
    if not every:
        return None
    start = min(x for x, _ in every) if first is None else first
    x = Axis(start, max(x for x, _ in every), LEFT, WIDTH - RIGHT)
    low, high = min(value for _, value in every), max(value for _, value in every)
    room = (high - low) * 0.06 or 0.5
    y = Axis(low - room, high + room, HEIGHT - BOTTOM, TOP)
    drawn = []
    for at, name, points in found:
        places = [(x.at(step), y.at(value)) for step, value in points]
        text = " ".join(f"{across},{down}" for across, down in places)
        drawn.append(ChartLine(name=name, colour=colour(at), dash=dash(at), points=text, end=places[-1]))
    return LineChart(lines=tuple(drawn), x_ticks=x.marks(), y_ticks=y.marks(), below=below, beside=beside)


def intervals(rows: Sequence[tuple[str, float, float, float]]) -> IntervalChart:
    """Names with accuracy, low and high (shares): a point and its interval for each."""
    low, high = min(row[2] for row in rows), max(row[3] for row in rows)
    room = (high - low) * 0.05 or 0.01
    x = Axis(100 * max(low - room, 0), 100 * min(high + room, 1), NAMES, WIDTH - RIGHT)
    drawn = [
        IntervalRow(
            name=name, short=_short(name), at=TOP + ROW * (at + 0.5), low=x.at(100 * start), value=x.at(100 * value),
            high=x.at(100 * end), colour=colour(at),
        )
        for at, (name, value, start, end) in enumerate(rows)
    ]  # fmt: skip
    bottom = TOP + ROW * len(rows)
    return IntervalChart(rows=tuple(drawn), ticks=x.marks(), height=bottom + BOTTOM, bottom=bottom)


def legend(entries: Sequence[tuple[int, str]]) -> tuple[LegendEntry, ...]:
    """Which line is which model: (its place among all, its name)."""
    return tuple(LegendEntry(name=name, colour=colour(at), dash=dash(at)) for at, name in entries)


def colour(at: int) -> str:
    """The colour of the model at this place."""
    return COLOURS[at % len(COLOURS)]


def dash(at: int) -> str:
    """The dashes of the model at this place: they tell models of one colour apart."""
    return DASHES[at // len(COLOURS) % len(DASHES)]


def digit(picture: NDArray[np.uint8]) -> str:
    """A (28, 28) uint8 picture as a data URI."""
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return f"data:image/png;base64,{base64.b64encode(content.getvalue()).decode()}"


def _finite(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x, value) for x, value in points if math.isfinite(value)]


def _short(name: str, most: int = 22) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
