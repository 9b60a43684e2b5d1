"""The line between the panel's bar and the models: table or plane, filter, what differs, columns. Imports QtWidgets."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from digitpad.analysis import column_choice
from digitpad.analysis.columns import TableColumn
from digitpad.core.language import tr
from digitpad.core.window_state import PLANE, TABLE
from digitpad.ui.common.menus import TickMenu
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.compare.compare_bar import ARROW_AT_THE_RIGHT
from digitpad.ui.compare.segments import Segments


class TableBar(QWidget):
    """Emits how the user wants to see the models: which view, which rows, which columns."""

    view_changed = Signal(str)  # TABLE or PLANE
    filter_changed = Signal(str)
    differs_changed = Signal(bool)
    column_toggled = Signal(str)  # a column's key
    columns_reset = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.views = Segments("compare-view")
        self.filter = named(QLineEdit(), "compare-filter")
        self.differs = named(QPushButton(tr("Only differences")), "compare-differs")
        self.columns = named(QToolButton(), "compare-columns")
        self.columns_menu = TickMenu(self)
        self._settings_menu = TickMenu(self)
        self._dress()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.views, 0, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self.filter, 1)
        row.addWidget(self.differs)
        row.addWidget(self.columns)
        self.views.chosen.connect(self._show_view)
        self.filter.textChanged.connect(self.filter_changed)
        self.differs.toggled.connect(self.differs_changed)

    def _dress(self) -> None:
        self.views.add(TABLE, tr("Table"), tr("Every model with its figures"))
        self.views.add(PLANE, tr("Scatter plot"), tr("Accuracy against cost, a point for each model"))
        self.filter.setPlaceholderText(tr("Filter"))
        self.filter.setClearButtonEnabled(True)
        for button in self.filter.findChildren(QToolButton):
            button.setToolTip(tr("Clears the filter (Esc)"))
        self.filter.setAccessibleName(tr("Filter the models"))
        self.filter.setToolTip(tr("Shows the models whose name, settings or note contain all these words"))
        self.filter.setMinimumWidth(70)
        self.differs.setCheckable(True)
        self.columns.setText(tr("Columns"))
        self.columns.setToolTip(tr("Chooses the table's columns; also by a right click on the header"))
        self.columns.setStyleSheet(ARROW_AT_THE_RIGHT)
        self.columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.columns.setMenu(self.columns_menu)
        for menu in (self.columns_menu, self._settings_menu):
            menu.setToolTipsVisible(True)

    def show_columns(self, every: Sequence[TableColumn], shown: Sequence[str]) -> None:
        """Lists all columns in the menu, and ticks those that stand in the table."""
        menus = (self.columns_menu, self._settings_menu)
        entries = {action.data(): action for menu in menus for action in menu.actions() if action.data()}
        if set(entries) != {column.key for column in every}:
            entries = self._list(every)
        for key, action in entries.items():  # never another one: the menu may be open
            action.setChecked(key in shown)

    def _list(self, every: Sequence[TableColumn]) -> dict[str, QAction]:
        """Figures in the menu, settings of the plan in one of their own: all in one is as high as a screen."""
        for menu in (self.columns_menu, self._settings_menu):
            menu.clear()
        entries = {}
        for column in every:
            entries[column.key] = action = QAction(column_choice.title(column), self.columns_menu)
            action.setObjectName(f"compare-column-{column.key}")
            action.setCheckable(True)
            action.setEnabled(column.key != column_choice.ALWAYS)
            action.setToolTip(tr(column.hint))
            action.setData(column.key)
            action.triggered.connect(self._toggle)
            settings = column.key.startswith(column_choice.SETTING)
            (self._settings_menu if settings else self.columns_menu).addAction(action)
        self._settings_menu.setTitle(tr("Settings of the training"))
        self.columns_menu.addMenu(self._settings_menu)
        self.columns_menu.addSeparator()
        self.columns_menu.addAction(tr("Reset columns"), self.columns_reset.emit).setObjectName("compare-columns-reset")
        return entries

    def show_selected(self, count: int) -> None:
        """Says for how many selected models the differences can be shown; it takes two."""
        self.differs.setEnabled(count > 1 or self.differs.isChecked())
        shows = tr("Shows only the selected models, and only the figures and settings in which they differ")
        self.differs.setToolTip(shows if count > 1 else tr("{shows}: select two or more in the table", shows=shows))

    def show_view(self, key: str) -> None:
        """Shows a remembered view."""
        self.views.choose(key)
        self._show_view(key)

    def _show_view(self, key: str) -> None:
        for part in (self.filter, self.differs, self.columns):
            part.setVisible(key == TABLE)
        self.view_changed.emit(key)

    def _toggle(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.column_toggled.emit(str(action.data()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape in the filter empties it."""
        if event.key() == Qt.Key.Key_Escape and self.filter.text():
            self.filter.clear()
            return
        super().keyPressEvent(event)
