"""The line below an answer: how to put it right, or the offer to teach the drawings kept so far. Imports QtWidgets.

It has its room always, so that nothing moves and nothing is covered when an offer comes.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from digitpad.core.language import mark, tr, tr_n
from digitpad.ui.common.elided import ElidedLabel
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE, keep_sized

HEIGHT = 24  # pixels
LABEL_TIP = mark(
    "Keeps the drawing with its right label among your own. A click on a bar does it too, and so does typing the digit "
    "while the canvas has the focus"
)


class CorrectionLine(QWidget):
    """One button for a wrong answer; or an offer with two."""

    label_requested = Signal()  # the user wants to say what the drawing is
    teach_requested = Signal()
    declined = Signal()  # not now

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._correctable, self._count = False, 0
        keep_sized(self, setFixedHeight=HEIGHT)
        self.words = named(ElidedLabel(), "pad-offer")
        self.correct = named(QPushButton(tr("Wrong? Say what it is …")), "pad-correct", LABEL_TIP)
        self.teach = named(
            QPushButton(tr("Teach …")), "pad-teach", mark("Opens the window that teaches a copy of the model your hand")
        )
        self.later = named(
            QPushButton(tr("Not now")), "pad-teach-later", mark("Asks again when five more drawings have been kept")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.words, 1)
        for button in (self.correct, self.teach, self.later):
            button.setProperty("slim", True)
            row.addWidget(button)
        self.correct.clicked.connect(self.label_requested)
        self.teach.clicked.connect(self.teach_requested)
        self.later.clicked.connect(self.declined)
        self._show()

    def show_correctable(self, correctable: bool) -> None:
        """Whether there is a drawing whose label could be another one."""
        if correctable != self._correctable:
            self._correctable = correctable
            self._show()

    def show_offer(self, count: int) -> None:
        """Offers to learn from so many drawings; 0: nothing is offered."""
        if count != self._count:
            self._count = count
            self._show()

    def _show(self) -> None:
        offers = self._count > 0
        self.words.setText(
            tr_n("Learn from your {count} drawing?", "Learn from your {count} drawings?", self._count) if offers else ""
        )
        self.correct.setEnabled(self._correctable)
        self.correct.setVisible(not offers)
        self.teach.setVisible(offers)
        self.later.setVisible(offers)
