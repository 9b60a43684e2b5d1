"""The labelled bars of an answer, painted in one go. Imports QtWidgets, records and the theme."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitpad.core.escaping import plain_tip
from digitpad.core.language import tr
from digitpad.core.records import DIGITS, Answer, Reading
from digitpad.ui.common import accessible_roles
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import SPACE
from digitpad.ui.common.tips import show_tip
from digitpad.ui.draw import answer_text

TEXT_PX = 13
ROW_MIN, ROW_HINT, ROW_MAX = 16, 20, 28  # heights of a row, in pixels
BAR_MAX = 12  # height of a bar
WIDEST = "100.0 %"
WIDEST_NAME = 104  # pixels: of a longer name the end is left out
MOST_NAMED = 60  # classes in a tooltip

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Bars(QWidget):
    """One row a class: name, bar, percentage. An update repaints short rows and lays nothing out.

    Where a model has more classes than there is room for, the likeliest are shown; the tooltip names them all.
    Where a drawing can be labelled, a click on a row says that this is what it is.
    """

    accessible_role = accessible_roles.CHART

    class_chosen = Signal(str)  # the class's name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad-bars")
        self.setAccessibleName(tr("Probability of each class"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._classes: tuple[str, ...] = DIGITS
        self._rows = answer_text.blank(DIGITS)
        self._refused = False
        self._label_width = 0
        self._hovered = -1  # the row under the pointer, of rows that can be chosen
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._choosable = False
        self._explain()
        self._measure()

    @property
    def rows(self) -> tuple[answer_text.BarRow, ...]:
        """What is shown, in the order of the classes."""
        return self._rows

    def show_answer(self, answer: Answer | None) -> None:
        """Shows an answer's probabilities; None empties the bars and keeps the classes' names."""
        if answer is None:
            self._show(answer_text.blank(self._classes), False)
        else:
            self._classes = answer.classes
            self._show(answer_text.rows(answer), answer.digit is None)

    def show_number(self, reading: Reading) -> None:
        """Shows a number: a row for each digit, with how sure that digit is; of a single digit, all classes."""
        alone = reading.digits[0].answer.digit if len(reading.digits) == 1 else 0
        self._show(answer_text.number_rows(reading), alone is None)

    def show_classes(self, classes: tuple[str, ...]) -> None:
        """Empties the bars and names the classes of the model that will fill them."""
        self._classes = classes
        self._show(answer_text.blank(classes), False)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes of the last answer or model."""
        return self._classes

    def show_choosable(self, choosable: bool) -> None:
        """Whether a row can be clicked."""
        if choosable != self._choosable:
            self._choosable = choosable
            self._hover(-1)
            self._explain()

    def _explain(self) -> None:
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._choosable else Qt.CursorShape.ArrowCursor)
        about = tr("How likely the model takes each class to be; together they add up to 100 %")
        show_tip(self, about, self._how)
        self._describe()

    @property
    def _how(self) -> str:
        return tr("Click a bar to keep the drawing with that label") if self._choosable else ""

    def _describe(self) -> None:
        """The probabilities for who cannot see them."""
        self.setAccessibleDescription(f"{answer_text.rows_in_words(self._rows)}. {self._how}".strip())

    @guarded(QSize(40, 24))
    def sizeHint(self) -> QSize:
        """Room for every row and a bar that can be read."""
        self._measure()
        return QSize(self._label_width + themes.scaled(200), themes.scaled(ROW_HINT) * len(DIGITS))

    @guarded(QSize(40, 24))
    def minimumSizeHint(self) -> QSize:
        """The least at which nothing overlaps; a short number takes no room away, so that nothing moves as it grows."""
        self._measure()
        return QSize(self._label_width + themes.scaled(112), themes.scaled(ROW_MIN) * len(DIGITS))

    def _shown(self) -> tuple[answer_text.BarRow, ...]:
        """The rows that are painted."""
        count = int(self.height() / themes.scaled(ROW_MIN))
        return answer_text.fitting(self._rows, max(count, 2) - (len(self._rows) > count))

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Names the class under the mouse in full where its name or some of the classes are cut off."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self._is_cut():
            every = [f"{row.label}  {row.text}".strip() for row in sorted(self._rows, key=lambda row: -row.share)]
            QToolTip.showText(event.globalPos(), plain_tip("\n".join(every[:MOST_NAMED])), self)
            return True
        return super().event(event)

    def _is_cut(self) -> bool:
        """Whether not all can be seen."""
        return len(self._shown()) < len(self._rows) or any(self._cut(row.label) != row.label for row in self._rows)

    def _cut(self, name: str) -> str:
        """What is painted of a name."""
        if name not in self._cuts:
            metrics = QFontMetrics(self._font)
            self._cuts[name] = metrics.elidedText(name, Qt.TextElideMode.ElideRight, self._label_width + 1)
        return self._cuts[name]

    def _show(self, rows: tuple[answer_text.BarRow, ...], refused: bool) -> None:
        if rows == self._rows and refused == self._refused:
            return
        renamed = [row.label for row in rows] != [row.label for row in self._rows]
        self._rows, self._refused = rows, refused
        self._describe()
        if renamed:
            self._measure()
            self.updateGeometry()
        self.update()

    def _measure(self) -> None:
        """How wide names and percentages are in letters of the interface's size."""
        self._font = QFont()
        self._font.setPixelSize(themes.scaled(TEXT_PX))
        metrics = QFontMetrics(self._font)
        longest = max(metrics.horizontalAdvance(row.label) for row in self._rows)
        self._label_width = min(longest, themes.scaled(WIDEST_NAME))
        self._text_width = metrics.horizontalAdvance(WIDEST)
        self._cuts: dict[str, str] = {}  # names as they are painted: bars are painted at each move of the pen

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the rows, spread evenly over the height up to a comfortable one."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(themes.current().panel))  # so that nothing behind it need be painted
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        shown = self._shown()
        areas = self._areas(len(shown))
        for number, (row, area) in enumerate(zip(shown, areas, strict=False)):
            self._paint_row(painter, row, area, hovered=number == self._hovered)
        if len(shown) < len(self._rows):
            painter.setPen(QColor(themes.current().muted))
            said = answer_text.left_out(len(self._rows) - len(shown))
            painter.drawText(areas[-1], Qt.AlignmentFlag.AlignCenter, said)

    def _areas(self, shown: int) -> list[QRectF]:
        """Where each of so many rows is; where others are left out, one more, which says how many."""
        count = shown + (shown < len(self._rows))
        each = min(self.height() / count, themes.scaled(ROW_MAX))
        top = (self.height() - each * count) / 2
        return [QRectF(0, top + number * each, self.width(), each) for number in range(count)]

    @guarded(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows which row a click would choose."""
        self._hover(self._row_at(event))

    @guarded(None)
    def leaveEvent(self, event: QEvent) -> None:
        """None is under the pointer any more."""
        super().leaveEvent(event)
        self._hover(-1)

    @guarded(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Chooses the row."""
        at = self._row_at(event)
        if at >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.class_chosen.emit(self._shown()[at].label)

    def _row_at(self, event: QMouseEvent) -> int:
        """The row under the pointer that can be chosen; -1: none."""
        if not self._choosable or len(self._rows) != len(self._classes):
            return -1
        shown = len(self._shown())
        areas = self._areas(shown)[:shown]
        return next((number for number, area in enumerate(areas) if area.contains(event.position())), -1)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.update()

    def _paint_row(self, painter: QPainter, row: answer_text.BarRow, area: QRectF, *, hovered: bool) -> None:
        theme = themes.current()
        if hovered:
            painter.setPen(QColor(theme.accent))
            painter.setBrush(QColor(theme.soft))
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        strong = row.best and not self._refused
        names = QRectF(area.left(), area.top(), self._label_width, area.height())
        texts = QRectF(area.right() - self._text_width, area.top(), self._text_width, area.height())
        painter.setPen(QColor(theme.text if strong else theme.muted))
        painter.drawText(names, _RIGHT, self._cut(row.label))
        painter.drawText(texts, _RIGHT, row.text)
        height = min(area.height() - 6, themes.scaled(BAR_MAX))
        left, right = names.right() + SPACE, texts.left() - SPACE
        track = QRectF(left, area.center().y() - height / 2, max(right - left, 1), height)
        painter.setPen(QColor(theme.edge))
        painter.setBrush(QColor(theme.soft))
        painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        if row.share > 0:
            fill = QRectF(track)
            fill.setWidth(max(track.width() * row.share, 2.0))
            painter.setBrush(QColor(theme.accent if strong else theme.muted))
            radius = min(3.0, fill.width() / 2)
            painter.drawRoundedRect(fill, radius, radius)
