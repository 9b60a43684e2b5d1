"""The confusion matrix as its user meets it: point, click, keys; whose it is, and what stands there without counts."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from digitpad.analysis.confusion_matrix import matrix_of
from digitpad.ui.common.confusion_view import ConfusionView
from digitpad.ui.common.theme import DARK, LIGHT, dress
from digitpad.ui.compare.compare_panel import ComparePanel
from tests.evaluation.evaluated_rows import evaluated
from tests.ui.common.mouse import point_at
from tests.ui.compare.cards import CLOTHES, bundled, card, confusion, score_row
from tests.ui.compare.parts import cell_center, choose_set, click_row, column, part


@pytest.fixture
def matrix(panel: ComparePanel) -> ConfusionView:
    panel.show_scores(score_row(each) for each in bundled())
    return part(panel, "compare-confusion", ConfusionView)


def test_pointing_at_a_cell_says_it_in_words(panel: ComparePanel, qtbot: QtBot, matrix: ConfusionView) -> None:
    words = part(panel, "compare-cell", QLabel)

    def pointed(true: int, said: int, text: str) -> None:
        point_at(qtbot, matrix, lambda: cell_center(matrix, true, said), lambda: words.text() == text)

    pointed(1, 7, "True 1, predicted 7: 12 times (1.2 %)")
    pointed(8, 3, "True 8, predicted 3: once (0.1 %)")
    pointed(0, 0, "True 0, predicted 0: 990 times (100.0 %)")
    pointed(0, 9, "True 0, predicted 9: never")


def test_a_click_asks_for_the_drawings_behind_the_cell(
    panel: ComparePanel, qtbot: QtBot, matrix: ConfusionView
) -> None:
    panel.show_evaluated([evaluated([1] * 3, [7, 7, 1], "padnet")], {})
    with qtbot.waitSignal(panel.digits_requested) as told:
        qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=cell_center(matrix, 1, 7).toPoint())
    assert [(digit.true, digit.said) for digit in told.args[0].digits] == [("1", "7")] * 2
    assert part(panel, "compare-digits-title", QLabel).isVisible()


def test_the_keyboard_reaches_every_cell(panel: ComparePanel, qtbot: QtBot, matrix: ConfusionView) -> None:
    panel.show_evaluated([evaluated([1] * 3, [7, 0, 1], "padnet")], {})
    matrix.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(matrix, key)
    with qtbot.waitSignal(panel.digits_requested) as told:
        qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert [(digit.true, digit.said) for digit in told.args[0].digits] == [("1", "0")]


def test_the_matrix_follows_the_selected_model_and_its_own_set(
    panel: ComparePanel, qtbot: QtBot, matrix: ConfusionView
) -> None:
    panel.show_scores([score_row(card("mlp-256"), confusion=confusion(99))])
    click_row(panel, qtbot, "mlp-256")
    assert matrix.matrix is not None
    assert matrix.matrix.classes == CLOTHES
    words = part(panel, "compare-cell", QLabel)
    said = "True Trouser, predicted Sneaker: 99 times (9.1 %)"
    point_at(qtbot, matrix, lambda: cell_center(matrix, 1, 7), lambda: words.text() == said)


def test_without_counts_the_panel_offers_to_make_them(panel: ComparePanel, qtbot: QtBot, matrix: ConfusionView) -> None:
    choose_set(panel, "ink")
    assert not matrix.isVisible()
    assert "padnet" in part(panel, "compare-confusion-reason", QLabel).text()
    with qtbot.waitSignal(panel.evaluate_requested) as told:
        qtbot.mouseClick(part(panel, "compare-evaluate-one", QPushButton), Qt.MouseButton.LeftButton)
    assert told.args == [["padnet"], "ink"]
    panel.show_scores([score_row(bundled()[0], on="ink")])
    assert matrix.isVisible()


def test_a_new_model_of_the_same_name_does_not_inherit_its_scores(panel: ComparePanel, matrix: ConfusionView) -> None:
    fresh = card("padnet", "padnet", scores=(), created="2026-04-01T10:00:00+00:00")
    panel.show_models([fresh])
    assert column(panel, "Test accuracy") == [""]
    assert not matrix.isVisible()


@pytest.mark.parametrize("counts", [[[1, 2]], [[-1] * 10] * 10, [[1] * 9] * 9])
def test_counts_that_are_no_matrix_of_the_classes_are_refused(counts: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="confusion matrix"):
        matrix_of(counts, tuple("0123456789"))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_parts_that_paint_themselves_take_the_theme(
    panel: ComparePanel, matrix: ConfusionView, theme: Any, qtbot: QtBot
) -> None:
    dress(theme)
    picture = matrix.grab().toImage()
    right, wrong = (
        picture.pixelColor((cell_center(matrix, *cell)).toPoint() + QPoint(-12, -8)) for cell in ((2, 2), (1, 7))
    )
    assert right.blue() > right.red()  # the accent is blue in both themes
    assert wrong.red() > wrong.blue()  # and mistakes are orange
