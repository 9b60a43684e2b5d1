"""Why: each model's covering map, gradient map and nearest training digits for the drawing. Imports QtWidgets."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.language import mark, tr
from digitpad.core.records import Card
from digitpad.evaluation.explanations import Explanation
from digitpad.ui.common import theme as themes
from digitpad.ui.common.named import named
from digitpad.ui.common.progress_bar import ProgressBar
from digitpad.ui.common.theme import SPACE
from digitpad.ui.compare.explanation.explanation_row import ExplanationRow

EMPTY = mark("Draw on the pad: this page shows which parts of the drawing each prediction rests on.")
FIND = mark("Find the nearest training digits")
FIND_TIP = mark("Searches all training digits once with each model; what is found is kept for next time")
LEGEND = mark(
    'What <span style="color:{for_}">■ supports</span> and what <span '
    'style="color:{against}">■ contradicts</span> the prediction'
)


class ExplanationPage(themes.Dressed, QFrame):
    """Asks for explanations while it is seen; shows what comes, the current model first."""

    explanations_requested = Signal()
    neighbours_requested = Signal(list)  # ids of the models whose neighbours are not known
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "why-page").setProperty("card", True)
        self._cards: list[Card] = []
        self._rows: dict[str, ExplanationRow] = {}
        self._current = ""
        self._drawn = self._busy = False
        self._legend = named(QLabel(), "why-legend")
        self._find = named(QPushButton(tr(FIND)), "why-find")
        self._stop = named(QPushButton(tr("Stop")), "why-stop")
        self._progress = named(ProgressBar(), "why-progress")
        self._lay_out()
        self._find.clicked.connect(self._ask_for_neighbours)
        self._stop.setToolTip(tr("Stops the search"))
        self._stop.clicked.connect(self.stop_requested)
        self._show_find()
        self.dress()

    def _lay_out(self) -> None:
        self._legend.setProperty("role", "muted")
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setWordWrap(True)
        self._find.setToolTip(tr(FIND_TIP))
        running = QHBoxLayout()
        running.setContentsMargins(0, 0, SPACE, 0)  # the list's bar alone stands further right
        running.addWidget(self._progress, 1)
        running.addWidget(self._stop)
        self._inside = QWidget()
        self._list = QVBoxLayout(self._inside)
        self._list.setContentsMargins(0, 0, SPACE, 0)
        self._list.setSpacing(SPACE)
        self._list.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._inside)
        full = QWidget()
        layout = QVBoxLayout(full)
        layout.setContentsMargins(0, 0, 0, 0)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, SPACE, 0)
        top.addWidget(self._legend, 1)
        top.addWidget(self._find)
        layout.addLayout(top)
        layout.addLayout(running)
        layout.addWidget(scroll, 1)
        empty = named(QLabel(tr(EMPTY)), "why-empty")
        empty.setProperty("role", "muted")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(full)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(12, 10, 4, 8)
        outside.addWidget(self._stack)

    # --- news ---

    def show_models(self, cards: Sequence[Card]) -> None:
        """A row for each of these models."""
        self._cards = list(cards)
        for row in self._rows.values():
            self._list.removeWidget(row)
            row.deleteLater()
        self._rows = {card.id: ExplanationRow(card.name) for card in cards}
        for row in self._rows.values():
            row.hide()
        self._order()
        self._show_find()

    def show_current(self, model: str) -> None:
        """The model that is current in the table stands on top."""
        if model != self._current:
            self._current = model
            self._order()

    def show_drawing(self, drawn: bool) -> None:
        """There is a drawing on the pad, or none."""
        self._drawn = drawn
        self._stack.setCurrentIndex(1 if drawn else 0)

    def show_explanations(self, found: Sequence[Explanation]) -> None:
        """What is known of some of the models."""
        for each in found:
            row = self._rows.get(each.model)
            if row is not None:
                row.show_explanation(each)
                row.show()
        self._show_find()

    def show_progress(self, text: str, share: float) -> None:
        """How far the search for neighbours is; an empty text ends it."""
        self._busy = bool(text)
        self._progress.show_progress(share, text)
        self._show_find()

    def picture(self) -> QWidget | None:
        """What can be saved as a picture: all rows, None while there are none."""
        return self._inside if self._drawn and any(row.explanation for row in self._rows.values()) else None

    # --- what follows from it ---

    @property
    def order(self) -> list[str]:
        """The models' ids as their rows stand."""
        ids = [card.id for card in self._cards]
        return sorted(ids, key=lambda model: model != self._current)

    def _order(self) -> None:
        for at, model in enumerate(self.order):
            self._list.insertWidget(at, self._rows[model])

    def _lacking(self) -> list[str]:
        found = {model: row.explanation for model, row in self._rows.items() if row.explanation is not None}
        return [model for model in self.order if model in found and _can_be_found(found[model])]

    def _show_find(self) -> None:
        self._find.setVisible(not self._busy and bool(self._lacking()))
        for widget in (self._progress, self._stop):
            widget.setVisible(self._busy)

    def wear(self, theme: themes.Theme) -> None:
        """Writes the legend in the theme's colours."""
        self._legend.setText(tr(LEGEND, for_=theme.accent, against=theme.warn))

    def _ask_for_neighbours(self) -> None:
        self.neighbours_requested.emit(self._lacking())

    def showEvent(self, event: QShowEvent) -> None:
        """Asks for what nobody looked at before."""
        super().showEvent(event)
        self.ask()

    def ask(self) -> None:
        """Asks for explanations of the present drawing, if the page is seen."""
        if self._drawn and self.isVisible():
            self.explanations_requested.emit()


def _can_be_found(found: Explanation) -> bool:
    return found.neighbours is None and not found.lacking
