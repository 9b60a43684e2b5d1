"""The row of buttons over a run's figures: which view, how the charts are drawn, export. Imports QtWidgets."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QMenu, QSizePolicy, QToolButton, QWidget

from digitpad.core.language import mark, tr
from digitpad.ui.common.boxes import row
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.fields import drop_down

_TIPS = {
    "curves": mark("Loss and accuracy over the course of the run."),
    "inside": mark(
        "The weights of the first layer, the mistakes, and the prediction for your drawing, epoch by epoch."
    ),
    "log": mark("Draws the loss on a logarithmic scale, on which small losses can be told apart."),
    "steps": mark("Shows a third chart: the learning rate, and the gradient norm (how long the gradient is)."),
    "runs": mark("Shows the curves of earlier runs behind those of this run."),
    "export": mark("Saves the charts as a picture, or their figures as a table."),
}
EXPORTS = {"png": mark("Picture (PNG)"), "svg": mark("Drawing (SVG)"), "csv": mark("Figures (CSV)")}


class RunViewBar(QWidget):
    """Emits what was pressed; holds nothing but its buttons' state."""

    inside_toggled = Signal(bool)
    log_toggled = Signal(bool)
    steps_toggled = Signal(bool)
    runs_toggled = Signal(bool)
    export_requested = Signal(str)  # a key of EXPORTS

    def __init__(self) -> None:
        super().__init__()
        self._curves = _button("train-view-curves", tr("Curves"), _TIPS["curves"], checkable=True)
        self._inside = _button("train-view-inside", tr("Look inside"), _TIPS["inside"], checkable=True)
        self._log = _button("train-log", tr("Log scale"), _TIPS["log"], checkable=True)
        self._steps = _button("train-steps", tr("Learning rate"), _TIPS["steps"], checkable=True)
        self._runs = _button("train-runs", tr("Earlier runs"), _TIPS["runs"], checkable=True)
        self._export = _button("train-export", tr("Export"), _TIPS["export"])
        views = QButtonGroup(self)
        for button in (self._curves, self._inside):
            views.addButton(button)
        self._curves.setChecked(True)
        self._fill_exports()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # as high in the smallest window
        self._groups = (
            row(self._curves, self._inside, spacing=SPACE // 2),
            row(self._log, self._steps, self._runs, self._export, spacing=SPACE // 2),
        )
        self._line = row(self._groups[0], self._groups[1], spacing=SPACE // 2)
        self._line.insertStretch(1, 1)
        self._line.setContentsMargins(0, 0, 0, 0)
        for group in self._groups:
            self._line.setAlignment(group, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(self._line)
        self._inside.toggled.connect(self._view_changed)
        self._log.toggled.connect(self.log_toggled)
        self._steps.toggled.connect(self.steps_toggled)
        self._runs.toggled.connect(self.runs_toggled)

    def width_in(self, lines: int) -> int:
        """What all buttons need in one line, or in two."""
        widths = [group.minimumSize().width() for group in self._groups]
        return sum(widths) + SPACE if lines == 1 else max(widths)

    def break_line(self, on: bool) -> None:
        """Puts the buttons into two lines, or into one."""
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if on else QBoxLayout.Direction.LeftToRight)

    def enable_export(self, on: bool) -> None:
        """Offers the export, where there is a run to export."""
        self._export.setEnabled(on)

    @property
    def steps_open(self) -> bool:
        """Whether the third chart is wanted."""
        return self._steps.isChecked()

    @property
    def runs_open(self) -> bool:
        """Whether the list of earlier runs is wanted."""
        return self._runs.isChecked()

    def offer_runs(self, on: bool) -> None:
        """Offers earlier runs, where there are some."""
        self._runs.setEnabled(on)
        if not on:
            self._runs.setChecked(False)

    def _fill_exports(self) -> None:
        menu = QMenu(self._export)
        for key, text in EXPORTS.items():
            action = menu.addAction(f"{tr(text)} \u2026")
            action.setObjectName(f"train-export-{key}")
            action.setData(key)
        menu.triggered.connect(self._export_chosen)
        drop_down(self._export, menu)

    def _export_chosen(self, action: QAction) -> None:
        self.export_requested.emit(str(action.data()))

    def _view_changed(self, inside: bool) -> None:
        for button in (self._log, self._steps, self._runs, self._export):
            button.setVisible(not inside)
        self.inside_toggled.emit(inside)


def _button(name: str, text: str, tip: str, *, checkable: bool = False) -> QToolButton:
    button = named(QToolButton(), name, tip)
    button.setText(text)
    button.setCheckable(checkable)
    return button
