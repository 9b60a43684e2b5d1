"""Models side by side, as data: which set belongs to which model, and a row for each. Imports records alone.

Pure functions on frozen records, without torch and without Qt: the window, the command line and reports show the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from digitpad.core.language import mark, tr
from digitpad.core.picture_sets import CLASSES, test_pictures
from digitpad.core.records import DIGITS, OWN, Card, Score

SETS = {
    "mnist": mark("MNIST test"),
    "fashion-mnist": mark("Fashion-MNIST test"),
    "kuzushiji-mnist": mark("Kuzushiji-MNIST test"),
    "emnist-letters": mark("EMNIST letters, test"),
    "ink": mark("Real ink"),
    "mine": mark("My drawings"),
    OWN: mark("Own drawings, left out"),  # no set that can be loaded: what is known of a model of one's own classes
    "robustness": mark("Robustness"),  # no set of its own: 1,000 digits of real ink, or of MNIST, bent in many ways
}
Key = tuple[str, str]  # a model's id, and the set that it was scored on


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model's line: its card, its scores by set, and the measured time of one prediction (None: not measured)."""

    card: Card
    scores: Mapping[str, Score]
    milliseconds: float | None = None

    @property
    def own(self) -> Score | None:
        """The score on the test set that belongs to the model's training data."""
        return self.scores.get(test_set(self.card))


def test_set(card: Card) -> str:
    """The set whose test pictures belong to the card's training data."""
    if card.own_classes:
        return OWN
    return test_pictures(card.plan.dataset)


def fits(card: Card, on: str) -> bool:
    """Whether the set's classes are the card's: a model that names clothes has nothing to say of digits."""
    if card.own_classes or on == OWN:
        return card.own_classes and (on == OWN or on not in SETS)  # a file may hold drawings of its classes
    return card.classes == CLASSES.get(on, DIGITS)


def set_for(card: Card, on: str) -> str:
    """The chosen set where it fits the model, else the model's own test set."""
    return on if fits(card, on) else test_set(card)


def set_title(on: str) -> str:
    """What a set is called: one of `SETS`, or a file's name without its folders."""
    return tr(SETS[on]) if on in SETS else on.replace("\\", "/").rsplit("/", 1)[-1]


def score_of(row: Mapping[str, Any]) -> Score:
    """The score in a row of `digitpad evaluate --json`. Raises KeyError, TypeError, ValueError for anything else."""
    low, high = row["ci95"]
    n, accuracy = int(row["n"]), float(row["accuracy"])
    interval = (float(low), float(high))
    ece, answered = float(row.get("ece", 0.0)), float(row.get("answered", 1.0))
    return Score(str(row["on"]), n, accuracy, interval, ece, answered, bool(row.get("judged", True)))


def unjudged(score: Score) -> str:
    """What is to be said of a score on drawings that are all of no class of the model; empty for any other."""
    if score.judged:
        return ""
    return tr(
        "No drawing in {on} is of a class that the model knows, so there is no accuracy. What counts is how many of "
        "the {n:,} it refuses.",
        n=score.n,
        on=set_title(score.on),
    )


def rows(
    cards: Iterable[Card], scores: Mapping[Key, Score] | None = None, times: Mapping[str, float] | None = None
) -> list[ModelRow]:
    """A row for each card; `scores` go before those of the card, `times` are milliseconds a prediction by model."""
    by_model: dict[str, dict[str, Score]] = {}
    for (model, on), score in (scores or {}).items():
        by_model.setdefault(model, {})[on] = score
    made = []
    for card in cards:
        known = {_set_of(card, score): score for score in card.scores} | by_model.get(card.id, {})
        made.append(ModelRow(card, known, (times or {}).get(card.id)))
    return made


def _set_of(card: Card, score: Score) -> str:
    """A card may call the test set by its training data ("mnist+ink"): that is the model's own test set."""
    return test_set(card) if score.on == card.plan.dataset else score.on
