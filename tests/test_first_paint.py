"""What stands between the start of the process and the window's first picture, counted in modules, not in seconds."""

import json
import os
import subprocess
import sys

import pytest

from tests.processes import ROOT

FIRST_PAINT = """
import json, sys
from pathlib import Path
from digitpad import app
window = app.build(Path(sys.argv[1]))

def painted():
    import builtins, linecache
    modules = sorted(sys.modules)
    print(json.dumps([modules, builtins.__import__.__name__, [n for n in linecache.cache if 'main_window' in n]]))
    window.close()

window.painted.connect(painted)
window.closed.connect(app.application().quit)
window.show()
app.application().exec()
"""
LATE = {
    *("torch", "pyqtgraph", "jinja2", "PIL", "importlib.metadata", "email.message"),
    *("digitpad.analysis.html_report", "digitpad.ui.train.charts"),
    *("digitpad.ui.common.about_dialogs", "digitpad.ui.common.help_dialog", "digitpad.core.help_pages"),
    *("digitpad.ui.common.preferences_dialog", "digitpad.ui.classes.classes_dialog", "digitpad.ui.draw.trace_dialog"),
    *("digitpad.ui.draw.drawings_dialog", "digitpad.ui.train.sweep_dialog", "digitpad.ui.train.rate_dialog"),
    *("digitpad.ui.train.network_dialog", "digitpad.ui.train.code_dialog", "digitpad.core.network_draft"),
    *("digitpad.ui.compare.files.add_dialog", "digitpad.ui.compare.files.structure_dialog"),
}


@pytest.fixture(scope="module")
def at_first_paint(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], str, list[str]]:
    """The modules that were loaded by then, the name of the function that imports, and the sources that were read."""
    command = [sys.executable, "-c", FIRST_PAINT, str(tmp_path_factory.mktemp("home"))]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    modules, importer, sources = json.loads(done.stdout)
    return set(modules), importer, sources


def test_before_the_first_paint_nothing_is_loaded_that_shows_later(
    at_first_paint: tuple[set[str], str, list[str]],
) -> None:
    assert not at_first_paint[0] & LATE


def test_qt_reads_no_sources_of_what_is_imported_after_it(at_first_paint: tuple[set[str], str, list[str]]) -> None:
    """It would look into every module for `__feature__`, torch's 900 among them."""
    assert at_first_paint[1:] == ("__import__", [])
