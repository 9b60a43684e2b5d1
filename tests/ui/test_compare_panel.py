"""The comparison panel as its user meets it: sort, select, evaluate, read the matrix, follow the drawing."""

import csv
import io
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QProgressBar,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from digitpad.ui.common.theme import DARK, LIGHT
from digitpad.ui.compare.compare_panel import ComparePanel
from digitpad.ui.compare.confusion_view import ConfusionView
from tests.ui.compare_cards import CLOTHES, answer, bundled, card, confusion, score_row

Part = TypeVar("Part", bound=QWidget)


@pytest.fixture
def panel(qtbot: QtBot) -> ComparePanel:
    made = ComparePanel()
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show_models(bundled())
    made.show()
    return made


def part(panel: ComparePanel, name: str, kind: type[Part]) -> Part:
    found = panel.findChild(kind, name)
    assert found is not None, name
    return found


def table(panel: ComparePanel) -> QTableView:
    return part(panel, "compare-table", QTableView)


def titles(panel: ComparePanel) -> list[str]:
    model = table(panel).model()
    return [str(model.headerData(at, Qt.Orientation.Horizontal)) for at in range(model.columnCount())]


def column(panel: ComparePanel, title: str) -> list[str]:
    model, at = table(panel).model(), titles(panel).index(title)
    return [str(model.index(row, at).data()) for row in range(model.rowCount())]


def current(panel: ComparePanel) -> str:
    return str(table(panel).currentIndex().siblingAtColumn(0).data())


def sort_by(panel: ComparePanel, qtbot: QtBot, title: str) -> list[str]:
    """Clicks on a title as a user does; gives the models' names from the top."""
    header = table(panel).horizontalHeader()
    at = titles(panel).index(title)
    table(panel).scrollTo(table(panel).model().index(0, at))
    where = QPoint(header.sectionViewportPosition(at) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    return column(panel, "Model")


def click_row(panel: ComparePanel, qtbot: QtBot, name: str, keys: Any = Qt.KeyboardModifier.NoModifier) -> None:
    index = table(panel).model().index(column(panel, "Model").index(name), 0)
    place = table(panel).visualRect(index).center()
    qtbot.mouseClick(table(panel).viewport(), Qt.MouseButton.LeftButton, keys, place)


def act(panel: ComparePanel, key: str) -> QAction:
    found = panel.findChild(QAction, f"compare-{key}-action")
    assert found is not None
    return found


def heard(signal: Any) -> list[tuple[Any, ...]]:
    news: list[tuple[Any, ...]] = []
    signal.connect(lambda *values: news.append(values))
    return news


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
    news = heard(panel.selected)
    panel.show_models([card("mlp-256-128", "mine"), *bundled()])
    sort_by(panel, qtbot, "Parameters")
    assert current(panel) == "mlp-512"
    assert news == []


def test_selecting_tells_the_model(panel: ComparePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.selected) as told:
        click_row(panel, qtbot, "mlp-120-84")
    assert told.args == ["mlp-120-84"]
    with qtbot.waitSignal(panel.selected) as told:
        panel.select("cnn-5x5")
    assert told.args == ["cnn-5x5"]
    panel.select("nobody")
    assert current(panel) == "cnn-5x5"


def test_when_the_current_model_is_deleted_its_neighbour_is_current(panel: ComparePanel, qtbot: QtBot) -> None:
    click_row(panel, qtbot, "mlp-512")
    with qtbot.waitSignal(panel.selected) as told:
        panel.show_models([each for each in bundled() if each.id != "mlp-512"])
    assert told.args == ["mlp-120-84"]
    assert current(panel) == "mlp-120-84"


def test_an_empty_library_says_what_to_do(panel: ComparePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.selected) as told:
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
    with qtbot.waitSignal(panel.rename_wanted) as told:
        edit(panel, qtbot, "  my first net ")
    assert told.args == ["mine", "my first net"]


def test_a_note_is_a_wish_and_the_same_words_are_none(panel: ComparePanel, qtbot: QtBot) -> None:
    own(panel, qtbot)
    act(panel, "note").trigger()
    with qtbot.waitSignal(panel.note_wanted) as told:
        edit(panel, qtbot, "for the lesson")
    assert told.args == ["mine", "for the lesson"]
    act(panel, "rename").trigger()
    with qtbot.assertNotEmitted(panel.rename_wanted):
        edit(panel, qtbot, "my net")


def test_delete_asks_for_own_models_alone(panel: ComparePanel, qtbot: QtBot) -> None:
    own(panel, qtbot)
    click_row(panel, qtbot, "padnet", Qt.KeyboardModifier.ControlModifier)
    news = heard(panel.delete_wanted)
    act(panel, "delete").trigger()
    assert news == [("mine",)]


def test_bundled_models_offer_neither_rename_nor_delete(panel: ComparePanel, qtbot: QtBot) -> None:
    click_row(panel, qtbot, "padnet")
    assert [act(panel, key).isEnabled() for key in ("rename", "note", "delete", "evaluate")] == [False] * 3 + [True]


def test_the_table_is_copied_in_its_order(panel: ComparePanel, qtbot: QtBot) -> None:
    names = sort_by(panel, qtbot, "Parameters")
    act(panel, "csv").trigger()
    copied = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text())))
    assert [row["name"] for row in copied] == names
    assert float(copied[0]["accuracy"]) == 0.9911
    act(panel, "markdown").trigger()
    assert QGuiApplication.clipboard().text().startswith("| Model | Dataset |")


