"""The comparison panel's table as its user meets it: sort, select, rename, note, delete, copy."""

import csv
import io

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from digitpad.ui.compare.compare_panel import ComparePanel
from tests.ui.compare.cards import answer, bundled, card, score_row
from tests.ui.compare.parts import act, click_row, column, current, heard, part, table, titles


def sort_by(panel: ComparePanel, qtbot: QtBot, title: str) -> list[str]:
    """Clicks on a title as a user does; gives the models' names from the top."""
    header = table(panel).horizontalHeader()
    at = titles(panel).index(title)
    table(panel).scrollTo(table(panel).model().index(0, at))
    where = QPoint(header.sectionViewportPosition(at) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    return column(panel, "Model")


# --- the table ---


def test_every_model_has_a_row_and_the_best_stands_on_top(panel: ComparePanel) -> None:
    names = ["padnet", "cnn-5x5", "mlp-256-128", "mlp-512", "mlp-120-84", "mlp-256"]
    assert column(panel, "Model") == names
    assert column(panel, "Test accuracy")[2] == "97.84 % (97.54-98.14)"
    assert column(panel, "File size")[0] == "1.73 MB"
    assert current(panel) == "padnet"


def test_parameters_sort_as_numbers_both_ways(panel: ComparePanel, qtbot: QtBot) -> None:
    up = ["cnn-5x5", "mlp-120-84", "mlp-256", "mlp-256-128", "padnet", "mlp-512"]
    assert sort_by(panel, qtbot, "Parameters") == up
    assert sort_by(panel, qtbot, "Parameters") == up[::-1]


@pytest.mark.parametrize("title", ["Test accuracy", "Prediction", "Training", "Date"])
def test_unknown_figures_stay_at_the_bottom_whichever_way(panel: ComparePanel, qtbot: QtBot, title: str) -> None:
    fresh = card("cnn-5x5", "fresh", scores=(), seconds=0.0, created="")
    panel.show_models([fresh, *bundled()])
    panel.show_scores(score_row(each) for each in bundled())
    assert sort_by(panel, qtbot, title)[-1] == "fresh"
    assert sort_by(panel, qtbot, title)[-1] == "fresh"


def test_training_times_sort_by_the_time_and_not_by_the_words(panel: ComparePanel, qtbot: QtBot) -> None:
    assert sort_by(panel, qtbot, "Training")[:2] == ["mlp-256-128", "mlp-256"]
    assert column(panel, "Training")[-1] == "1 h 30 min"


def test_a_click_on_a_cell_at_the_edge_leaves_the_names_in_sight(panel: ComparePanel, qtbot: QtBot) -> None:
    view = table(panel)
    edge = view.viewport().width() - 2
    assert view.horizontalScrollBar().maximum() > 0
    assert view.columnViewportPosition(view.columnAt(edge)) + view.columnWidth(view.columnAt(edge)) > edge + 2
    where = QPoint(edge, view.rowViewportPosition(2) + 5)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.wait(QApplication.doubleClickInterval() + 300)  # Qt would pull it into sight after that
    assert current(panel) == "mlp-256-128"
    assert view.horizontalScrollBar().value() == 0
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.horizontalScrollBar().value() > 0, "the keys go where they like"


def test_figures_stand_at_the_right_and_names_at_the_left(panel: ComparePanel) -> None:
    model = table(panel).model()
    sides = {
        title: Qt.AlignmentFlag(model.index(0, at).data(Qt.ItemDataRole.TextAlignmentRole))
        for at, title in enumerate(titles(panel))
    }
    assert sides["Parameters"] & Qt.AlignmentFlag.AlignRight
    assert sides["Model"] & Qt.AlignmentFlag.AlignLeft


def test_new_scores_come_into_the_table_and_keep_the_order_right(panel: ComparePanel) -> None:
    worse = score_row(bundled()[0], accuracy=0.9, ci95=[0.89, 0.91])
    panel.show_scores([worse, score_row(bundled()[0], on="ink", accuracy=0.97, ci95=[0.96, 0.98])])
    assert column(panel, "Model")[-2] == "padnet"
    assert column(panel, "Real ink")[-2] == "97.00 % (96.00-98.00)"
    assert column(panel, "Prediction")[-2] == "0.08 ms"


def test_columns_fill_a_wide_panel_and_scroll_in_a_narrow_one(panel: ComparePanel, qtbot: QtBot) -> None:
    view = table(panel)
    panel.resize(1900, 800)
    qtbot.waitUntil(lambda: view.horizontalHeader().length() == view.viewport().width())
    panel.resize(612, 600)  # as in a window of 1000 pixels
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() > 0)
    assert panel.width() == 612


