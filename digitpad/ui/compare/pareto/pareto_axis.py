"""The plane's logarithmic axis of costs, painted by pyqtgraph. Imports pyqtgraph."""

import math
from collections.abc import Sequence

import pyqtgraph as pg

from digitpad.analysis.pareto import Cost
from digitpad.ui.common.guard import guarded

STEPS = (1, 2, 5)
MOST_TICKS = 6


class CostAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph ships no types
    """A logarithmic axis with ticks at 1, 2 and 5, or at round costs when closer, written as the cost's unit has it."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.cost: Cost | None = None

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Powers of ten, and 2 and 5 between them where there is room; round costs where hardly one of these is."""
        powers = range(math.floor(low), math.ceil(high) + 1)
        room = size / max(high - low, 1e-9)
        steps = STEPS if room > 190 else (1, 3) if room > 110 else (1,)
        found = [value for power in powers for step in steps if low <= (value := power + math.log10(step)) <= high]
        return [(1.0, found if len(found) > 2 else round_costs(low, high))]

    @guarded(list[str]())
    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        """The costs as the table writes them, each once."""
        texts = ["" if self.cost is None else self.cost.text(10**value) for value in values]
        return ["" if at and text == texts[at - 1] else text for at, text in enumerate(texts)]


def round_costs(low: float, high: float) -> list[float]:
    """The logarithms of some round costs between two logarithms."""
    least, most = 10**low, 10**high
    rough = (most - least) / MOST_TICKS
    if not 0 < rough < math.inf:
        return []
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first, last = math.ceil(least / step), math.floor(most / step)
    return [math.log10(number * step) for number in range(max(first, 1), last + 1)]
