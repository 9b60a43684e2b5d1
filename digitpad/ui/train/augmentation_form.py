"""The ways of changing training pictures at random, with one switch for all. Imports QtWidgets and records."""

import dataclasses
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from digitpad.learn.recipes import LARGEST_CHANGES, RECIPES
from digitpad.records import Augmentation
from digitpad.ui.common.number_fields import Number
from digitpad.ui.train.fields import add_row, named, settings_form


class Way(NamedTuple):
    """One way of changing a picture: its field, its label, the arrows' step, its unit, a word."""

    field: str
    label: str
    step: float
    suffix: str
    meaning: str


WAYS = (
    Way("rotate", "Rotate", 1, " °", "Turn each picture by up to this angle, either way."),
    Way("shift", "Shift", 0.5, " px", "Move each picture by up to so many of its 28 pixels."),
    Way("scale", "Scale", 0.02, "", "Make each picture larger or smaller by up to this share; 0.1 is 10 %."),
    Way("shear", "Shear", 1, " °", "Slant each picture by up to this angle, as handwriting slants."),
    Way("elastic", "Elastic", 0.2, " px", "Bend each picture by up to so many pixels, as a hand wobbles."),
    Way("stroke", "Stroke", 0.1, " px", "Make strokes thicker or thinner by up to so many pixels."),
    Way("erase", "Erase", 0.05, "", "The share of pictures that lose a patch, so that no single detail decides."),
    Way("noise", "Noise", 0.05, "", "Grey noise on every pixel, up to this deviation, where full ink is 1."),
    Way("ease", "Ease off", 0.05, "", "The share of the epochs, the last ones, in which all of this is halved."),
)
_SUGGESTED = RECIPES["padnet"].augmentation  # what switching it on gives where nothing was set


class AugmentationForm(QWidget):
    """A switch and a number for each way; switched off, the numbers are kept but not used."""

    edited = Signal(object)  # Augmentation

    def __init__(self) -> None:
        super().__init__()
        self._switch = named(
            QCheckBox("Change pictures at random"), "train-augmentation",
            "Shows the net a slightly different picture each time, so that it learns the digit, not the picture. "
            "Slower, but better at what it has never seen.",
        )  # fmt: skip
        form = settings_form()
        self.setLayout(form)
        form.addRow(self._switch)
        self._numbers: dict[str, Number] = {}
        for way in WAYS:
            number = named(
                Number(0, LARGEST_CHANGES[way.field], way.step, way.suffix),
                f"train-{way.field}",
                way.meaning,
                way.label,
            )
            add_row(form, way.label, number)
            self._numbers[way.field] = number
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
