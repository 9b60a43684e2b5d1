"""What holds under the keyboard: a ring shows where it is, Tab leads out, Return presses buttons. Imports QtWidgets.

One object follows the focus through a window and its dialogs, so that no widget has to know of these rules.
"""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen, QPointerEvent, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded

RING_PX, GAP_PX = 2, 1  # the ring, and the line of the panel's colour that parts it from the widget
RADIUS = 6.0
_BY_HAND = (QEvent.Type.MouseButtonPress, QEvent.Type.TabletPress, QEvent.Type.TouchBegin)


class FocusRing(QWidget):
    """A ring just inside a widget's edge, above all that the widget paints; it lets the mouse through.

    It is a child of the widget: it moves, scrolls and is clipped with it, and is seen in whatever shows the widget.
    """

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self.setObjectName("focus-ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.around = around
        around.installEventFilter(self)
        if isinstance(around, QTabBar):
            around.currentChanged.connect(self._place)
        self._place()
        self.show()
        self.raise_()

    @Slot()
    def _place(self) -> None:
        around = self.around
        area = around.tabRect(around.currentIndex()) if isinstance(around, QTabBar) else around.rect()
        self.setGeometry(area)
        inside = self.rect().adjusted(*[RING_PX + GAP_PX + 1] * 2, *[-RING_PX - GAP_PX - 1] * 2)
        if not inside.isEmpty():
            self.setMask(QRegion(self.rect()) - QRegion(inside))  # what is painted within costs no painting here

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the widget's size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        return super().eventFilter(watched, event)

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the gap, then the ring around it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        colours = QApplication.palette()
        _paint_frame(painter, self.rect(), RING_PX, GAP_PX + 1, colours.color(themes.GAP_ROLE))
        _paint_frame(painter, self.rect(), 0, RING_PX, colours.color(themes.FOCUS_ROLE))


def _paint_frame(painter: QPainter, area: QRect, inset: float, width: float, colour: QColor) -> None:
    painter.setPen(QPen(colour, width))
    edge = inset + width / 2
    radius = max(RADIUS - edge, 0.0)
    painter.drawRoundedRect(QRectF(area).adjusted(edge, edge, -edge, -edge), radius, radius)


class Keyboard(QObject):
    """Follows the focus through `window` and what it opens, from now until the window goes."""

    def __init__(self, window: QWidget, first: QWidget) -> None:
        """`first` gets the focus as the window opens, and no ring for that: nobody has touched a key yet."""
        super().__init__(window)
        self._window = window
        self._ring: FocusRing | None = None
        self._opening: QWidget | None = first
        self._by_key = True  # whether a key was used last, not the mouse, a pen or a finger
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        for view in window.findChildren(QAbstractItemView):
            let_tab_out(view)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    @Slot(QWidget, QWidget)
    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None
        if now is None or not self._is_ours(now):
            return
        let_tab_out(now)
        self._watch(now)
        opening, self._opening = self._opening is now, None
        if not opening and shows_ring(now, self._by_key):
            self._ring = FocusRing(now)

    def _watch(self, widget: QWidget) -> None:
        """From now on, what is pressed in the window that the widget lies in tells whether keys are in use.

        No handle is kept: PySide hands out a kept one of a window that is gone for a new window at the same address.
        Qt remembers by itself whom it watches, once each.
        """
        handle = widget.window().windowHandle()
        if handle is not None and isValid(handle):
            handle.installEventFilter(self)

    @guarded(False)
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Remembers by what the window was used last; holds nothing up but Return on a button, which presses it."""
        if event.type() in _BY_HAND:
            self._by_key = False
            self._touched(event)
        elif event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):  # of a shortcut, only the second
            self._by_key = True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return _returned(event)
        return False

    def _touched(self, event: QEvent) -> None:
        """Who presses on the widget that has the ring knows where it is; only where text is typed it stays."""
        ring = self._ring if self._ring is not None and isValid(self._ring) else None
        if ring is None or not isinstance(event, QPointerEvent) or not event.points():
            return
        around = ring.around
        inside = around.rect().contains(around.mapFromGlobal(event.points()[0].globalPosition().toPoint()))
        if inside and not shows_ring(around, self._by_key):
            ring.hide()

    def _is_ours(self, widget: QWidget) -> bool:
        """Whether it lies in the window, or in a dialog or popup of it."""
        top: QWidget | None = widget.window()
        while top is not None and top is not self._window:
            parent = top.parentWidget()
            top = None if parent is None else parent.window()
        return top is not None


def _returned(event: QKeyEvent) -> bool:
    """Return presses the button that has the focus, as Space does; in Qt only some desktops' buttons take it."""
    button = QApplication.focusWidget()
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain or not isinstance(button, QAbstractButton):
        return False
    if isinstance(button, QToolButton) and button.menu() is not None:
        button.showMenu()
    else:
        button.click()
    return True


def let_tab_out(widget: QWidget) -> None:
    """Tab and Shift+Tab go on to the next widget: in tables and texts Qt keeps them, and the keyboard is caught."""
    if isinstance(widget, QAbstractItemView):
        widget.setTabKeyNavigation(False)
    elif isinstance(widget, QPlainTextEdit | QTextEdit):
        widget.setTabChangesFocus(True)


def shows_ring(widget: QWidget, by_key: bool = True) -> bool:
    """Whether this widget, which has just got the focus, is to show it; `by_key`: a key was used last.

    Menus show where they are by themselves, and who clicked knows; but where text is typed, everybody wants to see it.
    """
    if isinstance(widget, QMenu | QMenuBar) or widget.isWindow():
        return False
    if isinstance(widget, QLineEdit | QAbstractSpinBox | QPlainTextEdit | QTextEdit):
        return True
    by_hand = (
        not by_key or QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton or getattr(widget, "touched", False)
    )
    return not by_hand
