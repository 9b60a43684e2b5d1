"""Explanations of a drawing by each model, and the training digits' features that neighbours need. Imports evaluation.

torch is loaded when the first event is asked for.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.core.errors import DigitpadError, StorageError
from digitpad.core.language import tr
from digitpad.evaluation.explanations import Explanation
from digitpad.ink.glyph import Picture
from digitpad.tasks.open_models import OpenedModel, OpenModels
from digitpad.tasks.progress import Problem, Progress, going_on, problem_of

if TYPE_CHECKING:
    from digitpad.evaluation.nearest_neighbours import Features
    from digitpad.learn.dataset import Split


def explained(
    models: OpenModels, ids: Sequence[str], glyph: Picture, home: Path, number: int = 0
) -> Iterator[Explanation | Problem]:
    """The explanation of each model; a Problem for one that cannot be opened. number: of the question that is asked."""
    for model in ids:
        yield from going_on(_one(models, model, glyph, home, number), model)


def neighbours_found(
    models: OpenModels, ids: Sequence[str], glyph: Picture | None, home: Path, number: int = 0
) -> Iterator[Progress | Explanation | Problem]:
    """Finds what neighbours need, a model after the other: Progress, and a Problem where it cannot be had.

    As soon as a model has it, its explanation of the glyph follows: many models take many minutes.
    """
    for at, model in enumerate(ids):
        words = tr("{model} searches all training digits, {at} of {count} …", model=model, at=at + 1, count=len(ids))
        for event in going_on(_found(models, model, glyph, home, number), model):
            yield Progress(words, (at + event) / len(ids)) if isinstance(event, float) else event


def explanation(model: OpenedModel, glyph: Picture, home: Path, number: int = 0) -> Explanation:
    """The model's answer to the glyph with both maps, and the neighbours where the features are kept."""
    from digitpad.evaluation import nearest_neighbours
    from digitpad.learn import attribution

    table, _ = model.recognizer.probabilities(glyph[None])
    best = int(table[0].argmax())
    neighbours, lacking = None, ""
    if not model.weights:
        lacking = tr("Once the training is done, its nearest training digits can be found.")
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
        of_branch=model.card.takes_path,
    )


def prepared(model: OpenedModel, home: Path) -> Iterator["float | Features"]:
    """Finds the features of all training digits: yields the share done, and the Features last, which are then kept.

    Raises DatasetError where the training digits are not here, and at the very end StorageError where the features
    cannot be kept: they then serve until the model is closed.
    """
    from digitpad.evaluation import nearest_neighbours
    from digitpad.evaluation.nearest_neighbours import Features

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
def digits_of(name: str, home: Path) -> "Split":
    """The training part of a dataset, read once: nobody changes it while digitpad runs. Raises DatasetError."""
    from digitpad.learn import datasets

    return datasets.load(name, home, download=False).train


def _one(models: OpenModels, model: str, glyph: Picture, home: Path, number: int) -> Iterator[Explanation]:
    yield explanation(models.get(model), glyph, home, number)


def _found(
    models: OpenModels, model: str, glyph: Picture | None, home: Path, number: int
) -> Iterator[float | Explanation | Problem]:
    """Shares done, then the explanation with neighbours, and a Problem where the features could not be kept."""
    opened = models.get(model)
    try:
        for event in prepared(opened, home):
            if isinstance(event, float):
                yield event
            elif glyph is not None:
                yield explanation(opened, glyph, home, number)
    except StorageError as error:
        yield problem_of(error, model, unkept=opened.features is not None)
