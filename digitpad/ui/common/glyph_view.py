"""The glyph, pixel by pixel, as the model sees it. Imports QtWidgets, numpy and the theme."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.language import tr
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import Theme

SIDE = 28  # of a glyph, in its own pixels


class GlyphView(QWidget):
    """Shows a 28x28 glyph with whole device pixels for each of its own; black where nothing was drawn.

    `ground`: the theme's colour that it lies on. It paints that itself, so that nothing behind it is painted anew for
    each move of the pen.
    """

    accessible_role = accessible_roles.PICTURE

    def __init__(self, parent: QWidget | None = None, *, ground: str = "panel") -> None:
        super().__init__(parent)
        self._ground = ground
        self.setObjectName("pad-glyph")
        self.setAccessibleName(tr("What the model sees"))
        self.setToolTip(tr("The 28x28 picture that the model gets: your drawing, fitted and centred by its mass"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._pixels = np.zeros((SIDE, SIDE), np.uint8)

    def show_glyph(self, glyph: NDArray[np.float32] | None) -> None:
        """Shows a (28, 28) array of 0 (black) to 1 (white); None: an empty one. Raises ValueError for other shapes."""
        if glyph is None:
            pixels = np.zeros((SIDE, SIDE), np.uint8)
        else:
            if glyph.shape != (SIDE, SIDE):
                raise ValueError(f"a glyph is {SIDE}x{SIDE}, got {glyph.shape}")
            pixels = np.rint(np.clip(glyph, 0.0, 1.0) * 255.0).astype(np.uint8)
        if not np.array_equal(pixels, self._pixels):
            self._pixels = np.ascontiguousarray(pixels)
            self.update()

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """What is shown: (28, 28) uint8, 255 white."""
        return self._pixels.copy()

    @guarded(QSize(40, 24))
    def sizeHint(self) -> QSize:
        """Four pixels for each of the glyph's."""
        return QSize(SIDE * 4 + 2, SIDE * 4 + 2)

    @guarded(QSize(40, 24))
    def minimumSizeHint(self) -> QSize:
        """Three pixels for each of the glyph's, and the frame."""
        return QSize(SIDE * 3 + 2, SIDE * 3 + 2)

    def square(self) -> QRect:
        """Where the glyph is painted: in the middle, its side the largest whole multiple of 28 that fits."""
        each = max((min(self.width(), self.height()) - 2) // SIDE, 1)
        side = each * SIDE
        return QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Scales without smoothing: every pixel of the glyph stays a square."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(getattr(themes.current(), self._ground)))
        paint(painter, self._pixels, self.square(), themes.current())


def paint(painter: QPainter, pixels: NDArray[np.uint8], square: QRect, theme: Theme) -> None:
    """Paints (28, 28) uint8 greys into a square, with a thin frame around it."""
    image = QImage(pixels.tobytes(), SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(square, image)
    painter.setPen(QColor(theme.line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(square.adjusted(-1, -1, 0, 0))
