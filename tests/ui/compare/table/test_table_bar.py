"""The comparison panel's table as its user arranges it: columns, filter, pins, what differs."""

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QTableView, QToolButton
from pytestqt.qtbot import QtBot

from digitpad.ui.compare.compare_panel import ComparePanel
from tests.ui.compare.cards import bundled, card
from tests.ui.compare.parts import choose, names, part, press, titles


def entry(panel: ComparePanel, key: str) -> QAction:
    return part(panel, f"compare-column-{key}", QAction)


# --- columns ---


def test_a_column_from_the_menu_comes_and_goes_and_is_remembered(panel: ComparePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.columns_changed) as told:
        entry(panel, "multiply-adds").trigger()
    assert "multiply-adds" in told.args[0]
    assert titles(panel).index("Multiply-adds") == titles(panel).index("Parameters") + 1
    with qtbot.waitSignal(panel.columns_changed) as told:
        entry(panel, "multiply-adds").trigger()
    assert told.args[0] == (), "the columns that stand there at first are no choice"
    assert "Multiply-adds" not in titles(panel)


def test_remembered_columns_stand_there_again(panel: ComparePanel) -> None:
    panel.restore(["name", "ece", "plan:seed", "a column of a newer digitpad"], [])
    assert titles(panel) == ["Model", "Calibration", "Seed"]
    assert entry(panel, "ece").isChecked()
    assert not entry(panel, "bytes").isChecked()
    assert not entry(panel, "name").isEnabled(), "which model it is must stay to be seen"


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
def test_the_menu_stays_while_columns_are_ticked(panel: ComparePanel, qtbot: QtBot) -> None:
    menu = part(panel, "compare-columns", QToolButton).menu()
    menu.popup(panel.mapToGlobal(panel.rect().center()))
    qtbot.waitExposed(menu)
    for key in ("ece", "bytes"):
        before = entry(panel, key).isChecked()
        place = menu.actionGeometry(entry(panel, key)).center()
        qtbot.mouseMove(menu, place)
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
        assert entry(panel, key).isChecked() is not before
        assert menu.isVisible()
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    assert entry(panel, "bytes").isChecked() is before
    assert menu.isVisible()
    menu.setActiveAction(part(panel, "compare-columns-reset", QAction))
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert not menu.isVisible()
    assert entry(panel, "ece").isChecked() == ("Calibration" in titles(panel))


def test_as_at_first(panel: ComparePanel) -> None:
    before = titles(panel)
    entry(panel, "bytes").trigger()
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
    with qtbot.waitSignal(panel.note_requested) as told:
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
    with qtbot.waitSignal(panel.delete_requested) as told:
        part(panel, "compare-delete-action", QAction).trigger()
    assert sorted(told.args[0]) == ["one", "other", "padnet"]


def test_the_menu_of_columns_is_no_higher_than_a_small_screen(panel: ComparePanel) -> None:
    """36: 29 lines, as high as 850 pixels, without groups."""
    menu = part(panel, "compare-columns", QToolButton).menu()
    settings = next(action.menu() for action in menu.actions() if action.menu() is not None)
    assert len(menu.actions()) <= 22
    assert {action.data().partition(":")[0] for action in settings.actions()} == {"plan"}
    assert entry(panel, "plan:seed") in settings.actions() and entry(panel, "ece") in menu.actions()
