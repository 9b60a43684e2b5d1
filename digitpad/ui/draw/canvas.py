"""The canvas: strokes kept as vectors, painted as they grow, taken back and brought again. Imports QtWidgets and ink.

Which event means what is decided in pointer_input.py; this file knows what a pen does to a page, and shows it.
"""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.language import mark, tr
from digitpad.ink.ink import Ink, Points
from digitpad.ink.subject import Picture
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.announcer import Announcer
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.surface import Surface, pen, reach, tail
from digitpad.ui.common.theme import SPACE
from digitpad.ui.draw import canvas_paint, document
from digitpad.ui.draw import marks as frames
from digitpad.ui.draw.document import CanvasView, Page, UndoHistory
from digitpad.ui.draw.key_pen import REACH, KeyPen
from digitpad.ui.draw.marks import Mark
from digitpad.ui.draw.pointer_input import Point, PointerInput

SMALLEST = 180  # pixels: a side of the canvas
PEN_SHARE = 0.055  # of the page's shorter side, while the user has chosen no width
ERASER_PX = 8.0  # beyond the pen's own edge
TOLD = mark(
    "Draw a digit with the mouse, a pen or a finger. Or by keys: arrows move a pen, with Shift in small steps, "
    "Space puts it down and lifts it. A digit key puts a test digit on the empty canvas."
)
NEAR_PX = 0.05  # a point nearer to the last one tells nothing


