"""How soon the window is there: first paint of a fresh process, and recognition after it. JSON on stdout, medians.

    python -m tests.benchmarks.window [--times 7]

Milliseconds since the process was started, as the parent saw it. Baselines of the same run, in turn with it: `qt` is a
process that shows an empty Qt window, `torch` one that imports torch alone. Runs offscreen unless QT_QPA_PLATFORM says
otherwise; the library is that of DIGITPAD_HOME (default: an empty one beside the bundled models).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from digitpad.__main__ import OPENMP

ROOT = Path(__file__).resolve().parents[2]
WINDOW = """
import gc, sys, time
gc.disable()  # this and the next as `digitpad` itself does
sys.setswitchinterval(0.001)
from digitpad import app
window = app.build()
torch = []
window.painted.connect(lambda: (torch.append("torch" in sys.modules), print("painted", time.time(), flush=True)))
from digitpad.controllers import WindowController
inference = window.findChild(WindowController).inference
inference.prepared.connect(lambda _: print("torch", time.time(), flush=True))
inference.loaded.connect(lambda _: (print("ready", time.time(), flush=True), window.close()))
window.closed.connect(app.application().quit)
window.show()
app.application().exec()
print("torch_before_paint", int(torch[0]))
"""
QT = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
class Window(QMainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, lambda: (print("painted", time.time(), flush=True), app.quit()))
window = Window()
window.resize(1280, 820)
window.show()
app.exec()
"""
TORCH = "import torch, time; print('torch', time.time())"


def run(body: str, environment: dict[str, str]) -> dict[str, float]:
    """What the process printed, each in milliseconds since it was started."""
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", body], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    told = {}
    for line in done.stdout.splitlines():
        name, value = line.split()
        told.setdefault(name, float(value) if name == "torch_before_paint" else 1000 * (float(value) - began))
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "QT_QPA_PLATFORM": "offscreen",
            "DIGITPAD_HOME": folder,
            **OPENMP,
            **os.environ,
        }
        rows = [(run(WINDOW, environment), run(QT, environment), run(TORCH, environment)) for _ in range(times + 1)][1:]
    window, qt, torch = zip(*rows, strict=True)
    first = [row["painted"] for row in window]
    result = {
        "first_paint_ms": round(median(first)),
        "first_paint_worst_ms": round(max(first)),
        "torch_loaded_before_first_paint": any(row["torch_before_paint"] for row in window),
        "ready_ms": round(median(row["ready"] for row in window)),
        "ready_after_torch_ms": round(median(row["ready"] - row["torch"] for row in window)),
        "baseline_qt_first_paint_ms": round(median(row["painted"] for row in qt)),
        "baseline_torch_import_ms": round(median(row["torch"] for row in torch)),
        "times": times,
        "platform": environment["QT_QPA_PLATFORM"],
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
