"""The labels that a drawing can be kept under, in a card below a button. Imports QtWidgets and records."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from digitpad.core.language import tr
from digitpad.core.records import DIGITS, OTHER
from digitpad.ui.common.theme import SPACE, keep_sized
from digitpad.ui.draw.popover import Popover, muted


class LabelPopover(Popover):
    """A button a digit, and one for what is none; typing a digit does the same. `name` begins the buttons' names."""

    chosen = Signal(str)  # the label

    def __init__(self, name: str, title: str, about: str, tip: str, parent: QWidget) -> None:
        """`tip` has a place for the {label}."""
        super().__init__(f"{name}-box", title, parent)
        self.body.addWidget(muted(about))
        self.labels: dict[str, QPushButton] = {}
        grid = QGridLayout()
        grid.setSpacing(SPACE // 2)
        for number, label in enumerate((*DIGITS, OTHER)):
            button = self.labels[label] = QPushButton(tr(label).capitalize())
            button.setObjectName(f"{name}-{label.replace(' ', '-')}")
            button.setToolTip(tip.format(label=tr(label)))
            button.clicked.connect(self._pressed)
            if label == OTHER:
                grid.addWidget(button, 2, 0, 1, 5)
            else:
                keep_sized(button, setMinimumWidth=5 * SPACE)
                grid.addWidget(button, number // 5, number % 5)
        self.typed.update({digit: self.labels[digit] for digit in DIGITS})
        self.body.addLayout(grid)

    def _pressed(self) -> None:
        pressed = self.sender()
        self.close()
        for label, button in self.labels.items():
            if button is pressed:
                self.chosen.emit(label)


def label_text(word: str | None) -> str:
    """A label as it is shown: of what is no digit in the user's language, any other as it is."""
    return tr(OTHER) if word == OTHER else word or ""
