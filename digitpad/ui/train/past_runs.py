"""Earlier runs that can lie behind the current one's curves, as data. Imports records."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from digitpad.core.language import tr
from digitpad.core.plans import DATASETS, Plan
from digitpad.core.records import Card, EpochDone
from digitpad.ui.train.series import OVERLAYS


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run that is over: its name, its figures, and how it is shown. `colour`: a number in the theme's series."""

    key: str  # a model's id, or "session/<n>" for a run that left none
    title: str
    plan: Plan
    epochs: tuple[EpochDone, ...]
    colour: int = OVERLAYS[0]
    shown: bool = False

    @property
    def about(self) -> str:
        """What it reached, and on what."""
        data = DATASETS.get(self.plan.dataset, self.plan.dataset)
        return tr("{test_accuracy:.2%} on {data}", test_accuracy=self.epochs[-1].test_accuracy, data=data).replace(
            "%", " %"
        )


def of_cards(cards: Sequence[Card]) -> list[PastRun]:
    """The library's models that remember their training, the newest first."""
    known = sorted((card for card in cards if card.history), key=lambda card: card.created, reverse=True)
    return [PastRun(card.id, card.name, card.plan, card.history) for card in known]


def merged(found: Sequence[PastRun], before: Sequence[PastRun]) -> list[PastRun]:
    """The runs found now, each shown, coloured and (where its title is its own still) named as it was before."""
    looks = {run.key: run for run in before}
    return [
        replace(run, colour=looks[run.key].colour, shown=looks[run.key].shown) if run.key in looks else run
        for run in found
    ]


def toggled(runs: Sequence[PastRun], key: str, on: bool) -> list[PastRun]:
    """With this run shown, in a colour that none of the shown ones has if there is one; or without it."""
    used = [run.colour for run in runs if run.shown and run.key != key]
    free = next((colour for colour in OVERLAYS if colour not in used), OVERLAYS[len(used) % len(OVERLAYS)])
    return [replace(run, shown=on, colour=free if on else run.colour) if run.key == key else run for run in runs]


def recoloured(runs: Sequence[PastRun], key: str) -> list[PastRun]:
    """With this run in the next colour that no other shown one has; where all are taken, in the next one."""
    used = [run.colour for run in runs if run.shown and run.key != key]
    return [replace(run, colour=_next(run.colour, used)) if run.key == key else run for run in runs]


def _next(colour: int, used: Sequence[int]) -> int:
    place = OVERLAYS.index(colour) if colour in OVERLAYS else -1
    others = [OVERLAYS[(place + step) % len(OVERLAYS)] for step in range(1, len(OVERLAYS))]
    return next((other for other in others if other not in used), others[0])
