"""Finding a learning rate: the range test's curve as it grows, and its suggestion. Imports QtWidgets and core."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from digitpad.core import rate_range
from digitpad.core.language import tr
from digitpad.core.rate_range import RateFound, RateTried
from digitpad.ui.common.lazy import Lazy
from digitpad.ui.common.named import named
from digitpad.ui.common.progress_bar import ProgressBar
from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.fields import set_role

if TYPE_CHECKING:
    from digitpad.ui.train.rate_chart import RateChart

SIZE = (600, 500)  # pixels


class RateDialog(QDialog):
    """Shows one range test; it emits wishes, and tests nothing itself. Closing it ends the test."""

    start_requested = Signal()
    stop_requested = Signal()
    rate_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rate-dialog")
        self.setWindowTitle(tr("Find a learning rate"))
        self.resize(*SIZE)
        self._tried: list[RateTried] = []
        self._found: RateFound | None = None
        self._testing = False
        self._chart = Lazy(self._made)
        self._about = QLabel()
        self._about.setWordWrap(True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setProperty("role", "muted")
        self._place = QVBoxLayout()
        self._progress = named(ProgressBar(), "rate-progress", label=tr("Progress of the range test"))
        self._told = named(QLabel(), "rate-result", label=tr("What the range test suggests"))
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._toggle = named(QPushButton(), "rate-start", tr("Starts the range test again, or stops it"))
        self._take = named(QPushButton(), "rate-take", tr("The plan in Train takes this learning rate"))
        self._take.setProperty("primary", True)
        self._lay_out()
        self._toggle.clicked.connect(self._toggled)
        self._take.clicked.connect(self._taken)
        self._show()

    def begin(self, recipe: str) -> None:
        """A test begins: nothing of the last one stays."""
        self._about.setText(
            tr("Trains {recipe} for up to {steps} batches and keeps nothing: the learning rate grows from batch to "
               "batch, and the loss shows where it is too small, right, and too large.",
               recipe=recipe, steps=rate_range.STEPS)
        )  # fmt: skip
        self._tried, self._found, self._testing = [], None, True
        self._told.setText("")
        self._show()

    def show_tried(self, tried: Sequence[RateTried]) -> None:
        """Some more batches."""
        self._tried.extend(tried)
        self.show_progress(len(self._tried) / rate_range.STEPS,
                           tr("batch {batch} of {steps}", batch=len(self._tried), steps=rate_range.STEPS))  # fmt: skip
        self._show()

    def show_progress(self, share: float, words: str) -> None:
        """What is being done."""
        self._progress.show_progress(share, words)

    def show_found(self, found: RateFound) -> None:
        """The suggestion, and why."""
        self._found = found
        self._say(found.reason, "bad" if found.rate is None else "")

    def end(self, sentence: str, failed: bool) -> None:
        """The test is over. sentence: how, where it found nothing."""
        self._testing = False
        self.show_progress(1.0 if self._found is not None else 0.0, tr("Done") if self._found is not None else "")
        if sentence:
            self._say(sentence, "bad" if failed else "")
        self._show()

    def done(self, result: int) -> None:
        """Closed, however."""
        if self._testing:
            self.stop_requested.emit()
        super().done(result)

    def _say(self, sentence: str, kind: str) -> None:
        self._told.setText(sentence)
        set_role(self._told, kind)

    def _made(self) -> "RateChart":
        from digitpad.ui.train.rate_chart import RateChart

        chart = named(RateChart(), "rate-chart", label=tr("Loss over the learning rate"))
        self._place.addWidget(chart, 1)
        return chart

    def _lay_out(self) -> None:
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        for button in (self._toggle, self._take):
            button.setAutoDefault(False)
            bottom.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * SPACE] * 4)
        column.setSpacing(SPACE)
        column.addWidget(self._about)
        column.addLayout(self._place, 1)
        column.addWidget(self._progress)
        column.addWidget(self._told)
        column.addLayout(bottom)

    def _show(self) -> None:
        rate = None if self._found is None else self._found.rate
        if self._testing or self._tried:
            self._chart().draw(self._tried, rate)
        self._toggle.setText(tr("Stop") if self._testing else tr("Test again"))
        self._take.setText(tr("Use {rate:g}", rate=rate) if rate is not None else tr("Use it"))
        self._take.setEnabled(rate is not None)

    @Slot()
    def _toggled(self) -> None:
        (self.stop_requested if self._testing else self.start_requested).emit()

    @Slot()
    def _taken(self) -> None:
        if self._found is not None and self._found.rate is not None:
            self.rate_chosen.emit(self._found.rate)
            self.accept()
