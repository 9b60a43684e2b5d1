"""A grid of small pictures with a word under each, to be chosen: filters, mistakes. Imports QtWidgets and numpy."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.language import tr
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.announcer import Announcer
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import Theme

GAP = 4
WORD_PX = 11
WORD_ROOM = 16  # pixels under a picture that a word takes
LEAST_WORDED = 34  # pixels of a side under which a word fits
LARGEST = 84  # pixels of a picture's side: small filters would look like fields of tiles

Colours = NDArray[np.uint8]
CHOOSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PictureGrid(QWidget):
    """Paints as many pictures as it is given, as large as its room allows. A click or Enter tells which is chosen.

    One that `enlarges` shows the chosen picture alone instead, until it is chosen again: of each epoch, while epochs
    pass.
    """

    accessible_role = accessible_roles.PICTURE

    chosen = Signal(int)

    def __init__(self, name: str, empty: str, *, enlarges: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._empty, self._enlarges = empty, enlarges
        self._large = False  # the active picture is shown alone
        self._active = 0
        self._announcer = Announcer(self)
        self._pictures: list[QImage] = []
        self._words: Sequence[str] = ()
        themes.keep_sized(self, setMinimumWidth=120, setMinimumHeight=60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def words(self) -> Sequence[str]:
        """What stands under the pictures."""
        return self._words

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return len(self._pictures)

    def show_pictures(self, pictures: Sequence[Colours], words: Sequence[str] = ()) -> None:
        """Shows (height, width, 3) uint8 pictures, with a word under each where there are words."""
        self._pictures = [_image(picture) for picture in pictures]
        self._words = words
        self._active = min(self._active, max(len(self._pictures) - 1, 0))
        self._large = self._large and bool(self._pictures)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._pictures else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._pictures else Qt.CursorShape.ArrowCursor)
        self._describe()
        self.update()

    def show_empty(self, text: str) -> None:
        """What stands here where there are no pictures."""
        self._empty = text
        self.update()

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pictures, unsmoothed, row by row; or what will stand here."""
        painter = QPainter(self)
        if self._pictures:
            font = QFont(self.font())
            font.setPixelSize(themes.scaled(WORD_PX))
            painter.setFont(font)
        painter.setPen(QColor(themes.current().muted))
        centred = int(Qt.AlignmentFlag.AlignCenter)
        if not self._pictures:
            painter.drawText(self.rect(), centred | int(Qt.TextFlag.TextWordWrap), self._empty)
            return
        for place, area in self._areas().items():
            painter.drawImage(area, self._pictures[place])
            below = QRectF(area.left() - GAP / 2, area.bottom(), area.width() + GAP, themes.scaled(WORD_ROOM))
            if self._large:
                below.setWidth(self.width())
                painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), self._word(place))
            elif self._words:
                painter.drawText(below, centred, self._words[place])
            if place == self._active and self.hasFocus() and not self._large:
                self._frame(painter, area)

    def _frame(self, painter: QPainter, area: QRectF) -> None:
        before = painter.pen()
        painter.setPen(QPen(QColor(themes.current().text), 2))
        painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.setPen(before)

    def _areas(self) -> dict[int, QRectF]:
        """Where each picture that fits is painted, by its number."""
        if self._large:
            side = max(min(self.width(), self.height() - themes.scaled(WORD_ROOM)), 1)
            return {self._active: QRectF(0, 0, side, side)}
        room, count = themes.scaled(WORD_ROOM) if self._words else 0, len(self._pictures)
        if not count:
            return {}
        columns, side = fitted(count, self.width(), self.height(), room)
        if room and side < themes.scaled(LEAST_WORDED):
            count, columns, side = crowded(count, self.width(), self.height(), room)
        return {
            place: QRectF(place % columns * (side + GAP), place // columns * (side + GAP + room), side, side)
            for place in range(count)
        }

    # -- choosing -----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the picture under the mouse."""
        at = next((place for place, area in self._areas().items() if area.contains(event.position())), None)
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self._active = at
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from picture to picture, Enter and Space choose one, Esc shows all again."""
        key, areas = event.key(), self._areas()
        across = sum(area.top() == 0 for area in areas.values()) if not self._large else 1
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -across, Qt.Key.Key_Down: across}
        if key in moves and self._pictures:
            self._active = min(max(self._active + moves[Qt.Key(key)], 0), len(self._pictures) - 1)
            self._describe()
            self._announcer.say(self._word(self._active))
            self.update()
        elif (key in CHOOSES and self._pictures) or (key == Qt.Key.Key_Escape and self._large):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if self._enlarges:
            self._large = not self._large
        self._describe()
        self.update()
        self.chosen.emit(self._active)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows which picture is chosen by Enter."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is chosen by Enter any more."""
        super().focusOutEvent(event)
        self.update()

    def _word(self, place: int) -> str:
        named = f"{self._words[place]}, " if self._words else ""
        return named + tr("{at} of {count}", at=place + 1, count=len(self._pictures))

    def _describe(self) -> None:
        self.setAccessibleDescription(self._word(self._active) if self._pictures else self._empty)


def fitted(count: int, width: int, height: int, below: int = 0) -> tuple[int, int]:
    """Columns and side in pixels at which so many squares, with `below` pixels under each, are as large as can be."""
    best = (count, 1)
    for columns in range(1, count + 1):
        rows = math.ceil(count / columns)
        side = min((width + GAP) // columns - GAP, (height + GAP) // rows - GAP - below, themes.scaled(LARGEST))
        if side > best[1]:
            best = (columns, side)
    return best


def crowded(count: int, width: int, height: int, below: int) -> tuple[int, int, int]:
    """How many of the pictures fit at the least side, in how many columns, and that side."""
    least = themes.scaled(LEAST_WORDED)
    columns = max((width + GAP) // (least + GAP), 1)
    rows = max((height + GAP) // (least + GAP + below), 1)
    return min(count, columns * rows), columns, least


def signed(weights: NDArray[np.floating], theme: Theme) -> list[Colours]:
    """(n, height, width) weights as pictures: the ground is zero, one colour for, another against; each by itself."""
    ground, against, towards = (_rgb(colour) for colour in (theme.panel, theme.series[1], theme.series[0]))
    pictures = []
    for picture in np.asarray(weights, np.float32):
        share = picture / max(float(np.abs(picture).max()), 1e-12)
        strength = np.abs(share)[..., None]
        target = np.where((share > 0)[..., None], towards, against)
        pictures.append((ground + (target - ground) * strength).round().astype(np.uint8))
    return pictures


def grey(pictures: NDArray[np.uint8]) -> list[Colours]:
    """(n, 28, 28) glyphs, white on black, as pictures."""
    return [np.repeat(picture[..., None], 3, axis=2) for picture in pictures]


def _rgb(colour: str) -> NDArray[np.float32]:
    shade = QColor(colour)
    return np.array((shade.red(), shade.green(), shade.blue()), np.float32)


def _image(picture: Colours) -> QImage:
    whole = np.ascontiguousarray(picture)
    height, width, _ = whole.shape
    return QImage(whole.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
