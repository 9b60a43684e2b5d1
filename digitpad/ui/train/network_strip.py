"""The strip of a network's layers, from picture to digits: one chosen, dragged to another place. Imports QtWidgets."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QDropEvent, QFocusEvent, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from digitpad.core.language import tr
from digitpad.core.layer_spec import (
    ActivationLayer,
    ConvLayer,
    DenseLayer,
    LayerSpec,
    PoolLayer,
)
from digitpad.core.network_draft import DraftRow, count_words, shape_words
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded

PLACE = Qt.ItemDataRole.UserRole
SWATCH = QSize(10, 16)  # pixels
ROW_HEIGHT = 25


class NetworkStrip(QTreeWidget):
    """Shows the rows of a draft. Its own layers can be chosen and dragged; input and output stand where they are."""

    place_chosen = Signal(object)  # int, or None where the row is none of the draft's
    move_requested = Signal(int, int)  # from the place to the place
    remove_requested = Signal()
    duplicate_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderLabels([tr("Layer"), tr("Output"), tr("Weights"), tr("Multiply-adds")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setTabKeyNavigation(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(True)
        header = self.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2, 3):
            self.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.currentItemChanged.connect(self._current_changed)

    def show_rows(self, rows: Sequence[DraftRow], chosen: int | None) -> None:
        """Shows these rows, and chooses the draft's layer at a place, without announcing it."""
        self.blockSignals(True)
        self.clear()
        for row in rows:
            item = _item(row)
            self.addTopLevelItem(item)
            if row.place is not None and row.place == chosen:
                self.setCurrentItem(item, 0, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.blockSignals(False)

    @property
    def chosen(self) -> int | None:
        """The place of the chosen layer in the draft."""
        item = self.currentItem()
        return None if item is None else item.data(0, PLACE)

    @property
    def behind(self) -> int:
        """Where in the draft a new layer goes: behind the row that is current, at the end where none is."""
        item = self.currentItem()
        last = self.topLevelItemCount() if item is None else self.indexOfTopLevelItem(item) + 1
        return self._written(last)

    def _current_changed(self) -> None:
        self.place_chosen.emit(self.chosen)

    @guarded(None)
    def dropEvent(self, event: QDropEvent) -> None:
        """A layer was dragged: the draft is changed by its owner, and nothing by Qt."""
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        start = self.chosen
        if event.source() is self and start is not None:
            self.move_requested.emit(start, self._target(event) - (1 if self._target(event) > start else 0))

    def _target(self, event: QDropEvent) -> int:
        """Before which of the draft's layers it was dropped; their number for the end."""
        over = self.itemAt(event.position().toPoint())
        place = self.indexOfTopLevelItem(over) if over is not None else self.topLevelItemCount()
        if over is not None and event.position().y() > self.visualItemRect(over).center().y():
            place += 1
        return self._written(place)

    def _written(self, rows: int) -> int:
        """How many of the first so many rows are the draft's own layers: the others are implied."""
        items = [self.topLevelItem(at) for at in range(rows)]
        return sum(item is not None and item.data(0, PLACE) is not None for item in items)

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow moves the layer, Del removes it, Ctrl+D duplicates it."""
        start, step = self.chosen, {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if start is not None and step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_requested.emit(start, start + step)
        elif start is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit()
        elif event.key() == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.duplicate_requested.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard finds a row to stand on."""
        super().focusInEvent(event)
        first = self.topLevelItem(0)
        if self.currentItem() is None and first is not None:
            self.setCurrentItem(first)

    def changeEvent(self, event: QEvent) -> None:
        """Colours follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for at in range(self.topLevelItemCount()):
                item = self.topLevelItem(at)
                if item is not None and item.data(1, PLACE):
                    _redden(item)


def _item(row: DraftRow) -> QTreeWidgetItem:
    costs = (count_words(row.weights), count_words(row.multiply_adds))
    item = QTreeWidgetItem([row.title, shape_words(row.shape), *costs])
    item.setData(0, PLACE, row.place)
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    item.setFlags(flags | Qt.ItemFlag.ItemIsDragEnabled if row.place is not None else flags)
    item.setSizeHint(0, QSize(0, themes.scaled(ROW_HEIGHT)))
    item.setIcon(0, _swatch(row.layer if row.place is not None else None))
    for column in (1, 2, 3):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if row.problem:
        item.setData(1, PLACE, True)
        item.setText(0, f"⚠ {row.title}")
        item.setData(0, Qt.ItemDataRole.AccessibleDescriptionRole, row.problem)
        for column in range(4):
            item.setToolTip(column, row.problem)
        _redden(item)
    return item


def _redden(item: QTreeWidgetItem) -> None:
    for column in range(4):
        item.setForeground(column, QBrush(QColor(themes.current().bad)))


def _swatch(layer: LayerSpec | None) -> QIcon:
    """A colour for the kind of layer; none for what is not the draft's own."""
    kinds = (ConvLayer, PoolLayer, DenseLayer, ActivationLayer)
    picture = QPixmap(SWATCH)
    picture.fill(Qt.GlobalColor.transparent)
    if layer is not None:
        number = next((at for at, kind in enumerate(kinds) if isinstance(layer, kind)), len(kinds))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(themes.series_colour(number)))
        painter.drawRoundedRect(picture.rect(), 2, 2)
        painter.end()
    return QIcon(picture)
