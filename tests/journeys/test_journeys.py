"""The three jobs of digitpad, as a user does them in the real window, with real training on a small MNIST."""

import json

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QComboBox, QSpinBox, QTableView

from digitpad.core.records import RUNNING, EpochDone
from digitpad.tasks import train_model
from tests.journeys.windows import (
    MODEL,
    ONE,
    SEVEN,
    answer,
    at_rest,
    choose,
    close,
    controller,
    draw,
    find,
    press,
    said,
)

pytest_plugins = ["tests.journeys.windows"]
TRAINING_MS = 60_000
QUIET_MS = 300
LONGER = 50  # epochs: enough to close the window meanwhile, and few enough to be done afterwards
MANY = 1000  # epochs: no machine is through with them before it is stopped


class Ear(QObject):
    """The events of the trainings in a window, as the panel gets them."""

    def __init__(self, window) -> None:
        super().__init__()
        self.events: list[object] = []
        self.window = window

    @Slot(list)
    def hear(self, events: list[object]) -> None:
        self.events += events


def models_in_table(window) -> int:
    return find(window, QTableView, "compare-table").model().rowCount()


def begin(window, recipe: str = "mlp-256-128", epochs: int = 1) -> None:
    window.show_train()
    box = find(window, QComboBox, "train-recipe")
    box.setCurrentIndex(box.findData(recipe))
    find(window, QSpinBox, "train-epochs").setValue(epochs)
    press(window, "train-start")


def training(window) -> bool:
    return controller(window).train.running


def quiet(qtbot, ear: Ear) -> bool:
    """Whether nothing is told for a while."""
    have = len(ear.events)
    try:
        qtbot.waitUntil(lambda: len(ear.events) > have, timeout=QUIET_MS)
    except qtbot.TimeoutError:
        return True
    return False


def test_draw_and_read(qtbot, open_window):
    window = open_window()
    assert answer(window) == ""
    draw(window, SEVEN)
    qtbot.waitUntil(lambda: answer(window) in set("0123456789"))
    press(window, "pad-clear")
    assert answer(window) == ""
    at_rest(qtbot, window)
    assert answer(window) == "", "an answer that comes late does not write on an empty pad"
    press(window, "pad-undo")
    qtbot.waitUntil(lambda: answer(window) != "")


def test_every_model_answers_the_drawing_beside_the_pad(qtbot, open_window):
    window = open_window()
    window.show_compare()
    asked: list[set[str]] = []
    original = window.compare.show_answers
    window.compare.show_answers = lambda answers, drawn: (asked.append(set(answers)), original(answers, drawn))
    draw(window, ONE)
    qtbot.waitUntil(lambda: set(controller(window).library_model.ids) in asked)


def test_train_and_find_the_model_everywhere(qtbot, open_window):
    window = open_window()
    before = models_in_table(window)
    begin(window)
    qtbot.waitUntil(lambda: not training(window), timeout=TRAINING_MS)
    assert models_in_table(window) == before + 1
    made = (set(controller(window).library_model.ids) - {MODEL}) & {
        card.id for card in controller(window).library_model.cards if not card.bundled
    }
    assert len(made) == 1
    assert find(window, QComboBox, "pad-model").findData(made.pop()) >= 0
    assert "is trained and in the library" in said(window)
    window.messages.act()
    assert window.pad.model_id not in (MODEL, RUNNING)
    draw(window, ONE)
    qtbot.waitUntil(lambda: answer(window) != "")


def test_draw_while_it_trains(qtbot, open_window):
    window = open_window()
    begin(window, "cnn-5x5", MANY)
    box = find(window, QComboBox, "pad-model")
    qtbot.waitUntil(lambda: box.findData(RUNNING) >= 0, timeout=TRAINING_MS)
    choose(window, RUNNING)
    draw(window, ONE)
    qtbot.waitUntil(lambda: answer(window) != "", timeout=TRAINING_MS)
    assert training(window)
    press(window, "train-stop")
    qtbot.waitUntil(lambda: not training(window), timeout=TRAINING_MS)
    assert box.findData(RUNNING) < 0
    card = controller(window).library_model.card(window.pad.model_id)
    assert card is not None, "who had chosen the running model has the model that came of it"
    assert card.plan.recipe == "cnn-5x5"
    assert card.epochs_done < MANY


