"""The drawing on the pad on its way through every layer of the chosen model. Imports QtWidgets, numpy and the theme."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from digitpad.core.escaping import markup
from digitpad.core.language import tr
from digitpad.core.layer_trace import LayerTrace
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.draw.trace_layout import BAR_HEIGHT, TITLE, Tile, TraceLayout, coloured, laid_out

SIZE = (760, 540)  # pixels
ENLARGED = 168
MARGIN = 6


class TraceView(QWidget):
    """Paints the layers; the map or neuron under the pointer is told."""

    pointed = Signal(object)  # Tile, or None

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self._layers: Sequence[LayerTrace] = ()
        self._images: list[QImage | None] = []
        self._spans: list[tuple[float, float]] = []  # of each layer's values, zero included
        self._layout = TraceLayout(tiles=(), tops=(), height=0)

    @property
    def tiles(self) -> Sequence[Tile]:
        """What is painted where."""
        return self._layout.tiles

    def show_layers(self, layers: Sequence[LayerTrace]) -> None:
        """Shows a network's layers; none: nothing is drawn."""
        self._layers = layers
        self._images = [picture(layer) for layer in layers]
        self._spans = [(min(float(layer.values.min()), 0.0), max(float(layer.values.max()), 1e-12)) for layer in layers]
        self._arrange()

    def _arrange(self) -> None:
        self._layout = laid_out(self._layers, max(self.width() - 2 * MARGIN, 100), MARGIN, themes.scaled(100) / 100)
        self.setMinimumHeight(round(self._layout.height))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many maps in a row as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Colours follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.show_layers(self._layers)

    @guarded(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tells what lies under the pointer."""
        at: QPointF = event.position()
        self.pointed.emit(next((tile for tile in self.tiles if tile.holds(at.x(), at.y())), None))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing lies under it any more."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Each layer's title, then its maps or bars, those alone that can be seen."""
        painter, seen, theme = QPainter(self), QRectF(event.rect()), themes.current()
        painter.setPen(QColor(theme.muted))
        if not self._layers:
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), tr("Draw a digit on the pad"))
            return
        for layer, top in zip(self._layers, self._layout.tops, strict=True):
            painter.drawText(QPointF(MARGIN, top + painter.fontMetrics().ascent()), title(layer))
            if layer.values.ndim == 1:  # one ground for all its bars
                ground = QRectF(
                    MARGIN, top + themes.scaled(TITLE), self.width() - 2 * MARGIN, themes.scaled(BAR_HEIGHT)
                )
                painter.fillRect(ground, QColor(theme.soft))
        for tile in self.tiles:
            area = QRectF(tile.x, tile.y, tile.width, tile.height)
            if not area.intersects(seen):
                continue
            image = self._images[tile.layer]
            if image is not None:
                painter.drawImage(area, image, QRectF(_part(self._layers[tile.layer], tile.unit)))
            else:
                self._paint_bar(painter, tile, area)

    def _paint_bar(self, painter: QPainter, tile: Tile, area: QRectF) -> None:
        theme, (low, high) = themes.current(), self._spans[tile.layer]
        value = float(self._layers[tile.layer].values[tile.unit])
        zero = area.top() + area.height() * high / (high - low)
        length = area.height() * abs(value) / (high - low)
        gap = 1.0 if area.width() > 4 else 0.0
        bar = QRectF(area.left(), zero - (length if value > 0 else 0), area.width() - gap, length)
        painter.fillRect(bar, QColor(theme.series[0 if value > 0 else 1]))
        painter.setPen(QColor(theme.accent_text if value > high / 2 else theme.text))
        if tile.width > 2 * painter.fontMetrics().height():
            painter.drawText(area, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), f"{tile.unit}")


