"""The confusion matrix as a picture: where everything goes, in which colour, in which words. Imports QtGui.

Pure functions of the counts, the size and the theme; the view only passes on what the mouse does.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen

from digitpad.analysis.confusion_matrix import Cell, Matrix
from digitpad.core import formats
from digitpad.core.language import tr
from digitpad.ui.common.theme import Theme, scaled

BAR = (88.0, 8.0)  # pixels: the scale's colour bar
LONGEST_NAME = 84.0  # pixels before a class's name is cut
LARGEST_COMPACT = 30.0  # pixels of a cell


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the matrix lies, in pixels. `upright`: the names under the columns stand on end.

    `compact`: cells and short names alone, to stand beside other things.
    """

    left: float
    top: float
    width: float  # of a cell
    height: float
    rows: int
    columns: int
    upright: bool = False
    recall: bool = False  # there is room for the share of right answers beside each row
    compact: bool = False

    @property
    def box(self) -> QRectF:
        """The matrix without its labels."""
        return QRectF(self.left, self.top, self.width * self.columns, self.height * self.rows)

    def cell_box(self, cell: Cell) -> QRectF:
        """Where one cell lies."""
        true, said = cell
        return QRectF(self.left + said * self.width, self.top + true * self.height, self.width, self.height)

    def cell_at(self, point: QPointF) -> Cell | None:
        """The cell under a point."""
        if not self.box.contains(point):
            return None
        true, said = int((point.y() - self.top) // self.height), int((point.x() - self.left) // self.width)
        return min(true, self.rows - 1), min(said, self.columns - 1)


def layout(width: float, height: float, matrix: Matrix, font: QFont) -> Layout:
    """Places the matrix into a picture of this size; cells are up to twice as wide as high."""
    measure = QFontMetricsF(font)
    longest = min(max(measure.horizontalAdvance(name) for name in matrix.classes), LONGEST_NAME)
    line, rows, columns = measure.height(), len(matrix.classes), len(matrix.outputs)
    left = line + 6 + longest + 8
    recall = width > 420
    right = measure.horizontalAdvance("100.0 %") + 10 if recall else 2.0
    across = (width - left - right) / columns
    upright = longest > across - 4
    below = (longest if upright else line) + 4 + line + 8
    down = (height - 2 - below) / rows
    across = max(min(across, down * 2.2), 6.0)
    down = max(min(down, across * 1.1), 6.0)
    spare = max(width - left - right - across * columns, 0.0)
    return Layout(left + spare / 2, 1.0, across, down, rows, columns, upright, recall)


def compact_layout(width: float, height: float, matrix: Matrix, font: QFont) -> Layout:
    """Places the matrix into a small picture: square cells in the middle of it, short names at the left and below."""
    edge, rows, columns = QFontMetricsF(font).height() + 4, len(matrix.classes), len(matrix.outputs)
    side = max(min((width - edge) / columns, (height - edge) / rows, LARGEST_COMPACT), 1.0)
    spare = max(width - edge - side * columns, 0.0)
    return Layout(edge + spare / 2, 0.0, side, side, rows, columns, compact=True)


def shade(matrix: Matrix, cell: Cell, theme: Theme) -> QColor:
    """The colour of a cell: right answers in the accent's hue, mistakes in orange; the deeper the larger the share.

    In a difference of two models, what speaks for the first is in the accent's hue and what speaks against it orange.
    """
    true, said = cell
    share = matrix.share(true, said)
    if matrix.against is not None:
        good = (share > 0) == (true == said)
        part = min(abs(share) / matrix.worst, 1.0) if matrix.worst else 0.0
        hue = theme.accent if good else theme.series[1]
        return _mix(theme.panel, hue, 0.12 + 0.68 * part**0.5 if share else 0.0)
    if true == said:
        return _mix(theme.panel, theme.accent, 0.10 + 0.50 * share**4)
    return mistake_shade(share / matrix.worst if matrix.worst else 0.0, theme)


def face(matrix: Matrix, cell: Cell) -> str:
    """What stands in a cell: its count, with a sign where it is a difference; nothing for a mistake never made."""
    true, said = cell
    number = matrix.counts[true][said]
    if matrix.against is not None:
        return f"{number:+d}".replace("-", "\u2212") if number else ""
    return str(number) if number or true == said else ""


def mistake_shade(part: float, theme: Theme) -> QColor:
    """A mistake's colour by its part (0-1) of the largest mistake; the root keeps rare ones visible."""
    return _mix(theme.panel, theme.series[1], 0.08 + 0.77 * part**0.5 if part > 0 else 0.0)


def readable_on(colour: QColor) -> QColor:
    """Black or white, whichever reads better on this colour."""
    light = 0.2126 * colour.redF() ** 2.2 + 0.7152 * colour.greenF() ** 2.2 + 0.0722 * colour.blueF() ** 2.2
    return QColor("#10131a") if light > 0.22 else QColor("#ffffff")


def _mix(back: str, front: str, part: float) -> QColor:
    one, other = QColor(back), QColor(front)
    channels = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*(round(low + (high - low) * part) for low, high in channels))


