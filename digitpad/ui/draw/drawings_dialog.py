"""The drawings that the user kept: a sheet of them, to open again or delete. Imports QtWidgets, ink and the theme."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.escaping import plain_tip
from digitpad.core.language import mark, tr, tr_n
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.ui.common import theme as themes
from digitpad.ui.common.plain_labels import keep_plain
from digitpad.ui.common.surface import curve, pen
from digitpad.ui.common.theme import SPACE
from digitpad.ui.draw.document import fitted

SIDE, PEN_PX = 64, 3.5  # pixels
NONE_YET = mark("No drawings kept yet. Draw a digit, press the bookmark button below the canvas and choose its label.")


class DrawingsDialog(themes.Dressed, QDialog):
    """Shows drawings, newest first. It stays open beside the pad."""

    open_requested = Signal(object)  # Drawing
    delete_requested = Signal(list)  # of the drawings' key_ids

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mine")
        self.setWindowTitle(tr("My drawings"))
        self._drawings: dict[str, Drawing] = {}
        self.list = QListWidget()
        self._line = QLabel()
        self.open_button = QPushButton(tr("Open on the pad"))
        self.delete_button = QPushButton(tr("Delete"))
        self._lay_out()
        self.list.itemSelectionChanged.connect(self._selected)
        self.list.itemActivated.connect(self._open)
        self.open_button.clicked.connect(self._open)
        self.delete_button.clicked.connect(self._delete)
        QShortcut(QKeySequence.StandardKey.Delete, self.list, self._delete)
        self._selected()
        keep_plain(self)
        self.dress()

    def _lay_out(self) -> None:
        self.list.setObjectName("mine-list")
        self.list.setAccessibleName(tr("Kept drawings"))
        self.list.setViewMode(QListWidget.ViewMode.IconMode)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setMovement(QListWidget.Movement.Static)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setIconSize(QSize(SIDE, SIDE))
        self.list.setGridSize(QSize(SIDE + 4 * SPACE, SIDE + 4 * SPACE))
        self._line.setProperty("role", "muted")
        self._line.setWordWrap(True)
        self.open_button.setObjectName("mine-open")
        self.open_button.setToolTip(tr("Puts the chosen drawing on the pad (Enter)"))
        self.delete_button.setObjectName("mine-delete")
        self.delete_button.setToolTip(tr("Deletes the chosen drawings (Delete); it can be undone"))
        row = QHBoxLayout()
        row.addWidget(self.delete_button)
        row.addStretch(1)
        row.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._line)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.resize(62 * SPACE, 52 * SPACE)

    def show_drawings(self, drawings: Sequence[Drawing]) -> None:
        """Takes these drawings in place of the ones before; what was chosen stays chosen."""
        chosen = set(self.chosen)
        self._drawings = {drawing.key_id: drawing for drawing in reversed(drawings)}
        self.list.clear()
        for key, drawing in self._drawings.items():
            item = QListWidgetItem(self._icon(drawing.ink), drawing.word or "?")
            item.setData(Qt.ItemDataRole.UserRole, key)
            label = drawing.word or tr("no label")
            item.setToolTip(plain_tip(f"{label}, {drawing.extra.get('created', key)}"))
            self.list.addItem(item)
            item.setSelected(key in chosen)
        counts = Counter(drawing.word or "?" for drawing in drawings)
        each = ", ".join(f"{count} \u00d7 {word}" for word, count in sorted(counts.items()))
        number = tr_n("{count} drawing", "{count} drawings", len(drawings))
        self._line.setText(f"{number}: {each}." if drawings else tr(NONE_YET))
        self._selected()

    @property
    def chosen(self) -> list[str]:
        """The key_ids of the chosen drawings."""
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in self.list.selectedItems()]

    def wear(self, _theme: themes.Theme) -> None:
        """Draws the pictures in the theme's colours."""
        self.show_drawings(list(reversed(self._drawings.values())))

    def _icon(self, ink: Ink) -> QIcon:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(SIDE * ratio), round(SIDE * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(themes.current().ink, PEN_PX))
        for stroke in fitted(ink, SIDE, SIDE).strokes:
            painter.drawPath(curve([(float(x), float(y)) for x, y in stroke]))
        painter.end()
        return QIcon(pixmap)

    def _selected(self) -> None:
        count = len(self.list.selectedItems())
        self.open_button.setEnabled(count == 1)
        self.delete_button.setEnabled(count > 0)

    def _open(self) -> None:
        chosen = self.chosen
        if len(chosen) == 1:
            self.open_requested.emit(self._drawings[chosen[0]])

    def _delete(self) -> None:
        if self.chosen:
            self.delete_requested.emit(self.chosen)
