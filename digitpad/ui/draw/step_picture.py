"""One step on the way to a glyph, seen: strokes, a glyph or a picture in a square. Imports QtWidgets, numpy and ink."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from digitpad.core.language import tr
from digitpad.ink.ink import Ink
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.surface import pen
from digitpad.ui.common.theme import Theme

LEAST = 44  # pixels: the side at which a stroke can still be told
SMOOTH_BELOW = 4  # screen pixels for one of the picture's: from there on squares are seen, and meant


@dataclass(frozen=True, slots=True)
class Lines:
    """Strokes as vectors: in a space of this width and height, drawn with this pen, and a box to show in it."""

    ink: Ink
    width: float
    height: float
    pen: float
    box: tuple[float, float, float, float] | None = None


def fixed_caption(title: str) -> QLabel:
    """What stands under the picture of a step that is always taken."""
    label = QLabel(title)
    label.setProperty("role", "muted")
    return label


def step_switch(name: str, title: str, tip: str, toggled: Callable[[bool], None]) -> QToolButton:
    """What stands under the picture of a step that can be left out; at first it is taken."""
    button = QToolButton()
    button.setText(title)
    button.setObjectName(name)
    button.setAccessibleName(tr("{step}: take this step", step=title))
    button.setToolTip(tip)
    button.setCheckable(True)
    button.setChecked(True)
    button.toggled.connect(toggled)
    return button


class StepPicture(QWidget):
    """A square of `most` pixels or less. `cells`: of so many its side is a whole multiple, where it has room for two.

    Nothing is shown in it but its frame until something is.
    """

    accessible_role = accessible_roles.PICTURE

    def __init__(self, name: str, tip: str, most: int, cells: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(tip)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(most + 2)
        self._most, self._cells = most, cells
        self._shown: Lines | QImage | None = None

    def set_most(self, pixels: int) -> None:
        """How large it may become."""
        self._most = pixels
        self.setMaximumHeight(pixels + 2)
        self.updateGeometry()

    def show_lines(self, lines: Lines) -> None:
        """Shows strokes, white on black as the model has them."""
        self._shown = lines
        self.update()

    def show_picture(self, picture: NDArray[np.float32] | None) -> None:
        """Shows (h, w) or (h, w, 1 or 3) values of 0 (black) to 1 (white); None: nothing."""
        self._shown = None if picture is None else _image(picture)
        self.update()

    @property
    def empty(self) -> bool:
        """Whether nothing is shown."""
        return self._shown is None

    @guarded(QSize(LEAST, LEAST))
    def sizeHint(self) -> QSize:
        """Large enough to tell a digit."""
        side = max(2 * self._cells, LEAST + 8) + 2
        return QSize(side, side)

    @guarded(QSize(LEAST, LEAST))
    def minimumSizeHint(self) -> QSize:
        """The least at which a stroke can be told."""
        return QSize(LEAST, LEAST)

    def square(self) -> QRect:
        """Where the step is painted."""
        side = max(min(self.width(), self.height(), self._most) - 2, 1)
        side = side // self._cells * self._cells if side >= 2 * self._cells else side
        return QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the frame, and the step in it with its aspect kept."""
        painter, square = QPainter(self), self.square()
        painter.setPen(QColor(themes.current().line))
        painter.drawRect(square.adjusted(-1, -1, 0, 0))
        if isinstance(self._shown, Lines):
            painter.fillRect(square, QColor("#000000"))
            _paint_lines(painter, self._shown, QRectF(square), themes.current())
        elif self._shown is not None:
            _paint_image(painter, self._shown, square)


def _image(seen: NDArray[np.float32]) -> QImage:
    pixels = np.rint(np.clip(seen, 0, 1) * 255).astype(np.uint8)
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[..., 0]
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    kind = QImage.Format.Format_Grayscale8 if pixels.ndim == 2 else QImage.Format.Format_RGB888
    return QImage(pixels.tobytes(), width, height, pixels.size // height, kind).copy()


def _paint_image(painter: QPainter, image: QImage, square: QRect) -> None:
    """In the middle; smoothed where a pixel of it is not a whole number of the screen's, or hardly more than one."""
    size = image.size().scaled(square.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(square.topLeft(), size)
    place.moveCenter(square.center())
    uneven = size.width() % image.width() != 0
    smooth = uneven and size.width() < SMOOTH_BELOW * image.width()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(place, image)


def _paint_lines(painter: QPainter, lines: Lines, square: QRectF, theme: Theme) -> None:
    """The strokes in their space, which fills the square as far as its aspect lets it."""
    scale = square.width() / max(lines.width, lines.height, 1e-9)
    left = square.center().x() - scale * lines.width / 2
    top = square.center().y() - scale * lines.height / 2
    painter.setClipRect(square)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    space = QRectF(left, top, lines.width * scale, lines.height * scale)
    if lines.width != lines.height:
        painter.fillRect(space, QColor("#1c1c1c"))
    if lines.box is not None:
        painter.setPen(QColor(theme.series[0]))
        x0, y0, x1, y1 = (value * scale for value in lines.box)
        painter.drawRect(QRectF(left + x0, top + y0, x1 - x0, y1 - y0))
    painter.setPen(pen("#ffffff", max(lines.pen * scale, 1.0)))
    for stroke in lines.ink.strokes:
        points = [QPointF(left + x * scale, top + y * scale) for x, y in stroke.tolist()]
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(QPolygonF(points))
