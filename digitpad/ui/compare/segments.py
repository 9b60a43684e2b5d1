"""A row of joined buttons of which one is down: the views of a panel. Imports QtWidgets."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from digitpad.ui.common.named import named

_SHEET = """
QPushButton { border-radius: 0; padding: 5px 10px; margin-left: -1px; }
QPushButton[end="left"] { border-top-left-radius: 6px; border-bottom-left-radius: 6px; margin-left: 0; }
QPushButton[end="right"] { border-top-right-radius: 6px; border-bottom-right-radius: 6px; }
QPushButton[end="both"] { border-radius: 6px; margin-left: 0; }
"""


class Segments(QWidget):
    """Offers views by key. `chosen` tells the key of the one that the user turned to."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._keys: list[str] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self._tell)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setStyleSheet(_SHEET)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def add(self, key: str, title: str, tip: str) -> None:
        """Offers one more view; the first is down from the start."""
        button = named(QPushButton(title), f"{self._name}-{key}")
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setChecked(not self._keys)
        button.setProperty("segment", True)
        self._group.addButton(button, len(self._keys))
        self._row.addWidget(button)
        self._keys.append(key)
        for at, each in enumerate(self._group.buttons()):
            ends = (at == 0, at == len(self._keys) - 1)
            each.setProperty("end", {(True, True): "both", (True, False): "left", (False, True): "right"}.get(ends, ""))
        self.setStyleSheet(_SHEET)  # has the new ends looked at

    def choose(self, key: str) -> None:
        """Presses a button without telling it."""
        self._group.button(self._keys.index(key)).setChecked(True)

    @property
    def key(self) -> str:
        """The key of the view that is down."""
        at = self._group.checkedId()
        return self._keys[at] if at >= 0 else ""

    def _tell(self, at: int) -> None:
        self.chosen.emit(self._keys[at])
