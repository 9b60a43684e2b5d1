"""A tour of the window in five bubbles beside what they tell of; it can be left at any of them. Imports QtWidgets."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from digitpad.core.language import mark, tr
from digitpad.ui.common import announcer
from digitpad.ui.common import theme as themes
from digitpad.ui.common.boxes import column, row
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE, keep_sized
from digitpad.ui.main_window import MainWindow

WIDTH = 38 * SPACE
PAD, TRAIN, COMPARE = "pad", "train", "compare"  # the panel that a stop lies in


@dataclass(frozen=True, slots=True)
class TourStop:
    """A part of the window by its object name, the panel to bring to the front for it, and what is said of it."""

    part: str
    panel: str
    title: str
    text: str


STOPS = (
    TourStop("pad-canvas", PAD, mark("Draw here"), mark(
        "Any digit, at any size, with mouse, pen or finger; by keys, the arrows move a pen and Space puts it down.")),
    TourStop("pad-bars", PAD, mark("What the model predicts"), mark(
        "How likely each digit is, while you draw. Where it is wrong, click the right bar: it can learn your hand.")),
    TourStop("train-start", TRAIN, mark("Train a network"), mark(
        "Choose a recipe, press Start and watch it learn. Everything can be changed; you can draw meanwhile.")),
    TourStop("compare-table", COMPARE, mark("Compare models"), mark(
        "Accuracy, size, speed and mistakes of every model, and what each predicts for your drawing.")),
    TourStop("menu-bar", PAD, mark("Go on by yourself"), mark(
        "F4 opens lessons that run in this window, F1 the help. Help > Tour shows these five again.")),
)  # fmt: skip


class Outline(QWidget):
    """A dashed frame around the part that is told of; the mouse goes through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tour-outline")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(themes.current().accent), 3, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 6, 6)


class Tour(QFrame):
    """The bubble. `ended`: it was left, or is over."""

    ended = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setObjectName("tour")
        self.setProperty("card", True)
        self.setAutoFillBackground(True)
        self._window, self._at = window, 0
        self._outline = Outline(window)
        self._title, self._text, self._count = QLabel(), QLabel(), QLabel()
        self._leave = named(QPushButton(tr("Leave the tour")), "tour-leave", tr("Closes this for good (Esc)"))
        self._next = named(QPushButton(), "tour-next", tr("The next of five bubbles"))
        self._lay_out()
        self._leave.clicked.connect(self.leave)
        self._next.clicked.connect(self._go_on)
        self.hide()
        self._outline.hide()

    def _lay_out(self) -> None:
        keep_sized(self, setFixedWidth=WIDTH)
        self._title.setProperty("role", "title")
        self._count.setProperty("role", "muted")
        self._text.setWordWrap(True)
        self._next.setProperty("primary", True)
        buttons = row(self._leave, (QWidget(), 1), self._next)
        column(self, row((self._title, 1), self._count), self._text, buttons, margin=2 * SPACE)

    def begin(self) -> None:
        """Shows the first bubble, and gives it the keyboard."""
        self._window.installEventFilter(self)
        self._show(0)
        self._next.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def leave(self) -> None:
        """Ends the tour; the keyboard goes to the canvas."""
        self._window.removeEventFilter(self)
        self.hide()
        self._outline.hide()
        self._window.show_pad()
        self.ended.emit()

    @Slot()
    def _go_on(self) -> None:
        if self._at + 1 < len(STOPS):
            self._show(self._at + 1)
        else:
            self.leave()

    def _show(self, at: int) -> None:
        self._at, stop, window = at, STOPS[at], self._window
        focus = self._next.hasFocus()
        {PAD: window.show_pad, TRAIN: window.show_train, COMPARE: window.show_compare}[stop.panel]()
        self._title.setText(tr(stop.title))
        self._text.setText(tr(stop.text))
        self._count.setText(tr("{at} of {count}", at=at + 1, count=len(STOPS)))
        self._next.setText(tr("Done") if at + 1 == len(STOPS) else tr("Next"))
        self.show()
        if focus:
            self._next.setFocus(Qt.FocusReason.OtherFocusReason)  # the panel took it
        self._place()
        announcer.announce(self, f"{tr(stop.title)}. {tr(stop.text)}")

    def _place(self) -> None:
        """Puts the frame around the part, and the bubble beside it, within the window."""
        part = self._window.findChild(QWidget, STOPS[self._at].part)
        if part is None or not part.isVisible():
            part = self._window.menuBar()
        around = QRect(part.mapTo(self._window, QPoint()), part.size()).intersected(self._window.rect())
        self._outline.setGeometry(around.adjusted(-3, -3, 3, 3))
        self._outline.show()
        self.adjustSize()
        self.move(beside(around, self.size(), self._window.rect()))
        self._outline.raise_()
        self.raise_()

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window has another size: the part is elsewhere."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def beside(part: QRect, bubble: QSize, window: QRect) -> QPoint:
    """Where a bubble stands that leaves the part in sight: right of it, left, below or above; else over its corner."""
    middle = part.center().y() - bubble.height() // 2
    places = (
        QPoint(part.right() + SPACE, middle),
        QPoint(part.left() - SPACE - bubble.width(), middle),
        QPoint(part.left(), part.bottom() + SPACE),
        QPoint(part.left(), part.top() - SPACE - bubble.height()),
    )
    most = QPoint(window.right() - bubble.width() - SPACE, window.bottom() - bubble.height() - SPACE)
    for place in places:
        inside = QPoint(max(SPACE, min(place.x(), most.x())), max(SPACE, min(place.y(), most.y())))
        if not QRect(inside, bubble).intersects(part):
            return inside
    return QPoint(max(SPACE, min(part.right() - bubble.width(), most.x())), max(SPACE, min(part.top(), most.y())))
