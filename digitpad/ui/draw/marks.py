"""The frames around a number's digits, with what each was read as. Imports QtGui, records and the theme."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from digitpad.core.records import Reading
from digitpad.ui.common.theme import Theme, scaled
from digitpad.ui.draw import answer_text
from digitpad.ui.draw.document import Box, CanvasView

TEXT_PX = 12
AROUND, RADIUS, PADDING = 5.0, 5.0, 4.0  # pixels


@dataclass(frozen=True, slots=True)
class Mark:
    """A digit's box, what it is, and how sure that is; `read` is False for what is not a digit."""

    box: Box
    label: str
    sure: str
    read: bool


def marks(reading: Reading) -> tuple[Mark, ...]:
    """A mark for each digit; its box is in the ink's own unit."""
    return tuple(
        Mark(
            digit.box,
            digit.answer.label or answer_text.UNREAD,
            answer_text.percentage(digit.answer.confidence),
            digit.answer.digit is not None,
        )
        for digit in reading.digits
    )


def moved(found: Sequence[Mark], view: CanvasView, *, to_page: bool) -> tuple[Mark, ...]:
    """The marks on the page instead of on the canvas, or the other way."""
    turn = view.to_page if to_page else view.to_canvas
    made = []
    for mark in found:
        corners = turn(np.array(mark.box).reshape(2, 2)).ravel().tolist()
        made.append(replace(mark, box=(corners[0], corners[1], corners[2], corners[3])))
    return tuple(made)


def paint(painter: QPainter, found: Sequence[Mark], theme: Theme, area: QRectF, pen_px: float) -> None:
    """Paints each frame (in canvas pixels) with its digit above it, or below where there is no room above."""
    font = QFont(painter.font())
    font.setPixelSize(scaled(TEXT_PX))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    crowded = len(found) > 1 and _narrowest(found) < metrics.horizontalAdvance("0 100 %") + 2 * PADDING
    for mark in found:
        left, top, right, bottom = mark.box
        out = AROUND + pen_px / 2
        frame = QRectF(QPointF(left - out, top - out), QPointF(right + out, bottom + out)).intersected(area)
        colour = QColor(theme.accent if mark.read else theme.muted)
        painter.setPen(QPen(colour, 1.2, Qt.PenStyle.SolidLine if mark.read else Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        _label(painter, mark.label if crowded else f"{mark.label}  {mark.sure}", frame, area, colour, theme)


def _narrowest(found: Sequence[Mark]) -> float:
    """The least distance between the middles of neighbours."""
    middles = sorted((mark.box[0] + mark.box[2]) / 2 for mark in found)
    return min(after - before for before, after in pairwise(middles))


def _label(painter: QPainter, text: str, frame: QRectF, area: QRectF, colour: QColor, theme: Theme) -> None:
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(text) + 2 * PADDING, metrics.height() + 2
    room = QRectF(frame.center().x() - width / 2, frame.top() - height - 2, width, height)
    if room.top() < area.top():
        room.moveTop(min(frame.bottom() + 2, area.bottom() - height))
    room.moveLeft(min(max(room.left(), area.left()), area.right() - width))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(room, RADIUS, RADIUS)
    painter.setPen(QColor(theme.accent_text if colour == QColor(theme.accent) else theme.panel))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
