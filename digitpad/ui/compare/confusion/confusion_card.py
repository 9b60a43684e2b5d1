"""The confusion matrix in its frame: what it is of, and the cell under the mouse in words. Imports QtWidgets."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from digitpad.analysis.confusion_matrix import Matrix, as_csv
from digitpad.core.language import mark, tr
from digitpad.ui.common.confusion_view import ConfusionView
from digitpad.ui.common.elided import ElidedLabel
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE

HINT = mark("Point at a cell to read it")
LONG_HINT = mark("Rows: true class. Columns: predicted class. The diagonal holds the correct predictions")


class ConfusionCard(QFrame):
    """Shows one model's matrix, or says why there is none and offers to make it."""

    evaluate_requested = Signal()
    minus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.view = ConfusionView("compare-confusion")
        self._minus = named(QPushButton(tr("Show difference")), "compare-confusion-minus")
        self._minus.setCheckable(True)
        self._minus.toggled.connect(self.minus_changed)
        self._title = ElidedLabel(tr("Confusion matrix"))
        self._title.setProperty("role", "title")
        self._caption = QLabel(tr(HINT))
        self._caption.setObjectName("compare-cell")
        self._caption.setProperty("role", "muted")
        self._caption.setToolTip(tr(LONG_HINT))
        self._caption.setMinimumWidth(1)  # a long sentence is cut, and does not widen the panel
        self._reason = QLabel(objectName="compare-confusion-reason")  # type: ignore[call-overload]  # as Qt takes it
        self._button = QPushButton(tr("Evaluate this model"), objectName="compare-evaluate-one")  # type: ignore[call-overload]
        self._button.setToolTip(tr("Evaluates this model on the chosen set and counts its predictions"))
        self._button.clicked.connect(self.evaluate_requested)
        self.view.hovered.connect(self._show_words)
        self._lay_out()

    def _lay_out(self) -> None:
        self._reason.setProperty("role", "muted")
        self._reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._reason.setWordWrap(True)
        empty = QWidget()
        inside = QVBoxLayout(empty)
        inside.addStretch()
        inside.addWidget(self._reason)
        inside.addSpacing(SPACE)
        inside.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch()
        shown = QWidget()
        full = QVBoxLayout(shown)
        full.setContentsMargins(0, 0, 0, 0)
        full.addWidget(self.view, 1)
        full.addWidget(self._caption)
        self._stack = QStackedLayout()
        self._stack.addWidget(empty)
        self._stack.addWidget(shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._title, 1)
        head.addWidget(self._minus)
        layout.addLayout(head)
        layout.addLayout(self._stack, 1)

    def show_matrix(self, name: str, where: str, matrix: Matrix) -> None:
        """Shows the matrix of the model of this name on the set of that title."""
        what = tr("Confusion matrix of") if matrix.against is None else tr("What is different between")
        self.setAccessibleName(tr("{what} {name} on {where}", what=what, name=name, where=where))
        self._title.setText(tr("{name} on {where}", name=name, where=where))
        self.view.show_matrix(matrix)
        waits = self.window().focusWidget() in (self, self._button)
        self._stack.setCurrentIndex(1)
        if waits:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)  # what the button was pressed for

    def show_reason(self, title: str, reason: str, offer: bool) -> None:
        """Says why there is no matrix; `offer`: it can be made at the press of a button."""
        self._title.setText(title)
        self._reason.setText(reason)
        self._button.setVisible(offer)
        self.view.show_matrix(None)
        self._stack.setCurrentIndex(0)

    def show_rival(self, name: str) -> None:
        """Offers the difference to the model of this name; an empty name: there is none to be had."""
        self._minus.setEnabled(bool(name))
        self._minus.setToolTip(
            tr("Shows how its counts differ from {name}'s", name=name)
            if name
            else tr("Select two models that were evaluated on the same set: here is how their counts differ")
        )

    def picture(self) -> QWidget | None:
        """What can be saved as a picture: the matrix, None while there is none."""
        return self.view if self.view.matrix is not None else None

    def figures(self) -> str:
        """The counts as CSV."""
        return "" if self.view.matrix is None else as_csv(self.view.matrix)

    @property
    def minus(self) -> bool:
        """Whether the difference to another model is wanted, and to be had."""
        return self._minus.isChecked() and self._minus.isEnabled()

    def show_busy(self, busy: bool) -> None:
        """While an evaluation runs, no other can be asked for."""
        at = self.window().focusWidget()
        if busy and at is self._button:
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # until there is a matrix; else Qt gives it to who is next
        self._button.setEnabled(not busy)
        if not busy and at is self and self._stack.currentIndex() == 0:
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)  # it came to nothing, and can be asked again

    def _show_words(self, words: str) -> None:
        self._caption.setText(words[:1].upper() + words[1:] if words else tr(HINT))
