"""The report's pictures: curves and intervals as inline SVG, digits as data URIs. numpy, Pillow, records, no torch."""

import base64
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digitpad.core.escaping import markup
from digitpad.core.records import Card, EpochDone

COLOURS = ("#3457d5", "#d9730d", "#0f8a8a", "#a13ab0", "#6b7280", "#b8860b", "#c2346b", "#2f7d32")
DASHES = ("", "6 3", "2 3", "8 3 2 3")
WIDTH, HEIGHT = 560, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 12, 36
ROW = 24  # pixels of a model in the picture of intervals


@dataclass(frozen=True, slots=True)
class Axis:
    """From values to pixels, with round ticks."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value."""
        span = self.high - self.low or 1.0
        return self.start + (value - self.low) / span * (self.end - self.start)

    def ticks(self, wanted: int = 5) -> list[float]:
        """Round values between the ends."""
        span = self.high - self.low
        if not span > 0:
            return [self.low]
        rough = span / wanted
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
        first = math.ceil(self.low / step - 1e-9)
        return [round(n * step, 10) for n in range(first, math.floor(self.high / step + 1e-9) + 1)]


Line = tuple[int, str, list[tuple[float, float]]]  # a model's place among all, its name, its points


def curves(cards: Sequence[Card], title: str, figure: Callable[[EpochDone], float], scale: float = 1.0) -> str:
    """A line for each model over its epochs; an empty text where none has a history."""
    found: list[Line] = [
        (at, card.name, _finite([(done.epoch, scale * figure(done)) for done in card.history]))
        for at, card in enumerate(cards)
    ]
    return lines([line for line in found if line[2]], "epoch", title, 0)


def lines(found: Sequence[Line], below: str, beside: str, first: float | None = None) -> str:
    """Lines in one picture, with a dot at each one's end; empty where there are none. `first`: x begins here."""
    every = [point for _, _, points in found for point in points]
    if not every:
        return ""
    start = min(x for x, _ in every) if first is None else first
    x = Axis(start, max(x for x, _ in every), LEFT, WIDTH - RIGHT)
    low, high = min(value for _, value in every), max(value for _, value in every)
    room = (high - low) * 0.06 or 0.5
    y = Axis(low - room, high + room, HEIGHT - BOTTOM, TOP)
    parts = [_grid(x, y, below, beside)]
    for at, name, points in found:
        places = " ".join(f"{x.at(step):.1f},{y.at(value):.1f}" for step, value in points)
        style = f'stroke="{colour(at)}" stroke-dasharray="{DASHES[at // len(COLOURS) % len(DASHES)]}"'
        parts.append(f'<polyline points="{places}" fill="none" stroke-width="2" {style}><title>{markup(name)}</title></polyline>')  # fmt: skip  # noqa: E501
        parts += [f'<circle cx="{x.at(e):.1f}" cy="{y.at(v):.1f}" r="2.5" fill="{colour(at)}"/>' for e, v in points[-1:]]  # fmt: skip  # noqa: E501
    return svg(WIDTH, HEIGHT, parts, f"{beside} by {below}")


def intervals(rows: Sequence[tuple[str, float, float, float]]) -> str:
    """Names with accuracy, low and high (shares): a point and its interval for each."""
    low, high = min(row[2] for row in rows), max(row[3] for row in rows)
    room = (high - low) * 0.05 or 0.01
    x = Axis(100 * max(low - room, 0), 100 * min(high + room, 1), 170, WIDTH - RIGHT)
    height = TOP + ROW * len(rows) + BOTTOM
    parts = [
        f'<line class="grid" x1="{x.at(tick):.1f}" x2="{x.at(tick):.1f}" y1="{TOP}" y2="{height - BOTTOM}"/>'
        f'<text x="{x.at(tick):.1f}" y="{height - BOTTOM + 16}" text-anchor="middle">{tick:g}</text>'
        for tick in x.ticks()
    ]
    parts.append(f'<text x="{(170 + WIDTH - RIGHT) / 2}" y="{height - 4}" text-anchor="middle">accuracy (%)</text>')
    for at, (name, value, start, end) in enumerate(rows):
        y = TOP + ROW * (at + 0.5)
        parts.append(
            f'<text x="162" y="{y + 4:.1f}" text-anchor="end">{markup(_short(name))}'
            f"<title>{markup(name)}</title></text>"
            f'<line x1="{x.at(100 * start):.1f}" x2="{x.at(100 * end):.1f}" y1="{y}" y2="{y}" stroke="{colour(at)}" '
            f'stroke-width="3"/><circle cx="{x.at(100 * value):.1f}" cy="{y}" r="5" fill="{colour(at)}"/>'
        )
    return svg(WIDTH, height, parts, "Accuracy with its 95 % interval")


def svg(width: float, height: float, parts: Sequence[str], title: str) -> str:
    """An inline picture with a title for those who cannot see it."""
    head = f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{markup(title)}">'  # fmt: skip  # noqa: E501
    return f"{head}{''.join(parts)}</svg>"


def colour(at: int) -> str:
    """The colour of the model at this place."""
    return COLOURS[at % len(COLOURS)]


def digit(picture: NDArray[np.uint8]) -> str:
    """A (28, 28) uint8 picture as a data URI."""
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return f"data:image/png;base64,{base64.b64encode(content.getvalue()).decode()}"


def _grid(x: Axis, y: Axis, below: str, beside: str) -> str:
    parts = [
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y.at(tick):.1f}" y2="{y.at(tick):.1f}"/>'
        f'<text x="{LEFT - 6}" y="{y.at(tick) + 4:.1f}" text-anchor="end">{tick:g}</text>'
        for tick in y.ticks()
    ]
    parts += [
        f'<text x="{x.at(tick):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{tick:g}</text>'
        for tick in x.ticks()
    ]
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 4}" text-anchor="middle">{below}</text>')
    parts.append(
        f'<text x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">{markup(beside)}</text>'
    )
    return "".join(parts)


def _finite(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x, value) for x, value in points if math.isfinite(value)]


def _short(name: str, most: int = 22) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
