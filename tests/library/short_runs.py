"""Short runs into a library, for the tests of what becomes of a run."""

import dataclasses
from collections.abc import Iterator

from digitpad import recipes
from digitpad.library import runs
from digitpad.library.library import Library
from digitpad.plans import Plan
from digitpad.records import Card, RunDone

PLAN = dataclasses.replace(recipes.recipe("mlp-256-128"), epochs=3, device="cpu", seed=4)


def events_of(library: Library, plan: Plan | None = PLAN, **options: object) -> Iterator[runs.Event]:
    return runs.train(plan, library, library.home, **options)  # type: ignore[arg-type]


def finished(library: Library, plan: Plan | None = PLAN, **options: object) -> Card:
    *_, last = events_of(library, plan, **options)
    assert isinstance(last, RunDone)
    return last.card


def stop_after(events: Iterator[runs.Event], kind: type, count: int = 1) -> None:
    """Asks for events until `count` of a kind have come, then closes, as whoever breaks a run off does."""
    for event in events:
        count -= isinstance(event, kind)
        if not count:
            break
    events.close()  # type: ignore[attr-defined]  # it is a generator


def figures(card: Card) -> list[tuple[float, ...]]:
    """The history without what the clock has in it."""
    return [(e.train_loss, e.train_accuracy, e.test_loss, e.test_accuracy, e.learning_rate) for e in card.history]
