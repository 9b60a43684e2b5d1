"""The comparison panel as a whole: evaluating on a set or a file, progress, and words at every control."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QProgressBar, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.compare.compare_panel import ComparePanel
from tests.ui.compare.cards import bundled, card
from tests.ui.compare.parts import choose_set, click_row, part, press, table, titles


def evaluate(panel: ComparePanel, qtbot: QtBot) -> list[Any]:
    with qtbot.waitSignal(panel.evaluate_requested) as told:
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


def test_a_file_can_be_chosen_as_a_set(panel: ComparePanel, qtbot: QtBot) -> None:
    combo = part(panel, "compare-on", QComboBox)
    combo.setCurrentIndex(combo.count() - 1)
    dialog = panel.findChild(QFileDialog)
    dialog.fileSelected.emit("/somewhere/mine.ndjson")
    dialog.close()
    assert combo.currentText() == "mine.ndjson"
    with qtbot.waitSignal(panel.evaluate_requested) as told:
        press(panel, qtbot, "compare-evaluate")
    assert told.args[1] == "/somewhere/mine.ndjson"


def test_asking_for_a_file_leaves_the_set_as_it_was(panel: ComparePanel, qtbot: QtBot) -> None:
    combo = part(panel, "compare-on", QComboBox)
    combo.setCurrentIndex(combo.count() - 1)
    dialog = panel.findChild(QFileDialog)
    assert dialog.isVisible()
    assert combo.currentData() == "mnist"
    dialog.close()


def test_progress_is_seen_and_can_be_stopped(panel: ComparePanel, qtbot: QtBot) -> None:
    bar = part(panel, "compare-progress", QProgressBar)
    panel.show_progress("Reading the drawings", -1.0)
    assert bar.text() == "Reading the drawings"
    panel.show_progress("padnet, 1 of 6", 0.25)
    assert bar.isVisible()
    assert bar.text() == "padnet, 1 of 6"
    assert bar.value() * 4 == bar.maximum()
    assert not part(panel, "compare-evaluate", QPushButton).isEnabled()
    with qtbot.waitSignal(panel.stop_requested):
        qtbot.mouseClick(part(panel, "compare-evaluate-stop", QPushButton), Qt.MouseButton.LeftButton)
    panel.show_progress("", 1.0)
    assert not bar.isVisible()
    assert part(panel, "compare-evaluate", QPushButton).isEnabled()


def test_every_control_explains_itself(panel: ComparePanel) -> None:
    names = ("compare-on", "compare-evaluate", "compare-actions", "compare-evaluate-stop", "compare-progress")
    silent = [name for name in names if not part(panel, name, QWidget).toolTip()]
    assert silent == []
    for at, title in enumerate(titles(panel)):
        hint = table(panel).model().headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        assert hint, title


def test_a_model_that_was_brought_in_is_not_counted_as_trained_here(panel: ComparePanel) -> None:
    panel.show_models([*bundled(), card("mlp-512", "mine"), card("mlp-512", "theirs", added="theirs.onnx")])
    assert part(panel, "compare-count", QLabel).text() == "8 models, 1 trained here"


def test_a_page_can_have_the_models_room(panel: ComparePanel, qtbot: QtBot) -> None:
    """12: table and page were squeezed at the window's first size."""
    more = part(panel, "compare-more-room", QToolButton)
    high = panel.details.height()
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert table(panel).isHidden() or not table(panel).isVisible()
    qtbot.waitUntil(lambda: panel.details.height() > high + 100)
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert table(panel).isVisible()


def test_a_page_that_needs_room_has_the_answers_beside_it_only_in_a_wide_window(
    panel: ComparePanel, qtbot: QtBot
) -> None:
    """12: at 1280x820 a test of robustness had 70 pixels of its plot."""
    for width, seen in ((840, False), (1100, True)):
        panel.resize(width, 700)
        press(panel, qtbot, "compare-page-breaks")
        assert panel.details.answers.isVisible() is seen
