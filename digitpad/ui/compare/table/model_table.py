"""The models as Qt's table model, and the proxy that sorts it by figures. Imports QtCore and analysis."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from digitpad.analysis.columns import TableColumn, searched
from digitpad.analysis.comparison import ModelRow
from digitpad.core.escaping import plain_tip
from digitpad.core.language import tr
from digitpad.ui.common.guard import guarded

Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = Qt.ItemDataRole.UserRole
ID_ROLE = Qt.ItemDataRole.UserRole + 1
BUNDLED_ROLE = Qt.ItemDataRole.UserRole + 2
PINNED_ROLE = Qt.ItemDataRole.UserRole + 3
EDITABLE = ("name", "note")
_NOWHERE = QModelIndex()


class ModelTable(QAbstractTableModel):
    """One row a model. Renaming and noting are wishes: the table changes when the library has changed."""

    renamed = Signal(str, str)  # id, new title
    noted = Signal(str, str)  # id, new note

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ModelRow] = []
        self.columns: list[TableColumn] = []
        self.pinned: frozenset[str] = frozenset()

    def show(self, rows: Sequence[ModelRow], columns: Sequence[TableColumn]) -> None:
        """Takes these rows; only where models or columns came or went is the whole table made anew."""
        same = self._shape(self.rows, self.columns) == self._shape(rows, columns)
        if same and rows:
            self.rows, self.columns = list(rows), list(columns)
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(columns) - 1))
            return
        self.beginResetModel()
        self.rows, self.columns = list(rows), list(columns)
        self.endResetModel()

    @staticmethod
    def _shape(rows: Sequence[ModelRow], columns: Sequence[TableColumn]) -> tuple[list[str], list[str]]:
        return [row.card.id for row in rows], [column.key for column in columns]

    @guarded(0)
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """A row for each model."""
        return 0 if parent.isValid() else len(self.rows)

    @guarded(0)
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """As many as there is something to say."""
        return 0 if parent.isValid() else len(self.columns)

    @guarded(None)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text, its explanation, or the figure that it is sorted by."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return column.text(row)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(column.detail(row)) or None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        if role == SORT_ROLE:
            return column.sort(row)
        pinned = row.card.id in self.pinned
        return {ID_ROLE: row.card.id, BUNDLED_ROLE: row.card.bundled, PINNED_ROLE: pinned}.get(role)

    @guarded(None)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A column's title, its explanation, and how a first click sorts it."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        first = Qt.SortOrder.DescendingOrder if column.best_first else Qt.SortOrder.AscendingOrder
        return {
            Qt.ItemDataRole.DisplayRole: tr(column.title),
            Qt.ItemDataRole.ToolTipRole: tr(column.hint),
            Qt.ItemDataRole.TextAlignmentRole: _alignment(column),
            Qt.ItemDataRole.InitialSortOrderRole: first,
        }.get(Qt.ItemDataRole(role))

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names and notes can be edited in place."""
        flags = super().flags(index)
        if index.isValid() and self.columns[index.column()].key in EDITABLE:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    @guarded(False)
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Passes on what the user typed as a wish; the cell changes with the library."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        card, text = self.rows[index.row()].card, str(value).strip()
        wish, before = (
            (self.renamed, card.name) if self.columns[index.column()].key == "name" else (self.noted, card.note)
        )
        if text != before:
            wish.emit(card.id, text)
        return True


def _alignment(column: TableColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class ByFigures(QSortFilterProxyModel):
    """Sorts by the figure behind the text, and leaves out what does not match the filter.

    Pinned models stand on top and what is not known at the bottom, whichever way it is sorted.
    """

    def __init__(self, source: ModelTable) -> None:
        super().__init__(source)
        self._source = source
        self._words: list[str] = []
        self._only: frozenset[str] | None = None
        self.setSourceModel(source)
        self.setSortRole(SORT_ROLE)

    def show_words(self, text: str) -> None:
        """Shows the models in whose name, settings or note all these words occur; no word shows all."""
        self._words = text.casefold().split()
        self.invalidate()

    def show_only(self, models: frozenset[str] | None) -> None:
        """Shows these models alone; None: all."""
        self._only = models
        self.invalidate()

    @guarded(True)
    def filterAcceptsRow(self, source_row: int, _parent: Index) -> bool:
        """Whether a model is to be seen."""
        card = self._source.rows[source_row].card
        if self._only is not None and card.id not in self._only:
            return False
        text = searched(card)
        return all(word in text for word in self._words)

    @guarded(False)
    def lessThan(self, left: Index, right: Index) -> bool:
        """Whether the left figure is the smaller one."""
        pinned = (bool(left.data(PINNED_ROLE)), bool(right.data(PINNED_ROLE)))
        if pinned[0] != pinned[1]:
            return pinned[0] == (self.sortOrder() == Qt.SortOrder.AscendingOrder)
        ours, theirs = left.data(SORT_ROLE), right.data(SORT_ROLE)
        if ours is None or theirs is None:
            last = self.sortOrder() == Qt.SortOrder.DescendingOrder
            return (ours is None) == last and (theirs is None) != last
        return bool(ours < theirs)
