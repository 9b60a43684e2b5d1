"""The application: what `build` promises, how a process begins, and that it ends whatever happens to it."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QSpinBox, QTableView, QWidget

from digitpad import app
from digitpad.core.recipes import RECIPES
from digitpad.ui.main_window import MainWindow

QTS_OWN = ("qt_", "ScrollLeftButton", "ScrollRightButton")
IGNORED = "This plugin does not support propagateSizeHints()\n"  # the offscreen platform's own word
ENDING_S = 120  # torch may be at its import on a busy machine, and is waited for


def script(body: str, home: Path) -> list[str]:
    lines = f"import sys\nfrom pathlib import Path\nfrom digitpad import app\nhome = Path({str(home)!r})\n"
    return [sys.executable, "-c", lines + textwrap.dedent(body)]


def run(body: str, home: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(script(body, home), capture_output=True, text=True, timeout=ENDING_S)
    done.stderr = done.stderr.replace(IGNORED, "")
    return done


@pytest.fixture
def window(qtbot, home):
    made = app.build(home)
    yield made
    made.close()
    made.deleteLater()


def test_everything_that_others_look_for_has_its_name(window):
    names = {
        QWidget: "pad-canvas pad-bars pad-glyph train-progress train-loss-chart train-accuracy-chart compare-confusion",
        QLabel: "pad-answer",
        QComboBox: "pad-model train-recipe",
        QSpinBox: "train-epochs",
        QTableView: "compare-table",
        QAbstractButton: "pad-clear pad-undo pad-redo train-start train-pause train-stop",
    }
    absent = [name for kind, some in names.items() for name in some.split() if window.findChild(kind, name) is None]
    assert absent == []
    recipes = window.findChild(QComboBox, "train-recipe")
    assert {recipes.itemData(row) for row in range(recipes.count())} >= set(RECIPES)


def test_build_shows_nothing_and_uses_the_application_that_is_there(qtbot, window):
    assert isinstance(window, MainWindow)
    assert not window.isVisible()
    assert window.windowTitle() == "digitpad"
    assert not window.windowIcon().isNull()
    assert app.application() is QApplication.instance()


def test_a_window_that_was_never_shown_closes_at_once_and_writes_nothing(qtbot, home):
    made = app.build(home)
    assert made.close()
    made.deleteLater()
    assert not home.exists()


def test_every_control_explains_itself(window):
    kinds = (QAbstractButton, QComboBox, QSpinBox)
    silent = [
        f"{type(widget).__name__} {widget.objectName() or getattr(widget, 'text', str)()}"
        for kind in kinds
        for widget in window.findChildren(kind)
        if not widget.toolTip()
        and not widget.objectName().startswith(QTS_OWN)
        and type(widget) is not QAbstractButton  # the corner of a table, which Qt 6.9 gives no name
        and widget.objectName() != "message-action"
    ]
    assert silent == []


def test_the_window_is_drawn_without_torch(home):
    done = run(
        """
        window = app.build(home)
        assert "torch" not in sys.modules, "after build"
        def painted():
            print("torch" in sys.modules)
            window.close()
        window.painted.disconnect()
        window.painted.connect(painted)
        window.closed.connect(app.application().quit)
        window.show()
        app.application().exec()
        """,
        home,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


def test_main_ends_with_zero_when_the_window_is_closed_while_torch_loads(home):
    done = run(
        """
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        def shut():
            [window.close() for window in QApplication.topLevelWidgets() if window.objectName() == "main-window"]
        app.application()
        QTimer.singleShot(600, shut)
        sys.exit(app.main(home))
        """,
        home,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_as_its_button_does(home, number):
    body = """
    from PySide6.QtCore import QTimer
    app.application()
    QTimer.singleShot(0, lambda: print("up", flush=True))
    sys.exit(app.main(home))
    """
    with subprocess.Popen(script(body, home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "up\n"
        os.kill(process.pid, number)
        _, errors = process.communicate(timeout=ENDING_S)
    assert (process.returncode, errors.replace(IGNORED, "")) == (0, "")


def test_a_process_that_ends_without_closing_its_window_ends_cleanly(home):
    done = run(
        """
        window = app.build(home)
        window.show()
        for _ in range(20):
            app.application().processEvents()
        """,
        home,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_the_window_comes_back_as_it_was_left(qtbot, home):
    first = app.build(home)
    first.show()
    first.resize(1280, 590)  # both panels beside each other
    first.show_compare()
    first.splitter.setSizes([500, 700])
    left = first.splitter.sizes()
    first.resize(780, 590)  # within the offscreen screen of 800 x 800: one panel at a time
    first.theme_requested.emit("dark")
    with qtbot.waitSignal(first.closed, timeout=ENDING_S * 1000):
        first.close()
    again = app.build(home)
    assert again.size() == first.size()
    assert again.comparing
    assert again.theme_choice == "dark"
    again.show()
    again.resize(1280, 590)
    qtbot.waitUntil(lambda: abs(again.splitter.sizes()[0] - left[0]) <= 2)
    with qtbot.waitSignal(again.closed, timeout=ENDING_S * 1000):
        again.close()
    first.deleteLater()
    again.deleteLater()


@pytest.mark.parametrize("content", ["{", "[]", '{"theme": 7, "tab": "x", "geometry": "zz", "plans": 3}', "\x00\x01"])
def test_broken_settings_cost_nothing_but_themselves(qtbot, home, content):
    home.mkdir()
    (home / "settings.json").write_text(content)
    made = app.build(home)
    assert made.theme_choice == "system"
    if content.startswith('{"'):
        assert made.messages.message is None
    else:
        assert "settings file was broken" in made.messages.message.text
        assert (home / "settings.json.broken").read_text() == content
    made.close()
    made.deleteLater()


def test_a_home_that_cannot_be_written_is_said_and_does_not_hold_the_window(qtbot, tmp_path):
    home = tmp_path / "file"
    home.write_text("not a folder")
    made = app.build(home)
    made.theme_requested.emit("dark")
    assert not made.close()
    assert "could not be written" in made.messages.message.text
    assert made.close(), "the second time the user knows"
    made.deleteLater()


def test_settings_are_written_a_moment_after_a_change(qtbot, home):
    made = app.build(home)
    made.theme_requested.emit("light")
    made.theme_requested.emit("dark")
    path = home / "settings.json"
    qtbot.waitUntil(path.exists, timeout=60_000)
    qtbot.waitUntil(lambda: json.loads(path.read_text())["theme"] == "dark", timeout=60_000)
    with qtbot.waitSignal(made.closed, timeout=60_000):
        made.close()
    made.deleteLater()
