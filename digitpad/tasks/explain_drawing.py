"""Makes explanations: one model after the other on one glyph, and the features that neighbours need. Imports learn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from numpy.typing import ArrayLike

from digitpad.core.errors import DigitpadError
from digitpad.core.records import Card
from digitpad.evaluation import nearest_neighbours
from digitpad.evaluation.explanations import Explanation
from digitpad.evaluation.nearest_neighbours import Features
from digitpad.ink.glyph import Picture
from digitpad.learn import attribution
from digitpad.learn.card_recognizer import CardRecognizer, checked_net
from digitpad.learn.dataset import Split
from digitpad.learn.networks import Net
from digitpad.models.library import Library


@dataclass(slots=True, eq=False)
class OpenedModel:
    """A model with its net laid open: for maps and features."""

    card: Card
    net: Net
    recognizer: CardRecognizer
    weights: str  # their fingerprint; empty for a net that is still learning, of which nothing is kept
    features: Features | None = None  # that the disk did not take


def opened(library: Library, model: str) -> OpenedModel:
    """The model of this id. Raises UnknownNameError, ModelError."""
    found = library.open(model)
    return OpenedModel(found.card, checked_net(found.card, found.weights), CardRecognizer.of(found), found.fingerprint)


def laid_open(card: Card, weights: Mapping[str, ArrayLike]) -> OpenedModel:
    """A net that is still learning, as it was at a moment. Raises ModelError."""
    return OpenedModel(card, checked_net(card, weights), CardRecognizer(card, weights), "")


def explained(model: OpenedModel, glyph: Picture, home: Path, number: int = 0) -> Explanation:
    """The model's answer to the glyph with both maps, and the neighbours where the features are kept."""
    table, _ = model.recognizer.probabilities(glyph[None])
    best = int(table[0].argmax())
    neighbours, lacking = None, ""
    if not model.weights:
        lacking = "Once the training is done, its nearest training digits can be found."
    else:
        try:
            digits = digits_of(nearest_neighbours.training_set(model.card), home)
            features = model.features or nearest_neighbours.kept(home, model.weights, digits, model.net)
            if features is not None:
                neighbours = tuple(nearest_neighbours.nearest(model.net, model.card, features, digits, glyph))
        except DigitpadError as error:
            lacking = error.message
    return Explanation(
        model.card.id,
        model.card.classes[best],
        float(table[0, best]),
        glyph,
        attribution.occlusion(model.net, glyph, best),
        attribution.gradient(model.net, glyph, best),
        neighbours,
        lacking,
        number,
    )


def prepared(model: OpenedModel, home: Path) -> Iterator[float | Features]:
    """Finds the features of all training digits: yields the share done, and the Features last, which are then kept.

    Raises DatasetError where the training digits are not here, and at the very end StorageError where the features
    cannot be kept: they then serve until the model is closed.
    """
    digits = digits_of(nearest_neighbours.training_set(model.card), home)
    kept = model.features or nearest_neighbours.kept(home, model.weights, digits, model.net)
    if kept is not None:
        yield kept
        return
    for event in nearest_neighbours.found(model.net, digits):
        if not isinstance(event, Features):
            yield event
            continue
        model.features = event
        yield event
        nearest_neighbours.keep(home, model.weights, digits, event)
        model.features = None


@cache
def digits_of(name: str, home: Path) -> Split:
    """The training part of a dataset, read once: nobody changes it while digitpad runs. Raises DatasetError."""
    from digitpad.learn import datasets

    return datasets.load(name, home, download=False).train
