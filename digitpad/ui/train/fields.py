"""The small controls of the settings form: choices and numbers that change only when meant to. Imports QtWidgets."""

import math
from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QLabel,
    QMenu,
    QSpinBox,
    QToolButton,
    QWidget,
)

from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import SPACE

LABEL_WIDTH = 110  # pixels: one for all sections, so that their fields stand in one column
FIELD_WIDTH = 80
TEXT_MARGIN = 6  # as in a combo box; the style sheet's padding does not reach into spin boxes
Kind = TypeVar("Kind", bound=QWidget)


def named(widget: Kind, name: str, tip: str = "", label: str = "") -> Kind:
    """The widget with its object name, its tooltip and what a screen reader calls it."""
    widget.setObjectName(name)
    widget.setToolTip(f"<p>{tip}</p>" if tip else "")  # as rich text, so that Qt wraps long ones
    widget.setAccessibleName(label)
    return widget


def role(text: str, kind: str, name: str = "") -> QLabel:
    """A label in one of the style sheet's roles: title, muted, good, bad."""
    label = QLabel(text)
    label.setProperty("role", kind)
    label.setObjectName(name)
    return label


def set_role(label: QLabel, kind: str) -> None:
    """Gives a label another role, and has the style sheet look at it again."""
    if label.property("role") != kind:
        label.setProperty("role", kind)
        label.style().unpolish(label)
        label.style().polish(label)


def settings_form() -> QFormLayout:
    """An empty form whose fields fill the width."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setSpacing(SPACE)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def add_row(form: QFormLayout, text: str, field: QWidget) -> None:
    """A labelled row; the label shows the field's tooltip too."""
    label = QLabel(text)
    label.setMinimumWidth(LABEL_WIDTH)
    label.setBuddy(field)
    label.setToolTip(field.toolTip())
    form.addRow(label, field)


def card() -> QFrame:
    """An empty card as the style sheet draws it."""
    frame = QFrame()
    frame.setProperty("card", True)
    return frame


def drop_down(button: QToolButton, menu: QMenu) -> None:
    """Opens the menu where the button is pressed; an arrow behind its word says so, where Qt's sits in the corner."""
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setText(f"{button.text()} \u25be")
    button.setStyleSheet("QToolButton::menu-indicator { image: none; }")


class WheelGuard(QObject):
    """Lets the wheel scroll the form past a control, instead of changing a control that was never clicked."""

    def guard(self, widget: QWidget) -> None:
        """Puts the widget under guard."""
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget.installEventFilter(self)

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Refuses the wheel where the control has no focus."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class Choice(QComboBox):
    """A combo box of names with ids as item data."""

    def __init__(self, items: Mapping[str, str]) -> None:
        super().__init__()
        for key, text in items.items():
            self.addItem(text, key)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    @property
    def key(self) -> str:
        """The chosen id."""
        return str(self.currentData())

    def choose(self, key: str) -> None:
        """Chooses an id; one that is not offered joins the list, so that no plan is changed by being shown."""
        if self.findData(key) < 0:
            self.addItem(key, key)
        self.setCurrentIndex(self.findData(key))


class Number(QDoubleSpinBox):
    """A decimal number without needless zeros."""

    def __init__(self, low: float, high: float, step: float, suffix: str = "") -> None:
        super().__init__()
        self.setDecimals(8)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setSuffix(suffix)
        self.setKeyboardTracking(False)  # 0.0 on the way to 0.05 is nobody's wish
        self.setMinimumWidth(FIELD_WIDTH)  # Qt would make room for all eight decimals
        self.lineEdit().setTextMargins(TEXT_MARGIN, 0, 0, 0)

    def textFromValue(self, value: float) -> str:
        """The number at its shortest."""
        return self.locale().toString(value, "g", 8)


class Rate(Number):
    """A learning rate: the arrows go 1, 2, 5, 10, for what matters in it is its magnitude."""

    def __init__(self) -> None:
        super().__init__(1e-8, 100.0, 0.001)

    def stepBy(self, steps: int) -> None:
        """Goes to the next or the previous round rate."""
        value = self.value()
        for _ in range(abs(steps)):
            value = round_rate(value, up=steps > 0)
        self.setValue(value)


def round_rate(value: float, up: bool) -> float:
    """The nearest of 1, 2, 5 times a power of ten above (or below) a positive value."""
    exponent = math.floor(math.log10(value))
    rungs = [float(f"{digit}e{power}") for power in range(exponent - 1, exponent + 2) for digit in (1, 2, 5)]
    if up:
        return min(rung for rung in rungs if rung > value * (1 + 1e-9))
    return max(rung for rung in rungs if rung < value * (1 - 1e-9))


class Whole(QSpinBox):
    """A whole number."""

    def __init__(self, low: int, high: int, step: int = 1) -> None:
        super().__init__()
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(TEXT_MARGIN, 0, 0, 0)
