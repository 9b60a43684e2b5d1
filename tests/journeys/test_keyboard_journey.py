"""Everything by the keyboard alone: a picture is opened, a model trained, compared, and its confusion matrix read."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QSpinBox, QTableView, QWidget

from digitpad.ui.main_window import MainWindow
from tests.journeys.windows import MODEL, at_rest, find

pytest_plugins = ["tests.journeys.windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab
MOST = 120  # presses of Tab from one end of the window to the other
TRAINING_MS = 60_000
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def key(pressed: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """One key, which goes to whatever has the focus."""
    QTest.keyClick(QApplication.focusWidget(), pressed, modifier)


def write(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def tab_to(name: str) -> QWidget:
    """Presses Tab until the widget of that name has the focus, and shows it."""
    for _ in range(MOST):
        key(Qt.Key.Key_Tab)
        at = QApplication.focusWidget()
        if at.objectName() == name:
            assert at.findChild(QWidget, "focus-ring") is not None, f"{name} does not show that it has the focus"
            assert at.visibleRegion().contains(QPoint(at.width() // 2, at.height() // 2)), f"{name} is out of sight"
            return at
    raise AssertionError(f"Tab does not lead to {name}")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photograph, as it were, of a 1."""
    page = Image.new("L", (120, 160), 245)
    ImageDraw.Draw(page).line([(60, 25), (60, 135)], fill=20, width=11)
    page.save(tmp_path / "one.png")
    return tmp_path / "one.png"


def test_open_train_compare_and_read_the_matrix_without_a_mouse(qtbot, open_window, picture: Path) -> None:
    window: MainWindow = open_window()
    window.resize(1280, 820)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), QFileDialog))
    write(str(picture))
    key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.pad.canvas.picture is not None and window.pad.answer_view.glyph.pixels.any())
    window.activateWindow()  # as the desktop does when a dialog closes
    qtbot.waitUntil(lambda: window.isActiveWindow() and QApplication.focusWidget() is not None)

    key(Qt.Key.Key_1, CTRL)
    epochs = tab_to("train-epochs")
    assert isinstance(epochs, QSpinBox)
    key(Qt.Key.Key_A, CTRL)
    write("1")
    tab_to("train-start")
    models = find(window, QTableView, "compare-table").model()
    before = models.rowCount()
    key(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: models.rowCount() == before + 1, timeout=TRAINING_MS)
    start = find(window, QWidget, "train-start")
    qtbot.waitUntil(start.hasFocus)
    tab_to("side-message-action")
    key(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: find(window, QComboBox, "pad-model").currentData() != MODEL)

    key(Qt.Key.Key_2, CTRL)
    tab_to("compare-table")
    key(Qt.Key.Key_Home, CTRL)
    tab_to("compare-evaluate-one")
    key(Qt.Key.Key_Space)
    matrix = find(window, QWidget, "compare-confusion")
    qtbot.waitUntil(matrix.isVisible, timeout=TRAINING_MS)
    assert matrix.hasFocus(), "what the button was pressed for"
    key(Qt.Key.Key_Right)
    key(Qt.Key.Key_Down)
    hint = find(window, QLabel, "compare-cell").text()
    assert "0" in hint or "1" in hint, hint
    at_rest(qtbot, window)
