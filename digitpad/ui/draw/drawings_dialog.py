"""The drawings that the user kept: a sheet of them, to open, relabel or delete. Imports QtWidgets, ink, the theme."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
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
from digitpad.ui.common import theme as themes
from digitpad.ui.common.plain_labels import keep_plain
from digitpad.ui.common.theme import SPACE
from digitpad.ui.draw.ink_icon import SIDE, ink_icon
from digitpad.ui.draw.label_popover import LabelPopover, label_text

NONE_YET = mark("No drawings kept yet. Draw a digit, press the bookmark button below the canvas and choose its label.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelabelRequest:
    """Drawings, by their key_ids, and the label that they should have."""

    names: tuple[str, ...]
    word: str


class DrawingsDialog(themes.Dressed, QDialog):
    """Shows drawings, newest first. It stays open beside the pad."""

    open_requested = Signal(object)  # Drawing
    relabel_requested = Signal(object)  # RelabelRequest
    delete_requested = Signal(list)  # of the drawings' key_ids
    teach_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mine")
        self.setWindowTitle(tr("My drawings"))
        self._drawings: dict[str, Drawing] = {}
        self.list = QListWidget()
        self._line = QLabel()
        self.open_button = QPushButton(tr("Open on the pad"))
        self.delete_button = QPushButton(tr("Delete"))
        self.label_button = QPushButton(tr("Label …"))
        self.teach_button = QPushButton(tr("Teach …"))
        self.labels = LabelPopover(
            "mine-label", tr("Another label"), tr("What are the selected drawings?"),
            tr("Labels the selected drawings {label}"), self,
        )  # fmt: skip
        self._lay_out()
        self.list.itemSelectionChanged.connect(self._selected)
        self.list.itemActivated.connect(self._open)
        self.open_button.clicked.connect(self._open)
        self.delete_button.clicked.connect(self._delete)
        self.label_button.clicked.connect(self._ask_label)
        self.labels.chosen.connect(self._relabel)
        self.teach_button.clicked.connect(self.teach_requested)
        QShortcut(QKeySequence.StandardKey.Delete, self.list, self._delete)
        QShortcut(QKeySequence("L"), self.list, self._ask_label)
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
        self.label_button.setObjectName("mine-relabel")
        self.label_button.setToolTip(tr("Gives the selected drawings another label (L); it can be undone"))
        self.teach_button.setObjectName("mine-teach")
        self.teach_button.setToolTip(tr("Teaches a copy of the pad's model these drawings"))
        row = QHBoxLayout()
        for button in (self.delete_button, self.label_button):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.teach_button, self.open_button):
            row.addWidget(button)
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
            item = QListWidgetItem(ink_icon(drawing.ink, self.devicePixelRatioF()), label_text(drawing.word) or "?")
            item.setData(Qt.ItemDataRole.UserRole, key)
            label = label_text(drawing.word) or tr("no label")
            item.setToolTip(plain_tip(f"{label}, {drawing.extra.get('created', key)}"))
            self.list.addItem(item)
            item.setSelected(key in chosen)
        counts = Counter(drawing.word or "?" for drawing in drawings)
        each = ", ".join(f"{count} \u00d7 {label_text(word)}" for word, count in sorted(counts.items()))
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

    def _selected(self) -> None:
        count = len(self.list.selectedItems())
        self.open_button.setEnabled(count == 1)
        self.delete_button.setEnabled(count > 0)
        self.label_button.setEnabled(count > 0)
        self.teach_button.setEnabled(bool(self._drawings))

    def _open(self) -> None:
        chosen = self.chosen
        if len(chosen) == 1:
            self.open_requested.emit(self._drawings[chosen[0]])

    def _delete(self) -> None:
        if self.chosen:
            self.delete_requested.emit(self.chosen)

    def _ask_label(self) -> None:
        if self.chosen:
            self.labels.open_below(self.label_button)

    def _relabel(self, word: str) -> None:
        if self.chosen:
            self.relabel_requested.emit(RelabelRequest(names=tuple(self.chosen), word=word))
