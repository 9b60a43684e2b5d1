"""Where the maps and bars of a traced network stand, and their colours: pure functions. Imports numpy and core."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.layer_trace import LayerTrace

TITLE, GAP, BAR_HEIGHT = 20, 4, 56  # pixels
LEAST_SIDE, MOST_SIDE = 26, 84  # pixels of a map
STRIP_HEIGHT, LEAST_ROW = 108, 2  # pixels of a path's channels, and of one of them
STEPS = 255  # of colour, from the lowest to the highest value; the middle one is zero
ROW_MAPS = 32  # maps in a row, as far as their least side lets them


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One map, or one neuron's bar, by its layer and its number there."""

    layer: int
    unit: int
    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies on it."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceLayout:
    """All tiles, the top of each layer's title, and the height of it all."""

    tiles: tuple[Tile, ...]
    tops: tuple[float, ...]
    height: float


def laid_out(layers: Sequence[LayerTrace], width: float, margin: float, scale: float) -> TraceLayout:
    """Layers from the top; maps in rows as wide as the room, the neurons of a row as bars beside each other.

    The channels of a path are rows below each other, its points from left to right.
    """
    tiles: list[Tile] = []
    tops: list[float] = []
    y = margin
    for number, layer in enumerate(layers):
        tops.append(y)
        y += TITLE * scale
        count = len(layer.values)
        if layer.values.ndim == 1:
            step = width / count
            tiles += [Tile(layer=number, unit=unit, x=margin + unit * step, y=y, width=step, height=BAR_HEIGHT * scale)
                      for unit in range(count)]  # fmt: skip
            y += (BAR_HEIGHT + 2 * GAP) * scale
            continue
        gap = GAP * scale
        if layer.values.ndim == 2:
            row = strip_row(count) * scale
            tiles += [Tile(layer=number, unit=unit, x=margin, y=y + unit * row, width=width, height=row)
                      for unit in range(count)]  # fmt: skip
            y += count * row + 2 * gap
            continue
        side = min(max((width + gap) / min(count, ROW_MAPS) - gap, LEAST_SIDE * scale), MOST_SIDE * scale)
        columns = max(int((width + gap) // (side + gap)), 1)
        for unit in range(count):
            row, column = divmod(unit, columns)
            tiles.append(Tile(layer=number, unit=unit, x=margin + column * (side + gap), y=y + row * (side + gap),
                              width=side, height=side))  # fmt: skip
        y += -(-count // columns) * (side + gap) + gap
    return TraceLayout(tiles=tuple(tiles), tops=tuple(tops), height=y)


def strip_row(channels: int) -> float:
    """How high a channel of a path is, in pixels at a zoom of 100 %."""
    return max(STRIP_HEIGHT / channels, LEAST_ROW)


def coloured(values: NDArray[np.float32], ground: tuple[int, ...], below: tuple[int, ...], above: tuple[int, ...]
             ) -> NDArray[np.uint8]:  # fmt: skip
    """Values of any shape as colours, a last axis of 3: zero is the ground, the largest size the full colour."""
    shares = np.linspace(-1, 1, STEPS, dtype=np.float32)[:, None]
    zero, under, over = (np.array(each, np.float32) for each in (ground, below, above))
    table = zero + (np.where(shares > 0, over, under) - zero) * np.abs(shares)
    middle = STEPS // 2
    size = max(float(np.abs(values).max(initial=0.0)), 1e-12)
    places = (values * np.float32(middle / size) + np.float32(middle + 0.5)).astype(np.uint8)
    return np.asarray(table.round().astype(np.uint8)[places], np.uint8)


def bar_pixels(
    values: NDArray[np.float32], width: int, height: int, ground: tuple[int, ...], below: tuple[int, ...],
    above: tuple[int, ...],
) -> NDArray[np.uint8]:  # fmt: skip
    """A row of numbers as bars beside each other, (height, width, 3): up from zero, or down, the largest the full size.

    A pixel's column belongs to one number; where a number has more than four, the last is a gap.
    """
    count = len(values)
    units = np.arange(width) * count // width
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 1e-12)
    zero, ends = height * high / (high - low), height * (high - values[units]) / (high - low)
    rows = np.arange(height)[:, None] + 0.5
    kinds = ((rows < zero) & (rows >= ends)).astype(np.uint8) + 2 * ((rows >= zero) & (rows < ends)).astype(np.uint8)
    if width > 4 * count:
        kinds[:, np.diff(units, append=count) > 0] = 0
    return np.asarray(np.array([ground, above, below], np.uint8)[kinds], np.uint8)
