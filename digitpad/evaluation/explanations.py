"""Why a model answers as it does, as data: maps over the glyph and the training digits nearest to it. No torch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core import formats
from digitpad.core.language import tr

SHOWN = 5  # nearest training digits


@dataclass(frozen=True, slots=True, eq=False)
class Neighbour:
    """A training digit: its row, its (28, 28) uint8 picture, its class's name, its distance in the features' unit."""

    row: int
    picture: NDArray[np.uint8]
    label: str
    distance: float


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """One model on one glyph. occlusion and gradient (28, 28): how each spot and pixel speak for `said`.

    Above 0: for it, below 0: against it. `neighbours`: the nearest training digits, None while their features are not
    known; `lacking` then says why they cannot be found, and is empty where they can.
    """

    model: str
    said: str
    confidence: float
    glyph: NDArray[np.float32]
    occlusion: NDArray[np.float32]
    gradient: NDArray[np.float32]
    neighbours: tuple[Neighbour, ...] | None = None
    lacking: str = ""
    number: int = 0  # of the question that it answers
    of_branch: bool = False  # the model has two inputs, and this is its glyph branch alone

    @property
    def sentence(self) -> str:
        """What it is, in words."""
        who = tr("The glyph branch of {model}", model=self.model) if self.of_branch else self.model
        text = tr(
            "{who} predicts {said}, {confidence} sure",
            who=who,
            said=self.said,
            confidence=formats.share(self.confidence, 1),
        )
        if self.neighbours:
            text += tr("; nearest training digits: {label}", label=", ".join(near.label for near in self.neighbours))
        return text


def evened(pull: NDArray[np.float32]) -> NDArray[np.float32]:
    """A map brought to -1 to 1 by its own large values (99th percentile: one pixel does not hide the rest)."""
    top = float(np.quantile(np.abs(pull), 0.99)) or float(np.abs(pull).max())
    return np.clip(pull / top, -1.0, 1.0).astype(np.float32) if top > 0 else np.zeros_like(pull)
