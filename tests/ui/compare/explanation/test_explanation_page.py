"""Why as the user meets it: a row a model, maps, neighbours."""

from typing import Any

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.common.theme import DARK, LIGHT
from digitpad.ui.compare.compare_panel import ComparePanel
from digitpad.ui.compare.explanation import explanation_picture, explanation_row
from tests.ui.compare.drawing_results import NEAR, explanation
from tests.ui.compare.parts import heard, part, press


def test_why_shows_a_row_a_model_the_current_one_on_top(panel: ComparePanel, qtbot: QtBot) -> None:
    wanted = heard(panel.reasons.why.explanations_requested)
    press(panel, qtbot, "compare-page-why")
    assert wanted == [] and part(panel, "why-empty", QLabel).isVisible()
    panel.reasons.why.show_drawing(True)
    panel.reasons.why.ask()
    assert wanted == [()]
    panel.select("mlp-512")
    assert panel.reasons.why.order[0] == "mlp-512"
    panel.reasons.why.show_explanations([explanation("mlp-512", neighbours=NEAR), explanation("padnet")])
    rows = [each for each in panel.findChildren(explanation_row.ExplanationRow) if each.isVisible()]
    assert [each.explanation.model for each in sorted(rows, key=QWidget.y)] == ["mlp-512", "padnet"]


def test_every_part_of_a_row_says_what_it_is(panel: ComparePanel, qtbot: QtBot) -> None:
    press(panel, qtbot, "compare-page-why")
    panel.reasons.why.show_drawing(True)
    panel.reasons.why.show_explanations([explanation("padnet", neighbours=NEAR)])
    shown = next(each for each in panel.findChildren(explanation_row.ExplanationRow) if each.explanation)
    places = explanation_row.places(shown.width())
    assert shown.words_at(places.maps[0].center()) == explanation_row.OCCLUSION_TIP
    assert shown.words_at(places.maps[1].center()) == explanation_row.GRADIENT_TIP
    assert shown.words_at(places.digits[3].center()) == "Training digit 3, a 3; distance 4.5"
    assert "predicts 7, 93.0 % sure" in shown.words_at(QPointF(1, 1))
    assert places.digits[-1].right() <= shown.width()


def test_neighbours_are_looked_for_at_a_press_and_not_where_they_cannot_be_had(
    panel: ComparePanel, qtbot: QtBot
) -> None:
    press(panel, qtbot, "compare-page-why")
    page, wanted = panel.reasons.why, heard(panel.reasons.why.neighbours_requested)
    page.show_drawing(True)
    lacking = explanation("mlp-256", lacking="Fashion-MNIST is not on this machine.")
    page.show_explanations([lacking, explanation("padnet"), explanation("cnn-5x5", neighbours=NEAR)])
    press(panel, qtbot, "why-find")
    assert wanted == [(["padnet"],)]
    page.show_progress("padnet looks at all training digits …", 0.4)
    assert not part(panel, "why-find", QPushButton).isVisible()
    stops = heard(page.stop_requested)
    press(panel, qtbot, "why-stop")
    assert stops == [()]
    page.show_progress("", 0)
    page.show_explanations([explanation("padnet", neighbours=NEAR)])
    assert not part(panel, "why-find", QPushButton).isVisible()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_maps_are_tinted_for_and_against_in_both_themes(theme: Any) -> None:
    found = explanation("padnet")
    image = explanation_picture.overlaid(found.glyph, found.occlusion, theme)
    assert image.pixelColor(13, 6).name() == theme.accent
    against, ground = image.pixelColor(13, 22), image.pixelColor(0, 0)
    assert ground.name() == theme.field and against.red() != ground.red()
