"""The models of a robustness test in a list: colour, share at this amount, where each fails. Imports QtWidgets."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from digitpad.core.escaping import plain_tip
from digitpad.core.language import mark, tr
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.named import named
from digitpad.ui.compare.robustness.robustness_lines import RobustnessLine

HEADS = (mark("Model"), mark("Here"), mark("Fails at"))
ROW = 26  # pixels
NAME = 116  # pixels for the swatch and a dozen letters
SWATCH = QSize(18, 12)
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


class RobustnessLegend(themes.Dressed, QTableWidget):
    """A row a model. `chosen` tells the id of the one that was clicked, or an empty text for none."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(HEADS), parent)
        named(self, "sweep-models")
        self.setAccessibleName(tr("Where each model fails"))
        self._lines: list[RobustnessLine] = []
        self._looked_at = (0, "")
        self._set_up()
        self.cellClicked.connect(self._tell)
        self.dress()

    def _set_up(self) -> None:
        self.setHorizontalHeaderLabels([tr(head) for head in HEADS])
        self.verticalHeader().hide()
        themes.keep_sized(self.verticalHeader(), setDefaultSectionSize=ROW)
        self.verticalHeader().setMinimumSectionSize(ROW)
        self.setShowGrid(False)
        self.setWordWrap(False)  # else a name breaks at its dashes and is cut there
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # several of one recipe differ at the end of their names
        self.setIconSize(SWATCH)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(56)
        for at in (1, 2):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.ResizeToContents)

    @guarded(QSize(40, 24))
    def minimumSizeHint(self) -> QSize:
        """The heads and two models."""
        return QSize(230, 3 * ROW + 8)

    @guarded(QSize(40, 24))
    def sizeHint(self) -> QSize:
        """The heads and six models, with room for names."""
        return QSize(max(300, self.wanted_width()), 7 * ROW)

    def wanted_width(self) -> int:
        """Pixels with which names can be told apart beside the present figures."""
        header = self.horizontalHeader()
        figures = sum(max(self.sizeHintForColumn(at), header.sectionSizeHint(at)) for at in (1, 2))
        return NAME + figures + self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth()

    def show_lines(self, lines: Sequence[RobustnessLine], step: int, right: str) -> None:
        """Shows these models, at this step; those that do not say `right` there stand in the warning colour."""
        if [line.model for line in lines] != [line.model for line in self._lines]:
            self.setRowCount(len(lines))
            for row in range(len(lines)):
                for column in range(len(HEADS)):
                    self.setItem(row, column, QTableWidgetItem())
        self._lines, self._looked_at = list(lines), (step, right)
        for row, line in enumerate(self._lines):
            self._show(row, line, step, right)

    def _show(self, row: int, line: RobustnessLine, step: int, right: str) -> None:
        fails = line.says[step] != right
        texts = (line.name, line.at(step) + (f" ({line.says[step]})" if fails else ""), line.places)
        for column, text in enumerate(texts):
            item = self.item(row, column)
            if item is None:
                continue
            item.setText(text)
            tip = tr(
                "{name} predicts {says}; probability of {right}: {step}; {words}",
                name=line.name,
                says=line.says[step],
                right=right,
                step=line.at(step),
                words=line.words,
            )
            item.setToolTip(plain_tip(tip))
            theme = themes.current()
            item.setForeground(QColor(theme.warn if fails and column == 1 else theme.text))
        first = self.item(row, 0)
        if first is not None:
            first.setIcon(self._swatch(line.colour))

    def _swatch(self, colour: int) -> QIcon:
        series = themes.current().series
        picture = QPixmap(SWATCH * 2)
        picture.setDevicePixelRatio(2)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        dash = DASHES[colour // len(series) % len(DASHES)]
        painter.setPen(QPen(QColor(series[colour % len(series)]), 3, dash))
        painter.drawLine(QPointF(1, SWATCH.height() / 2), QPointF(SWATCH.width() - 1, SWATCH.height() / 2))
        painter.end()
        return QIcon(picture)

    def wear(self, _theme: themes.Theme) -> None:
        """Paints words and swatches in the theme's colours."""
        self.show_lines(self._lines, *self._looked_at)

    def _tell(self, row: int, _column: int) -> None:
        self.chosen.emit(self._lines[row].model)