def test_a_column_without_figures_has_room_to_say_so(panel: ComparePanel) -> None:
    panel.show_scores([score_row(bundled()[0], on="ink")])
    view, at = table(panel), titles(panel).index("Real ink")
    lacking = view.model().index(column(panel, "Model").index("mlp-512"), at)
    assert not lacking.data()
    assert view.sizeHintForIndex(lacking).width() >= view.fontMetrics().horizontalAdvance("not evaluated") + 16


def test_a_note_has_room_to_be_written_in(panel: ComparePanel, qtbot: QtBot) -> None:
    own(panel, qtbot)
    act(panel, "note").trigger()
    view = table(panel)
    editor = view.viewport().findChild(QLineEdit)
    assert editor is not None
    assert editor.width() >= 200
    assert view.viewport().rect().contains(editor.geometry())


def test_a_width_that_the_user_chose_stays(panel: ComparePanel) -> None:
    view = table(panel)
    view.horizontalHeader().resizeSection(1, 77)
    panel.show_models(bundled()[:3])
    panel.resize(1700, 800)
    assert view.columnWidth(1) == 77


# --- selection ---


def test_the_selection_stays_with_its_model_over_a_reload_and_a_new_order(panel: ComparePanel, qtbot: QtBot) -> None:
    click_row(panel, qtbot, "mlp-512")
    news = heard(table(panel).current_changed)
    panel.show_models([card("mlp-256-128", "mine"), *bundled()])
    sort_by(panel, qtbot, "Parameters")
    assert current(panel) == "mlp-512"
    assert news == []


def test_selecting_tells_the_model(panel: ComparePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table(panel).current_changed) as told:
        click_row(panel, qtbot, "mlp-120-84")
    assert told.args == ["mlp-120-84"]
    with qtbot.waitSignal(table(panel).current_changed) as told:
        panel.select("cnn-5x5")
    assert told.args == ["cnn-5x5"]
    panel.select("nobody")
    assert current(panel) == "cnn-5x5"


def test_when_the_current_model_is_deleted_its_neighbour_is_current(panel: ComparePanel, qtbot: QtBot) -> None:
    click_row(panel, qtbot, "mlp-512")
    with qtbot.waitSignal(table(panel).current_changed) as told:
        panel.show_models([each for each in bundled() if each.id != "mlp-512"])
    assert told.args == ["mlp-120-84"]
    assert current(panel) == "mlp-120-84"


def test_an_empty_library_says_what_to_do(panel: ComparePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table(panel).current_changed) as told:
        panel.show_models([])
    assert told.args == [""]
    assert part(panel, "compare-empty", QLabel).isVisible()
    assert "Train" in part(panel, "compare-empty", QLabel).text()
    assert not part(panel, "compare-evaluate", QPushButton).isEnabled()
    panel.show_models(bundled())
    assert table(panel).isVisible()


# --- what can be done with a row ---


def own(panel: ComparePanel, qtbot: QtBot) -> None:
    panel.show_models([card("cnn-5x5", "mine", title="my net"), *bundled()])
    click_row(panel, qtbot, "my net")


