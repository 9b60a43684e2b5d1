"""How a picture became its glyph: each step as a picture, and a switch to leave it out. Imports QtWidgets and ink."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QToolButton, QVBoxLayout, QWidget

from digitpad.core.language import tr
from digitpad.ink.pictures.pipeline import EVERY_PICTURE_STEP, STEPS, PictureSteps, PictureSwitches
from digitpad.ui.common.theme import SPACE
from digitpad.ui.draw.step_picture import StepPicture, fixed_caption, step_switch

MOST = 84  # pixels: the side of a picture
COLUMNS = 6
FIXED = ("picture", "glyph")  # the first and the last cannot be left out


def _titles(widget: QWidget) -> dict[str, tuple[str, str]]:
    """For each step its title, and what it does and what happens without it."""
    say = widget.tr
    return {
        "picture": (say(tr("Picture")), say(tr("The picture as it was opened"))),
        "sheet": (say(tr("Sheet")), say(tr("Sheet: cuts out the sheet, window or box. Off: the whole picture"))),
        "colour": (
            say(tr("Colour")),
            say(tr("Colour: looks where the colours differ most. Off: their brightness alone")),
        ),
        "light": (
            say(tr("Light")),
            say(tr("Light: tells ink from paper in any light. Off: as if equally lit everywhere")),
        ),
        "lines": (
            say(tr("Lines")),
            say(tr("Lines: removes the lines of cells, boxes and ruled paper. Off: they stay")),
        ),
        "dots": (say(tr("Dots")), say(tr("Dots: joins a dotted digit. Off: the dots stay apart"))),
        "digit": (say(tr("Digit")), say(tr("Digit: removes dirt and frames. Off: all of the ink stays"))),
        "pressure": (
            say(tr("Pressure")),
            say(tr("Pressure: makes faint strokes as dark as the others. Off: they stay faint")),
        ),
        "sharp": (say(tr("Sharp")), say(tr("Sharp: undoes the blur of small soft print. Off: its gaps stay closed"))),
        "outline": (say(tr("Outline")), say(tr("Outline: fills outlined strokes. Off: they stay hollow"))),
        "glyph": (say(tr("Glyph")), say(tr("The model's input: fitted, centred, drawn with the standard pen"))),
    }


class PictureStepsView(QWidget):
    """The steps in two rows, those between the picture and its glyph with a switch each."""

    switches_changed = Signal(object)  # PictureSwitches

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad-picture-steps")
        titles = _titles(self)
        self._pictures = {name: StepPicture(f"pad-picture-step-{name}", titles[name][1], MOST) for name in STEPS}
        self._buttons: dict[str, QToolButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE // 2)
        for number, name in enumerate(STEPS):
            cell = QVBoxLayout()
            cell.setSpacing(SPACE // 4)
            cell.addWidget(self._pictures[name])
            cell.addWidget(self._caption(name, *titles[name]), alignment=Qt.AlignmentFlag.AlignHCenter)
            grid.addLayout(cell, number // COLUMNS, number % COLUMNS)

    def _caption(self, name: str, title: str, tip: str) -> QWidget:
        if name in FIXED:
            return fixed_caption(title)
        self._buttons[name] = step_switch(f"pad-picture-switch-{name}", title, tip, self._switched)
        return self._buttons[name]

    @property
    def switches(self) -> PictureSwitches:
        """Which steps are taken."""
        return PictureSwitches(**{name: button.isChecked() for name, button in self._buttons.items()})

    def take_every_step(self) -> None:
        """Switches all steps on again, and tells so once."""
        if self.switches == EVERY_PICTURE_STEP:
            return
        for button in self._buttons.values():
            button.blockSignals(True)
            button.setChecked(True)
            button.blockSignals(False)
        self.switches_changed.emit(self.switches)

    def show_steps(self, steps: PictureSteps) -> None:
        """Shows what was seen; a step that did nothing, or was not reached, has no picture."""
        for name in STEPS:
            self._pictures[name].show_picture(steps.seen.get(name))

    def _switched(self, _on: bool) -> None:
        self.switches_changed.emit(self.switches)
