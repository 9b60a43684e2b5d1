"""The message bar: what went wrong or well, and what to do, without a box in the way. Imports QtWidgets and the theme.

It floats over the bottom of its parent instead of pushing it, since a canvas that moved under the pen would spoil the
stroke. Errors stay until they are closed, good news goes by itself, and what comes meanwhile waits its turn.
"""

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from digitpad.ui.common.guard import guarded
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import LIGHT, SPACE, Theme

BAD, GOOD, INFO = "bad", "good", "info"
STAY_MS = 6000  # for good news; what has a button stays longer
STAY_WITH_ACTION_MS = 12000
WIDEST = 760
MOST_WAITING = 50  # a broken disk can complain without end


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence, a hint, its kind (BAD, GOOD or INFO), and perhaps a button with what it stands for."""

    text: str
    hint: str = ""
    kind: str = BAD
    action: str = ""
    token: object = None


class Badge(QWidget):
    """A round sign for the kind of a message: an exclamation mark, a tick or an i."""

    SIDE = 20

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind, self._theme = INFO, LIGHT
        self.setFixedSize(self.SIDE, self.SIDE)

    def show_kind(self, kind: str) -> None:
        """Takes another sign."""
        self._kind = kind
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints a disc and the sign on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour(self._kind, self._theme)))
        painter.drawEllipse(QRectF(1, 1, self.SIDE - 2, self.SIDE - 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._theme.panel), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if self._kind == GOOD:
            painter.drawPolyline(QPolygonF([QPointF(6, 10.5), QPointF(9, 13.5), QPointF(14.5, 7)]))
            return
        dot, start, end = (14.3, 5.6, 10.8) if self._kind == BAD else (5.8, 9.4, 14.4)
        painter.drawLine(QPointF(10, start), QPointF(10, end))
        painter.drawPoint(QPointF(10, dot))


class MessageBar(QWidget):
    """Shows one message at a time at the bottom of its parent; further ones wait and are counted."""

    acted = Signal(object)  # the token of the message whose button was pressed

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("message-bar")
        self._room = parent
        self._theme = LIGHT
        self._now: Message | None = None
        self._waiting: deque[Message] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.show_next)
        self._build()
        parent.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        self._badge = Badge(self)
        self._text = _wrapping("message-text")
        self._hint = _wrapping("message-hint")
        self._hint.setProperty("role", "muted")
        self._count = named(QLabel(), "message-count")
        self._count.setProperty("role", "muted")
        self._action = named(QPushButton(), "message-action")
        self._action.clicked.connect(self._act)
        self._close = named(QToolButton(), "message-close")
        self._close.setText("\u2715")
        self._close.setToolTip("Close this message")
        self._close.setAccessibleName("Close this message")
        self._close.setAutoRaise(True)
        self._close.clicked.connect(self.show_next)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch()
        words.addWidget(self._text)
        words.addWidget(self._hint)
        words.addStretch()
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, SPACE + 2, SPACE + 2, SPACE + 2)
        row.setSpacing(SPACE + 4)
        row.addWidget(self._badge)
        row.addLayout(words, 1)
        for widget in (self._count, self._action, self._close):
            row.addWidget(widget)

    @property
    def message(self) -> Message | None:
        """What is shown now."""
        return self._now

    def say(self, message: Message) -> None:
        """Shows the message, or lets it wait behind the one that is shown; one already there is not repeated."""
        if message == self._now or message in self._waiting:
            return
        passing = self._now is not None and self._now.kind != BAD and not self._now.action
        if self._now is None or passing:
            self._show(message)
            return
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(message)
        self._count_waiting()
        self._place()  # the count takes room from the words

    @Slot()
    def show_next(self) -> None:
        """Closes the message that is shown; the next one comes."""
        self._timer.stop()
        if self._waiting:
            self._show(self._waiting.popleft())
        else:
            self._now = None
            self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def _show(self, message: Message) -> None:
        self._now = message
        self._badge.show_kind(message.kind)
        self._text.setText(message.text)
        self._hint.setText(message.hint)
        self._hint.setVisible(bool(message.hint))
        self._action.setText(message.action)
        self._action.setVisible(bool(message.action))
        self._count_waiting()
        self.setAccessibleName(f"{message.text} {message.hint}".strip())
        self.show()
        self.raise_()
        self._place()
        self._timer.stop()
        if message.kind != BAD:
            self._timer.start(STAY_WITH_ACTION_MS if message.action else STAY_MS)

    def _count_waiting(self) -> None:
        self._count.setText(f"{len(self._waiting)} more")
        self._count.setVisible(bool(self._waiting))

    @Slot()
    def _act(self) -> None:
        message = self._now
        self.show_next()
        if message is not None:
            self.acted.emit(message.token)

    def _place(self) -> None:
        """At the bottom, in the middle, as high as the words need."""
        room = self._room.size()
        width = min(room.width() - 2 * SPACE, WIDEST)
        self._row.activate()
        height = max(self._row.heightForWidth(width), self._row.minimumSize().height())
        self.setGeometry((room.width() - width) // 2, room.height() - height - SPACE, width, height)

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays at the bottom when the parent changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints a card with a frame in the colour of the message's kind."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(self._theme.panel))
        shade = colour(self._now.kind if self._now else INFO, self._theme)
        painter.setPen(QPen(QColor(shade), 1.5))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    @guarded(QSize(40, 24))
    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(WIDEST, super().sizeHint().height())


def colour(kind: str, theme: Theme) -> str:
    """The colour that stands for a kind of message."""
    return {BAD: theme.bad, GOOD: theme.good}.get(kind, theme.accent)


def _wrapping(name: str) -> QLabel:
    label = named(QLabel(), name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
    return label
