"""The three jobs of digitpad, as a user does them in the real window, with real training on a small MNIST."""

import json

from PySide6.QtWidgets import QComboBox, QSpinBox, QTableView

from digitpad.core.records import RUNNING, EpochDone
from digitpad.tasks import train_model
from digitpad.ui.common.confusion_view import ConfusionView
from tests.journeys.windows import (
    MODEL,
    ONE,
    SEVEN,
    TrainingSpy,
    answer,
    answers,
    at_rest,
    choose,
    close,
    controller,
    draw,
    find,
    press,
    said,
    table_cell,
)

pytest_plugins = ["tests.journeys.windows"]
TRAINING_MS = 60_000
LONGER = 50  # epochs: enough to close the window meanwhile, and few enough to be done afterwards
MANY = 1000  # epochs: no machine is through with them before it is stopped


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
    draw(window, ONE)
    qtbot.waitUntil(lambda: all(answers(window).values()))
    assert set(answers(window)) == {card.name for card in controller(window).library_model.cards}


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
    assert "is trained and saved in the library" in said(window)
    window.messages.act()
    assert window.pad.models.model_id not in (MODEL, RUNNING)
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
    card = controller(window).library_model.card(window.pad.models.model_id)
    assert card is not None, "who had chosen the running model has the model that came of it"
    assert card.plan.recipe == "cnn-5x5"
    assert card.epochs_done < MANY


def test_pause_holds_and_resume_goes_on(qtbot, open_window):
    window = open_window()
    spy = TrainingSpy(window)
    begin(window, "mlp-256-128", MANY)
    qtbot.waitUntil(lambda: spy.count(EpochDone) > 0, timeout=TRAINING_MS)
    press(window, "train-pause")
    qtbot.waitUntil(lambda: controller(window).train.paused)
    qtbot.waitUntil(lambda: spy.quiet(qtbot))  # the step in progress may still tell of itself, nothing comes after it
    assert training(window) and controller(window).train.paused
    held = len(spy.events)
    press(window, "train-pause")
    qtbot.waitUntil(lambda: len(spy.events) > held, timeout=TRAINING_MS)
    press(window, "train-stop")
    qtbot.waitUntil(lambda: not training(window), timeout=TRAINING_MS)


def test_close_while_it_trains_and_go_on_next_time(qtbot, open_window, window_home):
    window = open_window()
    spy = TrainingSpy(window)
    begin(window, "mlp-256-128", LONGER)
    qtbot.waitUntil(lambda: spy.count(EpochDone) > 0, timeout=TRAINING_MS)
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
    window.compare.select(MODEL)
    window.compare.evaluate_requested.emit([MODEL], "mnist")
    qtbot.waitUntil(lambda: not controller(window).compare.running, timeout=TRAINING_MS)
    assert 30 < float(table_cell(window, MODEL, "Test accuracy").split()[0]) <= 100
    assert table_cell(window, MODEL, "Prediction").endswith("ms")
    matrix = find(window, ConfusionView, "compare-confusion").matrix
    assert sum(map(sum, matrix.counts)) == 300


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