class TraceDialog(QDialog):
    """Stays open beside the pad, and follows the pen."""

    watching_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trace-dialog")
        self.setWindowTitle(tr("Layer by layer"))
        self.resize(*SIZE)
        self._layers: Sequence[LayerTrace] = ()
        self._view = named(TraceView(), "trace-view", label=tr("Each layer's output for the drawing on the pad"))
        self._large = named(QLabel(), "trace-enlarged", label=tr("The map under the pointer, enlarged"))
        self._large.setFixedSize(themes.scaled(ENLARGED), themes.scaled(ENLARGED))
        self._told = named(QLabel(), "trace-told", label=tr("Numbers under the pointer"))
        self._told.setWordWrap(True)
        self._told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._told.setFixedWidth(themes.scaled(ENLARGED))
        self._tile: Tile | None = None
        self._legend = QLabel()
        self._legend.setWordWrap(True)
        self._lay_out()
        self._show_legend()
        self._view.pointed.connect(self._point)
        self._point(None)

    def show_trace(self, layers: Sequence[LayerTrace]) -> None:
        """Shows what the chosen model makes of the drawing; none: nothing is drawn."""
        self._layers = layers
        self._view.show_layers(layers)
        tile = self._tile
        fits = tile is not None and tile.layer < len(layers) and tile.unit < len(layers[tile.layer].values)
        self._point(tile if fits else None)

    def changeEvent(self, event: QEvent) -> None:
        """The colours' meaning follows the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_legend()

    def _show_legend(self) -> None:
        series = themes.current().series
        rows = ((series[0], tr("above zero")), (series[1], tr("below zero")))
        made = [f'<span style="color: {colour}">■</span> {markup(words)}' for colour, words in rows]
        self._legend.setText("<br>".join(made))

    def done(self, result: int) -> None:
        """Closed: nobody looks any more."""
        self.watching_changed.emit(False)
        super().done(result)

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidget(self._view)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side = QVBoxLayout()
        side.addWidget(self._large)
        side.addWidget(self._told, 1)
        side.addWidget(self._legend)
        row = QHBoxLayout(self)
        row.setContentsMargins(*[2 * SPACE] * 4)
        row.setSpacing(2 * SPACE)
        row.addWidget(scroll, 1)
        row.addLayout(side)

    def _point(self, tile: Tile | None) -> None:
        self._tile = tile
        self._large.clear()
        if tile is None:
            self._told.setText(tr("The strongest value of a layer has the full colour. Point at a map or a neuron for "
                                  "its numbers."))  # fmt: skip
            return
        layer = self._layers[tile.layer]
        values = layer.values[tile.unit]
        if np.ndim(values) == 0:
            words = tr("neuron {unit}: {value:.4g}", unit=tile.unit, value=float(values))
            self._told.setText(f"{title(layer)}\n{words}")
            return
        words = tr("map {unit}: from {low:.4g} to {high:.4g}, mean {mean:.4g}", unit=tile.unit,
                   low=float(values.min()), high=float(values.max()), mean=float(values.mean()))  # fmt: skip
        self._told.setText(f"{title(layer)}\n{words}")
        image = picture(layer)
        if image is not None:
            self._large.setPixmap(_enlarged(image.copy(_part(layer, tile.unit)), self._large.width()))


def _enlarged(image: QImage, side: int) -> QPixmap:
    return QPixmap.fromImage(image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))


def title(layer: LayerTrace) -> str:
    """Such as "conv16x5, relu: 16 x 28 x 28"."""
    names = {"picture": tr("Picture"), "output": tr("Output (softmax)")}
    return f"{names.get(layer.words, layer.words)}: {' x '.join(map(str, layer.values.shape))}"


def _rgb(colour: str) -> tuple[int, ...]:
    shade = QColor(colour)
    return shade.red(), shade.green(), shade.blue()


def picture(layer: LayerTrace) -> QImage | None:
    """The layer's maps, one below another; None of a row of numbers."""
    if layer.values.ndim == 1:
        return None
    theme = themes.current()
    ground, below, above = (_rgb(each) for each in (theme.field, theme.series[1], theme.series[0]))
    colours = np.ascontiguousarray(coloured(layer.values, ground, below, above))
    count, height, width = colours.shape[:3]
    return QImage(colours.data, width, count * height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )


def _part(layer: LayerTrace, unit: int) -> QRect:
    """Where a map stands on its layer's picture."""
    height, width = layer.values.shape[1:]
    return QRect(0, unit * height, width, height)
