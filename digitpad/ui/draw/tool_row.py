"""The tools below the canvas: steps back and forth, ways of reading, the pen. Imports QtWidgets and the theme."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from digitpad.core.language import mark, tr
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import SPACE, keep_sized, scaled
from digitpad.ui.draw.icons import IconButton
from digitpad.ui.draw.keep_button import KeepButton

ERASER = mark("Eraser: takes whole strokes away, as the right mouse button and a stylus's other end do")
NUMBERS = mark("Read digits side by side as one number")
PEN_LEAST, PEN_MOST = 2, 48  # pixels
BARE, WORDED = 34, 44  # pixels: a button without its word, and at least with it
LOW, HIGH, SMALL_PX = 33, 46, 11  # pixels: of the row without words and with them, and of their letters


class ToolRow(QWidget):
    """Buttons and the pen's slider; the panel connects them."""

    pen_moved = Signal(float)  # pixels, by the user

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo = IconButton("undo", tr("Undo"), "Ctrl+Z", word=tr("Undo"))
        self.redo = IconButton("redo", tr("Redo"), "Ctrl+Shift+Z", word=tr("Redo"))
        self.clear = IconButton("clear", tr("Clear the canvas"), tr("Delete"), word=tr("Clear"))
        self.eraser = IconButton("eraser", tr(ERASER), "Ctrl+Shift+R", word=tr("Eraser"))
        self.numbers = IconButton("numbers", tr(NUMBERS), "Ctrl+N", word=tr("Number"))
        self.steps = IconButton("steps", tr("Show what the model sees, step by step"), "Ctrl+I", word=tr("Steps"))
        self.keep = KeepButton()
        self._roomy, self._width = False, 0.0
        self.pen = QSlider(Qt.Orientation.Horizontal)
        self.pen_label = QLabel()
        self._lay_out()
        self.pen.valueChanged.connect(self._pen_moved)

    def _lay_out(self) -> None:
        for button in (self.eraser, self.numbers, self.steps):
            button.setCheckable(True)
        keep_sized(self, setFixedHeight=LOW)
        self.pen.setObjectName("pad-pen")
        self.pen.setRange(PEN_LEAST, PEN_MOST)
        self.pen.setAccessibleName(tr("Pen width"))
        self.pen.setToolTip(tr("Pen width: changes how your drawing looks, never how it is read"))
        keep_sized(self.pen, setMinimumWidth=7 * SPACE)
        self.pen.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pen_label.setProperty("role", "muted")
        self.pen_label.setProperty("small", True)
        self.pen_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # as wide as the slider
        self.pen_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        for button in (self.undo, self.redo, self.clear, self.eraser):
            row.addWidget(button)
        row.addSpacing(SPACE)
        for button in (self.numbers, self.steps, self.keep):
            row.addWidget(button)
        pen = QVBoxLayout()
        pen.setSpacing(0)
        for part in (self.pen, self.pen_label):
            pen.addWidget(part)
        row.addLayout(pen, 4)

    @guarded(QSize())
    def minimumSizeHint(self) -> QSize:
        """Without the words, which are left out where they find no room; the same whether they are seen or not."""
        return QSize(self._rest() + len(self._buttons) * scaled(BARE), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more or less room."""
        super().resizeEvent(event)
        self._show_words()

    def allow_words(self, allowed: bool) -> None:
        """Whether there is height to spare for words below the icons."""
        self._roomy = allowed
        self._show_words()

    def _show_words(self) -> None:
        """Shows the words where all of them find room."""
        small = QFont(self.font())
        small.setPixelSize(scaled(SMALL_PX))
        words = [QFontMetrics(small).horizontalAdvance(each.word) + SPACE + 2 for each in self._buttons]
        needed = self._rest() + sum(max(word, scaled(WORDED)) for word in words)
        seen = self._roomy and self.width() >= needed
        for button in self._buttons:
            button.show_word(seen)
        if self.minimumHeight() != scaled(HIGH if seen else LOW):
            keep_sized(self, setFixedHeight=HIGH if seen else LOW)
            self._name_width()

    def _rest(self) -> int:
        """The width of the pen's slider and of all gaps, at least."""
        return self.pen.minimumWidth() + (len(self._buttons) + 1) * SPACE // 2 + SPACE

    @property
    def _buttons(self) -> tuple[IconButton, ...]:
        return self.undo, self.redo, self.clear, self.eraser, self.numbers, self.steps, self.keep

    @property
    def order(self) -> tuple[QWidget, ...]:
        """The order in which the tab key walks."""
        return *self._buttons, self.pen

    def show_reads_numbers(self, reads: bool) -> None:
        """Whether the chosen model reads digits, of which a number is made."""
        self.numbers.setEnabled(reads)
        self.numbers.setToolTip(tr(NUMBERS) + " (Ctrl+N)" if reads else tr("The chosen model reads no digits"))

    def _name_width(self) -> None:
        """The figure below the slider, with a word where the buttons have theirs."""
        words = tr("Pen {width:.0f} px") if self.keep.text() else "{width:.0f} px"
        self.pen_label.setText(words.format(width=self._width))

    def show_pen(self, width: float) -> None:
        """The slider and the figure beside it follow a pen that is a share of the canvas."""
        self._width = width
        self._name_width()
        if not self.pen.isSliderDown():
            with QSignalBlocker(self.pen):
                self.pen.setValue(round(width))

    def _pen_moved(self, width: int) -> None:
        self.pen_moved.emit(float(width))
