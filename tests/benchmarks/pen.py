"""How close the answer is to the pen: from a mouse move to the repainted bars, in the real window. JSON on stdout.

    python -m tests.benchmarks.pen [--model padnet] [--moves 600] [--compare]

Milliseconds, real mouse events by QTest, real repaints: the clock stops when the bars have painted the answer to this
very move. Beside it, of the same run: the same moves with nobody answering (`canvas_*`, the baseline), ink to glyph
for a 60-point drawing, and one answer alone. `--compare`: with all models answering beside the pad as well.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from digitpad.__main__ import OPENMP

os.environ.update(OPENMP | os.environ)  # as the program itself does

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from digitpad import app
from digitpad.controllers import WindowController
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.jobs.model_source import LibraryModelSource
from digitpad.models.library import open_library
from digitpad.ui.main_window import MainWindow

PATIENCE_S = 120


class Painted(QObject):
    """Counts the paints of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        self.count += event.type() == QEvent.Type.Paint
        return False


def until(done, seconds: float = PATIENCE_S) -> bool:
    """Runs the event loop until `done()`; it sleeps between events as a window does, and takes no time from others."""
    end = time.perf_counter() + seconds
    heart = QTimer(interval=20)
    heart.start()
    flags = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    while not done():
        if time.perf_counter() > end:
            return False
        app.application().processEvents(flags)
    return True


def path(canvas: QWidget, moves: int) -> list[QPoint]:
    """A spiral over the canvas: every move changes the drawing and the answer's probabilities."""
    turns = np.linspace(0, 10 * np.pi, moves)
    radius = np.linspace(0.1, 0.42, moves) * min(canvas.width(), canvas.height())
    xs, ys = canvas.width() / 2 + radius * np.cos(turns), canvas.height() / 2 + radius * np.sin(turns)
    return [QPoint(round(x), round(y)) for x, y in zip(xs, ys, strict=True)]


def stroke(window: MainWindow, moves: int, answered: bool) -> tuple[list[float], list[float]]:
    """Milliseconds from each move to the paint that follows it, of the bars or (not `answered`) of the canvas.

    The second list holds the CPU time of all threads meanwhile: what remains of it on a machine that others use too.
    """
    canvas = window.findChild(QWidget, "pad-canvas")
    bars = window.findChild(QWidget, "pad-bars")
    seen = Painted(bars if answered else canvas)
    times: list[float] = []
    cpu: list[float] = []
    strokes = [path(canvas, 60)] * max(moves // 60, 1)
    for points in strokes:
        window.pad.clear()
        until(lambda: False, 0.02)
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
        until(lambda: False, 0.05)
        for point in points[1:]:
            spent = time.process_time()
            before, began = seen.count, time.perf_counter()
            QTest.mouseMove(canvas, point)
            if until(lambda before=before: seen.count > before, 1.0):
                times.append(1000 * (time.perf_counter() - began))
                cpu.append(1000 * (time.process_time() - spent))
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])
    return times, cpu


def figures(name: str, times: list[float]) -> dict[str, float]:
    return {
        f"{name}_median_ms": round(float(np.median(times)), 2),
        f"{name}_p99_ms": round(float(np.percentile(times, 99)), 2),
        f"{name}_n": len(times),
    }


def timed(work, times: int = 300) -> list[float]:
    """Milliseconds of each call."""
    rows = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        rows.append(1000 * (time.perf_counter() - began))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="")
    parser.add_argument("--moves", type=int, default=600)
    parser.add_argument("--compare", action="store_true")
    chosen = parser.parse_args()
    sys.setswitchinterval(0.001)
    home = Path(os.environ.get("DIGITPAD_HOME") or tempfile.mkdtemp())
    window = app.build(home)
    window.resize(1280, 820)
    controller = window.findChild(WindowController)
    window.painted.disconnect()  # nobody answers yet: the baseline
    controller.settings_store.change(tour_seen=True)  # whoever draws has left it
    window.show()
    baseline, _ = stroke(window, chosen.moves, answered=False)
    controller.inference.start()
    box = window.findChild(QComboBox, "pad-model")
    if chosen.model:
        box.setCurrentIndex(box.findData(chosen.model))
    if chosen.compare:
        window.show_compare()
    assert until(lambda: controller.inference.idle), "the models did not load"
    stroke(window, 60, answered=True)  # everything is warm
    times, cpu = stroke(window, chosen.moves, answered=True)
    spiral = Ink((np.array([(point.x(), point.y()) for point in path(window.pad.canvas, 60)], float),))
    reader = LibraryModelSource(open_library(home)).load(window.pad.models.model_id)
    reader.recognize(spiral)
    result = {
        "model": window.pad.models.model_id,
        **figures("move_to_bars", times),
        **figures("move_to_bars_cpu", cpu),
        **figures("canvas", baseline),
        **figures("ink_to_glyph", timed(lambda: glyph(spiral))),
        **figures("answer", timed(lambda: reader.recognize(spiral))),
        "models_beside": len(controller.library_model.ids) if chosen.compare else 0,
        "platform": os.environ["QT_QPA_PLATFORM"],
    }
    done: list[bool] = []
    window.closed.connect(lambda: done.append(True))
    window.close()
    until(lambda: bool(done))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
