"""The ways of changing training pictures at random, with one switch for all. Imports QtWidgets and plans."""

import dataclasses

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from digitpad.core.language import tr
from digitpad.core.plans import AUGMENTATIONS, Augmentation, field_of
from digitpad.core.recipes import RECIPES
from digitpad.ui.common.named import named
from digitpad.ui.common.number_fields import Number
from digitpad.ui.train.fields import add_row, number_control, settings_form

_SUGGESTED = RECIPES["padnet"].augmentation  # what switching it on gives where nothing was set


class AugmentationForm(QWidget):
    """A switch and a number for each way; switched off, the numbers are kept but not used."""

    edited = Signal(object)  # Augmentation

    def __init__(self) -> None:
        super().__init__()
        self._switch = named(
            QCheckBox(tr("Vary the training pictures")),
            "train-augmentation",
            tr(field_of("augmentation").tooltip),
        )
        form = settings_form()
        self.setLayout(form)
        form.addRow(self._switch)
        self._numbers: dict[str, Number] = {}
        for kind in AUGMENTATIONS:
            label = tr(kind.label)
            number = named(number_control(kind), f"train-{kind.name}", tr(kind.tooltip), label)
            add_row(form, label, number)
            self._numbers[kind.name] = number
            number.valueChanged.connect(self._tell)
        self._switch.toggled.connect(self._switched)
        self._enable()

    def show_augmentation(self, augmentation: Augmentation) -> None:
        """Shows these changes without announcing them."""
        self._silently_set(augmentation if augmentation else self._value(), bool(augmentation))

    def augmentation(self) -> Augmentation:
        """The changes as chosen; none where the switch is off."""
        return self._value() if self._switch.isChecked() else Augmentation()

    def _value(self) -> Augmentation:
        return Augmentation(**{field: number.value() for field, number in self._numbers.items()})

    def _silently_set(self, augmentation: Augmentation, on: bool) -> None:
        for field, value in dataclasses.asdict(augmentation).items():
            number = self._numbers[field]
            number.blockSignals(True)
            number.setValue(value)
            number.blockSignals(False)
        self._switch.blockSignals(True)
        self._switch.setChecked(on)
        self._switch.blockSignals(False)
        self._enable()

    def _switched(self, on: bool) -> None:
        if on and not self._value():
            self._silently_set(_SUGGESTED, on=True)
        self._enable()
        self._tell()

    def _enable(self) -> None:
        for number in self._numbers.values():
            number.setEnabled(self._switch.isChecked())

    def _tell(self) -> None:
        self.edited.emit(self.augmentation())
