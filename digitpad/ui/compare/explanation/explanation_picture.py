"""An explanation as pictures: maps over the glyph, and training digits. Imports QtGui, numpy and the theme."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from digitpad.evaluation.explanations import evened
from digitpad.ui.common.theme import Theme

DRAWN = 0.34  # how strongly the drawing shows through a map

Colours = NDArray[np.float64]


def overlaid(glyph: NDArray[np.float32], pull: NDArray[np.float32], theme: Theme) -> QImage:
    """The glyph in grey, tinted where the map speaks for the answer (accent) or against it (warn). Both (28, 28)."""
    strength = evened(pull)[..., None]
    ground = _mixed(_colour(theme.field), _colour(theme.text), DRAWN * glyph[..., None])
    tint = np.where(strength > 0, _colour(theme.accent), _colour(theme.warn))
    return _image(_mixed(ground, tint, np.abs(strength)))


def digit(picture: NDArray[np.generic]) -> QImage:
    """A (28, 28) picture, uint8 or float in [0, 1], white on black as the models see it."""
    values = picture.astype(np.float64) * (1.0 if picture.dtype == np.uint8 else 255.0)
    return _image(np.repeat(values[..., None], 3, axis=2))


def _mixed(ground: Colours, over: Colours, share: NDArray[np.floating]) -> Colours:
    return np.asarray(ground * (1 - share) + over * share)


def _colour(name: str) -> Colours:
    colour = QColor(name)
    return np.array([colour.red(), colour.green(), colour.blue()], float)


def _image(colours: Colours) -> QImage:
    """An image of its own memory from (H, W, 3) values of 0 to 255."""
    pixels = np.ascontiguousarray(np.rint(np.clip(colours, 0, 255)).astype(np.uint8))
    height, width = pixels.shape[:2]
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
