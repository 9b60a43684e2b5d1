"""The small controls of the settings form: choices, labels and rows. Imports QtWidgets."""

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QMenu,
    QToolButton,
    QWidget,
)

from digitpad.learn.recipes import RANGES
from digitpad.ui.common.number_fields import Number, Rate, Whole
from digitpad.ui.common.theme import SPACE
from digitpad.ui.common.tips import show_tip

LABEL_WIDTH = 110  # pixels: one for all sections, so that their fields stand in one column
Kind = TypeVar("Kind", bound=QWidget)


def named(widget: Kind, name: str, tip: str = "", label: str = "") -> Kind:
    """The widget with its object name, its tooltip and what a screen reader calls it."""
    widget.setObjectName(name)
    show_tip(widget, tip)
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
    label.setAccessibleDescription(field.accessibleDescription())
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


def number_field(field: str, step: float) -> Number:
    """A decimal number for a field of a plan, its limits those of the plans' own table."""
    return Number(RANGES[field].low, RANGES[field].high, step)


def whole_field(field: str, step: int = 1) -> Whole:
    """A whole number for a field of a plan."""
    return Whole(int(RANGES[field].low), int(RANGES[field].high), step)


def rate_field() -> Rate:
    """A learning rate."""
    return Rate(RANGES["learning_rate"].low, RANGES["learning_rate"].high)
