"""Models for tests that need one but not a good one: true nets with seeded weights, saved as any trained model is."""

import dataclasses
from pathlib import Path

import numpy as np

from digitpad.core import plans, recipes
from digitpad.core.plans import Plan
from digitpad.core.records import DIGITS, GLYPH, PATH, PATH_PREFIX, Card, Score
from digitpad.learn import networks, path_network
from digitpad.models.library import Library

SCORE = Score("mnist", 300, 0.9, (0.86, 0.93), 0.02, 1.0)


def weights_of(plan: Plan, outputs: int = 10, seed: int = 1) -> dict[str, np.ndarray]:
    """The plan's net as the seed makes it, untrained."""
    net = networks.build_for(plan, outputs, seed=seed)
    return {name: value.numpy().copy() for name, value in net.state_dict().items()}


def two_weights_of(plan: Plan, outputs: int = 11, seed: int = 1) -> dict[str, np.ndarray]:
    """The same of a model of two inputs: the plan's net for the glyph, and the path branch."""
    branch = path_network.build(outputs, seed=seed).state_dict()
    return weights_of(plan, outputs, seed) | {
        f"{PATH_PREFIX}{name}": value.numpy().copy() for name, value in branch.items()
    }


def saved_of_two(library: Library, name: str, recipe: str = "mlp-256", seed: int = 1, **values: object) -> Card:
    """A model of two inputs in the library."""
    card = card_of(name, recipe, inputs=(GLYPH, PATH), reject=True, **values)
    return library.save(card, two_weights_of(card.plan, 11, seed))


def card_of(name: str, recipe: str = "mlp-256-128", **values: object) -> Card:
    plan = recipes.recipe(recipe)
    count = sum(array.size for array in weights_of(plan).values())
    card = Card(name, plan, DIGITS, count, "weights.safetensors", 0, scores=(SCORE,), epochs_done=1, torch_version="0")
    card = dataclasses.replace(card, **values)  # type: ignore[arg-type]
    return dataclasses.replace(card, layers=plans.layers_of(card.plan))


def saved(library: Library, name: str, recipe: str = "mlp-256-128", seed: int = 1, **values: object) -> Card:
    """A model of this recipe in the library."""
    card = card_of(name, recipe, **values)
    return library.save(card, weights_of(card.plan, len(card.classes) + card.reject, seed))


def empty_library(folder: Path) -> Library:
    """A library of the home `folder / "home"` with nothing in it, bundled or trained."""
    return Library(folder / "home", folder / "bundled")
