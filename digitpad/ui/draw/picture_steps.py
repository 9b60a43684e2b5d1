"""How a picture became its glyph: each step as a picture, and a switch to leave it out. Imports QtWidgets and ink."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from digitpad.ink.pictures import EVERY_PICTURE_STEP, STEPS, PictureSteps, PictureSwitches
from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import SPACE

LEAST, MOST = 44, 84  # pixels: the side of a picture
COLUMNS = 6
FIXED = ("picture", "glyph")  # the first and the last cannot be left out


def _titles(widget: QWidget) -> dict[str, tuple[str, str]]:
    """For each step its title, and what it does and what happens without it."""
    say = widget.tr
    return {
        "picture": (say("Picture"), say("The picture as it came")),
        "sheet": (say("Sheet"), say("Sheet: cuts out the sheet, window or box. Off: the whole picture")),
        "colour": (say("Colour"), say("Colour: looks where the colours differ most. Off: their brightness alone")),
        "light": (say("Light"), say("Light: tells ink from paper in any light. Off: as if equally lit everywhere")),
        "lines": (say("Lines"), say("Lines: takes away the lines of cells, boxes and ruled paper. Off: they stay")),
        "dots": (say("Dots"), say("Dots: joins a dotted digit. Off: the dots stay apart")),
        "digit": (say("Digit"), say("Digit: leaves out dirt and frames. Off: all of the ink stays")),
        "pressure": (say("Pressure"), say("Pressure: makes faint strokes as dark as the others. Off: they stay faint")),
        "sharp": (say("Sharp"), say("Sharp: takes back the blur of small soft print. Off: its gaps stay closed")),
        "outline": (say("Outline"), say("Outline: fills outlined strokes. Off: they stay hollow")),
        "glyph": (say("Glyph"), say("What the model gets: fitted, centred, in the usual pen")),
    }


class SeenPicture(QWidget):
    """What was seen after one step; faint where the step changed nothing and was not needed."""

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"pad-picture-step-{name}")
        self.setAccessibleName(tip)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(MOST)
        self._image = QImage()

    def show_seen(self, seen: NDArray[np.float32] | None) -> None:
        """Shows (h, w) or (h, w, 1 or 3) values of 0 (black) to 1 (white); None: nothing."""
        self._image = QImage() if seen is None else _image(seen)
        self.update()

    @property
    def empty(self) -> bool:
        """Whether nothing is shown."""
        return self._image.isNull()

    @guarded(QSize(LEAST, LEAST))
    def sizeHint(self) -> QSize:
        """Large enough to tell a digit."""
        return QSize(LEAST + SPACE, LEAST + SPACE)

    @guarded(QSize(LEAST, LEAST))
    def minimumSizeHint(self) -> QSize:
        """The least at which a stroke can be told."""
        return QSize(LEAST, LEAST)

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the picture in the middle, its aspect kept."""
        painter = QPainter(self)
        side = max(min(self.width(), self.height()) - 2, 1)
        square = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        painter.setPen(QColor(themes.current().line))
        painter.drawRect(square)
        if self._image.isNull():
            return
        size = self._image.size().scaled(square.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(square.topLeft(), size)
        place.moveCenter(square.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, size.width() < 4 * self._image.width())
        painter.drawImage(place, self._image)


def _image(seen: NDArray[np.float32]) -> QImage:
    pixels = np.rint(np.clip(seen, 0, 1) * 255).astype(np.uint8)
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[..., 0]
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    kind = QImage.Format.Format_Grayscale8 if pixels.ndim == 2 else QImage.Format.Format_RGB888
    return QImage(pixels.tobytes(), width, height, pixels.size // height, kind).copy()


class PictureStepsView(QWidget):
    """The steps in two rows, those between the picture and its glyph with a switch each."""

    switches_changed = Signal(object)  # PictureSwitches

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad-picture-steps")
        titles = _titles(self)
        self._pictures = {name: SeenPicture(name, titles[name][1]) for name in STEPS}
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
            label = QLabel(title)
            label.setProperty("role", "muted")
            return label
        button = QToolButton()
        button.setText(title)
        button.setObjectName(f"pad-picture-switch-{name}")
        button.setAccessibleName(self.tr("{step}: take this step").format(step=title))
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setChecked(True)
        button.toggled.connect(self._switched)
        self._buttons[name] = button
        return button

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
            self._pictures[name].show_seen(steps.seen.get(name))

    def _switched(self, _on: bool) -> None:
        self.switches_changed.emit(self.switches)
