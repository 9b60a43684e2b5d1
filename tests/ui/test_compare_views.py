"""The comparison panel's table and plane as the user arranges them: columns, filter, pins, what differs, the front."""

import dataclasses
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAction, QImage, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from digitpad.ui.common.elided import ElidedCombo, ElidedLabel
from digitpad.ui.common.theme import DARK
from digitpad.ui.compare.answer_delegate import HEIGHT, Line, paint
from digitpad.ui.compare.compare_panel import ComparePanel
from digitpad.ui.compare.plane_chart import PlaneChart
from tests.ui.compare_cards import bundled, card


@pytest.fixture
def panel(qtbot: QtBot) -> ComparePanel:
    made = ComparePanel()
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show_models(bundled())
    made.show()
    return made


def part(panel: ComparePanel, name: str, kind: Any = QWidget) -> Any:
    found = panel.findChild(kind, name)
    assert found is not None, name
    return found


def titles(panel: ComparePanel) -> list[str]:
    model = part(panel, "compare-table", QTableView).model()
    return [str(model.headerData(at, Qt.Orientation.Horizontal)) for at in range(model.columnCount())]


def names(panel: ComparePanel) -> list[str]:
    model = part(panel, "compare-table", QTableView).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def press(panel: ComparePanel, qtbot: QtBot, name: str) -> None:
    qtbot.mouseClick(part(panel, name, QAbstractButton), Qt.MouseButton.LeftButton)


def choose(panel: ComparePanel, *models: str) -> None:
    panel._table.select(models[0], models)


def column(panel: ComparePanel, key: str) -> QAction:
    return part(panel, f"compare-column-{key}", QAction)


# --- columns ---


def test_a_column_from_the_menu_comes_and_goes_and_is_remembered(panel: ComparePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.columns_changed) as told:
        column(panel, "multiply-adds").trigger()
    assert "multiply-adds" in told.args[0]
    assert titles(panel).index("Multiply-adds") == titles(panel).index("Parameters") + 1
    with qtbot.waitSignal(panel.columns_changed) as told:
        column(panel, "multiply-adds").trigger()
    assert told.args[0] == (), "the columns that stand there at first are no choice"
    assert "Multiply-adds" not in titles(panel)


def test_remembered_columns_stand_there_again(panel: ComparePanel) -> None:
    panel.restore(["name", "ece", "plan:seed", "a column of a newer digitpad"], [])
    assert titles(panel) == ["Model", "Calibration", "Seed"]
    assert column(panel, "ece").isChecked()
    assert not column(panel, "bytes").isChecked()
    assert not column(panel, "name").isEnabled(), "which model it is must stay to be seen"


def test_as_at_first(panel: ComparePanel) -> None:
    before = titles(panel)
    column(panel, "bytes").trigger()
    part(panel, "compare-columns-reset", QAction).trigger()
    assert titles(panel) == before


def test_a_dragged_column_stays_where_it_was_put(panel: ComparePanel, qtbot: QtBot) -> None:
    header = part(panel, "compare-table", QTableView).horizontalHeader()
    with qtbot.waitSignal(panel.columns_changed) as told:
        header.moveSection(titles(panel).index("Parameters"), 1)
    assert told.args[0][:3] == ("name", "parameters", "dataset")
    assert titles(panel)[:3] == ["Model", "Parameters", "Dataset"]
    assert [header.visualIndex(at) for at in range(3)] == [0, 1, 2]


def test_a_note_can_be_written_while_its_column_is_put_away(panel: ComparePanel, qtbot: QtBot) -> None:
    panel.show_models([card("cnn-5x5", "mine"), *bundled()])
    panel.restore(["name"], [])
    choose(panel, "mine")
    part(panel, "compare-note-action", QAction).trigger()
    editor = part(panel, "compare-table", QTableView).viewport().findChild(QLineEdit)
    editor.setText("for the lesson")
    with qtbot.waitSignal(panel.note_wanted) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told.args == ["mine", "for the lesson"]


# --- rows ---


