"""How long a run will take, by the runs that this machine has done; never a promise made elsewhere. Imports records."""

import statistics
from collections.abc import Iterable

from digitpad.core import formats
from digitpad.core.language import mark, tr
from digitpad.core.plans import Plan
from digitpad.core.records import Card

# What the time of an epoch depends on. Rates, seeds and the like cost nothing.
COSTLY = (
    "architecture", "layers", "dataset", "digits", "train_share", "validation", "batch_size", "optimizer",
    "augmentation", "average", "precision", "device",
)  # fmt: skip
NOT_YET = mark("How long it takes here is shown soon after Start.")


def expected(plan: Plan, cards: Iterable[Card]) -> tuple[float, Card] | None:
    """The seconds that a run of this plan takes, and the newest model trained here like it; None: there is none."""
    like = [
        card
        for card in cards
        if card.history and not (card.bundled or card.added)
        and all(getattr(card.plan, name) == getattr(plan, name) for name in COSTLY)
    ]  # fmt: skip
    if not like:
        return None
    newest = max(like, key=lambda card: card.created)
    return plan.epochs * statistics.median(epoch.seconds for epoch in newest.history), newest


def words(plan: Plan, cards: Iterable[Card]) -> str:
    """The same as a sentence."""
    found = expected(plan, cards)
    if found is None:
        return tr(NOT_YET)
    seconds, card = found
    return tr("About {time} on this computer, as {name} took.", time=formats.duration(seconds), name=card.name)
