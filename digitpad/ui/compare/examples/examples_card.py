"""A gallery in its frame: what the digits are of, how many there are, and the thumbnails. Imports QtWidgets."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QStackedLayout, QVBoxLayout, QWidget

from digitpad.analysis.examples import ExampleSet
from digitpad.core.language import mark, tr
from digitpad.ui.common.elided import ElidedLabel
from digitpad.ui.common.named import named
from digitpad.ui.compare.examples.examples_view import ExamplesView

EMPTY = mark(
    "Click a cell of the confusion matrix, or a line of the difference between two models: "
    "the drawings behind the figure appear here."
)
TITLE = mark("Digits")


class ExamplesCard(QFrame):
    """Shows the drawings behind a figure. `digit_chosen` tells the set, its fingerprint and the clicked one's row."""

    digit_chosen = Signal(str, str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.view = ExamplesView()
        self._gallery: ExampleSet | None = None
        self._title = named(ElidedLabel(tr(TITLE)), "compare-digits-title")
        self._title.setProperty("role", "title")
        self._caption = named(ElidedLabel(), "compare-digits-caption")
        self._reason = named(QLabel(tr(EMPTY)), "compare-digits-reason")
        self._reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._reason.setWordWrap(True)
        for label in (self._caption, self._reason):
            label.setProperty("role", "muted")
        shown = QWidget()
        self._stack = QStackedLayout(shown)
        self._stack.addWidget(self._reason)
        self._stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 4, 8)
        layout.setSpacing(4)
        for widget in (self._title, self._caption):
            layout.addWidget(widget)
        layout.addWidget(shown, 1)
        self.view.chosen.connect(self._tell)
        self.forget()

    @property
    def gallery(self) -> ExampleSet | None:
        """What is shown, or on its way."""
        return self._gallery

    def wait_for(self, gallery: ExampleSet) -> None:
        """Says what is about to be shown; its pictures are on their way."""
        self._gallery = gallery
        self._title.setText(gallery.title)
        self._caption.setText("")
        self._caption.hide()
        self._reason.setText(tr("Fetching the drawings \u2026") if gallery.digits else tr("There are none."))
        self._stack.setCurrentIndex(0)

    def show_digits(self, gallery: ExampleSet, glyphs: NDArray[np.uint8]) -> None:
        """Shows the gallery that was waited for with its pictures (N, 28, 28) uint8; any other is out of date."""
        if gallery is not self._gallery:
            return
        self.view.source.show(gallery.digits, glyphs)
        self.view.scrollToTop()
        self._caption.setText(gallery.caption)
        self._caption.show()
        self._stack.setCurrentIndex(1)

    def show_reason(self, reason: str) -> None:
        """Says why the drawings cannot be shown."""
        self._reason.setText(reason)
        self._stack.setCurrentIndex(0)

    def forget(self) -> None:
        """Shows nothing."""
        self._gallery = None
        self._title.setText(tr(TITLE))
        self._caption.hide()
        self.show_reason(tr(EMPTY))

    def _tell(self, place: int) -> None:
        if self._gallery is not None:
            self.digit_chosen.emit(self._gallery.on, self._gallery.data, self._gallery.digits[place].row)