def paint(
    painter: QPainter, matrix: Matrix, place: Layout, theme: Theme, over: Cell | None, active: Cell | None
) -> None:
    """Paints the whole picture; `over` is the cell under the mouse, `active` the one that the keyboard stands on."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_cells(painter, matrix, place, theme)
    _paint_names(painter, matrix, place, theme, over or active)
    if place.recall:
        _paint_recall(painter, matrix, place, theme)
    for cell, colour in ((active, theme.muted), (over, theme.text)):
        if cell is not None:
            painter.setPen(QPen(QColor(colour), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place.cell_box(cell).adjusted(0.5, 0.5, -1.5, -1.5))
    if not place.compact:
        _paint_axes(painter, matrix, place, theme)


def _paint_cells(painter: QPainter, matrix: Matrix, place: Layout, theme: Theme) -> None:
    font = _font_that_fits(painter.font(), matrix, place)
    base = painter.font()
    for true in range(place.rows):
        for said in range(place.columns):
            box = place.cell_box((true, said)).adjusted(0, 0, -1, -1)
            colour = shade(matrix, (true, said), theme)
            text = face(matrix, (true, said))
            painter.fillRect(box, colour if text else QColor(theme.window))
            if font is not None and text:
                painter.setFont(font)
                painter.setPen(readable_on(colour))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.setFont(base)


def _font_that_fits(font: QFont, matrix: Matrix, place: Layout) -> QFont | None:
    """The largest font in which every count fits its cell; None where none that can be read does."""
    cells = [(true, said) for true in range(place.rows) for said in range(place.columns)]
    longest = max((face(matrix, cell) for cell in cells), key=len)
    for pixels in (13, 12, 11, 10, 9, 8):
        made = QFont(font)
        made.setPixelSize(scaled(pixels))
        measure = QFontMetricsF(made)
        if measure.horizontalAdvance(longest) <= place.width - 4 and measure.capHeight() + 4 <= place.height:
            return made
    return None


def _paint_names(painter: QPainter, matrix: Matrix, place: Layout, theme: Theme, cell: Cell | None) -> None:
    measure, box = QFontMetricsF(painter.font()), place.box
    gap = 4 if place.compact else 8
    for at, name in enumerate(matrix.classes):
        painter.setPen(QColor(theme.text if cell is not None and cell[0] == at else theme.muted))
        row = QRectF(0, place.top + at * place.height, box.left() - gap, place.height - 1)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row, flags, _short(name, place, measure))
    for at, name in enumerate(matrix.outputs):
        cut = _short(name, place, measure)
        painter.setPen(QColor(theme.text if cell is not None and cell[1] == at else theme.muted))
        column = QRectF(box.left() + at * place.width, box.bottom() + gap / 2, place.width - 1, measure.height())
        if not place.upright:
            painter.drawText(column, Qt.AlignmentFlag.AlignCenter, cut)
            continue
        painter.save()
        painter.translate(column.center().x(), column.top())
        painter.rotate(90)
        painter.drawText(
            QRectF(0, -measure.height() / 2, LONGEST_NAME, measure.height()), Qt.AlignmentFlag.AlignVCenter, cut
        )
        painter.restore()


def _short(name: str, place: Layout, measure: QFontMetricsF) -> str:
    if place.compact:
        return name if len(name) < 3 else name[:2]
    return measure.elidedText(name, Qt.TextElideMode.ElideRight, LONGEST_NAME)


def _paint_recall(painter: QPainter, matrix: Matrix, place: Layout, theme: Theme) -> None:
    painter.setPen(QColor(theme.muted))
    for at in range(place.rows):
        if sum(matrix.counts[at]) and matrix.against is None:
            box = QRectF(place.box.right() + 4, place.top + at * place.height, 80, place.height - 1)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, formats.share(matrix.share(at, at), 1))


def _paint_axes(painter: QPainter, matrix: Matrix, place: Layout, theme: Theme) -> None:
    """The axes' titles, and the colour scale of the mistakes at the lower right."""
    measure, box = QFontMetricsF(painter.font()), place.box
    painter.setPen(QColor(theme.text))
    names = max(min(measure.horizontalAdvance(name), LONGEST_NAME) for name in matrix.classes)
    at = box.left() - 8 - names - 6 - measure.height()
    painter.save()
    painter.translate(at, box.bottom())
    painter.rotate(-90)
    painter.drawText(
        QRectF(0, 0, box.height(), measure.height()),
        Qt.AlignmentFlag.AlignCenter,
        tr("True"),
    )
    painter.restore()
    top = box.bottom() + 4 + (names if place.upright else measure.height()) + 4
    painter.drawText(QPointF(box.left(), top + measure.ascent()), tr("Predicted"))
    if matrix.against is not None:
        said = measure.horizontalAdvance(tr("Predicted")) + 12
        _paint_key(painter, matrix.against, theme, QPointF(box.right(), top), measure, box.width() - said)
    elif matrix.worst:
        _paint_scale(painter, matrix, theme, QPointF(box.right(), top), measure)


