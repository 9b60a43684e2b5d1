"""The tools below the canvas: steps back and forth, ways of reading, the pen. Imports QtWidgets and the theme."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from digitpad.core.language import mark, tr
from digitpad.ui.common.theme import SPACE, keep_sized
from digitpad.ui.draw.icons import IconButton
from digitpad.ui.draw.keep_button import KeepButton

NUMBERS = mark("Read digits side by side as one number")
PEN_LEAST, PEN_MOST = 2, 48  # pixels


class ToolRow(QWidget):
    """Buttons and the pen's slider; the panel connects them."""

    pen_moved = Signal(float)  # pixels, by the user

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo = IconButton("undo", tr("Undo"), "Ctrl+Z")
        self.redo = IconButton("redo", tr("Redo"), "Ctrl+Shift+Z")
        self.clear = IconButton("clear", tr("Clear the canvas"), tr("Delete"))
        self.numbers = IconButton("numbers", tr(NUMBERS), "Ctrl+N")
        self.steps = IconButton("steps", tr("Show what the model sees, step by step"), "Ctrl+I")
        self.keep = KeepButton()
        self.pen = QSlider(Qt.Orientation.Horizontal)
        self.pen_label = QLabel()
        self._lay_out()
        self.pen.valueChanged.connect(self._pen_moved)

    def _lay_out(self) -> None:
        for button in (self.numbers, self.steps):
            button.setCheckable(True)
        self.pen.setObjectName("pad-pen")
        self.pen.setRange(PEN_LEAST, PEN_MOST)
        self.pen.setAccessibleName(tr("Pen width"))
        self.pen.setToolTip(tr("Pen width: changes how your drawing looks, never how it is read"))
        keep_sized(self.pen, setMinimumWidth=5 * SPACE, setMaximumWidth=13 * SPACE)
        self.pen.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pen_label.setProperty("role", "muted")
        keep_sized(self.pen_label, setFixedWidth=5 * SPACE)
        self.pen_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        for button in (self.undo, self.redo, self.clear):
            row.addWidget(button)
        row.addSpacing(SPACE)
        for button in (self.numbers, self.steps, self.keep):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.pen, 4)
        row.addWidget(self.pen_label)

    @property
    def order(self) -> tuple[QWidget, ...]:
        """The order in which the tab key walks."""
        return self.undo, self.redo, self.clear, self.numbers, self.steps, self.keep, self.pen

    def show_reads_numbers(self, reads: bool) -> None:
        """Whether the chosen model reads digits, of which a number is made."""
        self.numbers.setEnabled(reads)
        self.numbers.setToolTip(tr(NUMBERS) + " (Ctrl+N)" if reads else tr("The chosen model reads no digits"))

    def show_pen(self, width: float) -> None:
        """The slider and the figure beside it follow a pen that is a share of the canvas."""
        self.pen_label.setText(f"{width:.0f} px")
        if not self.pen.isSliderDown():
            with QSignalBlocker(self.pen):
                self.pen.setValue(round(width))

    def _pen_moved(self, width: int) -> None:
        self.pen_moved.emit(float(width))
