"""One neuron or map of a model, for the drawing on the pad, and what excites it. Imports learn late."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import DatasetError
from digitpad.core.language import tr
from digitpad.core.layer_trace import Units, UnitView
from digitpad.models.library import Library
from digitpad.tasks.progress import Progress

SEARCHED = 2000  # test pictures: a second or two for the largest bundled model

Digits = tuple[NDArray[np.uint8], NDArray[np.int64]]


class UnitViews:
    """Looks at units of the library's models; what excites a layer's units is found once. For one thread at a time."""

    def __init__(self, library: Library, home: Path) -> None:
        self._library, self._home = library, home
        self._excited: dict[tuple[str, int], NDArray[np.int64]] = {}

    def view(
        self, model: str, glyph: NDArray[np.float32], layer: int, unit: int, off: Units
    ) -> Iterator[Progress | UnitView]:
        """The unit at once, and again with the pictures that excite it most, where test pictures are on this machine.

        Raises UnknownNameError, ModelError for a model whose layers are not known.
        """
        from digitpad.learn import device

        device.import_torch()
        from digitpad.learn import unit_views
        from digitpad.learn.card_recognizer import checked_net
        from digitpad.learn.networks import fused

        opened = self._library.open(model)
        net = fused(checked_net(opened.card, opened.weights))
        found = unit_views.view(net, opened.card, glyph, layer, unit, off)
        yield found
        name = "fashion-mnist" if opened.card.plan.dataset == "fashion-mnist" else "mnist"
        try:
            pictures, truths = _digits(name, self._home)
        except DatasetError:
            return
        key = opened.fingerprint, layer
        if key not in self._excited:
            yield Progress(tr("Looking through {count} test pictures …", count=len(pictures)), -1.0)
            self._excited[key] = unit_views.most_excited(net, pictures, layer)
        rows = self._excited[key][unit]
        classes = opened.card.classes
        labels = tuple(classes[truths[row]] if truths[row] < len(classes) else "?" for row in rows)
        yield replace(found, examples=pictures[rows], labels=labels, searched=len(pictures))


@lru_cache(maxsize=2)
def _digits(name: str, home: Path) -> Digits:
    from digitpad.learn import datasets

    test = datasets.load(name, home, download=False).test
    return test.x[:SEARCHED].numpy(), test.y[:SEARCHED].numpy()
