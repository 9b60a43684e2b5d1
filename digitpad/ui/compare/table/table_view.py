"""The table of models as the user handles it: sorting, columns that fill the width, row actions. Imports QtWidgets."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from digitpad.analysis.columns import TableColumn, as_csv, as_markdown
from digitpad.analysis.comparison import ModelRow
from digitpad.core.language import mark, tr
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import SPACE
from digitpad.ui.compare.table import table_actions
from digitpad.ui.compare.table.cell_delegates import CellDelegate, NameDelegate, ScoreDelegate
from digitpad.ui.compare.table.model_table import EDITABLE, ID_ROLE, ByFigures, ModelTable
from digitpad.ui.compare.table.table_header import TableHeader

NO_MATCH = mark("No model has all these words in its name, settings or note.")


class TableView(QTableView):
    """One row a model. `current_changed` tells the current model's id, `chosen_changed` that others are selected."""

    current_changed = Signal(str)
    chosen_changed = Signal()
    delete_requested = Signal(list)
    evaluate_requested = Signal(list)
    pinned_changed = Signal(tuple)  # the ids of all pinned models
    undelete_requested = Signal()
    structure_requested = Signal(str)  # id
    code_requested = Signal(str)  # id
    export_requested = Signal(str)  # id
    add_requested = Signal()  # a model from a file
    refused = Signal(str, str)  # a sentence and a hint: why a key does nothing with the selected models
    column_requested = Signal(str)  # a column that is put away is needed
    columns_moved = Signal(list)  # the columns' keys in the order that the user dragged them to
    columns_menu_requested = Signal(QPoint)  # a right click on the titles, on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare-table")
        self.setAccessibleName(tr("Models"))
        self.source = ModelTable(self)
        self.sorted = ByFigures(self.source)
        self.setModel(self.sorted)
        self._delegates = (CellDelegate(self), NameDelegate(self), ScoreDelegate(self))
        self._header = TableHeader(self)
        self._current = ""
        self._sorting = ("accuracy", Qt.SortOrder.DescendingOrder)
        self._settling = False  # rows are being taken in: nobody need hear of the selection in between
        self._set_up_view()
        self._set_up_header()
        self._set_up_actions()
        self.selectionModel().currentRowChanged.connect(self._tell_current)
        self.selectionModel().selectionChanged.connect(self._tell_chosen)

    def _set_up_view(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.setCornerWidget(QWidget(self))  # Qt's own corner is a framed square where two scroll bars meet
        self.setItemDelegate(self._delegates[0])
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        themes.keep_sized(self.verticalHeader(), setDefaultSectionSize=32)

    def _set_up_header(self) -> None:
        header = self._header
        self.setHorizontalHeader(header)
        self.setSortingEnabled(True)
        header.sortIndicatorChanged.connect(self._remember_sorting)
        header.dragged.connect(self._tell_order)
        header.customContextMenuRequested.connect(self._want_menu)

    def _set_up_actions(self) -> None:
        deeds: Sequence[table_actions.Deed] = (
            ("evaluate", tr("Evaluate"), "", self._evaluate),
            ("rename", tr("Rename"), "F2", self._rename),
            ("note", tr("Write a note"), "", self._note),
            ("pin", tr("Pin to the top"), "", self._pin),
            ("delete", tr("Delete"), tr("Delete"), self._delete),
            ("undelete", tr(table_actions.UNDELETE), "", self.undelete_requested.emit),
            ("structure", tr("Structure …"), "", self._want_structure),
            ("code", tr("Code …"), "", self._want_code),
            ("export", tr("Export model …"), "", self._want_export),
            ("add", tr("Add a model …"), "", self.add_requested.emit),
            ("csv", tr("Copy table as CSV"), "", self.copy_csv),
            ("markdown", tr("Copy table as Markdown"), "Ctrl+C", self.copy_markdown),
        )
        self.named_actions = table_actions.added(self, deeds)
        self.show_deleted("")
        self._allow_actions()

    # --- what is shown ---

    def show_deleted(self, what: str) -> None:
        """Offers to bring back what was deleted last, in words; an empty text: there is nothing."""
        table_actions.allow_undelete(self.named_actions["undelete"], what)

    def show_rows(self, rows: Sequence[ModelRow], columns: Sequence[TableColumn]) -> None:
        """Shows these rows; sorting, widths and selection stay as they were, as far as models are still there."""
        keys = [column.key for column in self.source.columns]
        chosen, current = self.chosen(), self._current
        at = self._index(current).row()
        self._settling = True
        if keys != [column.key for column in columns]:
            self._header.straighten()
        self.source.show(rows, columns)
        if keys != [column.key for column in columns]:
            self._dress_columns()
        self._restore(chosen, current, at)
        self._settling = False
        self.fit_columns()
        self._tell_current()
        self._tell_chosen()

    def show_filter(self, text: str) -> None:
        """Shows the models that all words of the text occur in; the current one stays so while it is hidden."""
        self.sorted.show_words(text)
        if not self.currentIndex().isValid() and self.shows(self._current):
            self.select(self._current)
        self._tell_chosen()

    def show_only(self, models: frozenset[str] | None) -> None:
        """Shows these models alone; None: all."""
        self.sorted.show_only(models)

    def shows(self, model: str) -> bool:
        """Whether there is a row for this model, and neither the filter nor another choice of rows hides it."""
        return self._index(model).isValid()

    def show_pinned(self, models: Sequence[str]) -> None:
        """Keeps these models on top, however the table is sorted."""
        self.source.pinned = frozenset(models)
        self.sorted.invalidate()
        self.fit_columns()
        self._allow_actions()

    def _tell_order(self, order: list[int]) -> None:
        self.columns_moved.emit([self.source.columns[at].key for at in order])

    def _want_menu(self, at: QPoint) -> None:
        self.columns_menu_requested.emit(self._header.viewport().mapToGlobal(at))

    def _dress_columns(self) -> None:
        """Gives new columns their delegates, and sorts by the column that was sorted by."""
        plain, name, score = self._delegates
        key, order = self._sorting
        for at, column in enumerate(self.source.columns):
            delegate = name if column.key == "name" else score if column.key.startswith("accuracy") else plain
            self.setItemDelegateForColumn(at, delegate)
            if column.key == key:
                self.sortByColumn(at, order)

    def _remember_sorting(self, section: int, order: Qt.SortOrder) -> None:
        if 0 <= section < len(self.source.columns):
            self._sorting = (self.source.columns[section].key, order)

    def _restore(self, chosen: Sequence[str], current: str, at: int) -> None:
        """Selects again what was selected; where the current model is gone, the one that stands in its place."""
        left = [model for model in chosen if self._source_row(model) >= 0]
        if self._source_row(current) < 0:
            count = self.sorted.rowCount()
            current = str(self.sorted.index(min(max(at, 0), count - 1), 0).data(ID_ROLE)) if count else ""
            left = left or [current]
        self.select(current, left)

    def select(self, model: str, chosen: Sequence[str] = ()) -> None:
        """Makes this model current, and selects it or those of `chosen`. An id that is not here changes nothing."""
        if self._source_row(model) < 0:
            return
        selection, index = self.selectionModel(), self._index(model)
        if index.isValid():  # else it is hidden, and may stay current
            column = max(self.currentIndex().column(), 0)
            selection.setCurrentIndex(index.siblingAtColumn(column), QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for each in chosen or [model]:
            selection.select(self._index(each), flags)

    def _index(self, model: str) -> QModelIndex:
        return self.sorted.mapFromSource(self.source.index(self._source_row(model), 0))

    def _source_row(self, model: str) -> int:
        return next((at for at, row in enumerate(self.source.rows) if row.card.id == model), -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Says why nothing can be done; a key of what can be done does not come here."""
        chosen = set(self.chosen())
        cards = [row.card for row in self.source.rows if row.card.id in chosen]
        why = table_actions.refusal(event.key(), cards)
        if why is None:
            super().keyPressEvent(event)
        else:
            self.refused.emit(*why)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the row. A cell at the edge is not pulled into sight: that would push the models' names out of it."""
        self.setAutoScroll(False)
        super().mousePressEvent(event)
        self.setAutoScroll(True)

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, or why there is none."""
        super().paintEvent(event)
        if self.source.rows and not self.sorted.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(themes.current().muted))
            room = self.viewport().rect().adjusted(SPACE, 0, -SPACE, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, tr(NO_MATCH))
            painter.end()

    # --- what is selected ---

    def chosen(self) -> list[str]:
        """The ids of the selected models, from the top down."""
        rows = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return [str(index.data(ID_ROLE)) for index in rows]

    def current(self) -> str:
        """The id of the current model, empty where there is none."""
        return self._current

    def ordered(self) -> list[ModelRow]:
        """The rows as they stand on the screen."""
        places = (self.sorted.mapToSource(self.sorted.index(at, 0)).row() for at in range(self.sorted.rowCount()))
        return [self.source.rows[at] for at in places]

    def _tell_current(self) -> None:
        if self._settling:
            return
        index = self.currentIndex()
        current = str(index.data(ID_ROLE)) if index.isValid() else ""
        if not current and self._source_row(self._current) >= 0:
            current = self._current  # only hidden
        if current != self._current:
            self._current = current
            self.current_changed.emit(current)
        self._allow_actions()

    def _tell_chosen(self) -> None:
        if self._settling:
            return
        self._allow_actions()
        self.chosen_changed.emit()

    # --- what can be done with a row ---

    def _allow_actions(self) -> None:
        chosen, source = set(self.chosen()), self.source
        cards = [row.card for row in source.rows if row.card.id in chosen]
        table_actions.allow(self.named_actions, cards, source.pinned, any_rows=bool(source.rows))

    def _evaluate(self) -> None:
        self.evaluate_requested.emit(self.chosen())

    def _rename(self) -> None:
        self._edit(EDITABLE[0])

    def _note(self) -> None:
        self._edit(EDITABLE[1])

    def _edit(self, key: str) -> None:
        at = next((index for index, column in enumerate(self.source.columns) if column.key == key), -1)
        if at < 0:
            self.column_requested.emit(key)  # it is put away; once it stands there, the cell opens
            at = next((index for index, column in enumerate(self.source.columns) if column.key == key), 0)
        index = self.currentIndex().siblingAtColumn(at)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    def _want_structure(self) -> None:
        self.structure_requested.emit(self.chosen()[0])

    def _want_code(self) -> None:
        self.code_requested.emit(self.chosen()[0])

    def _want_export(self) -> None:
        self.export_requested.emit(self.chosen()[0])

    def _delete(self) -> None:
        self.delete_requested.emit(self.chosen())

    def _pin(self) -> None:
        """Pins the selected models, or takes all of them down where all are pinned."""
        chosen, pinned = frozenset(self.chosen()), self.source.pinned
        made = pinned - chosen if chosen <= pinned else pinned | chosen
        self.show_pinned(tuple(made))
        self.pinned_changed.emit(tuple(sorted(made)))

    def copy_csv(self) -> None:
        """Puts the table on the clipboard as CSV, as it is sorted now."""
        QGuiApplication.clipboard().setText(as_csv(self.ordered(), self.source.columns))

    def copy_markdown(self) -> None:
        """Puts the table on the clipboard as Markdown, as it is sorted now."""
        QGuiApplication.clipboard().setText(as_markdown(self.ordered(), self.source.columns))

    # --- widths ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares out the new width."""
        super().resizeEvent(event)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Gives each column what its content needs, and shares out what is left; too little makes the table scroll."""
        keys = [column.key for column in self.source.columns]
        contents = [self.sizeHintForColumn(at) for at in range(len(keys))]
        self._header.share_out(keys, contents, self.viewport().width())
