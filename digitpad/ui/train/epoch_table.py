"""The epochs of a run as a table. Imports QtCore, QtWidgets and records."""

from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from digitpad.core.language import mark, tr
from digitpad.core.records import EpochDone
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.train.training_text import round_rate

EMPTY = mark("Each epoch adds a row")
NARROW = 700  # pixels below which nine columns are too many

Index = QModelIndex | QPersistentModelIndex


class Column(NamedTuple):
    """One column: its heading, what it means, and how a cell reads."""

    heading: str
    meaning: str
    field: str
    form: str


COLUMNS = (
    Column(mark("Epoch"), mark("One pass over all the training pictures."), "epoch", "{:d}"),
    Column(mark("Train loss"), mark("How wrong and unsure it was during training; lower is better."),
           "train_loss", "{:.4f}"),
    Column(mark("Train acc."), mark("The share of training pictures classified correctly."),
           "train_accuracy", "{:.2%}"),
    Column(mark("Val. loss"), mark("The loss on the validation set, which picks the best epoch."),
           "validation_loss", "{:.4f}"),
    Column(mark("Val. acc."), mark("The share of the validation set classified correctly."),
           "validation_accuracy", "{:.2%}"),
    Column(mark("Test loss"), mark("The loss on the test set, which it is never trained on."), "test_loss", "{:.4f}"),
    Column(mark("Test acc."), mark("The share of the test set classified correctly: the honest one."),
           "test_accuracy", "{:.2%}"),
    Column(mark("Time"), mark("How long the epoch took, with its test, in seconds."), "seconds", "{:.1f} s"),
    Column(mark("Speed"), mark("How many training pictures it processed per second."), "samples_per_second", "{:,}/s"),
)  # fmt: skip


def cell(done: EpochDone, column: Column) -> str:
    """How an epoch's figure reads in a column."""
    value = getattr(done, column.field)
    if value is None:
        return ""
    if column.field == "samples_per_second":
        value = round_rate(value)
    return column.form.format(value).replace("%", " %")


class EpochModel(QAbstractTableModel):
    """The epochs done, oldest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[EpochDone] = []

    def show_epochs(self, rows: list[EpochDone]) -> None:
        """Shows these epochs; where they only add to what is shown, nothing else is touched."""
        shown = len(self._rows)
        if rows[:shown] == self._rows:
            if len(rows) > shown:
                self.beginInsertRows(QModelIndex(), shown, len(rows) - 1)
                self._rows = list(rows)
                self.endInsertRows()
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    @guarded(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """The number of epochs done."""
        return 0 if parent.isValid() else len(self._rows)

    @guarded(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """The number of figures of an epoch."""
        return 0 if parent.isValid() else len(COLUMNS)

    @guarded(None)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text, alignment and meaning."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell(self._rows[index.row()], COLUMNS[index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    @guarded(None)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A column's heading, alignment and meaning."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section].heading)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(COLUMNS[section].meaning)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


class EpochTable(QTableView):
    """The table of epochs; it stays at the newest one unless the user scrolled up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train-epoch-table")
        self.setAccessibleName(tr("Epochs of this run"))
        self._model = EpochModel(self)
        self._held_out = False
        self.setModel(self._model)
        self.verticalHeader().hide()
        themes.keep_sized(self.verticalHeader(), setDefaultSectionSize=26)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMinimumHeight(86)
        self.setStyleSheet("QTableView::item { padding-right: 4px; }")  # figures stand under their headings' ends
        self.show_epochs([])

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows; or, while there are none, what will stand here."""
        super().paintEvent(event)
        if self._model.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.viewport().rect(), int(Qt.AlignmentFlag.AlignCenter), tr(EMPTY))
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves out what there is no room for."""
        super().resizeEvent(event)
        self._choose_columns()

    def _choose_columns(self) -> None:
        """The held-out figures where there are some; in a narrow place they push time and speed out."""
        crowded = self._held_out and self.width() < NARROW
        for place, column in enumerate(COLUMNS):
            held_out, cost = column.field.startswith("validation"), column.field in ("seconds", "samples_per_second")
            self.setColumnHidden(place, (held_out and not self._held_out) or (cost and crowded))

    def show_epochs(self, rows: list[EpochDone]) -> None:
        """Shows these epochs, oldest first."""
        self._held_out = any(row.validation_loss is not None for row in rows)
        self._choose_columns()
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        self._model.show_epochs(rows)
        if at_end:
            self.scrollToBottom()
