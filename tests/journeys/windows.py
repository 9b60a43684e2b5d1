"""The real window for tests: a home with a model trained for real on a small MNIST, the mouse, and an end to it all."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QListView, QTableView, QWidget

from digitpad.controllers import WindowController
from digitpad.core.recipes import RECIPES
from digitpad.core.settings import Settings, save
from digitpad.models.library import open_library
from digitpad.tasks import train_model
from digitpad.ui.main_window import MainWindow
from tests import tiny_mnist

MODEL = "small-mlp"
LOADING_MS = 60_000  # torch's first import on a busy machine
SEVEN = [(0.25, 0.2), (0.4, 0.19), (0.55, 0.2), (0.7, 0.2), (0.62, 0.4), (0.55, 0.55), (0.48, 0.7), (0.42, 0.85)]
ONE = [(0.5, 0.15), (0.5, 0.3), (0.5, 0.45), (0.5, 0.6), (0.5, 0.75), (0.5, 0.85)]


@pytest.fixture(scope="session")
def tiny_data(tmp_path_factory) -> Path:
    """A folder for DIGITPAD_DATA with a small MNIST."""
    return tiny_mnist.write(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory, tiny_data) -> Path:
    """A home whose library holds MODEL; copy it, never write to it."""
    home = tmp_path_factory.mktemp("trained") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITPAD_DATA", str(tiny_data))
        plan = replace(RECIPES["mlp-256-128"], epochs=2)
        for _event in train_model.train(plan, open_library(home), home, name=MODEL):
            pass
    save(Settings(tour_seen=True), home)  # nobody is shown around
    return home


@pytest.fixture
def window_home(home, trained_home, tiny_data, monkeypatch) -> Path:
    """A home of the test's own, holding MODEL, with the small MNIST as data."""
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny_data))
    shutil.copytree(trained_home, home)
    return home


@pytest.fixture
def open_window(qtbot, window_home) -> Iterator[object]:
    """Opens windows on the test's home; whatever is open at the end is closed, and nothing may be left of it."""
    from digitpad import app

    opened: list[MainWindow] = []

    def make(ready: bool = True, model: str = MODEL) -> MainWindow:
        window = app.build(window_home)
        window.closings = []
        window.closed.connect(lambda: window.closings.append(True))
        opened.append(window)
        window.show()
        if ready:
            wait_ready(qtbot, window)
            choose(window, model)
        return window

    yield make
    for window in opened:
        close(qtbot, window)
        window.deleteLater()


def live(milliseconds: int) -> None:
    """Lets the window live for so long. `QTest.qWait` would keep Python's lock, and other threads would starve."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class TrainingSpy(QObject):
    """The events of the trainings in a window from now on, in their order."""

    QUIET_MS = 300

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.events: list[object] = []
        controller(window).train.happened.connect(self.take)

    @Slot(list)
    def take(self, events: list[object]) -> None:
        self.events += events

    def count(self, kind: type) -> int:
        return sum(isinstance(event, kind) for event in self.events)

    def quiet(self, qtbot) -> bool:
        """Whether nothing is told for a while."""
        have = len(self.events)
        try:
            qtbot.waitUntil(lambda: len(self.events) > have, timeout=self.QUIET_MS)
        except qtbot.TimeoutError:
            return True
        return False


def wait_ready(qtbot, window: MainWindow) -> None:
    """Until torch and all models are loaded behind the window."""
    qtbot.waitUntil(lambda: controller(window).inference.idle, timeout=LOADING_MS)


def at_rest(qtbot, window: MainWindow) -> None:
    """Until all that was asked is answered and shown: an answer to half a drawing looks like one to the whole."""
    qtbot.waitUntil(lambda: controller(window).inference.idle)
    QCoreApplication.processEvents()


def close(qtbot, window: MainWindow) -> None:
    """Closes as the user does, and waits until it is done."""
    if not window.closings:
        window.close()
        qtbot.waitUntil(lambda: bool(window.closings), timeout=LOADING_MS)
    assert not controller(window).job_pool.busy
    assert not controller(window).inference.isRunning()


def controller(window: MainWindow) -> WindowController:
    found = window.findChild(WindowController)
    assert found is not None
    return found


def find(window: QWidget, kind: type, name: str):
    found = window.findChild(kind, name)
    assert found is not None, f"no {kind.__name__} called {name}"
    return found


def choose(window: MainWindow, model: str) -> None:
    """Chooses a model on the pad, as the user does."""
    box = find(window, QComboBox, "pad-model")
    at = box.findData(model)
    assert at >= 0, f"{model} is not offered"
    box.setCurrentIndex(at)


def draw(window: MainWindow, path: list[tuple[float, float]]) -> None:
    """Draws with the mouse, along points given as shares of the canvas."""
    canvas = find(window, QWidget, "pad-canvas")
    points = [QPoint(round(x * canvas.width()), round(y * canvas.height())) for x, y in path]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def answer(window: MainWindow) -> str:
    """What the pad says in large."""
    return find(window, QLabel, "pad-answer").text()


def answers(window: MainWindow) -> dict[str, str]:
    """What each model says of the drawing, by the model's name, as the comparison lists it; empty: none yet."""
    lines = find(window, QListView, "compare-answers").model()
    sentences = [lines.index(row, 0).data().split(": ", 1) for row in range(lines.rowCount())]
    return {name: "" if said == "no prediction yet" else said for name, said in sentences}


def table_cell(window: MainWindow, model: str, title: str) -> str:
    """What the comparison's table says under a title of the model of this name; nothing where no column has it."""
    table = find(window, QTableView, "compare-table").model()
    heads = [table.headerData(at, Qt.Orientation.Horizontal) for at in range(table.columnCount())]
    rows = [table.index(row, 0).data() for row in range(table.rowCount())]
    return table.index(rows.index(model), heads.index(title)).data() if title in heads else ""


def press(window: MainWindow, name: str) -> None:
    """Presses a button that can be pressed."""
    button = find(window, QAbstractButton, name)
    assert button.isEnabled(), f"{name} cannot be pressed"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def said(window: MainWindow) -> str:
    """What the message bar says now."""
    message = window.messages.message
    return "" if message is None else f"{message.text} {message.hint}"
