"""A grid of small pictures with a word under each: filters, mistakes. Imports QtWidgets, numpy and the theme."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import Theme

GAP = 4
WORD_PX = 11
WORD_ROOM = 16  # pixels under a picture that a word takes
LEAST_WORDED = 34  # pixels of a side under which a word fits
LARGEST = 84  # pixels of a picture's side: small filters would look like fields of tiles

Colours = NDArray[np.uint8]


class PictureGrid(QWidget):
    """Paints as many pictures as it is given, as large as its room allows."""

    accessible_role = accessible_roles.PICTURE

    def __init__(self, name: str, empty: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._empty = empty
        self._pictures: list[QImage] = []
        self._words: Sequence[str] = ()
        self._font = QFont()
        self._font.setPixelSize(themes.scaled(WORD_PX))
        self.setMinimumSize(120, 60)
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
        self.update()

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pictures, unsmoothed, row by row; or what will stand here."""
        painter = QPainter(self)
        painter.setFont(self._font if self._pictures else self.font())
        painter.setPen(QColor(themes.current().muted))
        if not self._pictures:
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect(), flags, self._empty)
            return
        room = WORD_ROOM if self._words else 0
        count = len(self._pictures)
        columns, side = fitted(count, self.width(), self.height(), room)
        if room and side < LEAST_WORDED:
            count, columns, side = crowded(count, self.width(), self.height(), room)
        for place, picture in enumerate(self._pictures[:count]):
            row, column = divmod(place, columns)
            area = QRectF(column * (side + GAP), row * (side + GAP + room), side, side)
            painter.drawImage(area, picture)
            if self._words:
                below = QRectF(area.left() - GAP / 2, area.bottom(), side + GAP, room)
                painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), self._words[place])


def fitted(count: int, width: int, height: int, below: int = 0) -> tuple[int, int]:
    """Columns and side in pixels at which so many squares, with `below` pixels under each, are as large as can be."""
    best = (count, 1)
    for columns in range(1, count + 1):
        rows = math.ceil(count / columns)
        side = min((width + GAP) // columns - GAP, (height + GAP) // rows - GAP - below, LARGEST)
        if side > best[1]:
            best = (columns, side)
    return best


def crowded(count: int, width: int, height: int, below: int) -> tuple[int, int, int]:
    """How many of the pictures fit at the least side, in how many columns, and that side."""
    columns = max((width + GAP) // (LEAST_WORDED + GAP), 1)
    rows = max((height + GAP) // (LEAST_WORDED + GAP + below), 1)
    return min(count, columns * rows), columns, LEAST_WORDED


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
