"""The small controls of the settings form: choices, labels and rows. Imports QtWidgets."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)

from digitpad.core.language import tr
from digitpad.core.plan_field import PlanField
from digitpad.ui.common.number_fields import FIELD_WIDTH, Number, Rate, Whole
from digitpad.ui.common.theme import SPACE, keep_sized

LABEL_WIDTH = 166  # pixels: one for all sections, so that their fields stand in one column


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


def add_row(form: QFormLayout, text: str, field: QWidget, beside: QWidget | None = None) -> None:
    """A labelled row; the label shows the field's tooltip too. beside: what stands behind the field."""
    label = QLabel(text)
    keep_sized(label, setMinimumWidth=LABEL_WIDTH)
    label.setBuddy(field)
    label.setToolTip(field.toolTip())
    label.setAccessibleDescription(field.accessibleDescription())
    if beside is None:
        form.addRow(label, field)
        return
    row = QHBoxLayout()
    row.setSpacing(SPACE)
    row.addWidget(field, 1)
    row.addWidget(beside)
    form.addRow(label, row)


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


class Words(QLineEdit):
    """A setting that is typed as text; announced when it is done, and shown from its beginning."""

    valueChanged = Signal(str)  # noqa: N815  as the other controls call it

    def __init__(self, example: str) -> None:
        super().__init__()
        self._told = ""
        self.setPlaceholderText(example)
        self.editingFinished.connect(self._tell)

    def value(self) -> str:
        """What is typed, without spaces around it."""
        return self.text().strip()

    def setValue(self, text: str) -> None:
        """Shows a text as it was set."""
        self.setText(text)
        self.setCursorPosition(0)
        self._tell()

    def _tell(self) -> None:
        if self.value() != self._told:
            self._told = self.value()
            self.valueChanged.emit(self._told)


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


def field_control(row: PlanField) -> "Choice | Number | Whole | Words":
    """The control of a plan's setting, as the plans' own table describes it."""
    if row.range is None and not row.choices:
        return Words(row.example)
    if row.range is None:
        return Choice({key: tr(text) for key, text in row.choices.items()})
    return whole_control(row) if row.range.whole else number_control(row)


def number_control(row: PlanField) -> Number:
    """A decimal number for a plan's setting; without a step of its own, it goes 1, 2, 5, 10."""
    low, high = row.span.low, row.span.high
    return Rate(low, high) if row.step is None else Number(low, high, row.step, tr(row.unit))


def whole_control(row: PlanField) -> Whole:
    """A whole number for a plan's setting."""
    whole = Whole(int(row.span.low), int(row.span.high), int(row.step or 1))
    whole.setSpecialValueText(tr(row.least))
    whole.setSuffix(tr(row.unit))
    if row.least:
        keep_sized(whole, setMinimumWidth=FIELD_WIDTH)  # Qt would make room for the widest words
    return whole
