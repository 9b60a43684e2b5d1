"""A window that is closed and forgotten does no harm to the one beside it, whenever Python collects its garbage."""

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import gc, sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from digitpad import app

def life(true):
    end = time.monotonic() + 60
    while not true():
        QCoreApplication.processEvents()
        assert time.monotonic() < end

home = Path(sys.argv[1])
stays = app.build(home / "stays")
stays.show()
for number in range(2):
    window = app.build(home / str(number))
    gone = []
    window.closed.connect(lambda: gone.append(True))
    window.close()
    life(lambda: gone)
    del window
    for _ in range(3):
        gc.collect()
        QCoreApplication.processEvents()
stays.resize(1000, 700)
window = app.build(home / "deleted")
gone.clear()
window.closed.connect(lambda: gone.append(True))
window.close()
life(lambda: gone)
window.deleteLater()
QCoreApplication.sendPostedEvents(window, 52)
gc.collect()
assert len(app.kept()) == 3, "the one that was deleted is kept no longer"
stays.closed.connect(lambda: gone.append(False))
stays.close()
life(lambda: False in gone)
print("unharmed")
"""


def test_windows_that_are_closed_and_dropped_without_a_word_harm_nobody(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1"}
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(tmp_path)], env=environment, capture_output=True, text=True, timeout=240
    )
    assert (done.returncode, done.stdout.strip()) == (0, "unharmed"), done.stderr