def test_the_filter_wants_all_its_words(panel: ComparePanel, qtbot: QtBot) -> None:
    filter_field = part(panel, "compare-filter", QLineEdit)
    qtbot.keyClicks(filter_field, "MLP 512")
    assert names(panel) == ["mlp-512"]
    qtbot.keyClick(filter_field, Qt.Key.Key_Escape)
    assert len(names(panel)) == len(bundled())
    qtbot.keyClicks(filter_field, "fashion")
    assert names(panel) == ["mlp-256"]


def test_a_pinned_model_stays_on_top_whichever_way(panel: ComparePanel, qtbot: QtBot) -> None:
    choose(panel, "mlp-120-84")
    with qtbot.waitSignal(panel.pinned_changed) as told:
        part(panel, "compare-pin-action", QAction).trigger()
    assert told.args == [("mlp-120-84",)]
    table = part(panel, "compare-table", QTableView)
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        table.sortByColumn(titles(panel).index("Parameters"), order)
        assert names(panel)[0] == "mlp-120-84"
    choose(panel, "mlp-120-84")
    part(panel, "compare-pin-action", QAction).trigger()
    assert names(panel)[0] != "mlp-120-84"


def test_only_what_differs_between_the_selected(panel: ComparePanel, qtbot: QtBot) -> None:
    one = card("mlp-512", "one")
    other = dataclasses.replace(one, id="other", plan=dataclasses.replace(one.plan, learning_rate=0.5))
    panel.show_models([one, other, *bundled()])
    choose(panel, "one")
    assert not part(panel, "compare-differs").isEnabled()
    choose(panel, "one", "other")
    press(panel, qtbot, "compare-differs")
    assert sorted(names(panel)) == ["one", "other"]
    assert titles(panel) == ["Model", "Learning rate"]
    press(panel, qtbot, "compare-differs")
    assert len(names(panel)) == len(bundled()) + 2
    assert "Dataset" in titles(panel)


def test_what_differs_ends_when_one_of_both_is_gone(panel: ComparePanel, qtbot: QtBot) -> None:
    choose(panel, "mlp-512", "padnet")
    press(panel, qtbot, "compare-differs")
    panel.show_models([each for each in bundled() if each.id != "padnet"])
    assert len(names(panel)) == len(bundled()) - 1
    assert not part(panel, "compare-differs").isChecked()


def test_several_are_deleted_at_once(panel: ComparePanel, qtbot: QtBot) -> None:
    panel.show_models([card("cnn-5x5", "one"), card("cnn-5x5", "other"), *bundled()])
    choose(panel, "one", "other", "padnet")
    with qtbot.waitSignal(panel.delete_all_wanted) as told:
        part(panel, "compare-delete-action", QAction).trigger()
    assert sorted(told.args[0]) == ["one", "other"]


# --- the plane ---


@pytest.fixture
def chart(panel: ComparePanel, qtbot: QtBot) -> PlaneChart:
    press(panel, qtbot, "compare-view-plane")
    found: PlaneChart = part(panel, "compare-plane", PlaneChart)
    qtbot.waitUntil(found.isVisible)
    return found


def by(panel: ComparePanel, key: str) -> None:
    combo = part(panel, "compare-plane-cost", QComboBox)
    combo.setCurrentIndex(combo.findData(key))


def test_the_front_is_marked(panel: ComparePanel, chart: PlaneChart) -> None:
    by(panel, "parameters")
    assert chart.front == ["cnn-5x5", "padnet"]
    by(panel, "training")
    assert chart.front == ["mlp-256-128", "cnn-5x5", "padnet"]


def test_a_click_on_a_point_selects_its_model(panel: ComparePanel, chart: PlaneChart, qtbot: QtBot) -> None:
    by(panel, "parameters")
    with qtbot.waitSignal(panel.selected) as told:
        qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=chart.place("mlp-512").toPoint())
    assert told.args == ["mlp-512"]


