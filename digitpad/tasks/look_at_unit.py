"""One neuron or map of a model, for the drawing on the pad, and what excites it. Imports learn late."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import DatasetError, ModelError
from digitpad.core.language import tr
from digitpad.core.layer_trace import LayerTrace, Units, UnitView
from digitpad.core.picture_sets import test_pictures
from digitpad.core.storage import TooLargeError
from digitpad.models import epoch_weights
from digitpad.models.cards import OpenModel
from digitpad.models.library import Library
from digitpad.tasks.progress import Progress

if TYPE_CHECKING:
    from digitpad.learn.networks import Net

SEARCHED = 2000  # test pictures: a second or two for the largest bundled model

Digits = tuple[NDArray[np.uint8], NDArray[np.int64], tuple[str, ...]]


class UnitViews:
    """Looks at units of the library's models; what excites a layer's units is found once. For one thread at a time."""

    def __init__(self, library: Library, home: Path) -> None:
        self._library, self._home = library, home
        self._excited: dict[tuple[str, int, int], NDArray[np.int64]] = {}

    def traced(
        self, model: str, glyph: NDArray[np.float32], off: Units, epoch: int
    ) -> Iterator[tuple[LayerTrace, ...]]:
        """What the model's layers made of the glyph after an epoch. Raises UnknownNameError, ModelError."""
        _, net = self._net(model, epoch)
        from digitpad.learn import activations

        yield activations.traced(net, glyph, off)

    def _net(self, model: str, epoch: int) -> "tuple[OpenModel, Net]":
        """The model, and its network as it is, or as it was after an epoch (0: as it is)."""
        from digitpad.learn import device

        device.import_torch()
        from digitpad.learn.card_recognizer import checked_net
        from digitpad.learn.fast.fused_net import fused

        opened = self._library.open(model)
        weights = opened.weights
        if epoch:
            try:
                weights = epoch_weights.read(self._home, opened.card, epoch)
            except (OSError, TooLargeError) as error:
                raise ModelError(
                    tr("What {model} was after epoch {epoch} is not on the disk any more.", model=model, epoch=epoch),
                    tr("Choose another epoch."),
                ) from error
        return opened, fused(checked_net(opened.card, weights))

    def view(
        self, model: str, glyph: NDArray[np.float32], layer: int, unit: int, off: Units, epoch: int = 0
    ) -> Iterator[Progress | UnitView]:
        """The unit at once, and again with the pictures that excite it most, where test pictures are on this machine.

        epoch: after which the model is looked at; 0: as it is.
        Raises UnknownNameError, ModelError for a model whose layers are not known.
        """
        opened, net = self._net(model, epoch)
        from digitpad.learn import unit_views

        found = unit_views.view(net, opened.card, glyph, layer, unit, off)
        yield found
        name = test_pictures(opened.card.plan.dataset)
        try:
            pictures, truths, names = _digits(name, self._home)
        except DatasetError:
            yield replace(found, examples=np.empty((0, 28, 28), np.uint8))
            return
        key = opened.fingerprint, layer, epoch
        if key not in self._excited:
            yield Progress(tr("Looking through {count} test pictures …", count=len(pictures)), -1.0)
            self._excited[key] = unit_views.most_excited(net, pictures, layer)
        rows = self._excited[key][unit]
        labels = tuple(names[truths[row]] for row in rows)
        yield replace(found, examples=pictures[rows], labels=labels, searched=len(pictures))


@lru_cache(maxsize=2)
def _digits(name: str, home: Path) -> Digits:
    from digitpad.learn import datasets

    found = datasets.load(name, home, download=False)
    return found.test.x[:SEARCHED].numpy(), found.test.y[:SEARCHED].numpy(), found.classes
