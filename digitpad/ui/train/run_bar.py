"""The buttons, the progress and the words about the run under way. Imports QtWidgets."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.language import mark, tr
from digitpad.core.plans import field_of
from digitpad.ui.common.named import named
from digitpad.ui.common.progress_bar import ProgressBar
from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.fields import drop_down, number_control
from digitpad.ui.train.run_buttons import Controls
from digitpad.ui.train.run_text import RunWords

RATE_EDGES = 48  # pixels: the field's padding and arrows
_TIPS = {
    "start": mark("Trains a new model with these settings. You can keep drawing on the pad meanwhile."),
    "pause": mark("Pauses the run between two batches; Resume continues from there."),
    "step": mark("Trains for one batch or one epoch, then pauses again, to see what a single step changes."),
    "stop": mark("Ends the run now and saves what it has learned so far as a model."),
    "discard": mark("Ends the run now and deletes what it has learned so far; Ctrl+Z brings it back."),
    "progress": mark("How far the run has got, and how long it will still take."),
    "rate": mark(
        "Changes the learning rate of this run; the chart marks the moment. The next run starts with the learning "
        "rate in the settings again."
    ),
}  # fmt: skip


class RunBar(QWidget):
    """Start, Pause or Resume, Stop and keep; the learning rate now; the words about it; progress.

    Everything has its place whether there is a run or not: a click that is aimed at a button meets it.
    """

    start_pressed = Signal()
    pause_pressed = Signal()
    step_pressed = Signal(bool)  # True: to the end of the epoch; False: one batch
    stop_pressed = Signal(bool)  # True: and what was learned is to be deleted
    rate_requested = Signal(float)

    def __init__(self, words: RunWords) -> None:
        super().__init__()
        self._start = named(QPushButton(tr("Start")), "train-start", _TIPS["start"])
        self._start.setProperty("primary", True)
        self._pause = named(QPushButton(tr("Pause")), "train-pause", _TIPS["pause"])
        self._pause.setMinimumWidth(self._pause.fontMetrics().horizontalAdvance(tr("Resume")) + 4 * SPACE)  # no jump
        self._step = named(QToolButton(), "train-step", _TIPS["step"], tr("Step"))
        self._fill_steps()
        self._stop = named(QPushButton(tr("Stop and save")), "train-stop", _TIPS["stop"])
        self._discard = named(
            QPushButton(tr("Discard")), "train-stop-discard", _TIPS["discard"], tr("Stop and discard")
        )
        self._rate = named(
            number_control(field_of("learning_rate")),
            "train-rate",
            _TIPS["rate"],
            tr("Learning rate of this run"),
        )
        self._rate_label = QLabel(tr("Learning rate"))
        self._progress = named(ProgressBar(), "train-progress", _TIPS["progress"], tr("Progress"))
        self._words = words
        self._lay_out()
        self._start.clicked.connect(self.start_pressed)
        self._pause.clicked.connect(self.pause_pressed)
        for button in (self._stop, self._discard):
            button.clicked.connect(self._stop_clicked)
        self._rate.valueChanged.connect(self.rate_requested)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        for widget in (self._start, self._pause, self._step, self._stop, self._discard):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        for field in (self._rate_label, self._rate):
            self._words.add(field)
        self._rate.setFixedWidth(self._rate.fontMetrics().horizontalAdvance("0.000888") + RATE_EDGES)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(buttons)
        layout.addWidget(self._words)
        layout.addWidget(self._progress)

    def _fill_steps(self) -> None:
        self._step.setText(tr("Step"))
        menu = QMenu(self._step)
        for text, name, epoch in (
            (tr("One batch"), "train-step-batch", False),
            (tr("One epoch"), "train-step-epoch", True),
        ):
            action = menu.addAction(text)
            action.setObjectName(name)
            action.setData(epoch)
        menu.triggered.connect(self._step_chosen)
        drop_down(self._step, menu)

    def _stop_clicked(self) -> None:
        self.stop_pressed.emit(self.sender() is self._discard)

    def _step_chosen(self, action: QAction) -> None:
        self.step_pressed.emit(bool(action.data()))

    def show_controls(self, controls: Controls) -> None:
        """Offers what the run's state allows."""
        self._pause.setText(tr(controls.pause_text))
        offered = {
            self._start: controls.start, self._pause: controls.pause, self._step: controls.step,
            self._stop: controls.stop, self._discard: controls.stop,
        }  # fmt: skip
        for button, offer in offered.items():
            if offer:
                button.setEnabled(True)
        self._hand_over([button for button, offer in offered.items() if offer], controls.rate)
        for button, offer in offered.items():
            button.setEnabled(offer)
        for widget in (self._rate, self._rate_label):
            widget.setVisible(controls.rate)

    def _hand_over(self, offered: Sequence[QWidget], rate: bool) -> None:
        """The focus of a button that cannot be pressed any more goes to the first that can: Start's to Pause.

        While a run gets ready, the bar keeps it: whoever presses Space twice does not want to stop the run.
        """
        at = self.window().focusWidget()
        ours = (self, self._start, self._pause, self._step, self._stop, self._discard, self._rate)
        if at not in ours or at in offered or (at is self._rate and rate):
            return
        target = self if not offered or offered == [self._stop, self._discard] else offered[0]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_progress(self, share: float, text: str) -> None:
        """Shows a share from 0 to 1, and words about it."""
        self._progress.show_progress(share, text)

    def show_rate(self, rate: float) -> None:
        """Shows the learning rate as the run has it now, unless the user is changing it or is told what is wrong."""
        if not self._rate.hasFocus() and not self._rate.problem and rate > 0:
            self._rate.blockSignals(True)
            self._rate.setValue(float(f"{rate:.3g}"))  # more would not fit, and only flicker
            self._rate.blockSignals(False)

    def say(self, text: str, kind: str = "muted") -> None:
        """Says one thing about the run, in a role of the style sheet: muted, good or bad; an empty text: nothing."""
        self._words.say(text, kind)
