"""Hands that draw on a canvas with the mouse, and eyes and spy for what comes of it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from digitpad.ink.ink import Ink
from digitpad.ink.subject import Picture, Subject
from digitpad.ui.draw.canvas import Canvas
from digitpad.ui.draw.pad_panel import PadPanel

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier
FRAME = 4  # pixels of the canvas at each side, and more than enough
Points = Sequence[tuple[int, int]]
SEVEN: Points = [(60, 60), (120, 62), (180, 60), (150, 120), (120, 200)]


def draw(canvas: Canvas, path: Points, button: Qt.MouseButton = LEFT) -> None:
    """Presses at the first point, moves through the others, and lets go at the last."""
    QTest.mousePress(canvas, button, PLAIN, QPoint(*path[0]))
    for point in path[1:]:
        QTest.mouseMove(canvas, QPoint(*point))
    QTest.mouseRelease(canvas, button, PLAIN, QPoint(*path[-1]))


def strokes(ink: Ink) -> list[list[list[float]]]:
    return [stroke.tolist() for stroke in ink.strokes]


def pixels(canvas: Canvas) -> np.ndarray:
    """What the canvas shows within its frame, in grey: the frame tells of the focus, which comes when it likes."""
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    shown = np.full((image.height(), image.width()), 255)
    shown[FRAME:-FRAME, FRAME:-FRAME] = flat[FRAME:-FRAME, FRAME : image.width() - FRAME]
    return shown


class PadSpy:
    """Everything that a pad said."""

    def __init__(self, pad: PadPanel) -> None:
        self.subjects: list[Subject] = []
        self.models: list[str] = []
        self.widths: list[float] = []
        self.files: list[list[Path]] = []
        pad.subject_changed.connect(self.subjects.append)
        pad.model_requested.connect(self.models.append)
        pad.pen_width_changed.connect(self.widths.append)
        pad.files_dropped.connect(self.files.append)

    @property
    def inks(self) -> list[Ink]:
        """The ink of each subject."""
        return [subject.ink for subject in self.subjects]

    @property
    def pictures(self) -> list[Picture | None]:
        """The picture of each subject."""
        return [subject.picture for subject in self.subjects]
