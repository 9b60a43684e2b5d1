"""What the model sees, step by step: each step a picture, and a switch to leave it out. Imports QtWidgets and ink."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from digitpad.core.language import mark, tr
from digitpad.core.plans import SCALES
from digitpad.ink.glyph import BOX, EVERY_STEP, SIZE, GlyphSteps, Screen, Switches
from digitpad.ink.pictures.pipeline import PictureSteps
from digitpad.ui.common.theme import SPACE
from digitpad.ui.draw.picture_steps import PictureStepsView
from digitpad.ui.draw.step_picture import Lines, StepPicture, fixed_caption, step_switch

MOST, LARGE = 112, 420  # pixels: the side of a picture; in the presentation
BLACK = np.zeros((SIZE, SIZE), np.float32)  # what the model gets of nothing
NAMES = ("ink", "fit", "pen", "centre", "given")
TITLES = (mark("Ink"), mark("Fit"), mark("Pen"), mark("Centre"), mark("Input"))
TIPS = (
    mark("The strokes as drawn on the canvas"),
    mark(
        "Fit: scales the strokes into a box of 20x20 pixels. Off: the whole canvas is shrunk to 28x28, as most pads do"
    ),
    mark("Pen: draws with one standard pen. Off: the canvas's own pen, shrunk with the strokes"),
    mark("Centre: moves the ink's centre of mass to the middle of the glyph. Off: it stays where it was"),
    mark("The model's input: the glyph's values, scaled as in training"),
)


class Inspector(QFrame):
    """A card with the steps of an ink, or of the picture in its place; all but the outermost have switches."""

    switches_changed = Signal(object)  # Switches
    picture_switches_changed = Signal(object)  # PictureSwitches

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad-inspector")
        self.setProperty("card", True)
        self._pictures = {
            name: StepPicture(f"pad-step-{name}", tr(tip), MOST, SIZE) for name, tip in zip(NAMES, TIPS, strict=True)
        }
        self._buttons: dict[str, QToolButton] = {}
        self._title, self._range = QLabel(), QLabel()
        self._of_ink, self.of_picture = QWidget(), PictureStepsView()
        self._input = "unit"
        self._switches = EVERY_STEP
        self._shown: tuple[GlyphSteps | None, Screen | None, NDArray[np.float32] | None] = None, None, None
        self._lay_out()

    def _lay_out(self) -> None:
        self._title.setObjectName("pad-inspector-title")
        self._range.setProperty("role", "muted")
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._range)
        grid = QGridLayout(self._of_ink)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE // 2)
        grid.setVerticalSpacing(SPACE // 2)
        for column, (name, title, tip) in enumerate(zip(NAMES, TITLES, TIPS, strict=True)):
            grid.addWidget(self._pictures[name], 0, column)
            grid.addWidget(self._caption(name, tr(title), tr(tip)), 1, column, Qt.AlignmentFlag.AlignHCenter)
            grid.setColumnStretch(column, 1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        column_.setSpacing(SPACE // 2)
        column_.addLayout(head)
        column_.addWidget(self._of_ink)
        column_.addWidget(self.of_picture)
        self.of_picture.hide()
        self.of_picture.switches_changed.connect(self.picture_switches_changed)
        self.show_input("unit")
        self.show_which("")
        self.show_steps(None, None)

    def show_large(self, large: bool) -> None:
        """Lets the steps become as large as there is room, or as small as beside the pad."""
        for picture in self._pictures.values():
            picture.set_most(LARGE if large else MOST)

    def show_which(self, which: str) -> None:
        """Names the digit of a number that is shown ("digit 2 of 3"); empty: there is only one."""
        alone, among = tr("What the model sees"), tr("What the model sees: {which}")
        self._title.setText(among.format(which=which) if which else alone)

    def _caption(self, name: str, title: str, tip: str) -> QWidget:
        if name in ("ink", "given"):
            return fixed_caption(title)
        self._buttons[name] = step_switch(f"pad-switch-{name}", title, tip, self._switched)
        return self._buttons[name]

    @property
    def switches(self) -> Switches:
        """Which steps are taken."""
        return self._switches

    def take_every_step(self) -> None:
        """Switches all steps on again."""
        for button in self._buttons.values():
            button.setChecked(True)
        self.of_picture.take_every_step()

    def show_picture(self, steps: PictureSteps | None) -> None:
        """Shows the way of a picture to its glyph in place of an ink's; None: an ink's again."""
        if steps is not None:
            self.of_picture.show_steps(steps)
        self._of_ink.setVisible(steps is None)
        self.of_picture.setVisible(steps is not None)

    def show_input(self, kind: str) -> None:
        """How the chosen model wants its values: "unit" or "standard"."""
        self._input = kind
        mean, std = SCALES[kind]
        low, high = (0 - mean) / std, (1 - mean) / std
        shown = tr("{low:.2f} to {high:.2f}", low=low, high=high) if kind == "standard" else tr("0 to 1")
        self._range.setText(tr("values {shown}", shown=shown).replace("-", "\u2212"))

    def show_steps(
        self, steps: GlyphSteps | None, screen: Screen | None, given: NDArray[np.float32] | None = None
    ) -> None:
        """Shows the way of an ink on its screen; None: a picture's glyph in `given`, or nothing."""
        self._shown = steps, screen, given
        if not self.isHidden():
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Shows what was not shown while nobody saw it."""
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        steps, screen, given = self._shown
        if steps is None or not steps.ink:
            for name in NAMES:
                self._pictures[name].show_picture(BLACK if given is None or name != "given" else given)
            return
        left, top, right, bottom = steps.ink.box
        space = screen or Screen(right + left, bottom + top, steps.ink.extent / 18)
        self._pictures["ink"].show_lines(Lines(steps.ink, space.width, space.height, space.pen))
        edge = (SIZE - BOX) / 2
        box = (edge, edge, edge + BOX, edge + BOX) if self.switches.fit else None
        self._pictures["fit"].show_lines(Lines(steps.placed, SIZE, SIZE, 0.0, box))
        self._pictures["pen"].show_picture(steps.fitted)
        self._pictures["centre"].show_picture(steps.centred)
        self._pictures["given"].show_picture(steps.centred)

    def _switched(self, _on: bool) -> None:
        self._switches = Switches(*(self._buttons[name].isChecked() for name in ("fit", "centre", "pen")))
        self.switches_changed.emit(self._switches)
