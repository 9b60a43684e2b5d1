"""The line above the table: how many models, on which set to evaluate, how far that is. Imports QtWidgets."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.analysis.comparison import SETS, set_title
from digitpad.core.escaping import plain_tip
from digitpad.core.language import mark, tr, tr_n
from digitpad.core.records import OWN
from digitpad.ui.common.progress_bar import ProgressBar
from digitpad.ui.common.theme import SPACE, scaled

FROM_FILE = mark("From a file …")
COUNT_FROM = 680  # pixels of the bar's width
ARROW_AT_THE_RIGHT = """
QToolButton { padding-right: 24px; }
QToolButton::menu-indicator { subcontrol-origin: padding; subcontrol-position: center right; right: 7px; }
"""


class CompareBar(QWidget):
    """Holds the choice of the set, the buttons, and the progress of a running evaluation."""

    set_changed = Signal()
    evaluate_requested = Signal()
    stop_requested = Signal()
    file_requested = Signal()  # a set from a file

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = QLabel()
        self._set = QComboBox()
        self._evaluate = QPushButton(tr("Evaluate all"))
        self._menu_button = QToolButton()
        self.actions_menu = QMenu(self)
        self._progress = ProgressBar()
        self._stop = QPushButton(tr("Stop"))
        self._offer, self._busy = (0, False), False
        self._dress()
        self._lay_out()
        self._set.currentIndexChanged.connect(self._tell_set)
        self._evaluate.clicked.connect(self.evaluate_requested)
        self._stop.clicked.connect(self.stop_requested)

    def _dress(self) -> None:
        for key, title in ((key, tr(name)) for key, name in SETS.items() if key != OWN):
            self._set.addItem(title, key)
        self._set.insertSeparator(self._set.count())
        self._set.addItem(tr(FROM_FILE), FROM_FILE)
        self._on = str(self._set.currentData())
        self._count.setProperty("role", "muted")
        self._count.setMinimumWidth(1)
        self._evaluate.setProperty("primary", True)
        self._menu_button.setText(tr("Actions"))
        self._menu_button.setStyleSheet(ARROW_AT_THE_RIGHT)
        self._menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu_button.setMenu(self.actions_menu)
        named = {
            "compare-on": (
                self._set,
                tr("The drawings that models are evaluated on, and that the confusion matrix counts"),
            ),
            "compare-evaluate": (self._evaluate, ""),
            "compare-actions": (
                self._menu_button,
                tr("Rename, write a note, delete, copy; also by a right click in the table"),
            ),
            "compare-progress": (self._progress, tr("Progress of the evaluation")),
            "compare-evaluate-stop": (self._stop, tr("Stops the evaluation; finished results are kept")),
            "compare-count": (self._count, tr("Models in the library")),
        }
        for name, (widget, hint) in named.items():
            widget.setObjectName(name)
            widget.setToolTip(hint)

    def _lay_out(self) -> None:
        title = QLabel(tr("Models"))
        title.setProperty("role", "title")
        first = QHBoxLayout()
        first.setSpacing(SPACE)
        first.addWidget(self._left(title), 1)
        on = QLabel(tr("On"))
        on.setBuddy(self._set)
        for widget in (on, self._set, self._evaluate, self._menu_button):
            first.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(first)

    def _left(self, title: QLabel) -> QWidget:
        """The title, in whose place the progress stands while something is measured: nothing below it moves."""
        self._places = QStackedWidget()
        for widgets in ((title, self._count), (self._progress, self._stop)):
            page = QWidget()
            row = QHBoxLayout(page)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(SPACE)
            for widget in widgets:
                row.addWidget(widget)
            if self._progress in widgets:
                row.setStretch(0, 1)
            else:
                row.addStretch(1)
            self._places.addWidget(page)
        return self._places

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves out the count where there is no room for it."""
        super().resizeEvent(event)
        self._count.setVisible(event.size().width() >= scaled(COUNT_FROM))

    def on(self) -> str:
        """The id of the chosen set."""
        return self._on

    def add_set(self, on: str) -> None:
        """Offers a further set: a file of drawings."""
        if self._set.findData(on) < 0:
            at = self._set.findData(FROM_FILE) - 1  # before the line that stands before it
            self._set.insertItem(at, set_title(on), on)
            self._set.setItemData(at, plain_tip(on), Qt.ItemDataRole.ToolTipRole)

    def choose_set(self, on: str) -> None:
        """Chooses a set that is offered."""
        self._set.setCurrentIndex(self._set.findData(on))

    def show_count(self, models: int, own: int) -> None:
        """Says how many models there are, and how many of them were trained or taught here."""
        self._count.setText(
            tr_n("{count} model, {own} trained here", "{count} models, {own} trained here", models, own=own)
            if own
            else f"{models}"
            if models
            else ""
        )
        self._count.setToolTip(
            tr_n("{count} model in the library, {own} trained here",
                 "{count} models in the library, {own} of them trained here", models, own=own)
        )  # fmt: skip

    def show_offer(self, models: int, some: bool) -> None:
        """Says how many models the button would evaluate; `some`: those selected, not all."""
        self._offer = (models, some)
        self._evaluate.setEnabled(models > 0 and not self._busy)
        self._evaluate.setText(tr("Evaluate {models}", models=models) if some and models else tr("Evaluate all"))
        which = tr("the selected models") if some else tr("all models")
        can = tr(
            "Measures {which} that know its classes on {currenttext}: accuracy, confusion, time",
            which=which,
            currenttext=self._set.currentText(),
        )
        cannot = tr("No model here knows the classes of {currenttext}", currenttext=self._set.currentText())
        self._evaluate.setToolTip(plain_tip(can if models else cannot))

    def show_progress(self, text: str, fraction: float) -> None:
        """Shows how far an evaluation is; an empty text: none is under way, a fraction below 0 means: not known.

        Not known stands as nothing done yet: Qt's own "busy" bar would leave out the text.
        """
        self._busy = bool(text)
        self._places.setCurrentIndex(int(self._busy))
        self._progress.setToolTip(plain_tip(text))
        self._progress.show_progress(fraction, text)
        self.show_offer(*self._offer)

    def _tell_set(self) -> None:
        if self._set.currentData() == FROM_FILE:  # an entry that asks, not a set
            with QSignalBlocker(self._set):
                self._set.setCurrentIndex(self._set.findData(self._on))
            self.file_requested.emit()
            return
        self._on = str(self._set.currentData())
        self.set_changed.emit()
