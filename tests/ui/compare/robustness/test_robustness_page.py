"""The robustness test as the user meets it: choices, slider, list."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSlider, QTableWidget
from pytestqt.qtbot import QtBot

from digitpad.evaluation import robustness
from digitpad.ink.perturb import TRANSFORMS
from digitpad.ui.compare.compare_panel import ComparePanel
from tests.ui.compare.cards import bundled
from tests.ui.compare.drawing_results import SEVEN, sweep
from tests.ui.compare.parts import heard, part, press, table


def row(panel: ComparePanel, name: str) -> list[str]:
    table = part(panel, "sweep-models", QTableWidget)
    for at in range(table.rowCount()):
        if table.item(at, 0).text() == name:
            return [table.item(at, column).text() for column in range(3)]
    raise AssertionError(f"{name} is not in the list")


def test_nothing_is_asked_before_somebody_looks_and_draws(panel: ComparePanel, qtbot: QtBot) -> None:
    wanted, samples = (
        heard(panel.reasons.robustness.perturbation_requested),
        heard(panel.reasons.robustness.sample_requested),
    )
    panel.reasons.robustness.show_drawing(True, 7)
    assert wanted == []
    panel.reasons.robustness.show_drawing(False, None)
    press(panel, qtbot, "compare-page-breaks")
    assert wanted == []
    assert "Draw a digit" in part(panel, "sweep-empty", QLabel).text()
    press(panel, qtbot, "sweep-sample")
    assert samples == [()]
    panel.reasons.robustness.show_drawing(True, 7)
    panel.reasons.robustness.ask()
    assert wanted == [("rotation", True)]


def test_where_each_model_fails_stands_in_the_list_and_in_the_chart(panel: ComparePanel, qtbot: QtBot) -> None:
    press(panel, qtbot, "compare-page-breaks")
    sweep(panel)
    assert row(panel, "padnet")[2] == "never"
    assert row(panel, "cnn-5x5")[2] == "-36°, 56°"
    with pytest.raises(AssertionError):
        row(panel, "mlp-256")  # it names clothes
    assert part(panel, "sweep-words", QLabel).text() == "Rotation 0°: all of 2 predict 7"


def test_a_long_name_stays_on_the_one_line_of_its_row(panel: ComparePanel) -> None:
    sweep(panel)
    table = part(panel, "sweep-models", QTableWidget)
    assert not table.wordWrap()  # a name would break at its dash, and only its beginning be seen
    assert table.textElideMode() == Qt.TextElideMode.ElideMiddle


def test_the_slider_shows_the_bent_glyph_and_what_each_says_of_it(panel: ComparePanel, qtbot: QtBot) -> None:
    press(panel, qtbot, "compare-page-breaks")
    sweep(panel)
    slider = part(panel, "sweep-slider", QSlider)
    assert slider.value() == TRANSFORMS["rotation"].neutral_at
    slider.setValue(36)
    bent = robustness.perturbation(SEVEN, "rotation").glyphs[36]
    np.testing.assert_array_equal(panel.reasons.robustness.glyph.pixels, np.rint(bent * 255).astype(np.uint8))
    assert part(panel, "sweep-words", QLabel).text() == "Rotation 64°: 1 of 2 predict 7"
    assert row(panel, "cnn-5x5")[1].endswith("(1)")
    panel.reasons.robustness.chart.moved.emit(-31.0)  # the line in the chart is dragged
    assert slider.value() == 12


def test_another_right_digit_needs_no_new_sweep_another_transform_does(panel: ComparePanel, qtbot: QtBot) -> None:
    press(panel, qtbot, "compare-page-breaks")
    sweep(panel)
    wanted = heard(panel.reasons.robustness.perturbation_requested)
    right = part(panel, "sweep-right", QComboBox)
    assert right.currentText() == "7, as predicted"
    right.setCurrentIndex(right.findData(1))
    assert wanted == [] and row(panel, "padnet")[2] == "the start"
    kind, unfitted = part(panel, "sweep-kind", QComboBox), part(panel, "sweep-unfitted", QCheckBox)
    assert not unfitted.isVisible()
    kind.setCurrentIndex(kind.findData("size"))
    assert unfitted.isVisible()
    unfitted.click()
    kind.setCurrentIndex(kind.findData("noise"))
    assert wanted == [("size", True), ("size", False), ("noise", True)]


def test_a_click_in_the_list_brings_a_model_to_the_front_and_into_the_table(panel: ComparePanel, qtbot: QtBot) -> None:
    press(panel, qtbot, "compare-page-breaks")
    sweep(panel)
    chosen = heard(table(panel).current_changed)
    panel.reasons.robustness.legend.cellClicked.emit(1, 0)
    assert chosen[-1] == ("cnn-5x5",)


def test_a_model_that_is_deleted_leaves_the_sweep(panel: ComparePanel, qtbot: QtBot) -> None:
    press(panel, qtbot, "compare-page-breaks")
    sweep(panel)
    panel.show_models([card for card in bundled() if card.id != "cnn-5x5"])
    assert part(panel, "sweep-models", QTableWidget).rowCount() == 1
    panel.show_models([])
    assert part(panel, "sweep-models", QTableWidget).rowCount() == 0
