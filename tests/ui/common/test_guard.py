"""A fault in what Qt asks for costs neither the window nor a line a repaint: it is said once, and kept in full."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

# In a process of its own: here pytest itself listens for exceptions that reach Qt.
WINDOW = """
import os
import sys
from pathlib import Path
from PySide6.QtCore import QAbstractTableModel, QEventLoop, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QTableView, QWidget
from digitpad import app
from digitpad.ui.common.guard import guarded
from PySide6.QtCore import QSize

class Model(QAbstractTableModel):
    @guarded(0)
    def rowCount(self, _parent=None):
        return 50

    @guarded(0)
    def columnCount(self, _parent=None):
        return 3

    @guarded(None)
    def data(self, index, role=0):
        return [][index.row()]

class Delegate(QStyledItemDelegate):
    @guarded(QSize(40, 24))
    def sizeHint(self, option, index):
        raise KeyError("size")

    @guarded(None)
    def paint(self, painter, option, index):
        raise TypeError(f"paint {index.data()}")

class Painted(QWidget):
    @guarded(None)
    def paintEvent(self, _event):
        painter = QPainter(self)
        painter.drawLine(0, 0, 1 // 0, 1)

window = app.build(Path(sys.argv[1]))
window.show()
table, model, painted = QTableView(), Model(), Painted()
table.setModel(model)
table.setItemDelegate(Delegate(table))
for widget in (table, painted):
    widget.resize(400, 300)
    widget.show()
table.resizeColumnsToContents()

def slot():
    raise RuntimeError("slot")

for _ in range(20):
    table.viewport().repaint()
    painted.repaint()
    app.application().processEvents()
loop = QEventLoop()  # as the program has; before Qt 6.11, processEvents raises what rises in a slot, or loses it
QTimer.singleShot(0, slot)
QTimer.singleShot(0, loop.quit)
loop.exec()
print(window.messages.message.text if window.messages.message else "")
sys.stdout.flush()
os._exit(0)  # how a program ends is another test's matter
"""


def test_faults_are_said_once_and_kept_in_full(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-c", WINDOW, str(home)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert not said, "nothing is printed, by Python or by Qt"
    assert "Something unexpected went wrong" in done.stdout
    kept = (home / "faults.txt").read_text()
    for fault in ("IndexError", "KeyError: 'size'", "TypeError: paint None", "ZeroDivisionError", "RuntimeError: slot"):
        assert kept.count(fault) == 1, f"{fault}\n{kept}"
