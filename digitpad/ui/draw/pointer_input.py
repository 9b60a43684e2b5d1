"""Mouse, finger, stylus and keys become one pen: touches, moves, is lifted. Imports QtWidgets.

One pointer holds the pen at a time. Qt and the platform make mouse events out of touches and of the stylus for
programs that know no better; those are left out here, because the originals have been heard.
"""

from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QFocusEvent,
    QHideEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
    QSinglePointEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from digitpad.core.language import tr
from digitpad.ui.common.guard import guarded
from digitpad.ui.draw.key_pen import WAYS, KeyPen, spoken

Point = tuple[float, float]


class PointerKind(Enum):
    """Who holds the pen."""

    NOBODY = 0
    MOUSE = 1
    FINGER = 2
    STYLUS = 3
    KEYS = 4


class PointerInput(QWidget):
    """A widget that is drawn on. Whoever derives from it says what a pen and an eraser do, in widget pixels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setMouseTracking(True)  # a move without a button tells that a release was lost
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)  # the right button erases
        self._holder = PointerKind.NOBODY
        self._button = Qt.MouseButton.NoButton
        self._finger = -1
        self._rubs = False
        self.erases = False  # whether the eraser was chosen: then every pointer erases
        self.key_pen: KeyPen | None = None  # that the arrow keys move; None: no key has moved one

    def begin_stroke(self, point: Point) -> None:
        """The pen touches the widget."""
        raise NotImplementedError

    def extend_stroke(self, point: Point) -> None:
        """The pen moves on."""
        raise NotImplementedError

    def finish_stroke(self) -> None:
        """The pen or the eraser is lifted; also called when neither is down."""
        raise NotImplementedError

    def drop_stroke(self) -> None:
        """The growing stroke was none: forget it."""
        raise NotImplementedError

    def erase_at(self, point: Point) -> None:
        """The eraser touches or passes this point."""
        raise NotImplementedError

    @property
    def is_drawn_on(self) -> bool:
        """Whether somebody holds the pen down."""
        return self._holder is not PointerKind.NOBODY

    def let_go(self) -> None:
        """Nobody holds the pen any more: the release was heard, or will never be."""
        self._holder = PointerKind.NOBODY
        self.finish_stroke()

    def cancel_stroke(self) -> None:
        """Forgets the growing stroke; the pen must touch again to draw."""
        self._holder = PointerKind.NOBODY
        self.drop_stroke()

    def show_key_pen(self, pen: KeyPen | None, said: str) -> None:
        """Another place of the pen that keys move, or none; and what is to be said of it, or an empty text."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move a pen, in small steps with Shift; Space puts it down and lifts it."""
        plain = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        if plain or not (key in WAYS or (key == Qt.Key.Key_Space and not event.isAutoRepeat())):
            super().keyPressEvent(event)
            return
        area = QRectF(self.rect())
        pen = self.key_pen or KeyPen((area.center().x(), area.center().y()))
        if key == Qt.Key.Key_Space:
            self._turn_key_pen(pen)
            return
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        pen = pen.pressed(key, area, fine=fine)
        if self._holder is PointerKind.KEYS:
            (self.erase_at if self._rubs else self.extend_stroke)(pen.at)
        self.show_key_pen(pen, spoken(pen.at, area))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """An arrow key leads no further."""
        if self.key_pen is not None and event.key() in WAYS and not event.isAutoRepeat():
            self.key_pen = self.key_pen.released(event.key())
        super().keyReleaseEvent(event)

    def _turn_key_pen(self, pen: KeyPen) -> None:
        """Puts the pen down, or lifts it."""
        if self._holder is PointerKind.KEYS:
            self.let_go()
            self.show_key_pen(pen, tr("Pen lifted"))
            return
        self.let_go()
        self._holder, self._rubs = PointerKind.KEYS, self.erases
        (self.erase_at if self._rubs else self.begin_stroke)(pen.at)
        self.show_key_pen(pen, tr("Eraser down") if self._rubs else tr("Pen down"))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who goes elsewhere with the keyboard lifts its pen, which is then seen no more."""
        super().focusOutEvent(event)
        if self.key_pen is not None:
            self.drop_key_pen()

    def drop_key_pen(self) -> None:
        """The pen of the keys is lifted, and gone."""
        if self._holder is PointerKind.KEYS:
            self.let_go()
        if self.key_pen is not None:
            self.show_key_pen(None, "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button draws, the right one erases."""
        event.accept()
        if self._is_echo(event) or event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        if self._holder is PointerKind.MOUSE and event.buttons() & self._button and event.button() != self._button:
            return  # the other button while one is down changes nothing
        self._button = event.button()
        self._take(PointerKind.MOUSE, event.position(), self._button == Qt.MouseButton.RightButton)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick strokes are two strokes."""
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follows the mouse, beyond the edge too; a move without the button means that its release was lost."""
        event.accept()
        if self._holder is not PointerKind.MOUSE or self._is_echo(event):
            return
        if event.buttons() & self._button:
            self._follow(event.position())
        else:
            self.let_go()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The stroke ends where the button is let go."""
        event.accept()
        if self._holder is PointerKind.MOUSE and event.button() == self._button:
            self._follow(event.position())
            self.let_go()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """The stylus draws, its other end erases. Accepted, so that Qt makes no mouse event of it."""
        event.accept()
        kind = event.type()
        if kind == QEvent.Type.TabletPress and event.button() in (
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.RightButton,
        ):
            rubs = (
                event.pointerType() == QPointingDevice.PointerType.Eraser
                or event.button() == Qt.MouseButton.RightButton
            )
            self._take(PointerKind.STYLUS, event.position(), rubs)
        elif self._holder is not PointerKind.STYLUS:
            return
        elif kind == QEvent.Type.TabletMove:
            if event.buttons() == Qt.MouseButton.NoButton:
                self.let_go()  # it hovers: the release was lost
            else:
                self._follow(event.position())
        elif kind == QEvent.Type.TabletRelease:
            self._follow(event.position())
            self.let_go()

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Hears touches, which have no handler of their own in QWidget."""
        if isinstance(event, QTouchEvent):
            event.accept()
            self._touched(event)
            return True
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden widget hears no release."""
        super().hideEvent(event)
        self.let_go()

    def changeEvent(self, event: QEvent) -> None:
        """Nor does a disabled one, nor one whose window is no longer the active one."""
        super().changeEvent(event)
        lost = event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow()
        if lost or (event.type() == QEvent.Type.EnabledChange and not self.isEnabled()):
            self.let_go()

    def _touched(self, event: QTouchEvent) -> None:
        """The first finger draws; the others are not looked at."""
        if event.type() == QEvent.Type.TouchCancel:
            if self._holder is PointerKind.FINGER:
                self.cancel_stroke()
            return
        for point in event.points():
            if self._holder is PointerKind.NOBODY and point.state() == QEventPoint.State.Pressed:
                self._finger = point.id()
                self._take(PointerKind.FINGER, point.position(), False)
            elif self._holder is PointerKind.FINGER and point.id() == self._finger:
                self._finger_moved(point, event.type() == QEvent.Type.TouchEnd)

    def _finger_moved(self, point: QEventPoint, last: bool) -> None:
        if point.state() != QEventPoint.State.Stationary:
            self._follow(point.position())
        if last or point.state() == QEventPoint.State.Released:
            self.let_go()

    def _take(self, holder: PointerKind, at: QPointF, rubs: bool) -> None:
        self.drop_key_pen()
        self.let_go()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._holder, self._rubs = holder, rubs or self.erases
        (self.erase_at if self._rubs else self.begin_stroke)((at.x(), at.y()))

    def _follow(self, at: QPointF) -> None:
        (self.erase_at if self._rubs else self.extend_stroke)((at.x(), at.y()))

    def _is_echo(self, event: QSinglePointEvent) -> bool:
        """Whether this mouse event was made out of a touch or of the stylus."""
        if self._holder in (PointerKind.FINGER, PointerKind.STYLUS):
            return True
        kinds = (QInputDevice.DeviceType.Stylus, QInputDevice.DeviceType.TouchScreen)
        device = event.device()
        return device is not None and device.type() in kinds
