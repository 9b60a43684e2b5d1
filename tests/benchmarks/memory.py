"""What the window holds in memory with every model of the library loaded. JSON on stdout, in megabytes (10^6 bytes).

    python -m tests.benchmarks.memory

Peak resident memory of a fresh process after the window has loaded all models and read a drawing with each of them;
`torch_mb` is the peak of a process that imports torch and predicts once with a small net, `qt_mb` that of one that
shows an empty window, both in the same run. On a CUDA build of torch most of torch's share are CUDA's libraries.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from digitpad.__main__ import OPENMP

ROOT = Path(__file__).resolve().parents[2]
PEAK = """
def peak():
    import resource, sys
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / 1e6 if sys.platform == "darwin" else size * 1024 / 1e6
"""
WINDOW = """
import sys
from digitpad import app
from digitpad.ink.ink import Ink
from digitpad.controllers import WindowController
window = app.build()
controller = window.findChild(WindowController)
def ready(_):
    if controller.inference._missing():
        return
    window.pad.set_ink(Ink.from_strokes([[(50, y) for y in range(10, 90, 5)]]))
controller.inference.loaded.connect(ready)
original = window.compare.show_answers
rounds = []
def compared(result):
    if len(result.answers) == len(controller.library_model.ids):
        rounds.append(len(result.answers))
        window.close()
controller.inference.compared.connect(compared)
window.closed.connect(app.application().quit)
window.show_compare()
window.show()
app.application().exec()
import torch
print(peak(), rounds[0], torch.__version__)
"""
TORCH = """
import torch
with torch.inference_mode():
    net = torch.nn.Sequential(torch.nn.Conv2d(1, 8, 3), torch.nn.Flatten(), torch.nn.Linear(8 * 26 * 26, 10))
    torch.set_num_threads(1)
    net(torch.zeros(1, 1, 28, 28))
print(peak())
"""
QT = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1280, 820)
window.show()
for _ in range(20):
    app.processEvents()
print(peak())
"""


def run(body: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "QT_QPA_PLATFORM": "offscreen",
            "DIGITPAD_HOME": folder,
            **OPENMP,
            **os.environ,
        }
        done = subprocess.run(
            [sys.executable, "-c", PEAK + body], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
    return done.stdout.split()


def main() -> None:
    window, count, version = run(WINDOW)
    torch, qt = float(run(TORCH)[0]), float(run(QT)[0])
    result = {
        "window_peak_mb": round(float(window)),
        "models": int(count),
        "torch_mb": round(torch),
        "qt_mb": round(qt),
        "window_without_torch_mb": round(float(window) - torch),
        "torch": version,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
