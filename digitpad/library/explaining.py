"""Makes explanations: one model after the other on one glyph, and the features that neighbours need. Imports learn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from numpy.typing import ArrayLike

from digitpad.errors import DigitpadError
from digitpad.ink.glyph import Picture
from digitpad.learn import explain
from digitpad.learn.architectures import Net
from digitpad.learn.datasets import Split
from digitpad.learn.recognizer import CardRecognizer, checked_net
from digitpad.library import evaluations, nearest
from digitpad.library.explanations import Explanation
from digitpad.library.library import Library
from digitpad.library.nearest import Features
from digitpad.records import Card


@dataclass(slots=True, eq=False)
class Opened:
    """A model with its net laid open: for maps and features."""

    card: Card
    net: Net
    recognizer: CardRecognizer
    weights: str  # their fingerprint; empty for a net that is still learning, of which nothing is kept
    features: Features | None = None  # that the disk did not take


def opened(library: Library, model: str) -> Opened:
    """The model of this id. Raises UnknownNameError, ModelError."""
    card, weights = library.card(model), library.weights(model)
    fingerprint = evaluations.fingerprint_of(library, model)
    return Opened(card, checked_net(card, weights), CardRecognizer(card, weights), fingerprint)


def laid_open(card: Card, weights: Mapping[str, ArrayLike]) -> Opened:
    """A net that is still learning, as it was at a moment. Raises ModelError."""
    return Opened(card, checked_net(card, weights), CardRecognizer(card, weights), "")


def explained(model: Opened, glyph: Picture, home: Path, number: int = 0) -> Explanation:
    """The model's answer to the glyph with both maps, and the neighbours where the features are kept."""
    table, _ = model.recognizer.probabilities(glyph[None])
    best = int(table[0].argmax())
    neighbours, lacking = None, ""
    if not model.weights:
        lacking = "Once the training is done, its nearest training digits can be found."
    else:
        try:
            digits = digits_of(nearest.training_set(model.card), home)
            features = model.features or nearest.kept(home, model.weights, digits, model.net)
            if features is not None:
                neighbours = tuple(nearest.nearest(model.net, model.card, features, digits, glyph))
        except DigitpadError as error:
            lacking = error.message
    return Explanation(
        model.card.id,
        model.card.classes[best],
        float(table[0, best]),
        glyph,
        explain.occlusion(model.net, glyph, best),
        explain.gradient(model.net, glyph, best),
        neighbours,
        lacking,
        number,
    )


def prepared(model: Opened, home: Path) -> Iterator[float | Features]:
    """Finds the features of all training digits: yields the share done, and the Features last, which are then kept.

    Raises DatasetError where the training digits are not here, and at the very end StorageError where the features
    cannot be kept: they then serve until the model is closed.
    """
    digits = digits_of(nearest.training_set(model.card), home)
    kept = model.features or nearest.kept(home, model.weights, digits, model.net)
    if kept is not None:
        yield kept
        return
    for event in nearest.found(model.net, digits):
        if not isinstance(event, Features):
            yield event
            continue
        model.features = event
        yield event
        nearest.keep(home, model.weights, digits, event)
        model.features = None


@cache
def digits_of(name: str, home: Path) -> Split:
    """The training part of a dataset, read once: nobody changes it while digitpad runs. Raises DatasetError."""
    from digitpad.learn import datasets

    return datasets.load(name, home, download=False).train
