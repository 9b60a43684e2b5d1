"""The models as a table or as a plane, with the choice of rows and columns. Imports QtWidgets and the panel's parts."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QVBoxLayout, QWidget

from digitpad.analysis import column_choice
from digitpad.analysis.columns import TableColumn
from digitpad.analysis.comparison import ModelRow
from digitpad.core.language import mark, tr
from digitpad.core.window_state import PLANE
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.compare.pareto.pareto_card import ParetoCard
from digitpad.ui.compare.table.table_bar import TableBar
from digitpad.ui.compare.table.table_view import TableView

NO_MODELS = mark("There are no models here yet.\n\nTrain one on the Train tab: it appears here when it is done.")


class ModelsView(QWidget):
    """Shows rows; which of them, and which of their columns, is the user's choice and remembered here."""

    columns_changed = Signal(tuple)  # the keys of the chosen columns, empty for those that stand there at first

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = TableBar()
        self.table = TableView()
        self.plane = ParetoCard()
        self._rows: list[ModelRow] = []
        self._keys: tuple[str, ...] = ()
        self._differing: frozenset[str] = frozenset()  # the models whose differences are shown; none: all is shown
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._empty = named(QLabel(tr(NO_MODELS)), "compare-empty")
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        frame = QFrame()
        frame.setProperty("card", True)
        QVBoxLayout(frame).addWidget(self._empty)
        self._stack = QStackedWidget()
        for page in (frame, self.table, self.plane):
            self._stack.addWidget(page)
        self._stack.setMinimumHeight(120)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.bar)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.bar.view_changed.connect(self._turn)
        self.bar.filter_changed.connect(self.table.show_filter)
        self.bar.differs_changed.connect(self._show_differences)
        self.bar.column_toggled.connect(self._toggle)
        self.bar.columns_reset.connect(self._reset)
        self.table.columns_moved.connect(self._order)
        self.table.columns_menu_requested.connect(self._open_menu)
        self.table.column_requested.connect(self._toggle)
        self.table.chosen_changed.connect(self._count)
        self.table.current_changed.connect(self.plane.mark)
        self.plane.model_chosen.connect(self.select)

    def show_rows(self, table: Sequence[ModelRow], on: str) -> None:
        """Shows these models; the plane by their accuracy on this set."""
        self._rows = list(table)
        self._differing &= {row.card.id for row in self._rows}
        if len(self._differing) < 2:
            self._differing = frozenset()
            self.bar.differs.setChecked(False)
        self._fill()
        self.plane.show_rows(self._rows, on)
        self._turn(self.bar.views.key)

    def show_view(self, view: str, differing: Sequence[str]) -> None:
        """Shows a remembered view, and of these models only the differences, if there are still two of them."""
        self.bar.show_view(view)
        known = frozenset(differing) & {row.card.id for row in self._rows}
        if len(known) > 1:
            self._differing = known
            with QSignalBlocker(self.bar.differs):
                self.bar.differs.setChecked(True)
            self.bar.differs.setEnabled(True)
            self._fill()

    @property
    def differing(self) -> tuple[str, ...]:
        """The models of which only the differences are shown; none: all of all models is."""
        return tuple(sorted(self._differing))

    def show_columns(self, keys: Sequence[str]) -> None:
        """Takes remembered columns; none: those that stand there at first."""
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self._fill()

    def _fill(self) -> None:
        some = [row for row in self._rows if row.card.id in self._differing]
        shown: list[TableColumn]
        shown = column_choice.differing(some) if some else column_choice.chosen(self._rows, self._keys)
        self.table.show_only(self._differing or None)
        self.table.show_rows(self._rows, shown)
        self.bar.show_columns(column_choice.every(self._rows), [column.key for column in shown])

    def _turn(self, view: str) -> None:
        self._stack.setCurrentIndex(0 if not self._rows else 2 if view == PLANE else 1)

    def select(self, model: str) -> None:
        """Makes the model of this id the current one, and brings it to light where it is hidden."""
        if not self.table.shows(model) and any(row.card.id == model for row in self._rows):
            self.bar.filter.clear()
            if model not in self._differing:
                self.bar.differs.setChecked(False)
        self.table.select(model)
        self.table.scrollTo(self.table.currentIndex())

    # --- rows and columns ---

    def _show_differences(self, wanted: bool) -> None:
        self._differing = frozenset(self.table.chosen()) if wanted else frozenset()
        self._fill()
        self._count()

    def _count(self) -> None:
        self.bar.show_selected(len(self.table.chosen()))

    def _toggle(self, key: str) -> None:
        self._choose(column_choice.toggled(self._rows, self._keys, key))

    def _order(self, keys: list[str]) -> None:
        if not self._differing:
            self._choose(keys)

    def _reset(self) -> None:
        self._choose([])

    def _choose(self, keys: Sequence[str]) -> None:
        self._differing = frozenset()
        self.bar.differs.setChecked(False)
        self._keys = () if list(keys) == column_choice.default(self._rows) else tuple(keys)
        self._fill()
        self.columns_changed.emit(self._keys)

    def _open_menu(self, place: QPoint) -> None:
        self.bar.columns_menu.popup(place)