def edit(panel: ComparePanel, qtbot: QtBot, text: str) -> None:
    editor = table(panel).viewport().findChild(QLineEdit)
    assert editor is not None
    editor.setText(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_renaming_in_place_is_a_wish(panel: ComparePanel, qtbot: QtBot) -> None:
    own(panel, qtbot)
    act(panel, "rename").trigger()
    with qtbot.waitSignal(panel.rename_requested) as told:
        edit(panel, qtbot, "  my first net ")
    assert told.args == ["mine", "my first net"]


def test_a_note_is_a_wish_and_the_same_words_are_none(panel: ComparePanel, qtbot: QtBot) -> None:
    own(panel, qtbot)
    act(panel, "note").trigger()
    with qtbot.waitSignal(panel.note_requested) as told:
        edit(panel, qtbot, "for the lesson")
    assert told.args == ["mine", "for the lesson"]
    act(panel, "rename").trigger()
    with qtbot.assertNotEmitted(panel.rename_requested):
        edit(panel, qtbot, "my net")


def test_delete_asks_for_what_is_selected_from_the_top_down(panel: ComparePanel, qtbot: QtBot) -> None:
    own(panel, qtbot)
    click_row(panel, qtbot, "padnet", Qt.KeyboardModifier.ControlModifier)
    news = heard(panel.delete_requested)
    act(panel, "delete").trigger()
    assert [sorted(models) for (models,) in news] == [["mine", "padnet"]]


def test_bundled_models_can_be_renamed_and_noted_but_not_deleted(panel: ComparePanel, qtbot: QtBot) -> None:
    click_row(panel, qtbot, "padnet")
    offered = {key: act(panel, key).isEnabled() for key in ("rename", "note", "delete", "evaluate")}
    assert offered == {"rename": True, "note": True, "delete": False, "evaluate": True}
    qtbot.keyClick(table(panel), Qt.Key.Key_F2)
    with qtbot.waitSignal(panel.rename_requested) as told:
        edit(panel, qtbot, "the good one")
    assert told.args == ["padnet", "the good one"]


def test_the_table_is_copied_in_its_order(panel: ComparePanel, qtbot: QtBot) -> None:
    names = sort_by(panel, qtbot, "Parameters")
    act(panel, "csv").trigger()
    copied = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text())))
    assert [row["name"] for row in copied] == names
    assert float(copied[0]["accuracy"]) == 0.9911
    act(panel, "markdown").trigger()
    assert QGuiApplication.clipboard().text().startswith("| Model | Dataset |")


def test_thirty_models_are_all_there_and_the_last_can_be_reached(panel: ComparePanel, qtbot: QtBot) -> None:
    many = [card("mlp-512", f"run-{at}", title=f"run {at}", parameters=1000 + at) for at in range(30)]
    panel.show_models(many)
    panel.show_answers({each.id: answer(7, 0.5 + at / 100) for at, each in enumerate(many)}, True)
    assert sort_by(panel, qtbot, "Model")[:3] == ["run 0", "run 1", "run 2"]
    panel.select("run-29")
    assert table(panel).viewport().rect().contains(table(panel).visualRect(table(panel).currentIndex()).center())
    assert part(panel, "compare-summary", QLabel).text() == "All 30 say 7"


def test_a_key_that_does_nothing_with_a_bundled_model_says_why(panel: ComparePanel, qtbot: QtBot) -> None:
    panel.show_models([card("cnn-5x5", "mine"), *bundled()])
    told, deleted = heard(panel.refused), heard(panel.delete_requested)
    click_row(panel, qtbot, "padnet")
    qtbot.keyClick(table(panel), Qt.Key.Key_Delete)
    assert told.pop() == ("padnet came with digitpad and stays.", "Only models that you trained can be deleted.")
    click_row(panel, qtbot, "cnn-5x5", Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table(panel), Qt.Key.Key_Delete)
    assert told.pop()[0] == "The selected models came with digitpad and stay."
    qtbot.keyClick(table(panel), Qt.Key.Key_F2)
    assert told.pop()[0] == "Only one model can be renamed at a time."
    click_row(panel, qtbot, "mine")
    qtbot.keyClick(table(panel), Qt.Key.Key_Delete)
    assert (told, deleted) == ([], [(["mine"],)])
