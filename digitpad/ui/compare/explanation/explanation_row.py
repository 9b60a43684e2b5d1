"""One model's reasons in a row: two maps and the nearest training digits, with their captions. Imports QtWidgets."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitpad.core import formats
from digitpad.core.escaping import plain_tip
from digitpad.core.language import mark, tr
from digitpad.evaluation.explanations import SHOWN, Explanation
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.compare.explanation import explanation_picture

MAP_LEAST, MAP_MOST = 56, 112  # pixels of a map's side
DIGIT_MOST = 72
TEXT = 20  # pixels of a line of text
SMALL = 11
OCCLUSION_TIP = mark("Occlusion map: how much less sure the model is when a spot of the drawing is covered")
GRADIENT_TIP = mark("Gradient map: whether a little more ink at a pixel would support the prediction or not")
WAITING = mark("Nearest training digits: not searched yet")


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are painted in a row of some width."""

    maps: tuple[QRectF, QRectF]
    digits: tuple[QRectF, ...]
    height: int


def places(width: int) -> Places:
    """The places for a row so many pixels wide."""
    side = min(max(width * 0.2, MAP_LEAST), MAP_MOST)
    top = TEXT + 4.0
    maps = (QRectF(0, top, side, side), QRectF(side + SPACE, top, side, side))
    left = 2 * side + 3 * SPACE
    each = min(max((width - left) / SHOWN - 4, 18.0), DIGIT_MOST, side)
    digits = tuple(QRectF(left + at * (each + 4), top, each, each) for at in range(SHOWN))
    return Places(maps, digits, int(top + side + TEXT + SPACE))


class ExplanationRow(QWidget):
    """Shows one explanation."""

    accessible_role = accessible_roles.PICTURE

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "why-row")
        self._name = name
        self.setAccessibleName(tr("Explanation of {name}", name=name))
        self.explanation: Explanation | None = None
        self._digits: tuple[QImage, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_explanation(self, explanation: Explanation) -> None:
        """Shows this one."""
        self.explanation = explanation
        self._digits = tuple(explanation_picture.digit(near.picture) for near in explanation.neighbours or ())
        self.setAccessibleName(explanation.sentence)
        self.update()

    def heightForWidth(self, width: int) -> int:
        """The pictures and their captions."""
        return places(width).height

    @guarded(QSize(40, 24))
    def sizeHint(self) -> QSize:
        """As high as its width asks for."""
        width = max(self.width(), 260)
        return QSize(width, self.heightForWidth(width))

    @guarded(QSize(40, 24))
    def minimumSizeHint(self) -> QSize:
        """Two small maps and five tiny digits."""
        return QSize(250, places(250).height)

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Says in words what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), plain_tip(self.words_at(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def words_at(self, point: QPointF) -> str:
        """What is at this point, in words; the whole row's where it is nothing in particular."""
        found, where = self.explanation, places(self.width())
        if found is None:
            return ""
        for box, words in zip(where.maps, (tr(OCCLUSION_TIP), tr(GRADIENT_TIP)), strict=True):
            if box.contains(point):
                return words
        for box, near in zip(where.digits, found.neighbours or (), strict=False):
            if box.contains(point):
                return tr(
                    "Training digit {row:,}, {label}; distance {distance:.3g}",
                    row=near.row,
                    label=formats.article(near.label),
                    distance=near.distance,
                )
        return found.lacking or found.sentence

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints name, maps, digits and captions."""
        found, where = self.explanation, places(self.width())
        painter = QPainter(self)
        self._write_title(painter, found)
        if found is not None:
            small = QFont(self.font())
            small.setPixelSize(themes.scaled(SMALL))
            painter.setFont(small)
            pulls = (found.occlusion, found.gradient)
            for box, pull, words in zip(where.maps, pulls, (tr("Occlusion map"), tr("Gradient map")), strict=True):
                self._picture(painter, box, explanation_picture.overlaid(found.glyph, pull, themes.current()), words)
            labels = [near.label for near in found.neighbours or ()]
            for box, image, words in zip(where.digits, self._digits, labels, strict=False):
                self._picture(painter, box, image, words)
            if found.neighbours is None:
                self._write_waiting(painter, where, found)
        painter.end()

    def _write_title(self, painter: QPainter, found: Explanation | None) -> None:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        said = (
            ""
            if found is None
            else tr(
                "predicts {said}, {confidence} sure", said=found.said, confidence=formats.share(found.confidence, 1)
            )
        )
        if found is not None and found.of_branch:
            said = tr("by its glyph alone {predicts}", predicts=said)
        room = self.width() - QFontMetricsF(self.font()).horizontalAdvance(said) - 2 * SPACE
        metrics = QFontMetricsF(bold)
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, max(room, 40))
        line = QRectF(0, 0, self.width(), TEXT)
        painter.setFont(bold)
        painter.setPen(QColor(themes.current().text))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(self.font())
        painter.setPen(QColor(themes.current().muted))
        line.setLeft(metrics.horizontalAdvance(name) + SPACE)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)

    def _picture(self, painter: QPainter, box: QRectF, image: QImage, words: str) -> None:
        painter.drawImage(box, image)
        painter.setPen(QColor(themes.current().line))
        painter.drawRect(box)
        painter.setPen(QColor(themes.current().muted))
        below = QRectF(box.left() - 4, box.bottom() + 1, box.width() + 8, TEXT - 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)

    def _write_waiting(self, painter: QPainter, where: Places, found: Explanation) -> None:
        first = where.digits[0]
        room = QRectF(first.left(), first.top(), self.width() - first.left(), where.maps[0].height())
        painter.setPen(QColor(themes.current().muted))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, flags, found.lacking or tr(WAITING))
