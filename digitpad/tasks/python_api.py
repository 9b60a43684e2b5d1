"""For Python programs: `from digitpad import train, load_model`. Imports tasks and models; torch when called."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitpad.core.errors import UnknownNameError
from digitpad.core.language import tr
from digitpad.core.plans import Plan
from digitpad.core.recipes import recipe
from digitpad.core.records import Card, RunDone
from digitpad.models.library import open_library
from digitpad.tasks import train_model

if TYPE_CHECKING:
    from digitpad.learn.networks import Net


def train(plan: Plan | str, *, name: str | None = None, home: Path | None = None, **changes: Any) -> "Net":
    """Trains a plan, or the recipe of that name, with these changes; gives the network, and keeps it as a model.

        network = train("mlp-256-128", epochs=1, layers="conv8x3,relu,pool2,dense32,relu")

    `changes` are fields of `Plan` (the options of `digitpad train`, with underscores). The model is kept in the library
    of `home` (default: DIGITPAD_HOME, or the platform's folder) under `name`, or the recipe's id and a number.
    The network is an `nn.Module` in eval mode: glyphs (N, 1, 28, 28) float32 in [0, 1], white ink on black, to logits
    (N, outputs); the input scaling is inside. Raises DigitpadError with a sentence and a hint for what cannot be.
    """
    library = open_library(home)
    base = recipe(plan) if isinstance(plan, str) else plan
    known = [item.name for item in dataclasses.fields(Plan)]
    for unknown in changes.keys() - set(known):
        raise UnknownNameError(tr("setting of a plan"), unknown, known)
    card: Card | None = None
    for event in train_model.train(dataclasses.replace(base, **changes), library, library.home, name=name):
        card = event.card if isinstance(event, RunDone) else card
    assert card is not None  # noqa: S101  a run ends with its model or an error
    return load_model(card.id, home=home)


def load_model(name: str = "padnet", *, home: Path | None = None) -> "Net":
    """The network of a model of the library, bundled or trained: an `nn.Module` in eval mode, as `train` gives it.

    Of a model that also reads the pen's path, it is the network that sees the picture.
    Raises UnknownNameError for a name that no model has, ModelError for a broken one.
    """
    model = open_library(home).open(name)
    from digitpad.learn import device

    device.import_torch()
    from digitpad.learn.card_recognizer import checked_net

    return checked_net(model.card, model.weights).requires_grad_(True)  # as torch makes them: to be trained further
