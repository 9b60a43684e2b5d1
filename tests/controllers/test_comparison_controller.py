"""The comparison panel in the real window: figures outlive it, digits go to the pad, several deletions are one undo."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QListView, QTableView

from digitpad.core import settings
from digitpad.evaluation import evaluation_cache, measure
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.models.library import open_library
from digitpad.tasks import measure_times
from digitpad.ui.common.confusion_view import ConfusionView
from digitpad.ui.compare.table.table_view import TableView
from tests.controllers.test_window_controller import write_ink
from tests.journeys.windows import (
    MODEL,
    SEVEN,
    answer,
    answers,
    at_rest,
    close,
    controller,
    draw,
    find,
    press,
    said,
    table_cell,
)
from tests.small_models import saved

pytest_plugins = ["tests.journeys.windows"]
PATIENCE_MS = 60_000


def quiet(qtbot, window) -> None:
    qtbot.waitUntil(lambda: not controller(window).compare.running, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not controller(window).job_pool.busy, timeout=PATIENCE_MS)


def evaluate(qtbot, window, models: list[str], on: str = "mnist") -> None:
    window.compare.evaluate_requested.emit(models, on)
    quiet(qtbot, window)


def measured(window) -> bool:
    """Whether the model's confusion matrix on MNIST is shown as soon as the model is selected."""
    window.compare.select(MODEL)
    return find(window, ConfusionView, "compare-confusion").matrix is not None


def test_what_was_measured_is_there_after_a_restart_and_is_not_measured_again(qtbot, open_window, monkeypatch):
    window = open_window(ready=False)
    evaluate(qtbot, window, [MODEL])

    def seen(of) -> tuple[str, str]:
        return table_cell(of, MODEL, "Test accuracy"), table_cell(of, MODEL, "Prediction")

    before = seen(window)
    assert all(before)
    close(qtbot, window)
    monkeypatch.setattr(measure, "measure", lambda *_: pytest.fail("it is measured again"))
    monkeypatch.setattr(measure_times, "milliseconds", lambda *_: pytest.fail("it is timed again"))
    again = open_window(ready=False)
    qtbot.waitUntil(lambda: seen(again) == before, timeout=PATIENCE_MS)  # figures and times come one by one
    evaluate(qtbot, again, [MODEL])
    assert said(again) == ""


