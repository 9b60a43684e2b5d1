"""Whatever is pressed in whatever order: the real window, a small MNIST, and nothing raised, leaked or mixed up."""

import csv
import gc
import itertools
import math
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QThread, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFileDialog,
    QListView,
    QSlider,
    QSpinBox,
    QTableView,
    QWidget,
)
from shiboken6 import isValid

from digitpad import app
from digitpad.controllers import WindowController
from digitpad.core.records import EpochDone, RunStarted, StepDone
from digitpad.ui.main_window import MainWindow
from tests import tiny_mnist
from tests.journeys.windows import live

PATIENCE = 60.0  # seconds for anything to end, on a machine that does other things too
RECIPES = ("mlp-256-128", "mlp-120-84", "mlp-512")
shares = st.floats(0.1, 0.9)


def until(true: Callable[[], bool], what: str) -> None:
    """Lets the window live until something is true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain: {what}"
        live(5)


class RandomUser(RuleBasedStateMachine):
    """Presses what can be pressed, and passes by what cannot; hears all news, to compare with what is shown.

    No rule has a precondition: what can be pressed depends on how far other threads are, and hypothesis must be able to
    walk the same way twice.
    """

    data: Path

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="digitpad-user-"))
        self.raised: list[str] = []
        self.hook, sys.excepthook = sys.excepthook, self._catch
        self.open_window()

    def _catch(self, kind: type[BaseException], error: BaseException, _trace: object) -> None:
        self.raised.append(f"{kind.__name__}: {error}")

    def open_window(self) -> None:
        self.before = {id(timer) for timer in alive(QTimer) if timer.isActive()}
        self.window: MainWindow = app.build(self.home)
        self.news: list[object] = []
        news = self.news
        self.controller.train.happened.connect(lambda events: news.extend(events))
        self.exported = b""
        self.window.train.export_requested.disconnect()  # no dialog asks where: what would be saved is looked at
        self.window.train.export_requested.connect(self.take_export)
        self.window.show()
        live(10)

    def take_export(self, _kind: str, content: bytes) -> None:
        self.exported = content

    # -- what is there to press ---------------------------------------------------------------------------------------

    def find(self, name: str, kind: type = QWidget):
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def can(self, name: str) -> bool:
        button = self.window.findChild(QAbstractButton, name)
        return button is not None and button.isEnabled() and button.isVisible()

    def press(self, name: str) -> None:
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    @property
    def controller(self) -> WindowController:
        return self.window.findChild(WindowController)

    @initialize(recipe=st.sampled_from(RECIPES), epochs=st.integers(1, 30))
    def begin(self, recipe: str, epochs: int) -> None:
        """Every sequence begins with a training: whatever is pressed then is pressed while it runs."""
        self.choose_recipe(recipe)
        self.find("train-epochs", QSpinBox).setValue(epochs)
        self.start()

    @rule(recipe=st.sampled_from(RECIPES))
    def choose_recipe(self, recipe: str) -> None:
        if not self.can("train-start"):
            return
        box = self.find("train-recipe", QComboBox)
        box.setCurrentIndex(box.findData(recipe))

    @rule(name=st.sampled_from([("train-epochs", 1, 9), ("train-batch-size", 8, 99), ("train-seed", 0, 9)]), at=shares)
    def change_setting(self, name: tuple[str, int, int], at: float) -> None:
        if not self.can("train-start"):
            return
        self.find(name[0]).setValue(round(name[1] + at * (name[2] - name[1])))

    @rule()
    def start(self) -> None:
        if not self.can("train-start"):
            return
        self.press("train-start")

    @rule()
    def pause_or_resume(self) -> None:
        if not self.can("train-pause"):
            return
        self.press("train-pause")

    @rule(name=st.sampled_from(["train-step-batch", "train-step-epoch"]))
    def step(self, name: str) -> None:
        if not self.can("train-step"):
            return
        self.find(name, QAction).trigger()

    @rule()
    def stop(self) -> None:
        if not self.can("train-stop"):
            return
        self.press("train-stop")

    @rule(power=st.integers(-4, 4))
    def change_rate(self, power: int) -> None:
        if not self.can("train-pause"):
            return
        self.find("train-rate").setValue(10.0**power)  # 10,000 is over the top: some runs explode

    @rule()
    def go_on(self) -> None:
        if not self.can("train-continue"):
            return
        self.press("train-continue")

    @rule()
    def discard(self) -> None:
        if not self.can("train-discard"):
            return
        self.press("train-discard")

    @rule(x=shares, y=shares, away=shares)
    def draw(self, x: float, y: float, away: float) -> None:
        canvas = self.find("pad-canvas")
        points = [QPoint(int(canvas.width() * a), int(canvas.height() * b)) for a, b in ((x, y), (away, y), (away, x))]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])

    @rule()
    def clear(self) -> None:
        if not self.can("pad-clear"):
            return
        self.press("pad-clear")

    @rule(name=st.sampled_from(["pad-undo", "pad-redo"]))
    def undo_or_redo(self, name: str) -> None:
        if not self.can(name):
            return
        self.press(name)

    @rule()
    def save_the_drawing(self) -> None:
        self.window.files.save_ink()
        dialog = self.window.findChild(QFileDialog)
        dialog.fileSelected.emit(str(self.home / "mine.ndjson"))
        dialog.close()
        QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)

    @rule(row=st.integers(0, 6))
    def evaluate_a_model(self, row: int) -> None:
        if self.controller.compare.running:
            return
        self.window.show_compare()
        table = self.find("compare-table", QTableView)
        name = table.model().index(row % table.model().rowCount(), 0).data()
        model = next(card.id for card in self.controller.library_model.cards if card.name == name)
        self.window.compare.select(model)
        self.window.compare.evaluate_requested.emit([model], "mnist")

    @rule(x=shares, y=shares)
    def press_a_cell(self, x: float, y: float) -> None:
        matrix = self.find("compare-confusion")
        if not matrix.isVisible():
            return
        at = QPoint(int(x * matrix.width()), int(y * matrix.height()))
        QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=at)

    @rule()
    def put_a_thumbnail_on_the_pad(self) -> None:
        digits = self.find("compare-digits", QListView)
        if not (digits.isVisible() and digits.model().rowCount()):
            return
        at = digits.visualRect(digits.model().index(0, 0)).center()
        QTest.mouseClick(digits.viewport(), Qt.MouseButton.LeftButton, pos=at)

    @rule(view=st.sampled_from(["train-view-inside", "train-view-curves", "train-log", "train-steps"]))
    def look(self, view: str) -> None:
        if self.window.tabs.currentWidget() is not self.window.train:
            return
        if self.can(view):
            self.press(view)

    @rule(at=shares)
    def scrub(self, at: float) -> None:
        if not (self.find("train-epoch-slider").isVisible()):
            return
        slider = self.find("train-epoch-slider", QSlider)
        slider.setValue(round(at * slider.maximum()))

    @rule(tab=st.integers(0, 1))
    def change_tab(self, tab: int) -> None:
        self.window.tabs.setCurrentIndex(tab)

    @rule()
    def answer_the_message(self) -> None:
        if not (self.window.messages.message is not None and self.window.messages.message.action):
            return
        self.window.messages.act()

    @rule(moments=st.sampled_from([1, 20, 200]))
    def wait(self, moments: int) -> None:
        live(moments)

    @rule()
    def wait_for_an_epoch(self) -> None:
        have, train = self.count(EpochDone), self.controller.train
        until(lambda: self.count(EpochDone) > have or not train.running or train.paused, "an epoch")

    @rule()
    def close_and_open_again(self) -> None:
        self.close()
        self.open_window()

    # -- what must hold -----------------------------------------------------------------------------------------------

    def count(self, kind: type) -> int:
        return sum(isinstance(event, kind) for event in self.news)

    @invariant()
    def nothing_was_raised(self) -> None:
        assert not self.raised

    @invariant()
    def the_figures_to_save_are_of_one_run_and_all_of_it(self) -> None:
        """In the file that the user may save at any moment stands what the run told, and nothing of another run."""
        self.exported = b""
        self.find("train-export-csv", QAction).trigger()
        told = list(itertools.takewhile(lambda event: not isinstance(event, RunStarted), reversed(self.news)))[::-1]
        if not self.exported or len(told) == len(self.news):
            return  # nothing is shown yet, or the run began before this window did
        started = self.news[-len(told) - 1]
        rows = list(csv.DictReader(self.exported.decode().splitlines()))
        epochs = [round(float(row["epoch"])) for row in rows if row["train_loss"]]
        steps = [round(float(row["epoch"]) * started.steps_per_epoch) for row in rows if row["batch_loss"]]
        assert epochs == list(range(1, len(epochs) + 1)) and len(epochs) <= started.plan.epochs
        new_epochs = [event.epoch for event in told if isinstance(event, EpochDone)]
        new_steps = [event.step for event in told if isinstance(event, StepDone) and math.isfinite(event.loss)]
        assert epochs[len(epochs) - len(new_epochs) :] == new_epochs, "only figures of its own run, and none is lost"
        assert steps[len(steps) - len(new_steps) :] == new_steps
        assert all(later > earlier for earlier, later in itertools.pairwise(steps))

    @invariant()
    def the_buttons_fit_what_goes_on(self) -> None:
        runs = self.controller.train.running
        assert self.find("train-start", QAbstractButton).isEnabled() is not runs

    # -- the end ------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        closed: list[bool] = []
        self.window.closed.connect(lambda: closed.append(True))
        self.window.close()
        until(lambda: bool(closed), "the window to close")
        assert not self.controller.job_pool.busy
        assert not self.controller.inference.isRunning()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        main = QCoreApplication.instance().thread()  # of which some versions of PySide6 make an object
        assert not [thread for thread in alive(QThread) if thread != main and thread.isRunning()]
        assert not [timer for timer in alive(QTimer) if timer.isActive() and id(timer) not in self.before]

    def teardown(self) -> None:
        try:
            self.close()
            self.nothing_was_raised()
        finally:
            sys.excepthook = self.hook
            shutil.rmtree(self.home, ignore_errors=True)


def alive(kind: type) -> list:
    """Every living object of a Qt class that Python knows of."""
    return [thing for thing in gc.get_objects() if issubclass(type(thing), kind) and isValid(thing)]


def walk(sequences: int, steps: int) -> None:
    options = settings(
        max_examples=sequences, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(RandomUser, settings=options)


@pytest.fixture
def small_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few digits, so that an epoch is over in no time."""
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny_mnist.write(tmp_path, 400, 100)))


def test_a_few_random_sequences_leave_nothing_behind(qapp, small_data) -> None:
    walk(sequences=3, steps=15)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_two_hundred_random_sequences_leave_nothing_behind(qapp, small_data) -> None:
    walk(sequences=200, steps=30)