# --- evaluating ---


def choose_set(panel: ComparePanel, on: str) -> None:
    combo = part(panel, "compare-on", QComboBox)
    combo.setCurrentIndex(combo.findData(on))


def evaluate(panel: ComparePanel, qtbot: QtBot) -> list[Any]:
    with qtbot.waitSignal(panel.evaluate_wanted) as told:
        qtbot.mouseClick(part(panel, "compare-evaluate", QPushButton), Qt.MouseButton.LeftButton)
    return list(told.args or [])


def test_evaluate_asks_for_all_models_that_know_the_set_s_classes(panel: ComparePanel, qtbot: QtBot) -> None:
    choose_set(panel, "ink")
    models, on = evaluate(panel, qtbot)
    assert on == "ink"
    assert set(models) == {each.id for each in bundled()} - {"mlp-256"}
    choose_set(panel, "fashion-mnist")
    assert evaluate(panel, qtbot) == [["mlp-256"], "fashion-mnist"]


def test_evaluate_asks_for_the_selected_where_there_are_several(panel: ComparePanel, qtbot: QtBot) -> None:
    click_row(panel, qtbot, "padnet")
    click_row(panel, qtbot, "mlp-512", Qt.KeyboardModifier.ControlModifier)
    assert part(panel, "compare-evaluate", QPushButton).text() == "Evaluate 2"
    assert evaluate(panel, qtbot) == [["padnet", "mlp-512"], "mnist"]


def test_progress_is_seen_and_can_be_stopped(panel: ComparePanel, qtbot: QtBot) -> None:
    bar = part(panel, "compare-progress", QProgressBar)
    panel.show_progress("Reading the drawings", -1.0)
    assert bar.text() == "Reading the drawings"
    panel.show_progress("padnet, 1 of 6", 0.25)
    assert bar.isVisible()
    assert bar.text() == "padnet, 1 of 6"
    assert bar.value() * 4 == bar.maximum()
    assert not part(panel, "compare-evaluate", QPushButton).isEnabled()
    with qtbot.waitSignal(panel.stop_wanted):
        qtbot.mouseClick(part(panel, "compare-evaluate-stop", QPushButton), Qt.MouseButton.LeftButton)
    panel.show_progress("", 1.0)
    assert not bar.isVisible()
    assert part(panel, "compare-evaluate", QPushButton).isEnabled()


# --- the confusion matrix ---


@pytest.fixture
def matrix(panel: ComparePanel) -> ConfusionView:
    panel.show_scores(score_row(each) for each in bundled())
    return part(panel, "compare-confusion", ConfusionView)


