"""How alive the window stays while a network trains and the pen draws: the gaps between turns of its event loop.

    python -m tests.benchmarks.alive [--recipe cnn-5x5] [--seconds 20]

Milliseconds between two turns of the loop, in the real window: first with the pen drawing alone (the baseline), then
with the training beside it and padnet answering. Prints one JSON object. Runs offscreen unless QT_QPA_PLATFORM
says otherwise, in a home of its own.
"""

import argparse
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from digitpad.__main__ import OPENMP

os.environ.update(OPENMP | os.environ)  # as the program itself does

import numpy as np
from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QProgressBar, QSpinBox, QWidget

from digitpad import app
from digitpad.ui.main_window import MainWindow
from tests.benchmarks.waiting import wait

TURN_MS = 2  # the timer that marks the turns
MOVE_MS = 16  # between two moves of the pen


class Turns(QObject):
    """Notes when the loop turns, and moves the pen meanwhile."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__()
        self._canvas, self._step = canvas, 0
        self.times: list[float] = []
        self._turns, self._moves = QTimer(self), QTimer(self)
        for timer, every, slot in ((self._turns, TURN_MS, self._note), (self._moves, MOVE_MS, self._move)):
            timer.setTimerType(Qt.TimerType.PreciseTimer)
            timer.timeout.connect(slot)
            timer.start(every)

    def _note(self) -> None:
        self.times.append(time.perf_counter())

    def _move(self) -> None:
        """Draws eights, a second each, with a rest between them."""
        self._step += 1
        angle = self._step % 60 / 60 * 2 * math.pi
        width, height = self._canvas.width(), self._canvas.height()
        place = QPoint(round(width * (0.5 + 0.2 * math.sin(2 * angle))), round(height * (0.5 - 0.35 * math.cos(angle))))
        if self._step % 60 == 1:
            QTest.keyClick(self._canvas, Qt.Key.Key_Delete)
            QTest.mousePress(self._canvas, Qt.MouseButton.LeftButton, pos=place)
        elif self._step % 60 == 59:
            QTest.mouseRelease(self._canvas, Qt.MouseButton.LeftButton, pos=place)
        else:
            QTest.mouseMove(self._canvas, place)

    def gaps(self) -> dict[str, float]:
        """The gaps so far, and begins anew."""
        gaps = np.diff(self.times) * 1000
        self.times = []
        ninety_nine = round(float(np.percentile(gaps, 99)), 1)
        return {"median": round(float(np.median(gaps)), 1), "p99": ninety_nine, "worst": round(float(gaps.max()), 1)}


def trained(window: MainWindow, recipe: str) -> Callable[[], bool]:
    """Starts a long training; gives a question whether it has finished its first steps."""
    box = window.findChild(QComboBox, "train-recipe")
    box.setCurrentIndex(box.findData(recipe))
    box.activated.emit(box.currentIndex())
    window.findChild(QSpinBox, "train-epochs").setValue(50)
    window.findChild(QAbstractButton, "train-start").click()
    stop = window.findChild(QAbstractButton, "train-stop")
    return lambda: bool(stop.isEnabled())


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", default="cnn-5x5")
    parser.add_argument("--seconds", type=float, default=20.0)
    arguments = parser.parse_args()
    sys.setswitchinterval(0.001)  # as the program itself does
    window = app.build(Path(tempfile.mkdtemp()))
    window.resize(1200, 800)
    window.show()
    turns = Turns(window.findChild(QWidget, "pad-canvas"))
    wait(lambda: bool(window.findChild(QLabel, "pad-answer").text()))
    wait(3.0)
    turns.gaps()
    wait(arguments.seconds)
    idle = turns.gaps()
    running = trained(window, arguments.recipe)
    wait(running)
    wait(3.0)
    turns.gaps()
    wait(arguments.seconds)
    training = turns.gaps()
    reached = window.findChild(QProgressBar, "train-progress").text()
    row = {
        "recipe": arguments.recipe,
        "reached": reached,
        "seconds": arguments.seconds,
        "idle_ms": idle,
        "training_ms": training,
    }
    print(json.dumps(row), flush=True)
    window.close()
    wait(2.0)


if __name__ == "__main__":
    main()
