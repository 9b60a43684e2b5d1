"""The plan of a recipe or a model as a script of plain torch. A generator; imports models and analysis, no torch."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitpad.analysis import training_script
from digitpad.core import plans
from digitpad.core.errors import PlanError, StorageError, UnknownNameError
from digitpad.core.language import tr
from digitpad.core.plans import Plan
from digitpad.core.recipes import RECIPES
from digitpad.core.storage import check_chosen, is_folder, write_chosen
from digitpad.models.cards import layered
from digitpad.models.library import Library

SUFFIX = ".py"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCode:
    """The script, and where it lies; None: nowhere yet."""

    text: str
    path: Path | None


def written(library: Library, name: str, path: Path | None = None) -> Iterator[WrittenCode]:
    """The script of a recipe, or of the plan that a model was trained by, written into a file if one is named.

    Raises UnknownNameError, ModelError, PlanError, StorageError.
    """
    yield from of_plan(plan_of(library, name), path)


def of_plan(plan: Plan, path: Path | None = None) -> Iterator[WrittenCode]:
    """The script of a plan. Raises PlanError for one that cannot be run, StorageError."""
    if path is not None:
        _check_place(path)
    text = training_script.script(plans.check(plan))
    if path is not None:
        write_chosen(path, text.encode())
    yield WrittenCode(text=text, path=path)


def plan_of(library: Library, name: str) -> Plan:
    """The plan of a recipe or a model. Raises UnknownNameError, ModelError."""
    if name in RECIPES:
        return RECIPES[name]
    if not library.has(name):
        raise UnknownNameError(tr("recipe or model"), name, {*RECIPES, *library.names()})
    card = layered(library.card(name))
    if card.own_classes and card.origin is not None:
        raise PlanError(
            tr(
                "{model} was trained on drawings of your own with another model's layers, and has no script.",
                model=name,
            ),
            tr("The code of the model that it was made from: digitpad code {original}", original=card.origin.original),
        )
    return card.plan


def _check_place(path: Path) -> None:
    """Raises StorageError at once for what is no script's name, or cannot be written."""
    if path.suffix.lower() != SUFFIX and not is_folder(path):
        raise StorageError(
            tr("{name} is not the name of a Python script.", name=path.name),
            tr("Name it {name}.", name=path.with_suffix(SUFFIX).name),
        )
    check_chosen(path)