def test_pointing_at_a_cell_says_it_in_words(panel: ComparePanel, qtbot: QtBot, matrix: ConfusionView) -> None:
    words = part(panel, "compare-cell", QLabel)
    qtbot.mouseMove(matrix, matrix.cell_center(1, 7).toPoint())
    assert words.text() == "Said 7 for a 1: 12 times (1.2 %)"
    qtbot.mouseMove(matrix, matrix.cell_center(8, 3).toPoint())
    assert words.text() == "Said 3 for an 8: once (0.1 %)"
    qtbot.mouseMove(matrix, matrix.cell_center(0, 0).toPoint())
    assert words.text() == "Knew a 0: 990 times (100.0 %)"
    qtbot.mouseMove(matrix, matrix.cell_center(0, 9).toPoint())
    assert words.text() == "Said 9 for a 0: never"


def test_a_click_asks_for_the_drawings_behind_the_cell(
    panel: ComparePanel, qtbot: QtBot, matrix: ConfusionView
) -> None:
    with qtbot.waitSignal(panel.cell_wanted) as told:
        qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.cell_center(1, 7).toPoint())
    assert told.args == ["padnet", 1, 7]


def test_the_keyboard_reaches_every_cell(panel: ComparePanel, qtbot: QtBot, matrix: ConfusionView) -> None:
    matrix.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(matrix, key)
    with qtbot.waitSignal(panel.cell_wanted) as told:
        qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert told.args == ["padnet", 1, 0]


def test_the_matrix_follows_the_selected_model_and_its_own_set(
    panel: ComparePanel, qtbot: QtBot, matrix: ConfusionView
) -> None:
    panel.show_confusion("mlp-256", confusion(99), CLOTHES)
    click_row(panel, qtbot, "mlp-256")
    assert matrix.matrix is not None
    assert matrix.matrix.classes == CLOTHES
    qtbot.mouseMove(matrix, matrix.cell_center(1, 7).toPoint())
    assert part(panel, "compare-cell", QLabel).text() == "Said Sneaker for a Trouser: 99 times (9.1 %)"


def test_without_counts_the_panel_offers_to_make_them(panel: ComparePanel, qtbot: QtBot, matrix: ConfusionView) -> None:
    choose_set(panel, "ink")
    assert not matrix.isVisible()
    assert "padnet" in part(panel, "compare-confusion-reason", QLabel).text()
    with qtbot.waitSignal(panel.evaluate_wanted) as told:
        qtbot.mouseClick(part(panel, "compare-evaluate-one", QPushButton), Qt.MouseButton.LeftButton)
    assert told.args == [["padnet"], "ink"]
    panel.show_confusion("padnet", confusion(), tuple("0123456789"))
    assert matrix.isVisible()


def test_a_new_model_of_the_same_name_does_not_inherit_its_scores(panel: ComparePanel, matrix: ConfusionView) -> None:
    fresh = card("padnet", "padnet", scores=(), created="2026-04-01T10:00:00+00:00")
    panel.show_models([fresh])
    assert column(panel, "Test accuracy") == [""]
    assert not matrix.isVisible()


@pytest.mark.parametrize("counts", [[[1, 2]], [[-1] * 10] * 10, [[1] * 9] * 9])
def test_counts_that_are_no_matrix_of_the_classes_are_refused(panel: ComparePanel, counts: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="confusion matrix"):
        panel.show_confusion("padnet", counts, tuple("0123456789"))


# --- on this drawing ---


