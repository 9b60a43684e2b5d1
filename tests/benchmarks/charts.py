"""What the charts cost of training speed: epochs with the training panel in sight and out of it, in turn, in one run.

    python -m tests.benchmarks.charts [--recipe cnn-5x5] [--rounds 5]

The real window trains; every few epochs the panel with its charts, table and progress is hidden or shown. Hidden,
it draws nothing, while everything else goes on, so the difference is all that watching costs. Each epoch's seconds are
the trainer's own; the one in which the panel came or went is not counted, the others until they are eight seconds. The
first two epochs warm up. Prints one JSON object; exit 1 where it costs more than 5 %. Runs offscreen unless
QT_QPA_PLATFORM says otherwise, in a home of its own.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from digitpad.__main__ import OPENMP

os.environ.update(OPENMP | os.environ)  # as the program itself does

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QAbstractButton, QLabel

from digitpad import app
from digitpad.controllers import WindowController
from digitpad.core import recipes
from digitpad.core.records import EpochDone
from digitpad.ui.main_window import MainWindow
from digitpad.ui.train.redraws import Redraws
from tests.benchmarks.waiting import wait

MOST = 0.05
WARM_UP = 2  # epochs
SLICE_SECONDS = 8.0
SHOWN, HIDDEN = "shown", "hidden"


class Watcher(QObject):
    """Hides and shows the panel in turn, and keeps the seconds of an epoch apart: the mean of each slice."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._panel = window.train
        self.seconds: dict[str, list[float]] = {SHOWN: [], HIDDEN: []}
        self.redraws = 0
        self.seen_seconds = 0.0
        self._skipped = -WARM_UP
        self._slice: list[float] = []
        window.train.findChild(Redraws).due.connect(self._drawn)
        window.findChild(WindowController).train.happened.connect(self._happened)

    @Slot()
    def _drawn(self) -> None:
        self.redraws += self._panel.isVisible()

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, EpochDone):
                self._count(event.seconds)

    def _count(self, seconds: float) -> None:
        self.seen_seconds += seconds * self._panel.isVisible()
        if self._skipped < 1:
            self._skipped += 1
            return
        self._slice.append(seconds)
        if sum(self._slice) >= SLICE_SECONDS:
            self.seconds[SHOWN if self._panel.isVisible() else HIDDEN].append(round(statistics.mean(self._slice), 3))
            self._panel.setVisible(not self._panel.isVisible())
            self._slice, self._skipped = [], 0


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", default="cnn-5x5")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    sys.setswitchinterval(0.001)  # as the program itself does
    window = app.build(Path(tempfile.mkdtemp()))
    window.resize(1200, 800)
    window.show()
    window.show_train()
    wait(
        lambda: (
            bool(window.findChild(QLabel, "pad-answer").text())
            or window.findChild(WindowController).inference.isRunning()
        )
    )
    window.train.start(replace(recipes.recipe(chosen.recipe), epochs=1000, device="cpu"))
    watcher = Watcher(window)
    wait(lambda: min(map(len, watcher.seconds.values())) >= chosen.rounds)
    rounds = list(zip(watcher.seconds[SHOWN], watcher.seconds[HIDDEN], strict=False))[: chosen.rounds]
    costs = [shown / hidden - 1 for shown, hidden in rounds]
    shown, hidden = (statistics.median(seconds) for seconds in zip(*rounds, strict=True))
    row = {
        "recipe": chosen.recipe,
        "cost_percent": round(100 * statistics.median(costs), 1),
        "costs_percent": [round(100 * cost, 1) for cost in costs],
        "epoch_seconds": {SHOWN: shown, HIDDEN: hidden},
        "redraws_per_second": round(watcher.redraws / watcher.seen_seconds, 1),
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(row), flush=True)
    window.findChild(QAbstractButton, "train-stop").click()
    wait(lambda: not window.findChild(WindowController).train.running)
    window.close()
    wait(lambda: not window.findChild(WindowController).job_pool.busy)
    return 0 if row["cost_percent"] <= 100 * MOST else 1


if __name__ == "__main__":
    sys.exit(main())
