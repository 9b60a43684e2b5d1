"""The drawing on the pad on its way through every layer of the chosen model. Imports QtWidgets, numpy and the theme."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from digitpad.core.escaping import markup
from digitpad.core.language import mark, tr
from digitpad.core.layer_trace import NONE_OFF, PATH, LayerTrace, Units, UnitView, output_place
from digitpad.ui.common import theme as themes
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.draw.epoch_row import EpochRow
from digitpad.ui.draw.trace_layout import Tile
from digitpad.ui.draw.trace_view import TraceView, maps, part, title
from digitpad.ui.draw.unit_panel import WIDTH, UnitPanel

SIZE = (800, 600)  # pixels
ENLARGED = 140
CHANNELS = (  # of the pen's path, in the order of ink/path.py
    mark("x"), mark("y"), mark("direction, x"), mark("direction, y"), mark("a stroke begins"), mark("a stroke ends"),
    mark("jump from the stroke before, x"), mark("jump from the stroke before, y"), mark("share of the way"),
)  # fmt: skip


class TraceDialog(QDialog):
    """Stays open beside the pad, and follows the pen."""

    watching_changed = Signal(bool)
    unit_requested = Signal(int, int)  # layer and unit of which all shall be known; 0: of none
    off_changed = Signal(object)  # Units
    epoch_changed = Signal(int)  # the model shall be shown as it was after this epoch; 0: as it is

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trace-dialog")
        self.setWindowTitle(tr("Layer by layer"))
        self.resize(*SIZE)
        self._layers: Sequence[LayerTrace] = ()
        self._names: tuple[str, ...] = ()
        self._off: Units = NONE_OFF
        self._chosen: Tile | None = None
        self._view = named(
            TraceView(), "trace-view", tr("Click, or use the arrow keys, to choose a map or a neuron"),
            tr("Each layer's output for the drawing on the pad"),
        )  # fmt: skip
        self._large = named(QLabel(), "trace-enlarged", label=tr("The map under the pointer, enlarged"))
        self._told = named(QLabel(), "trace-told", label=tr("Numbers under the pointer"))
        self._note = named(QLabel(), "trace-note", label=tr("What is not shown of this model"))
        self._note.hide()
        self._legend = QLabel()
        self._epochs = EpochRow()
        self._panel = UnitPanel()
        for label in (self._told, self._note, self._legend):
            label.setWordWrap(True)
        self._lay_out()
        self._show_legend()
        self._view.pointed.connect(self._point)
        self._view.chosen.connect(self._choose)
        self._panel.switched.connect(self._switch)
        self._epochs.chosen.connect(self.epoch_changed)
        self._point(None)

    def show_model(self, names: tuple[str, ...], note: str, epochs: tuple[int, ...] = ()) -> None:
        """Another model: its classes, what cannot be shown of it, and the epochs that it can be shown after."""
        self._epochs.show_epochs(epochs)
        if names != self._names or note != self._note.text():
            self._names = names
            self._note.setText(note)
            self._note.setVisible(bool(note))

    def forget(self) -> None:
        """Another model is shown from now on: what was chosen and switched off was of the last one."""
        self._epochs.show_epochs(())
        self._drop()

    def _drop(self) -> None:
        self._choose(None)
        if self._off:
            self._switch(NONE_OFF)

    def show_trace(self, layers: Sequence[LayerTrace]) -> None:
        """Shows what the chosen model makes of the drawing; none: nothing is drawn."""
        shapes = [layer.values.shape for layer in layers]
        if layers and self._layers and shapes != [layer.values.shape for layer in self._layers]:
            self._drop()
        self._layers = layers
        self._view.show_layers(layers)
        self._panel.show_off(self._off, layers[output_place(layers)] if layers else None, self._names)
        self._point(self._chosen)
        if self._chosen is not None and layers:
            self._ask()

    def show_unit(self, found: UnitView) -> None:
        """All about the unit that was asked for."""
        self._panel.show_view(found)

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
        """Closed: nobody looks any more, and nothing stays switched off."""
        self._choose(None)
        self._off = NONE_OFF
        self.off_changed.emit(NONE_OFF)
        self.watching_changed.emit(False)
        super().done(result)

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidget(self._view)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, SPACE, 0)
        for widget in (self._note, self._large, self._told, self._panel):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self._legend)
        beside = QScrollArea()
        beside.setWidget(side)
        beside.setFixedWidth(themes.scaled(WIDTH) + 4 * SPACE)
        for area in (scroll, beside):
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(scroll, 1)
        row.addWidget(beside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[2 * SPACE] * 4)
        whole.setSpacing(SPACE)
        whole.addWidget(self._epochs)
        whole.addLayout(row, 1)

    @Slot(object)
    def _choose(self, tile: Tile | None) -> None:
        self._chosen = tile
        unit = None if tile is None else (tile.layer, tile.unit)
        self._panel.choose(unit, can=tile is not None and 0 < tile.layer < output_place(self._layers))
        self._view.show_marks(unit, self._off)
        self._point(tile)
        self._ask()

    def _ask(self) -> None:
        tile = self._chosen
        known = tile is not None and tile.layer <= output_place(self._layers)  # not along the pen's path
        self.unit_requested.emit(*((tile.layer, tile.unit) if known and tile is not None else (0, 0)))

    @Slot(object)
    def _switch(self, off: Units) -> None:
        self._off = off
        self._view.show_marks(None if self._chosen is None else (self._chosen.layer, self._chosen.unit), off)
        self._panel.show_off(off, None, self._names)
        self.off_changed.emit(off)

    def _point(self, tile: Tile | None) -> None:
        """Gives the numbers of what lies under the pointer, or else of what is chosen."""
        tile = tile or self._chosen
        self._large.clear()
        self._large.hide()
        if tile is None or tile.layer >= len(self._layers) or tile.unit >= len(self._layers[tile.layer].values):
            self._told.setText(tr("The strongest value of a layer has the full colour. Point at a map or a neuron for "
                                  "its numbers; click it to see its weights and to switch it off."))  # fmt: skip
            return
        layer = self._layers[tile.layer]
        self._told.setText(f"{title(layer)}\n{numbers(layer, tile.unit)}")
        if layer.values.ndim > 2:
            self._large.setPixmap(_enlarged(maps(layer.values).copy(part(layer, tile.unit)), themes.scaled(ENLARGED)))
            self._large.show()


def numbers(layer: LayerTrace, unit: int) -> str:
    """A neuron's value, or those of a map or of a channel along the pen's path, in words."""
    values = layer.values[unit]
    if np.ndim(values) == 0:
        return tr("neuron {unit}: {value:.4g}", unit=unit, value=float(values))
    low, high, mean = float(values.min()), float(values.max()), float(values.mean())
    if np.ndim(values) > 1:
        return tr("map {unit}: from {low:.4g} to {high:.4g}, mean {mean:.4g}", unit=unit, low=low, high=high, mean=mean)
    name = tr(CHANNELS[unit]) if layer.words == PATH else unit
    return tr("channel {name}: from {low:.4g} to {high:.4g}, mean {mean:.4g}", name=name, low=low, high=high, mean=mean)


def _enlarged(image: QImage, side: int) -> QPixmap:
    return QPixmap.fromImage(image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