def test_the_point_under_the_mouse_is_said(panel: ComparePanel, chart: PlaneChart, qtbot: QtBot) -> None:
    by(panel, "parameters")
    words = part(panel, "compare-plane-words", QLabel)

    def says(place: QPoint, begin: str) -> bool:
        """Moves the mouse a little each time: pyqtgraph passes over moves that follow each other too fast."""
        steps.append(1)
        qtbot.mouseMove(chart.viewport(), place + QPoint(len(steps) % 2, 0))
        return words.text().startswith(begin)

    steps: list[int] = []
    qtbot.waitUntil(lambda: says(chart.place("cnn-5x5").toPoint(), "cnn-5x5: 99.11 %"))
    assert "99 k" in words.text()
    assert "None is better for less" in words.text()
    qtbot.waitUntil(lambda: says(QPoint(2, 2), "Dashed"))


def range_of(chart: PlaneChart) -> list[list[float]]:
    found: list[list[float]] = chart.getPlotItem().getViewBox().viewRange()
    return found


def wheel(chart: PlaneChart, place: QPoint, angle: int) -> None:
    event = QWheelEvent(
        QPointF(place), QPointF(chart.viewport().mapToGlobal(place)), QPoint(), QPoint(0, angle),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(chart.viewport(), event)


def test_the_wheel_zooms_to_where_the_mouse_is_and_fit_shows_all_again(
    panel: ComparePanel, chart: PlaneChart, qtbot: QtBot
) -> None:
    by(panel, "parameters")
    fit = part(panel, "compare-plane-fit", QPushButton)
    whole, place = range_of(chart), chart.place("cnn-5x5")
    assert not fit.isEnabled()
    wheel(chart, place.toPoint(), 480)
    near = range_of(chart)
    assert all(whole[at][0] < near[at][0] < near[at][1] < whole[at][1] for at in (0, 1))
    assert (chart.place("cnn-5x5") - place).manhattanLength() < 4, "the point under the mouse stays there"
    panel.show_scores([])
    assert range_of(chart) == near, "news changes nothing in what the user looks at"
    qtbot.mouseClick(fit, Qt.MouseButton.LeftButton)
    assert np.allclose(range_of(chart), whole) and not fit.isEnabled()


def test_a_drag_moves_the_plane_and_a_double_click_shows_all_again(
    panel: ComparePanel, chart: PlaneChart, qtbot: QtBot
) -> None:
    by(panel, "parameters")
    whole, place = range_of(chart), QPoint(chart.width() // 2, chart.height() // 3)
    view = chart.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=place)

    def moved() -> bool:
        """pyqtgraph passes over moves that follow each other too fast."""
        steps.append(1)
        for at in (QPoint(10 + len(steps) % 2, 8), QPoint(40 + len(steps) % 2, 20)):
            _send_move(view, place + at)
        return range_of(chart) != whole

    steps: list[int] = []
    qtbot.waitUntil(moved)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place + QPoint(40, 20))
    assert range_of(chart)[0][0] < whole[0][0], "the picture follows the hand"
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(chart.width() - 30, chart.height() // 2))
    assert np.allclose(range_of(chart), whole)


def _send_move(widget: QWidget, place: QPoint) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), QPointF(widget.mapToGlobal(place)),
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_models_that_lie_on_each_other_are_counted_and_every_click_means_the_next(
    panel: ComparePanel, chart: PlaneChart, qtbot: QtBot
) -> None:
    first = bundled()[0]
    twins = [dataclasses.replace(first, id=f"twin-{at}", title="", bundled=False) for at in (1, 2)]
    panel.show_models([*bundled(), *twins])
    by(panel, "parameters")
    assert len(chart.stack_of("twin-1")) == 3
    assert any(name.toPlainText().endswith("+2") for name in chart._names)
    told = []
    panel.selected.connect(told.append)
    for count in (1, 2, 3):
        qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=chart.place("twin-1").toPoint())
        assert len(told) == count
    assert set(told) == {first.id, "twin-1", "twin-2"}