def test_pause_holds_and_resume_goes_on(qtbot, open_window):
    window = open_window()
    ear = Ear(window)
    begin(window, "mlp-256-128", MANY)
    controller(window).train.happened.connect(ear.hear)
    qtbot.waitUntil(lambda: any(isinstance(event, EpochDone) for event in ear.events), timeout=TRAINING_MS)
    press(window, "train-pause")
    qtbot.waitUntil(lambda: controller(window).train.paused)
    qtbot.waitUntil(lambda: quiet(qtbot, ear))  # the step in progress may still tell of itself, nothing comes after it
    assert training(window) and controller(window).train.paused
    held = len(ear.events)
    press(window, "train-pause")
    qtbot.waitUntil(lambda: len(ear.events) > held, timeout=TRAINING_MS)
    press(window, "train-stop")
    qtbot.waitUntil(lambda: not training(window), timeout=TRAINING_MS)


def test_close_while_it_trains_and_go_on_next_time(qtbot, open_window, window_home):
    window = open_window()
    ear = Ear(window)
    begin(window, "mlp-256-128", LONGER)
    controller(window).train.happened.connect(ear.hear)
    qtbot.waitUntil(lambda: any(isinstance(event, EpochDone) for event in ear.events), timeout=TRAINING_MS)
    close(qtbot, window)
    again = open_window()
    (waiting,) = train_model.resumable(window_home)
    again.train.continue_requested.emit(waiting.name)
    qtbot.waitUntil(lambda: not training(again), timeout=TRAINING_MS)
    card = next(card for card in controller(again).library_model.cards if not card.bundled and card.id != MODEL)
    assert card.epochs_done == LONGER
    assert [row.epoch for row in card.history] == list(range(1, LONGER + 1))
    assert not list((window_home / "runs").glob("*/run.json"))


def test_measure_a_model_and_see_what_it_confuses(qtbot, open_window):
    window = open_window()
    window.show_compare()
    rows: list[dict] = []
    original = window.compare.show_scores
    window.compare.show_scores = lambda news: (rows.extend(news), original(rows))
    window.compare.evaluate_requested.emit([MODEL], "mnist")
    qtbot.waitUntil(lambda: not controller(window).compare.running, timeout=TRAINING_MS)
    assert len(rows) == 1
    assert rows[0]["model"] == MODEL
    assert rows[0]["n"] == 300
    assert 0.3 < rows[0]["accuracy"] <= 1
    assert rows[0]["milliseconds"] > 0
    assert sum(map(sum, rows[0]["confusion"])) == 300


def test_two_windows_on_one_home(qtbot, open_window):
    one, other = open_window(), open_window()
    begin(one)
    draw(other, ONE)
    qtbot.waitUntil(lambda: answer(other) != "", timeout=TRAINING_MS)
    qtbot.waitUntil(lambda: not training(one), timeout=TRAINING_MS)
    other.activated.emit()
    assert models_in_table(other) == models_in_table(one)
    close(qtbot, one)
    close(qtbot, other)


def test_a_plan_is_remembered(qtbot, open_window, window_home):
    window = open_window(ready=False)
    box = find(window, QComboBox, "train-recipe")
    box.setCurrentIndex(box.findData("mlp-512"))
    find(window, QSpinBox, "train-epochs").setValue(3)
    close(qtbot, window)
    kept = json.loads((window_home / "settings.json").read_text())
    assert kept["recipe"] == "mlp-512"
    assert kept["plans"]["mlp-512"]["epochs"] == 3
    again = open_window(ready=False)
    assert find(again, QComboBox, "train-recipe").currentData() == "mlp-512"
    assert find(again, QSpinBox, "train-epochs").value() == 3