class Canvas(PointerInput):
    """Where the user draws. Strokes are floats in canvas pixels; `ink` gives them as they lie on the canvas now.

    `ground`: the theme's colour around its corners. It paints them itself, so that nothing behind it is painted anew
    for each move of the pen.
    """

    accessible_role = accessible_roles.CANVAS

    ink_changed = Signal(object)  # Ink, at every new point
    picture_changed = Signal(object)  # Picture: undo or redo brought it back
    undo_available = Signal(bool)
    redo_available = Signal(bool)
    filled = Signal(bool)  # whether there is anything to clear
    resized = Signal()
    pen_shown = Signal(float)  # pixels: the width that strokes have now

    def __init__(self, parent: QWidget | None = None, *, ground: str = "panel") -> None:
        super().__init__(parent)
        self._ground = ground
        self.setObjectName("pad-canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Canvas"))
        self.hint = tr("Draw a digit here")
        self.setAccessibleDescription(tr(TOLD))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._history = UndoHistory()
        self._surface = Surface()
        self._live: list[Point] = []
        self._erasing: Page | None = None  # the sheet before the eraser came
        self._rubbed = (0.0, 0.0)  # where it was last
        self._pen_width = 0.0
        self._pen_px = 1.0
        self._pen = QPen()
        self._ink: Ink | None = Ink()  # as it lies on the canvas; None: to be made anew
        self._welcome = False
        self.touched = False  # whether it was the mouse, a pen or a finger that brought the focus
        self._announcer = Announcer(self)
        self.marks: tuple[Mark, ...] = ()  # in page units, or a picture's pixels
        self._view = CanvasView()
        self._done: tuple[Points, ...] = ()  # the finished strokes as they lie on the canvas
        self._size = self.size()  # that the view was made for
        self._look: tuple[float, themes.Theme] | None = None  # that the surface was painted in
        self._renew()

    # what others ask and say

    @property
    def ink(self) -> Ink:
        """The drawing in canvas pixels, the growing stroke included."""
        if self._ink is None:
            live = (np.array(self._live, np.float64),) if self._live else ()
            self._ink = Ink((*self._done, *live))
        return self._ink

    @property
    def picture(self) -> Picture | None:
        """The picture that is shown instead of a drawing."""
        return None if self._live else self._sheet.picture

    def show_ground(self, ground: str) -> None:
        """The theme's colour around its corners from now on: it lies somewhere else."""
        if ground != self._ground:
            self._ground = ground
            self.update()

    @property
    def ground(self) -> str:
        """The name of the theme's colour around its corners."""
        return self._ground

    @property
    def pen_px(self) -> float:
        """The width that strokes have on the canvas now; over a picture, that of the stroke that puts it away."""
        return self._pen_px

    def set_pen_width(self, width: float) -> None:
        """The pen's width in pixels; 0: a share of the canvas. It changes how strokes look, not what they are."""
        if width != self._pen_width:
            self._pen_width = width
            self._renew()

    def set_ink(self, ink: Ink, fit: bool = True) -> None:
        """Replaces the drawing, as a step that can be undone; `fit` scales ink of any unit into the canvas's middle."""
        self._catch_up()
        placed = document.fitted(ink, self.width(), self.height()) if fit else ink
        self._step(Page(placed, self._whole))

    def restore(self, ink: Ink, sheet: document.Box) -> None:
        """Shows a drawing where it lay on this sheet, whatever its size was; there is nothing before it to undo."""
        page = document.union(sheet, ink.box)
        self._move_to(UndoHistory(Page(ink, page)))
        self._tell()

    def show_picture(self, picture: Picture) -> None:
        """Shows a picture in place of a drawing, as a step; the next stroke puts it away. Tells nothing."""
        self.finish_stroke()
        self._catch_up()
        self._move_to(self._history.then(Page(page=self._whole, picture=picture)))

    def show_marks(self, found: tuple[Mark, ...]) -> None:
        """Frames the digits of a number, given in canvas pixels, or in those of the picture that is shown."""
        if found or self.marks:
            self.marks = found if self.picture is not None else frames.moved(found, self._view, to_page=True)
            self.update()

    def undo(self) -> None:
        """Takes the last step back."""
        self.let_go()
        if self._history.past:
            self._move_to(self._history.undone())
            self._tell()

    def redo(self) -> None:
        """Brings the last step that was taken back again."""
        self.let_go()
        if self._history.future:
            self._move_to(self._history.redone())
            self._tell()

    def clear(self) -> None:
        """Empties the canvas, as a step that can be undone."""
        self.let_go()
        if self._sheet:
            self._step(Page())

    @guarded(QSize(40, 24))
    def sizeHint(self) -> QSize:
        """A comfortable square."""
        return QSize(45 * SPACE, 45 * SPACE)

    @guarded(QSize(40, 24))
    def minimumSizeHint(self) -> QSize:
        """The least that can be drawn on."""
        return QSize(SMALLEST, SMALLEST)

    # what the pen does

    def begin_stroke(self, point: Point) -> None:
        """The pen touches the canvas."""
        self.finish_stroke()
        self._catch_up()
        self._live = [point]
        self._ink = None
        if self._sheet.picture is not None:
            self._renew()  # without the picture
        self.update(reach(self._live, self.pen_px) if self._sheet.ink else self.rect())
        self.filled.emit(True)
        self.ink_changed.emit(self.ink)

    def extend_stroke(self, point: Point) -> None:
        """The pen moves on; a point on the spot of the last one is left out."""
        if not self._live:
            return
        last = self._live[-1]
        if abs(point[0] - last[0]) < NEAR_PX and abs(point[1] - last[1]) < NEAR_PX:
            return
        self._live.append(point)
        self._ink = None
        self.update(self._surface.grow(self._live, self._pen))
        self.ink_changed.emit(self.ink)

    def finish_stroke(self) -> None:
        """The pen is lifted, or can no longer be followed: what was drawn is kept."""
        if self._live:
            stroke = self._view.to_page(np.array(self._live, np.float64))
            self._live = []
            self._move_to(self._history.then(self._sheet.with_stroke(stroke, self._shown())))
        if self._erasing is not None:
            now, before = self._sheet, self._erasing
            self._erasing = None
            if now is not before:
                self._move_to(UndoHistory(before, self._history.past).then(now))

    def erase_at(self, point: Point) -> None:
        """The eraser passes: the strokes under it go. All that go before it is lifted are one step."""
        if self._erasing is None:
            self._erasing, self._rubbed = self._sheet, point
        swept = self._view.to_page(np.array([self._rubbed, point]))
        self._rubbed = point
        gone = document.touched(self._sheet.ink, swept, (self.pen_px / 2 + ERASER_PX) / self._view.scale)
        if gone:
            self._move_to(UndoHistory(self._sheet.without(gone), self._history.past))
            self._tell()

    def show_key_pen(self, pen: KeyPen | None, said: str) -> None:
        """Paints the pen that keys move where it is now, and has it said."""
        before, self.key_pen = self.key_pen, pen
        for each in (before, pen):
            if each is not None:
                self.update(reach([each.at], self.pen_px + 2 * REACH))
        self._announcer.say(said)

    def drop_stroke(self) -> None:
        """The growing stroke was none (the platform took the touch for a gesture, or Esc was pressed)."""
        if self._live:
            self._live = []
            self._move_to(self._history)
            self._tell()

    def show_welcome(self, over: bool) -> None:
        """Whether something that can be dropped here is held over the pad."""
        self._welcome = over
        self.update()

    # the sheet and its view

    @property
    def _sheet(self) -> Page:
        return self._history.now

    @property
    def _whole(self) -> document.Box:
        """The canvas in its own pixels: the page of whatever begins on it."""
        return 0.0, 0.0, float(self.width()), float(self.height())

    @property
    def _page(self) -> document.Box:
        """The page that is shown, or that the next stroke begins: one of a picture, or an empty one, begins anew."""
        return self._sheet.page if self._sheet.ink else self._whole

    def _shown(self) -> document.Box:
        """All that the canvas shows, in page units."""
        corners = self._view.to_page(np.array([[0.0, 0.0], [self._size.width(), self._size.height()]]))
        return float(corners[0, 0]), float(corners[0, 1]), float(corners[1, 0]), float(corners[1, 1])

    def _catch_up(self) -> None:
        """A widget that was never shown hears of its size late."""
        if self._size != self.size():
            self._renew()

    def _step(self, sheet: Page) -> None:
        self.finish_stroke()
        self._move_to(self._history.then(sheet))
        self._tell()

    def _tell(self) -> None:
        if self._sheet.picture is not None:
            self.picture_changed.emit(self._sheet.picture)
        else:
            self.ink_changed.emit(self.ink)

    def _move_to(self, history: UndoHistory) -> None:
        """Makes another sheet the present one, and paints anew: a stroke that grew piece by piece has rough edges."""
        self._history = history
        self._renew()
        self.undo_available.emit(bool(history.past))
        self.redo_available.emit(bool(history.future))
        self.filled.emit(bool(self._sheet))

    def _renew(self) -> None:
        """Paints the surface anew: after a step, a resize, another pen or theme."""
        page = self._page
        self._view = document.view(page, self.width(), self.height())
        width = self._pen_width or PEN_SHARE * min(page[2] - page[0], page[3] - page[1])
        self._pen_px = max(width * self._view.scale, 1.0)
        self._pen = pen(themes.current().ink, self._pen_px)
        self._size = self.size()
        self._look = (self.devicePixelRatioF(), themes.current())
        self._surface.renew(self._size, self._look[0])
        picture = self.picture
        if picture is not None:
            shades = picture.shades(dark=themes.current().name == "dark")
            self._view = document.picture_view(shades.shape, self.width(), self.height(), SPACE)
            self._surface.paint_picture(shades, self._view)
        self._done = tuple(self._view.to_canvas(stroke) for stroke in self._sheet.ink.strokes)
        self._ink = None
        self._surface.paint_strokes(self.ink.strokes, self._pen)
        self.pen_shown.emit(self.pen_px)
        self.update()

    # Qt's events

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the part that changed; everything on a screen of another pixel ratio, or in another theme."""
        if self._look != (self.devicePixelRatioF(), themes.current()):
            self._renew()
        hint = "" if self._live or self._sheet else self.hint
        look = canvas_paint.CanvasStyle(
            themes.current(), tr("Drop it to read it") if self._welcome else hint, self._welcome
        )
        end = (tail(self._live), self._pen) if self._live else None
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(getattr(themes.current(), self._ground)))  # the corners
        canvas_paint.paint(painter, self.rect(), event.rect(), self._surface.pixmap, look, end)
        if self.marks:
            area = QRectF(self.rect()).adjusted(3, 3, -3, -3)
            frames.paint(
                painter, frames.moved(self.marks, self._view, to_page=False), themes.current(), area, self.pen_px
            )
        if self.key_pen is not None:
            canvas_paint.key_pen(painter, self.key_pen.at, themes.current(), self.pen_px, down=self.is_drawn_on)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keeps the whole drawing in view, in the same place of the page."""
        self.let_go()
        self._renew()
        self.resized.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remembers who came: a ring is for the keyboard alone."""
        self.touched = event.reason() is Qt.FocusReason.MouseFocusReason