def _paint_scale(painter: QPainter, matrix: Matrix, theme: Theme, corner: QPointF, measure: QFontMetricsF) -> None:
    end, start = formats.share(matrix.worst, 1), tr("mistakes 0")
    width, height = BAR
    right = corner.x() - measure.horizontalAdvance(end)
    bar = QRectF(right - 6 - width, corner.y() + (measure.height() - height) / 2, width, height)
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    for step in range(11):
        gradient.setColorAt(step / 10, mistake_shade(max(step / 10, 0.001), theme))
    painter.setPen(QColor(theme.muted))
    painter.drawText(QPointF(right, corner.y() + measure.ascent()), end)
    painter.drawText(QPointF(bar.left() - 6 - measure.horizontalAdvance(start), corner.y() + measure.ascent()), start)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawRoundedRect(bar, 3, 3)


def _paint_key(
    painter: QPainter, names: tuple[str, str], theme: Theme, corner: QPointF, measure: QFontMetricsF, width: float
) -> None:
    """Which colour speaks for which of two models, from the right and not wider than that."""
    right, room = corner.x(), (width - 12) / 2 - 14 - measure.horizontalAdvance(tr("{name} better", name=""))
    for name, hue in ((names[1], theme.series[1]), (names[0], theme.accent)):
        text = tr("{name} better", name=measure.elidedText(name, Qt.TextElideMode.ElideRight, room))
        wide = measure.horizontalAdvance(text)
        painter.setPen(QColor(theme.muted))
        painter.drawText(QPointF(right - wide, corner.y() + measure.ascent()), text)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_mix(theme.panel, hue, 0.8))
        painter.drawRoundedRect(QRectF(right - wide - 14, corner.y() + (measure.height() - 9) / 2, 9, 9), 2, 2)
        right -= wide + 14 + 12