def test_thirty_names_never_cover_each_other(panel: ComparePanel, chart: PlaneChart) -> None:
    first = bundled()[0]
    many = [
        dataclasses.replace(first, id=f"model-{at}", title=f"A model with a name {at}", parameters=1000 + 37 * at**2)
        for at in range(30)
    ]
    panel.show_models(many)
    by(panel, "parameters")
    boxes = [name.mapRectToScene(name.boundingRect()).adjusted(1, 1, -1, -1) for name in chart._names]
    assert boxes and not any(one.intersects(other) for one, other in combinations(boxes, 2))
    points = [point for model in (each.id for each in many) for point in chart.stack_of(model)]
    assert {point.model for point in points} == {each.id for each in many}


def test_times_that_nobody_measured_can_be_measured(panel: ComparePanel, chart: PlaneChart, qtbot: QtBot) -> None:
    by(panel, "milliseconds")
    assert "time of a prediction" in part(panel, "compare-plane-reason", QLabel).text()
    with qtbot.waitSignal(panel.times_wanted) as told:
        press(panel, qtbot, "compare-plane-times")
    assert set(told.args[0]) == {each.id for each in bundled()}
    panel.show_evaluated([], {each.id: 0.1 * at for at, each in enumerate(bundled(), 1)})
    assert not part(panel, "compare-plane-times").isVisible()
    assert chart.isVisible()


def test_the_plane_takes_another_theme_and_an_empty_library(panel: ComparePanel, chart: PlaneChart) -> None:
    panel.apply_theme(DARK)
    assert chart.backgroundBrush().color().name() == DARK.panel
    panel.show_models([])
    assert part(panel, "compare-empty", QLabel).isVisible()


# --- files as sets ---


def test_a_file_can_be_chosen_as_a_set(panel: ComparePanel, qtbot: QtBot) -> None:
    panel._take_file("/somewhere/mine.ndjson")
    combo = part(panel, "compare-on", QComboBox)
    assert combo.currentText() == "mine.ndjson"
    with qtbot.waitSignal(panel.evaluate_wanted) as told:
        press(panel, qtbot, "compare-evaluate")
    assert told.args[1] == "/somewhere/mine.ndjson"


def test_asking_for_a_file_leaves_the_set_as_it_was(panel: ComparePanel, qtbot: QtBot) -> None:
    combo = part(panel, "compare-on", QComboBox)
    with qtbot.waitSignal(panel._bar.file_wanted):
        combo.setCurrentIndex(combo.count() - 1)
    assert combo.currentData() == "mnist"
    for dialog in panel.findChildren(QWidget, "QFileDialog"):
        dialog.close()


def test_a_title_that_does_not_fit_ends_in_dots_and_says_all_of_itself(qtbot: QtBot) -> None:
    label = ElidedLabel("a rather long title of a model, which nobody could read as a whole here")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.toolTip() == label.text()
    label.setText("7")
    assert label.toolTip() == ""
    assert label.minimumSizeHint().width() <= 40


def test_a_combo_box_leaves_out_the_middle_of_a_name_so_that_seeds_stay_apart(qtbot: QtBot) -> None:
    combo = ElidedCombo()
    qtbot.addWidget(combo)
    combo.addItems(["a-rather-long-name-seed2", "a-rather-long-name-seed3"])
    combo.resize(600, 30)
    combo.show()
    assert combo.shown == "a-rather-long-name-seed2"
    combo.resize(150, 30)
    second = combo.shown
    combo.setCurrentIndex(1)
    assert second != combo.shown
    assert second.startswith("a-")
    assert "\u2026" in second
    assert combo.fontMetrics().horizontalAdvance(second) < combo.width()
    assert not combo.grab().isNull()


def test_long_names_of_answers_stay_apart_where_there_is_little_room(qtbot: QtBot) -> None:
    def painted(name: str) -> QImage:
        image = QImage(150, HEIGHT, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        paint(painter, QRectF(image.rect()), Line(name, "7", 0.9), DARK, QApplication.font())
        painter.end()
        return image

    assert painted("a-rather-long-name-of-a-model-seed2") != painted("a-rather-long-name-of-a-model-seed3")
