"""Short runs into a library, for the tests of what becomes of a run."""

import dataclasses
from collections.abc import Iterator

from digitpad.core import recipes
from digitpad.core.plans import Plan
from digitpad.core.records import Card, RunDone
from digitpad.models.library import Library
from digitpad.tasks import train_model

PLAN = dataclasses.replace(recipes.recipe("mlp-256-128"), epochs=3, device="cpu", seed=4)


def events_of(library: Library, plan: Plan | None = PLAN, **options: object) -> Iterator[train_model.Event]:
    return train_model.train(plan, library, library.home, **options)  # type: ignore[arg-type]


def finished(library: Library, plan: Plan | None = PLAN, **options: object) -> Card:
    *_, last = events_of(library, plan, **options)
    assert isinstance(last, RunDone)
    return last.card


def stop_after(events: Iterator[train_model.Event], kind: type, count: int = 1) -> None:
    """Asks for events until `count` of a kind have come, then closes, as whoever breaks a run off does."""
    for event in events:
        count -= isinstance(event, kind)
        if not count:
            break
    events.close()  # type: ignore[attr-defined]  # it is a generator


def figures(card: Card) -> list[tuple[float, ...]]:
    """The history without what the clock has in it."""
    return [(e.train_loss, e.train_accuracy, e.test_loss, e.test_accuracy, e.learning_rate) for e in card.history]
