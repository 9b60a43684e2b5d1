"""The choices of a robustness test: which transform, which digit is right, with the fit or not. Imports QtWidgets."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from digitpad.core.language import mark, tr
from digitpad.core.records import DIGITS
from digitpad.ink.perturb import TRANSFORMS
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE

AS_READ = -1
FITTED_TIP = mark(
    "Shrinks the whole canvas to 28x28, as many pads do; digitpad fits the drawing first, and nothing moves"
)


class RobustnessBar(QWidget):
    """Three choices in a line."""

    changed = Signal()  # another transform, or with or without the fit: another test
    right_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read: int | None = None
        self._kind = named(QComboBox(), "sweep-kind")
        self._right = named(QComboBox(), "sweep-right")
        self._unfitted = named(QCheckBox(tr("Without fitting")), "sweep-unfitted")
        for key, transform in TRANSFORMS.items():
            self._kind.addItem(tr(transform.title), key)
            self._kind.setItemData(self._kind.count() - 1, tr(transform.hint), 3)  # Qt.ToolTipRole
        self._kind.setToolTip(tr("How the drawing is changed"))
        self._right.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # its first text grows
        self._right.setToolTip(tr("The true digit: the chosen model's prediction, unless you choose another"))
        self._unfitted.setToolTip(tr(FITTED_TIP))
        self._right.addItem(tr("as predicted"), AS_READ)
        for digit, name in enumerate(DIGITS):
            self._right.addItem(name, digit)
        self._kind.setCurrentIndex(self._kind.findData("rotation"))
        self._lay_out()
        self._show_unfitted()
        self._kind.currentIndexChanged.connect(self._tell_kind)
        self._right.currentIndexChanged.connect(self.right_changed)
        self._unfitted.toggled.connect(self.changed)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        label = QLabel(tr("True digit"))
        label.setProperty("role", "muted")
        label.setBuddy(self._right)
        layout.addWidget(self._kind)
        layout.addWidget(self._unfitted)
        layout.addStretch(1)
        layout.addWidget(label)
        layout.addWidget(self._right)

    @property
    def kind(self) -> str:
        """The key of the chosen transform."""
        return str(self._kind.currentData())

    @property
    def fitted(self) -> bool:
        """False where the whole canvas is shrunk instead."""
        return not (self._unfitted.isChecked() and TRANSFORMS[self.kind].on_canvas)

    @property
    def right(self) -> int:
        """The digit that is right, or AS_READ where nobody has read or said any."""
        chosen = int(self._right.currentData())
        return chosen if chosen != AS_READ else AS_READ if self._read is None else self._read

    def show_read(self, read: int | None) -> None:
        """What the drawing was read as."""
        if read == self._read:
            return
        self._read = read
        with QSignalBlocker(self._right):
            self._right.setItemText(
                0, tr("as predicted") if read is None else tr("{digits}, as predicted", digits=DIGITS[read])
            )
        if self._right.currentData() == AS_READ:
            self.right_changed.emit()

    def _tell_kind(self) -> None:
        self._show_unfitted()
        self.changed.emit()

    def _show_unfitted(self) -> None:
        self._unfitted.setVisible(TRANSFORMS[self.kind].on_canvas)
