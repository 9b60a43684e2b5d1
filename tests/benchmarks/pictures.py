"""The README's pictures, taken of the real window at work: it draws, trains and compares before each one.

    python -m tests.benchmarks.pictures [--to resources/pictures] [--only train]

Runs offscreen unless QT_QPA_PLATFORM says otherwise, in a home of its own.
"""

import argparse
import json
import os
import tempfile
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from digitpad.__main__ import OPENMP

os.environ.update(OPENMP | os.environ)  # as the program itself does

from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QSpinBox, QTabWidget, QWidget

from digitpad import app
from digitpad.ui.main_window import MainWindow
from tests.benchmarks.waiting import wait

SIZE = (1280, 820)
SHOWN = {"draw": "light", "train": "dark", "compare": "light"}  # what the README shows, and in which theme
SEVEN = [(0.3, 0.24), (0.68, 0.22), (0.56, 0.5), (0.46, 0.82)]
BAR = [(0.4, 0.53), (0.66, 0.5)]


def stroke(canvas: QWidget, corners: list[tuple[float, float]]) -> None:
    """A stroke through these places, as shares of the canvas, by the mouse."""
    places = [QPointF(x * canvas.width(), y * canvas.height()) for x, y in corners]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0].toPoint())
    for start, end in pairwise(places):
        for step in range(1, 13):
            QTest.mouseMove(canvas, (start + (end - start) * step / 12).toPoint())
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1].toPoint())


class Photographer:
    """Opens the window in one theme and uses it as people do."""

    def __init__(self, theme: str, folder: Path) -> None:
        self._theme, self._folder = theme, folder
        home = Path(tempfile.mkdtemp())
        (home / "settings.json").write_text(json.dumps({"theme": theme}))
        self.window: MainWindow = app.build(home)
        self.window.resize(*SIZE)
        self.window.show()

    def find(self, kind: type, name: str) -> QWidget:
        """The widget of this name."""
        found: QWidget = self.window.findChild(kind, name)
        return found

    def take(self, what: str) -> None:
        """Saves the window as it is, in 256 colours: a third of the bytes, and no eye tells them apart."""
        wait(0.4)
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{what}-{self._theme}.png"
        self.window.grab().save(str(path))
        with Image.open(path) as picture:
            fewer = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        fewer.save(path, optimize=True)

    def draw(self) -> None:
        """A barred seven and what is said of it."""
        canvas, answer = self.find(QWidget, "pad-canvas"), self.find(QLabel, "pad-answer")
        stroke(canvas, SEVEN)
        stroke(canvas, BAR)
        wait(lambda: bool(answer.text()))  # type: ignore[attr-defined]
        labels = self.window.findChildren(QLabel)
        wait(lambda: not any(label.text().startswith("Loading") for label in labels))  # the models for the comparison

    def train(self) -> None:
        """A training in the middle."""
        self.find(QSpinBox, "train-epochs").setValue(8)  # type: ignore[attr-defined]
        self.find(QAbstractButton, "train-start").click()  # type: ignore[attr-defined]
        rows = self.find(QWidget, "train-epoch-table")
        wait(lambda: rows.model().rowCount() >= 4)  # type: ignore[attr-defined]

    def compare(self) -> None:
        """All models measured, and the matrix of one."""
        self.window.findChild(QTabWidget).setCurrentIndex(1)
        evaluate = self.find(QAbstractButton, "compare-evaluate")
        wait(0.5)
        evaluate.click()  # type: ignore[attr-defined]
        wait(1.0)
        wait(lambda: evaluate.isEnabled() and evaluate.isVisible())


def main() -> None:
    """Takes the three that the README shows, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=Path("resources/pictures"))
    parser.add_argument("--only", nargs="+", choices=SHOWN, default=list(SHOWN))
    arguments = parser.parse_args()
    for what in arguments.only:
        photographer = Photographer(SHOWN[what], arguments.to)
        photographer.draw()
        if what != "draw":
            getattr(photographer, what)()
        photographer.take(what)
        photographer.window.close()
        wait(0.5)


if __name__ == "__main__":
    main()
