"""A window that is deleted at once, while torch loads or a job runs, takes nothing with it: the process goes on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import gc, sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from shiboken6 import delete
from digitpad import app
from digitpad.controllers import WindowController
from digitpad.core import settings

def life(true):
    end = time.monotonic() + 60
    while not true():
        QCoreApplication.processEvents()
        assert time.monotonic() < end

how, home = sys.argv[1], Path(sys.argv[2])
collects = gc.isenabled()
window = app.build(home)
window.show()
controller = window.findChild(WindowController)
life(controller.inference.isRunning)
job_pool = controller.job_pool
if "job" in how:
    begun = []
    def endless():
        while True:
            begun.append(1)
            time.sleep(0.01)
            yield
    job_pool.start(endless)
    life(lambda: begun)
controller.settings_store.change(theme="dark")
if "closed" in how:
    window.close()
del job_pool, controller
if "later" in how:
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, 52)
else:
    delete(window)
del window
gc.collect()
if "go on" in how:
    for _ in range(5):
        QCoreApplication.processEvents()
    other = app.build(home / "other")
    other.show()
    closed = []
    other.closed.connect(lambda: closed.append(True))
    other.close()
    life(lambda: closed)
    other.deleteLater()
    QCoreApplication.sendPostedEvents(other, 52)
assert gc.isenabled() is collects, "Python collects its garbage as before"
assert settings.load(home)[0].theme == "dark", "what was changed last is kept"
print("unharmed")
"""


@pytest.mark.parametrize("how", ["later, go on", "with a job", "later, closed, with a job, go on"])
def test_a_window_that_is_deleted_while_its_threads_run_harms_nobody(tmp_path: Path, how: str) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1"}
    done = subprocess.run(
        [sys.executable, "-c", CODE, how, str(tmp_path)], env=environment, capture_output=True, text=True, timeout=240
    )
    assert (done.returncode, done.stdout.strip()) == (0, "unharmed"), done.stderr
    ours = [package for package in ("jobs", "ui", "controllers") if f"digitpad{os.sep}{package}" in done.stderr]
    assert not ours, done.stderr  # torch may complain where a process ends as soon as it is loaded
