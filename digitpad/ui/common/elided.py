"""Texts that show dots where their words do not fit: a label, a combo box. Imports QtWidgets."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from digitpad.core.escaping import plain_tip
from digitpad.ui.common.guard import guarded


class ElidedLabel(QLabel):
    """One line of plain text, as wide as there is room. `text()` is always the whole of it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        """Takes another text."""
        super().setText(text)
        self._explain()

    @guarded(QSize(40, 24))
    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(40, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Has a tooltip where not all can be seen."""
        super().resizeEvent(event)
        self._explain()

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints as much as fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, self.alignment(), shown)
        painter.end()

    def _explain(self) -> None:
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()
        self.setToolTip("" if fits else plain_tip(self.text()))


class ElidedCombo(QComboBox):
    """A combo box that leaves out the middle of a text that does not fit: names of one kind differ at their ends."""

    @property
    def shown(self) -> str:
        """What is seen of the chosen text."""
        return self._shown(self._option())

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints as much as fits; a style sheet's own painting cuts through a letter."""
        option = self._option()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = self._shown(option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option

    def _shown(self, option: QStyleOptionComboBox) -> str:
        box, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        return self.elided(self.currentText(), self.style().subControlRect(box, option, field, self).width())

    def elided(self, text: str, room: int) -> str:
        """What is seen of a text in so many pixels."""
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room)
