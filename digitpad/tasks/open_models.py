"""Models with their nets laid open, for robustness tests and explanations. Imports models, and learn late."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from numpy.typing import ArrayLike

from digitpad.core.records import Card, SnapshotTaken
from digitpad.models.library import Library

if TYPE_CHECKING:
    from digitpad.evaluation.nearest_neighbours import Features
    from digitpad.learn.card_recognizer import CardRecognizer
    from digitpad.learn.networks import Net


@dataclass(slots=True, eq=False)
class OpenedModel:
    """A model with its net laid open: for maps and features."""

    card: Card
    net: "Net"
    recognizer: "CardRecognizer"
    weights: str  # their fingerprint; empty for a net that is still learning, of which nothing is kept
    features: "Features | None" = None  # that the disk did not take


class OpenModels:
    """Models laid open, until the library changes. Callable from any thread.

    The net that is learning now, as `learn` last saw it, is among them under its card's id.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self._lock = threading.Lock()
        self._opened: dict[str, OpenedModel] = {}
        self._learning: SnapshotTaken | None = None

    def get(self, model: str) -> OpenedModel:
        """The model, opened now where it was not yet. Raises UnknownNameError, ModelError."""
        with self._lock:
            if model not in self._opened:
                learning = self._learning
                if learning is not None and learning.card.id == model:
                    self._opened[model] = laid_open(learning.card, learning.weights)
                else:
                    self._opened[model] = opened(self.library, model)
            return self._opened[model]

    def learn(self, snapshot: SnapshotTaken | None) -> None:
        """The newest weights of the running training; None: there is none."""
        with self._lock:
            for each in (self._learning, snapshot):
                self._opened.pop(each.card.id if each is not None else "", None)
            self._learning = snapshot

    def clear(self) -> None:
        """The library is another one than before."""
        with self._lock:
            self._opened.clear()


def opened(library: Library, model: str) -> OpenedModel:
    """The model of this id. Raises UnknownNameError, ModelError."""
    found = library.open(model)
    return laid_open(found.card, found.weights, found.fingerprint)


def laid_open(card: Card, weights: Mapping[str, ArrayLike], fingerprint: str = "") -> OpenedModel:
    """A model from its weights; without a fingerprint, a net that is still learning. Raises ModelError."""
    from digitpad.learn.card_recognizer import CardRecognizer, checked_net

    return OpenedModel(card, checked_net(card, weights), CardRecognizer(card, weights), fingerprint)