def lines(panel: ComparePanel) -> list[str]:
    model = part(panel, "compare-answers", QListView).model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def test_the_models_answers_follow_the_drawing(panel: ComparePanel) -> None:
    assert "Draw" in part(panel, "compare-summary", QLabel).text()
    panel.show_answers(
        {
            "padnet": answer(7, 0.99),
            "cnn-5x5": answer(7, 0.8),
            "mlp-512": answer(1, 0.61),
            "mlp-256-128": answer(None, 0.4, "unsure"),
            "mlp-120-84": answer(None, 0.97, "not a digit"),
            "mlp-256": answer(9, 0.55, classes=CLOTHES),
        },
        True,
    )
    assert lines(panel) == [
        "padnet: 7, 99.0 % sure, agrees",
        "cnn-5x5: 7, 80.0 % sure, agrees",
        "mlp-512: 1, 61.0 % sure, disagrees",
        "mlp-256: Ankle boot, 55.0 % sure",
        "mlp-120-84: not a digit",
        "mlp-256-128: not a digit, unsure, perhaps 7",
    ]
    assert part(panel, "compare-summary", QLabel).text() == "2 say 7, 1 says 1, 2 refuse"


def test_an_empty_pad_has_no_answers(panel: ComparePanel) -> None:
    panel.show_answers({"padnet": answer(7)}, True)
    panel.show_answers({"padnet": answer(7)}, False)
    assert all(line.endswith("no answer yet") for line in lines(panel))
    assert "Draw" in part(panel, "compare-summary", QLabel).text()


def test_a_model_that_is_deleted_votes_no_more(panel: ComparePanel) -> None:
    panel.show_answers({"padnet": answer(7), "cnn-5x5": answer(7), "mlp-512": answer(1)}, True)
    summary = panel.findChild(QLabel, "compare-summary")
    assert summary is not None
    assert summary.text() == "2 say 7, 1 says 1"
    panel.show_models([each for each in bundled() if each.id != "mlp-512"])
    assert summary.text() == "All 2 say 7"
    panel.show_models([])
    assert summary.text() == "There are no models to ask."


def test_a_click_on_an_answer_selects_its_model(panel: ComparePanel, qtbot: QtBot) -> None:
    view = part(panel, "compare-answers", QListView)
    panel.show_answers({"mlp-512": answer(7)}, True)
    place = view.visualRect(view.model().index(0, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert current(panel) == "mlp-512"


def test_an_answer_of_a_model_that_is_gone_is_not_shown(panel: ComparePanel) -> None:
    panel.show_answers({"nobody": answer(1), "padnet": answer(7)}, True)
    assert len(lines(panel)) == len(bundled())
    panel.show_models(bundled()[1:])
    assert not any(line.startswith("padnet") for line in lines(panel))


# --- many models, both themes ---


def test_thirty_models_are_all_there_and_the_last_can_be_reached(panel: ComparePanel, qtbot: QtBot) -> None:
    many = [card("mlp-512", f"run-{at}", title=f"run {at}", parameters=1000 + at) for at in range(30)]
    panel.show_models(many)
    panel.show_answers({each.id: answer(7, 0.5 + at / 100) for at, each in enumerate(many)}, True)
    assert sort_by(panel, qtbot, "Model")[:3] == ["run 0", "run 1", "run 2"]
    panel.select("run-29")
    assert table(panel).viewport().rect().contains(table(panel).visualRect(table(panel).currentIndex()).center())
    assert part(panel, "compare-summary", QLabel).text() == "All 30 say 7"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_parts_that_paint_themselves_take_the_theme(
    panel: ComparePanel, matrix: ConfusionView, theme: Any, qtbot: QtBot
) -> None:
    panel.apply_theme(theme)
    picture = matrix.grab().toImage()
    right, wrong = (
        picture.pixelColor((matrix.cell_center(*cell)).toPoint() + QPoint(-12, -8)) for cell in ((2, 2), (1, 7))
    )
    assert right.blue() > right.red()  # the accent is blue in both themes
    assert wrong.red() > wrong.blue()  # and mistakes are orange


def test_every_control_explains_itself(panel: ComparePanel) -> None:
    names = ("compare-on", "compare-evaluate", "compare-actions", "compare-evaluate-stop", "compare-progress")
    silent = [name for name in names if not part(panel, name, QWidget).toolTip()]
    assert silent == []
    for at, title in enumerate(titles(panel)):
        hint = table(panel).model().headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        assert hint, title