def test_a_broken_file_of_figures_is_measured_again(qtbot, open_window, window_home: Path):
    window = open_window(ready=False)
    evaluate(qtbot, window, [MODEL])
    (path,) = (window_home / "evaluations").glob("*.npz")
    good = path.read_bytes()
    path.write_bytes(good[: len(good) // 2])
    evaluate(qtbot, window, [MODEL])
    assert len(path.read_bytes()) > len(good) // 2
    assert said(window) == ""


def test_figures_that_cannot_be_kept_are_shown_all_the_same(qtbot, open_window, window_home: Path):
    window = open_window(ready=False)
    (window_home / "evaluations").write_text("a file where the folder should be")
    evaluate(qtbot, window, [MODEL])
    assert measured(window)
    assert "could not be written" in said(window)


def test_a_model_whose_folder_is_gone_leaves_the_table_when_it_is_asked_for(qtbot, open_window, window_home: Path):
    window = open_window(ready=False)
    window.compare.select(MODEL)
    shutil.rmtree(window_home / "models" / MODEL)
    evaluate(qtbot, window, [MODEL])
    assert MODEL in said(window)
    table = find(window, QTableView, "compare-table").model()
    assert MODEL not in [table.index(row, 0).data() for row in range(table.rowCount())]


def test_a_deleted_model_s_figures_come_back_with_it(qtbot, open_window):
    window = open_window(ready=False)
    evaluate(qtbot, window, [MODEL])
    window.compare.delete_requested.emit([MODEL])
    assert MODEL not in controller(window).library_model.ids
    window.messages.act()
    qtbot.waitUntil(lambda: measured(window), timeout=PATIENCE_MS)


def test_several_deleted_models_come_back_at_once(qtbot, open_window, window_home: Path):
    library = open_library(window_home)
    others = [saved(library, f"other-{at}").id for at in range(3)]
    window = open_window(ready=False)
    window.compare.delete_requested.emit(others)
    assert "3 models were deleted" in said(window)
    assert not set(others) & set(controller(window).library_model.ids)
    window.messages.act()
    assert set(others) <= set(controller(window).library_model.ids)


def test_bundled_models_that_were_selected_with_deleted_ones_stay_and_this_is_said(open_window, window_home: Path):
    mine = saved(open_library(window_home), "mine").id
    window = open_window(ready=False)
    first, second, *_ = (card for card in controller(window).library_model.cards if card.bundled)
    window.compare.delete_requested.emit([first.id, MODEL])
    assert said(window) == f"{MODEL} was deleted. {first.name} came with digitpad and stays."
    window.compare.delete_requested.emit([mine, first.id, second.id])
    assert said(window) == "mine was deleted. 2 of the selected models came with digitpad and stay."
    ids = controller(window).library_model.ids
    assert {first.id, second.id} <= set(ids) and not {mine, MODEL} & set(ids)


def test_a_model_that_comes_back_answers_without_the_pen_having_moved(qtbot, open_window, window_home: Path):
    other = saved(open_library(window_home), "other").id
    window = open_window()
    window.show_compare()
    draw(window, SEVEN)
    qtbot.waitUntil(lambda: bool(answers(window)[other]), timeout=PATIENCE_MS)
    window.compare.delete_requested.emit([other])
    assert other not in answers(window)
    window.messages.act()
    qtbot.waitUntil(lambda: bool(answers(window).get(other)), timeout=PATIENCE_MS)


def test_what_was_deleted_comes_back_by_the_menu_long_after_its_message_is_gone(qtbot, open_window, window_home: Path):
    library = open_library(window_home)
    first, second = (saved(library, name).id for name in ("first", "second"))
    window = open_window(ready=False)
    back = find(window, QAction, "compare-undelete-action")
    assert not back.isEnabled()
    window.compare.delete_requested.emit([first])
    window.compare.delete_requested.emit([second])
    assert back.text() == "Undo delete of second"
    back.trigger()
    assert second in controller(window).library_model.ids
    assert first not in controller(window).library_model.ids
    assert back.text() == "Undo delete of first"
    back.trigger()
    assert first in controller(window).library_model.ids
    assert not back.isEnabled()


def test_columns_and_pins_are_remembered(qtbot, open_window, window_home: Path):
    window = open_window(ready=False)
    window.compare.columns_changed.emit(("name", "ece"))
    window.compare.pinned_changed.emit((MODEL,))
    close(qtbot, window)
    kept, _ = settings.load(window_home)
    assert (kept.columns, kept.pinned) == (("name", "ece"), (MODEL,))
    again = open_window(ready=False)
    assert find(again, QTableView, "compare-table").model().columnCount() == 2
    assert find(again, QTableView, "compare-table").model().index(0, 0).data() == MODEL


def gallery(qtbot, window, on: str) -> QListView:
    """Opens the digits that two models read differently on a set."""
    window.show_compare()
    combo = find(window, QComboBox, "compare-on")
    combo.setCurrentIndex(combo.findData(on))
    window.compare.details.turn_to("difference")
    find(window, TableView, "compare-table").select(MODEL, [MODEL, "other"])
    press(window, "compare-difference-apart")
    view = find(window, QListView, "compare-digits")
    qtbot.waitUntil(lambda: view.isVisible() and view.model().rowCount() > 0, timeout=PATIENCE_MS)
    return view


def test_a_thumbnail_goes_to_the_pad_as_the_model_saw_it(qtbot, open_window, window_home: Path):
    saved(open_library(window_home), "other", seed=7)
    window = open_window()
    evaluate(qtbot, window, [MODEL, "other"])
    view = gallery(qtbot, window, "mnist")
    view.setCurrentIndex(view.model().index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: answer(window) != "", timeout=PATIENCE_MS)
    digit = view.model().digits[0]
    rows = EvalSetCache(window_home).load("mnist")
    assert np.array_equal(window.pad.answer_view.glyph.pixels, rows.glyphs[digit.row])
    at_rest(qtbot, window)
    weights = open_library(window_home).open(MODEL).fingerprint
    (found,) = evaluation_cache.recalled(window_home, {MODEL: weights})
    assert answer(window) == str(int(found.best[digit.row]))
    draw(window, SEVEN)
    assert window.pad.canvas.ink, "the next stroke puts the digit away"


def test_ink_goes_to_the_pad_as_strokes(qtbot, open_window, window_home: Path, tmp_path: Path):
    saved(open_library(window_home), "other", seed=7)
    window = open_window()
    path = str(write_ink(tmp_path / "mine.ndjson", 3))
    evaluate(qtbot, window, [MODEL, "other"], path)
    assert table_cell(window, MODEL, "mine.ndjson") != ""
    view = gallery(qtbot, window, path)
    view.clicked.emit(view.model().index(0, 0))
    qtbot.waitUntil(lambda: bool(window.pad.canvas.ink), timeout=PATIENCE_MS)
    assert len(window.pad.canvas.ink.strokes) == 1


def test_letters_have_no_accuracy_and_that_is_said(qtbot, open_window, tmp_path: Path):
    window = open_window()
    path = tmp_path / "letters.ndjson"
    path.write_text('{"word": "A", "drawing": [[[50, 50, 50, 50], [10, 40, 70, 95]]]}\n')
    evaluate(qtbot, window, [MODEL], str(path))
    assert table_cell(window, MODEL, "letters.ndjson") == "\N{EN DASH}"
    assert window.messages.message.text.startswith("No drawing in letters.ndjson is of a class")


def test_drawings_that_changed_since_are_not_shown_under_old_figures(qtbot, open_window, window_home, tmp_path: Path):
    saved(open_library(window_home), "other", seed=7)
    window = open_window()
    path = write_ink(tmp_path / "mine.ndjson", 3)
    evaluate(qtbot, window, [MODEL, "other"], str(path))
    view = gallery(qtbot, window, str(path))
    write_ink(path, 4)
    view.clicked.emit(view.model().index(0, 0))
    qtbot.waitUntil(lambda: "others than those that were evaluated" in said(window), timeout=PATIENCE_MS)
    path.unlink()
    view.clicked.emit(view.model().index(0, 0))
    quiet(qtbot, window)
    assert not window.pad.canvas.ink


def test_own_drawings_in_the_home_are_offered_as_a_set(open_window, window_home: Path):
    (window_home / "ink").mkdir()
    path = write_ink(window_home / "ink" / "mine.ndjson")
    window = open_window(ready=False)
    assert find(window, QComboBox, "compare-on").findData(str(path)) >= 0


def test_times_are_measured_on_demand(qtbot, open_window, window_home: Path):
    window = open_window(ready=False)
    window.compare.times_requested.emit([MODEL, "gone"])
    quiet(qtbot, window)
    assert table_cell(window, MODEL, "Prediction").endswith("ms")
    assert "no model called 'gone'" in said(window)


def test_times_that_cannot_be_kept_are_shown_all_the_same(qtbot, open_window, window_home: Path):
    window = open_window(ready=False)
    (window_home / "evaluations").write_text("a file where the folder should be")
    window.compare.times_requested.emit([MODEL])
    quiet(qtbot, window)
    assert table_cell(window, MODEL, "Prediction").endswith("ms")
    assert "could not be written" in said(window)


def test_a_set_that_is_not_here_is_said(qtbot, open_window, window_home: Path, monkeypatch, tmp_path: Path):
    window = open_window(ready=False)
    shutil.rmtree(window_home / "data", ignore_errors=True)
    evaluate(qtbot, window, [MODEL], str(tmp_path / "absent.ndjson"))
    assert "absent.ndjson" in said(window)
    assert find(window, QAbstractButton, "compare-evaluate").isEnabled()
