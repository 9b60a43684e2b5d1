"""Paints the layers of a network for one drawing, and tells what is pointed at and chosen. Imports QtWidgets, numpy."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from digitpad.core.language import tr
from digitpad.core.layer_trace import BOTH, NONE_OFF, OUTPUT, PATH, PATH_OUTPUT, PICTURE, LayerTrace, Units
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.draw.trace_layout import (
    BAR_HEIGHT,
    TITLE,
    Tile,
    TraceLayout,
    bar_pixels,
    coloured,
    laid_out,
    strip_row,
)

MARGIN = 6
_STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class TraceView(QWidget):
    """Maps and bars; a click or the arrow keys choose one of them."""

    accessible_role = accessible_roles.PICTURE

    pointed = Signal(object)  # Tile, or None
    chosen = Signal(object)  # Tile

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._layers: Sequence[LayerTrace] = ()
        self._images: list[QImage] = []
        self._off: Units = NONE_OFF
        self._marked: tuple[int, int] | None = None
        self._laid_for: tuple[object, ...] = ()
        self._layout = TraceLayout(tiles=(), tops=(), height=0)

    @property
    def tiles(self) -> Sequence[Tile]:
        """What is painted where."""
        return self._layout.tiles

    def show_layers(self, layers: Sequence[LayerTrace]) -> None:
        """Shows a network's layers; none: nothing is drawn."""
        self._layers = layers
        self._arrange()

    def show_marks(self, marked: tuple[int, int] | None, off: Units) -> None:
        """Frames the chosen layer and unit, and crosses out those that are switched off."""
        self._marked, self._off = marked, off
        self.update()

    def _arrange(self) -> None:
        width, scale = max(self.width() - 2 * MARGIN, 100), themes.scaled(100) / 100
        shapes = (width, scale, *(layer.values.shape for layer in self._layers))
        if shapes != self._laid_for:  # while the pen moves only the values change
            self._laid_for = shapes
            self._layout = laid_out(self._layers, width, MARGIN, scale)
            self.setMinimumHeight(round(self._layout.height))
        size = width, themes.scaled(BAR_HEIGHT)
        self._images = [picture(layer, *size, self.devicePixelRatioF()) for layer in self._layers]
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many maps in a row as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Colours follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._arrange()

    @guarded(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tells what lies under the pointer."""
        self.pointed.emit(self._at(event.position()))

    @guarded(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses what lies under the pointer."""
        super().mousePressEvent(event)
        tile = self._at(event.position())
        if tile is not None:
            self.chosen.emit(tile)

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys choose the next unit, or one of the next layer."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self.tiles:
            super().keyPressEvent(event)
            return
        layer, unit = self._marked or (0, 0)
        layer = min(max(layer + step[0], 0), len(self._layers) - 1)
        unit = min(max(unit + step[1], 0), len(self._layers[layer].values) - 1)
        self.chosen.emit(next(tile for tile in self.tiles if (tile.layer, tile.unit) == (layer, unit)))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing lies under it any more."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def _at(self, place: QPointF) -> Tile | None:
        return next((tile for tile in self.tiles if tile.holds(place.x(), place.y())), None)

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Each layer's title, then its maps or bars, those alone that can be seen."""
        painter, seen, theme = QPainter(self), QRectF(event.rect()), themes.current()
        painter.setPen(QColor(theme.muted))
        if not self._layers:
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), tr("Draw a digit on the pad"))
            return
        for layer, image, top in zip(self._layers, self._images, self._layout.tops, strict=True):
            painter.drawText(QPointF(MARGIN, top + painter.fontMetrics().ascent()), title(layer))
            place = QPointF(MARGIN, top + themes.scaled(TITLE))
            if layer.values.ndim == 1:
                painter.drawImage(place, image)
            elif layer.values.ndim == 2:
                painter.drawImage(QRectF(place, self._strip(len(layer.values))), image)
        wide = 2 * painter.fontMetrics().height()
        for tile in self.tiles:
            kind, unit = self._layers[tile.layer].values.ndim, (tile.layer, tile.unit)
            marked = unit == self._marked or unit in self._off
            numbered = kind == 1 and tile.width > wide
            if kind < 3 and not marked and not numbered:
                continue  # it is on its layer's image, and there may be hundreds
            area = QRectF(tile.x, tile.y, tile.width, tile.height)
            if area.intersects(seen):
                self._paint_tile(painter, tile, area, numbered=numbered)

    def _paint_tile(self, painter: QPainter, tile: Tile, area: QRectF, *, numbered: bool) -> None:
        layer = self._layers[tile.layer]
        if layer.values.ndim == 3:
            painter.drawImage(area, self._images[tile.layer], QRectF(part(layer, tile.unit)))
        elif numbered:
            self._paint_number(painter, tile, area)
        self._paint_mark(painter, tile, area)

    def _strip(self, channels: int) -> QSizeF:
        return QSizeF(max(self.width() - 2 * MARGIN, 100), channels * strip_row(channels) * themes.scaled(100) / 100)

    def _paint_number(self, painter: QPainter, tile: Tile, area: QRectF) -> None:
        theme, values = themes.current(), self._layers[tile.layer].values
        painter.setPen(QColor(theme.accent_text if values[tile.unit] > max(values.max(), 0) / 2 else theme.text))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), f"{tile.unit}")

    def _paint_mark(self, painter: QPainter, tile: Tile, area: QRectF) -> None:
        theme = themes.current()
        if (tile.layer, tile.unit) in self._off:
            painter.setPen(QPen(QColor(theme.bad), 2))
            painter.drawLine(area.topLeft(), area.bottomRight())
            painter.drawLine(area.bottomLeft(), area.topRight())
        if (tile.layer, tile.unit) == self._marked:
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))


def title(layer: LayerTrace) -> str:
    """Such as "conv16x5, relu: 16 x 28 x 28"."""
    names = {
        PICTURE: tr("Picture"), OUTPUT: tr("Output (softmax)"), PATH: tr("Pen's path"),
        PATH_OUTPUT: tr("Output of the path's network (softmax)"), BOTH: tr("Output of both, weighed (softmax)"),
    }  # fmt: skip
    return f"{names.get(layer.words, layer.words)}: {' x '.join(map(str, layer.values.shape))}"


def _rgb(colour: str) -> tuple[int, ...]:
    shade = QColor(colour)
    return shade.red(), shade.green(), shade.blue()


def picture(layer: LayerTrace, width: int, height: int, ratio: float = 1.0) -> QImage:
    """The layer's maps, one below another; or the bars of its numbers, so wide and high, in pixels of this ratio."""
    if layer.values.ndim > 1:
        return maps(layer.values if layer.values.ndim > 2 else layer.values[None])
    theme = themes.current()
    ground, below, above = (_rgb(each) for each in (theme.soft, theme.series[1], theme.series[0]))
    image = _image(bar_pixels(layer.values, round(width * ratio), round(height * ratio), ground, below, above))
    image.setDevicePixelRatio(ratio)
    return image


def maps(values: np.ndarray) -> QImage:
    """Maps (n, height, width), one below another."""
    theme = themes.current()
    ground, below, above = (_rgb(each) for each in (theme.field, theme.series[1], theme.series[0]))
    colours = coloured(values, ground, below, above)
    return _image(colours.reshape(-1, *colours.shape[2:]))


def _image(pixels: np.ndarray) -> QImage:
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )


def part(layer: LayerTrace, unit: int) -> QRect:
    """Where a map stands on its layer's picture."""
    height, width = layer.values.shape[1:]
    return QRect(0, unit * height, width, height)
