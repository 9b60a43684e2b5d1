"""Where messages are shown: a strip above a panel, reserved for them, so that nothing moves and nothing is covered.

Errors stay until they are closed or mended, good news goes by itself. What does not fit into the strip ends in "More",
which opens the whole of it over the panel. Imports QtWidgets and the theme.
"""

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF, QTextLayout
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from digitpad.core.language import tr
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.announcer import Announcer
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.messages import BAD, GOOD, INFO, Message, Messages
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE, Theme, keep_sized

STAY_MS = 6000  # for good news; what has a button stays longer
STAY_WITH_ACTION_MS = 12000
STRIP = 44  # pixels: two lines of words
EDGE = 4  # around the words, above and below
NARROW = 320  # pixels: below it, only words and buttons
LEAST_ROOM = 150  # pixels for words
Type = QEvent.Type


class Badge(QWidget):
    """A round sign for the kind of a message: an exclamation mark, a tick or an i."""

    SIDE = 20

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = INFO
        self.setFixedSize(self.SIDE, self.SIDE)

    def show_kind(self, kind: str) -> None:
        """Takes another sign."""
        self._kind = kind
        self.update()

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints a disc and the sign on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour(self._kind, themes.current())))
        painter.drawEllipse(QRectF(1, 1, self.SIDE - 2, self.SIDE - 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(themes.current().panel), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if self._kind == GOOD:
            painter.drawPolyline(QPolygonF([QPointF(6, 10.5), QPointF(9, 13.5), QPointF(14.5, 7)]))
            return
        dot, start, end = (14.3, 5.6, 10.8) if self._kind == BAD else (5.8, 9.4, 14.4)
        painter.drawLine(QPointF(10, start), QPointF(10, end))
        painter.drawPoint(QPointF(10, dot))


class MessageBar(QWidget):
    """Shows the newest message of some places in a strip of its room; further ones wait and are counted."""

    accessible_role = accessible_roles.ALERT

    def __init__(self, messages: Messages, room: QWidget, places: Collection[str], name: str = "message") -> None:
        super().__init__(room)
        self.setObjectName(f"{name}-bar")
        self.setAccessibleName(tr("Message"))
        self._messages, self.room, self._places = messages, room, places
        self._now: Message | None = None
        self._spot = QRect()  # the strip
        self._earlier = 0
        self._whole = False  # "More" was pressed
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._close_it)
        self._announcer = Announcer(self)
        self._build(name)
        messages.changed.connect(self._refresh)
        self.hide()

    def _build(self, name: str) -> None:
        self._badge = Badge(self)
        self._text = _wrapping(f"{name}-text")
        self._hint = _wrapping(f"{name}-hint")
        self._hint.setProperty("role", "muted")
        self._count = named(QLabel(), f"{name}-count")
        self._count.setProperty("role", "muted")
        self._action = named(QPushButton(), f"{name}-action")
        self._action.setToolTip(tr("Do what this message offers"))
        self._action.clicked.connect(self._act)
        self._more = named(QToolButton(), f"{name}-more")
        self._more.setProperty("flat", True)
        self._more.setToolTip(tr("Show all of this message, or only its beginning"))
        self._more.clicked.connect(self._toggle)
        self._close = named(QToolButton(), f"{name}-close")
        self._close.setText("\u2715")
        self._close.setToolTip(tr("Close this message"))
        self._close.setAccessibleName(tr("Close this message"))
        self._close.setProperty("flat", True)
        self._close.clicked.connect(self._close_it)
        self._words = words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._text)
        words.addWidget(self._hint)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(SPACE + 2, EDGE, EDGE, EDGE)
        row.setSpacing(SPACE)
        row.addWidget(self._badge)
        row.addLayout(words, 1)
        for widget in (self._count, self._more, self._action, self._close):
            row.addWidget(widget)

    @property
    def message(self) -> Message | None:
        """What is shown now."""
        return self._now

    def show_places(self, places: Collection[str]) -> None:
        """Shows the messages of these places from now on."""
        self._places = places
        self._refresh()

    def set_spot(self, spot: QRect) -> None:
        """Where the strip lies in its room."""
        if spot != self._spot:
            self._spot = spot
            self._place()

    @Slot()
    def _refresh(self) -> None:
        message, self._earlier = self._messages.newest(self._places)
        self._count.setText(tr("{earlier} earlier", earlier=self._earlier))
        if message is not self._now:
            self._show(message)
        elif message is not None:
            self._place()  # the count takes room from the words

    def _show(self, message: Message | None) -> None:
        self._now, self._whole = message, False
        self._timer.stop()
        self.setVisible(message is not None)
        if message is None:
            return
        self._badge.show_kind(message.kind)
        self._action.setText(message.action)
        self._action.setVisible(bool(message.action))
        self.setAccessibleName(f"{message.text} {message.hint}".strip())
        self._announcer.say(self.accessibleName())
        self._place()
        if message.kind != BAD:
            self._timer.start(STAY_WITH_ACTION_MS if message.action else STAY_MS)

    @Slot()
    def _close_it(self) -> None:
        if self._now is not None:
            self._messages.close(self._now)

    @Slot()
    def _act(self) -> None:
        if self._now is not None:
            self._messages.act(self._now)

    @Slot()
    def _toggle(self) -> None:
        self._whole = not self._whole
        if self._whole:
            self._timer.stop()  # whoever reads it closes it
        self._place()

    def _place(self) -> None:
        """In the strip; where "More" was pressed, as high as all the words need."""
        if self._now is None or self._spot.isEmpty():
            return
        wide = self._spot.width() >= NARROW
        self._badge.setVisible(wide)
        self._count.setVisible(wide and self._earlier > 0)
        self._write(self._now.text, self._now.hint)
        self._put_action(below=False)
        self._more.hide()
        height = self._spot.height()
        if self._needed() > height:
            self._more.setText(tr("Less") if self._whole else tr("More"))
            self._more.show()
            self._put_action(below=self._whole)
            if self._whole:
                height = max(self._needed(), height)
            else:
                self._shorten(f"{self._now.text} {self._now.hint}".strip())
        self.setGeometry(self._spot.x(), self._spot.y(), self._spot.width(), height)
        self.raise_()

    def _put_action(self, below: bool) -> None:
        """The button stands behind the words, or below them where all of them are shown."""
        self._row.removeWidget(self._action)
        self._words.removeWidget(self._action)
        if below:
            self._words.addWidget(self._action, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self._row.insertWidget(self._row.indexOf(self._close), self._action)
        self._action.setVisible(bool(self._now and self._now.action))

    def _write(self, text: str, hint: str) -> None:
        self._text.setText(text)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def _needed(self) -> int:
        """The height that the words need at the strip's width, and the button where it stands below them."""
        room = max(self._room(), 1)
        words = [self._text, self._hint] if self._now and self._now.hint else [self._text]
        height = sum(label.heightForWidth(room) for label in words) + 2 * EDGE
        below = self._words.indexOf(self._action) >= 0 and not self._action.isHidden()
        return height + (self._action.sizeHint().height() + EDGE if below else 0)

    def _shorten(self, words: str) -> None:
        """As many of the words as there is room for; a long button comes with the rest where it leaves too little."""
        if self._room() < LEAST_ROOM:
            self._action.hide()
        metrics = QFontMetrics(self._text.font())
        lines = max((self._spot.height() - 2 * EDGE) // metrics.lineSpacing(), 1)
        self._write(shortened(words, self._text.font(), max(self._room(), 1), lines), "")

    def _room(self) -> int:
        """The width that is left for words."""
        margins = self._row.contentsMargins()
        others = [self._badge, self._count, self._more, self._close]
        others += [self._action] if self._row.indexOf(self._action) >= 0 else []
        widths = [max(other.sizeHint().width(), other.minimumWidth()) for other in others if not other.isHidden()]
        taken = sum(widths) + len(widths) * self._row.spacing()
        return self._spot.width() - margins.left() - margins.right() - taken

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints a card with a frame in the colour of the message's kind."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(themes.current().panel))
        shade = colour(self._now.kind if self._now else INFO, themes.current())
        painter.setPen(QPen(QColor(shade), 1.5))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


class Strip(QWidget):
    """An empty strip of a layout that a message bar lies on."""

    def __init__(self, height: int) -> None:
        super().__init__()
        keep_sized(self, setFixedHeight=height)
        self._bar: MessageBar | None = None
        self._beside: QWidget = self

    def carry(self, bar: MessageBar, beside: QWidget) -> None:
        """Keeps the bar, a child of an ancestor of this strip, on the strip; right of `beside` while that is seen."""
        self._bar, self._beside = bar, beside
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(beside, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.installEventFilter(self)
        beside.installEventFilter(self)

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the strip."""
        if event.type() in (Type.Move, Type.Resize, Type.Show, Type.Hide) and self._bar is not None:
            taken = 0 if self._beside.isHidden() else self._beside.geometry().right() + SPACE
            spot = self.rect().adjusted(taken, 0, 0, 0)
            self._bar.set_spot(QRect(self.mapTo(self._bar.room, spot.topLeft()), spot.size()))
        return super().eventFilter(watched, event)


def shortened(words: str, font: QFont, width: int, lines: int) -> str:
    """The words, ending in an ellipsis where they need more than so many lines of this width in pixels."""
    layout = QTextLayout(words, font)
    layout.beginLayout()
    starts = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    if len(starts) <= lines:
        return words
    last = starts[lines - 1]
    return words[:last] + QFontMetrics(font).elidedText(words[last:], Qt.TextElideMode.ElideRight, width)


def colour(kind: str, theme: Theme) -> str:
    """The colour that stands for a kind of message."""
    return {BAD: theme.bad, GOOD: theme.good}.get(kind, theme.accent)


def _wrapping(name: str) -> QLabel:
    label = named(QLabel(), name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label
