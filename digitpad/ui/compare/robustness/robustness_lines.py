"""What the robustness test's chart and list show, as data: a line a model, its failures, its words. No Qt, no torch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core import csv_text, formats
from digitpad.core.language import tr
from digitpad.core.records import Card
from digitpad.evaluation.robustness import RobustnessCurve, ToleranceRange, hold, hold_text
from digitpad.ink.perturb import Transform


@dataclass(frozen=True, slots=True, eq=False)
class RobustnessLine:
    """One model over all steps: its share (N,) of the right class, where it fails, and the words for both."""

    model: str
    name: str
    colour: int  # which of the theme's series
    shares: NDArray[np.float64]
    says: tuple[str, ...]  # the likeliest class at each step
    fails: tuple[int, ...]  # steps
    words: str
    places: str  # the same in short

    def at(self, step: int) -> str:
        """The share at one step, in words."""
        return formats.share(float(self.shares[step]), 1)


def lines(
    curves: Mapping[str, RobustnessCurve], cards: Sequence[Card], transform: Transform, true: int
) -> list[RobustnessLine]:
    """A line for each model that has answered, in the order of the cards."""
    made = []
    for at, card in enumerate(cards):
        curve = curves.get(card.id)
        if curve is None or not 0 <= true < curve.table.shape[1]:
            continue
        found = hold(curve.right(true), transform.neutral_at)
        says = tuple(card.classes[best] for best in curve.table.argmax(axis=1))
        words, places = hold_text(found, transform), _places(found, transform)
        made.append(RobustnessLine(card.id, card.name, at, curve.table[:, true], says, _fails(found), words, places))
    return made


def summary(shown: Sequence[RobustnessLine], step: int, right: str, transform: Transform) -> str:
    """How many models still read the drawing at this step."""
    amount = f"{tr(transform.title)} {transform.shown(float(transform.amounts[step]))}"
    if not shown:
        return amount
    still = sum(line.says[step] == right for line in shown)
    if len(shown) == 1:
        return tr("{amount}: it predicts {says}", amount=amount, says=shown[0].says[step])
    if still == len(shown):
        return tr("{amount}: all of {count} predict {right}", amount=amount, count=still, right=right)
    if still == 0:
        return tr("{amount}: none of {count} predict {right}", amount=amount, count=len(shown), right=right)
    return tr("{amount}: {who} of {count} predict {right}", amount=amount, who=still, count=len(shown), right=right)


def scaled(transform: Transform) -> NDArray[np.float64]:
    """The amounts as the chart's axis has them: shares in per cent."""
    return transform.amounts * (100 if transform.unit == "%" else 1)


def axis_title(transform: Transform) -> str:
    """What stands below the chart."""
    return f"{tr(transform.title)} ({transform.unit})"


def as_csv(shown: Sequence[RobustnessLine], transform: Transform, right: str) -> str:
    """A test as CSV: a row for every amount; of each model how likely `right` is (0-1), and what it says."""
    heads = [
        (
            tr("{model}: probability of {right}", model=line.model, right=right),
            tr("{model}: predicted", model=line.model),
        )
        for line in shown
    ]
    rows: list[list[str | None]] = [[axis_title(transform), *(head for both in heads for head in both)]]
    for step, amount in enumerate(scaled(transform)):
        cells = [(f"{line.shares[step]:.6g}", line.says[step]) for line in shown]
        rows.append([f"{amount:.6g}", *(cell for both in cells for cell in both)])
    return csv_text.written(rows)


def _fails(found: ToleranceRange) -> tuple[int, ...]:
    return tuple(at for at in (found.below, found.above) if at is not None)


def _places(found: ToleranceRange, transform: Transform) -> str:
    """Where a model fails, in short: "-32°, 44°"."""
    if not found.at_all:
        return tr("the start")
    return ", ".join(transform.shown(float(transform.amounts[at])) for at in _fails(found)) or tr("never")
