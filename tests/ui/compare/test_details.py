"""Behind the figures: the difference of two models in words, its matrix, and the digits as thumbnails."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QListView
from pytestqt.qtbot import QtBot

from digitpad.analysis.examples import ExampleSet
from digitpad.ui.common.confusion_view import ConfusionView
from digitpad.ui.compare.compare_panel import ComparePanel
from tests.evaluation.evaluated_rows import evaluated
from tests.ui.common.mouse import point_at
from tests.ui.compare.cards import bundled, card
from tests.ui.compare.parts import cell_center, choose, column, part, press, titles

LABELS = [7] * 300
GOOD = [7] * 290 + [1] * 10
BAD = [7] * 250 + [1] * 50


@pytest.fixture
def panel(panel: ComparePanel) -> ComparePanel:
    """A panel with two models that were asked about the same 300 sevens; padnet is the better one."""
    panel.resize(1100, 900)
    panel.show_evaluated([evaluated(LABELS, GOOD, "padnet"), evaluated(LABELS, BAD, "mlp-512")], {})
    return panel


def verdict(panel: ComparePanel) -> str:
    return str(part(panel, "compare-difference", QLabel).text()).replace("\u00a0", " ")


def both(panel: ComparePanel, qtbot: QtBot, page: str = "difference") -> None:
    choose(panel, "mlp-512", "padnet")
    press(panel, qtbot, f"compare-page-{page}")


def shown(panel: ComparePanel, gallery: ExampleSet) -> QListView:
    panel.show_digits(gallery, np.full((len(gallery.digits), 28, 28), 200, np.uint8))
    view: QListView = part(panel, "compare-digits", QListView)
    return view


# --- the difference ---


def test_two_selected_models_are_told_apart_in_words(panel: ComparePanel, qtbot: QtBot) -> None:
    both(panel, qtbot)
    assert verdict(panel).startswith("padnet is better by 13.3 points (")
    assert verdict(panel).endswith("unlikely to be chance (p < 0.0001).")
    assert part(panel, "compare-difference-only-b", QAbstractButton).text() == "Only padnet is right: 40 \u25b8"
    assert not part(panel, "compare-difference-only-a").isEnabled()
    assert "McNemar" in part(panel, "compare-difference", QLabel).toolTip()


def test_any_two_can_be_chosen_without_selecting_them(panel: ComparePanel, qtbot: QtBot) -> None:
    press(panel, qtbot, "compare-page-difference")
    for side, model in (("a", "padnet"), ("b", "mlp-512")):
        combo = part(panel, f"compare-difference-{side}", QComboBox)
        combo.setCurrentIndex(combo.findData(model))
    assert verdict(panel).startswith("padnet is better")


def test_a_pair_that_was_chosen_stays_through_an_evaluation_until_others_are_selected(
    panel: ComparePanel, qtbot: QtBot
) -> None:
    choose(panel, "cnn-5x5")
    press(panel, qtbot, "compare-page-difference")
    sides = {side: part(panel, f"compare-difference-{side}", QComboBox) for side in "ab"}
    for side, model in (("a", "mlp-512"), ("b", "padnet")):
        sides[side].setCurrentIndex(sides[side].findData(model))
    panel.show_evaluated([evaluated(LABELS, GOOD, "mlp-256-128")], {})
    panel.show_models(bundled())
    assert [combo.currentData() for combo in sides.values()] == ["mlp-512", "padnet"]
    choose(panel, "mlp-256-128", "padnet")
    assert {combo.currentData() for combo in sides.values()} == {"mlp-256-128", "padnet"}


def test_models_that_were_not_asked_can_be(panel: ComparePanel, qtbot: QtBot) -> None:
    choose(panel, "cnn-5x5", "padnet")
    press(panel, qtbot, "compare-page-difference")
    assert "first" in part(panel, "compare-difference-set", QLabel).text()
    with qtbot.waitSignal(panel.evaluate_requested) as told:
        press(panel, qtbot, "compare-evaluate-both")
    assert told.args == [["cnn-5x5", "padnet"], "mnist"]
    panel.show_progress("Measuring", 0.5)
    assert not part(panel, "compare-evaluate-both").isEnabled()


def test_a_model_of_clothes_is_not_compared_with_one_of_digits(panel: ComparePanel, qtbot: QtBot) -> None:
    press(panel, qtbot, "compare-page-difference")
    panel.select("padnet")
    combo = part(panel, "compare-difference-b", QComboBox)
    combo.setCurrentIndex(combo.findData("mlp-256"))
    assert "does not know the classes of" in part(panel, "compare-difference-set", QLabel).text()
    assert not part(panel, "compare-evaluate-both").isVisible()


def test_several_seeds_of_a_recipe_have_a_mean(panel: ComparePanel, qtbot: QtBot) -> None:
    from dataclasses import replace

    seeds = [card("mlp-512", f"seed-{seed}") for seed in (1, 2, 3)]
    seeds = [replace(each, plan=replace(each.plan, seed=at)) for at, each in enumerate(seeds, 1)]
    panel.show_models([*seeds, *bundled()[:2]])
    choose(panel, "seed-1")
    press(panel, qtbot, "compare-page-difference")
    assert part(panel, "compare-seeds", QLabel).text().startswith("mlp-512, 3 seeds: mean 97.51 %")


def test_a_model_that_is_gone_is_compared_no_more(panel: ComparePanel, qtbot: QtBot) -> None:
    both(panel, qtbot)
    panel.show_models([each for each in bundled() if each.id != "padnet"])
    assert "padnet" not in verdict(panel)


# --- the matrix of a difference ---


def test_the_matrix_can_show_what_is_different(panel: ComparePanel, qtbot: QtBot) -> None:
    both(panel, qtbot, "confusion")
    press(panel, qtbot, "compare-confusion-minus")
    matrix = part(panel, "compare-confusion", ConfusionView)
    assert matrix.matrix.against == ("mlp-512", "padnet")
    words, said = part(panel, "compare-cell", QLabel), "True 7, predicted 1: mlp-512 40 more than padnet"
    point_at(qtbot, matrix, lambda: cell_center(matrix, 7, 1), lambda: words.text() == said)
    with qtbot.waitSignal(panel.digits_requested) as told:
        qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=cell_center(matrix, 7, 1).toPoint())
    assert told.args[0].total == 40
    press(panel, qtbot, "compare-page-confusion")
    press(panel, qtbot, "compare-confusion-minus")
    assert matrix.matrix.against is None


def test_without_a_second_matrix_there_is_no_difference_to_show(panel: ComparePanel) -> None:
    panel.show_models([each for each in bundled() if each.id == "padnet"])
    assert not part(panel, "compare-confusion-minus").isEnabled()


# --- the digits ---


def test_a_click_on_a_cell_opens_its_digits_surest_mistakes_first(panel: ComparePanel, qtbot: QtBot) -> None:
    panel.select("mlp-512")
    matrix = part(panel, "compare-confusion", ConfusionView)
    with qtbot.waitSignal(panel.digits_requested) as told:
        qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=cell_center(matrix, 7, 1).toPoint())
    gallery = told.args[0]
    assert (gallery.on, gallery.total) == ("mnist", 50)
    assert part(panel, "compare-digits-title", QLabel).text() == "True 7, predicted 1 by mlp-512"
    view = shown(panel, gallery)
    assert view.isVisible()
    sure = [digit.confidence for digit in gallery.digits]
    assert sure == sorted(sure, reverse=True)
    assert view.model().rowCount() == 50
    assert view.model().index(0, 0).data() == "Row 299: true 7, predicted 1, 100.0 % sure"


def test_a_click_on_a_digit_wants_it_on_the_pad(panel: ComparePanel, qtbot: QtBot) -> None:
    both(panel, qtbot)
    with qtbot.waitSignal(panel.digits_requested) as told:
        press(panel, qtbot, "compare-difference-only-b")
    view = shown(panel, told.args[0])
    with qtbot.waitSignal(panel.digit_chosen) as chosen:
        place = view.visualRect(view.model().index(0, 0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == ["mnist", "5e7", told.args[0].digits[0].row]
    view.setCurrentIndex(view.model().index(1, 0))
    with qtbot.waitSignal(panel.digit_chosen) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args[2] == told.args[0].digits[1].row


def test_pictures_that_come_late_do_not_stand_under_another_title(panel: ComparePanel, qtbot: QtBot) -> None:
    panel.select("mlp-512")
    asked: list[ExampleSet] = []
    panel.digits_requested.connect(asked.append)
    matrix = part(panel, "compare-confusion", ConfusionView)
    matrix.cell_requested.emit(7, 1)
    matrix.cell_requested.emit(7, 7)
    assert not shown(panel, asked[0]).isVisible()
    assert shown(panel, asked[1]).isVisible()


def test_a_cell_without_digits_says_so(panel: ComparePanel) -> None:
    panel.select("mlp-512")
    part(panel, "compare-confusion", ConfusionView).cell_requested.emit(3, 4)
    assert part(panel, "compare-digits-reason", QLabel).text() == "There are none."


def test_digits_that_cannot_be_had_say_why(panel: ComparePanel) -> None:
    panel.select("mlp-512")
    part(panel, "compare-confusion", ConfusionView).cell_requested.emit(7, 1)
    panel.show_no_digits("The drawings are others than those that were evaluated.")
    assert "others" in part(panel, "compare-digits-reason", QLabel).text()


def test_evaluations_of_models_that_are_not_here_are_passed_over(panel: ComparePanel) -> None:
    before = [column(panel, title) for title in titles(panel)]
    panel.show_evaluated([evaluated([1], [1], "stranger"), evaluated([1], [1], "mlp-256")], {"stranger": 1.0})
    assert [column(panel, title) for title in titles(panel)] == before
    panel.select("mlp-256")
    assert part(panel, "compare-confusion", ConfusionView).matrix is None, "it names clothes"
