"""The robustness test and Why as the user meets them: choices, slider, list, maps; and pictures as files."""

import xml.dom.minidom
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QSlider, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from digitpad.evaluation import robustness
from digitpad.evaluation.explanations import Explanation, Neighbour
from digitpad.evaluation.robustness import RobustnessCurve
from digitpad.ink.ink import Ink
from digitpad.ink.perturb import STEPS, TRANSFORMS
from digitpad.ui.common.theme import DARK, LIGHT
from digitpad.ui.compare.compare_panel import ComparePanel
from digitpad.ui.compare.explanation import explanation_picture, explanation_row
from tests.ui.compare.cards import bundled, card
from tests.ui.compare.parts import heard, part, press, table

SEVEN = Ink.from_strokes([[(10, 10), (60, 10), (30, 90)]])


def curve(model: str, first: int, last: int, right: int = 7) -> RobustnessCurve:
    """A model that is right from one step to another, and takes the rest for a one."""
    table = np.full((STEPS, 10), 0.01)
    table[:, 1] = 0.6
    table[first : last + 1, right] = 0.9
    table[first : last + 1, 1] = 0.01
    return RobustnessCurve(model, table / table.sum(axis=1, keepdims=True))


def sweep(panel: ComparePanel, kind: str = "rotation") -> None:
    page = panel.reasons.robustness
    page.show_drawing(True, 7)
    page.show_perturbation(robustness.perturbation(SEVEN, kind))
    page.show_curves([curve("padnet", 0, 40), curve("cnn-5x5", 12, 33)])


def row(panel: ComparePanel, name: str) -> list[str]:
    table = part(panel, "sweep-models", QTableWidget)
    for at in range(table.rowCount()):
        if table.item(at, 0).text() == name:
            return [table.item(at, column).text() for column in range(3)]
    raise AssertionError(f"{name} is not in the list")


# --- the robustness test ---


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


# --- why ---


def explanation(model: str, **changes: Any) -> Explanation:
    glyph = np.zeros((28, 28), np.float32)
    glyph[4:24, 12:15] = 1
    pull = np.zeros((28, 28), np.float32)
    pull[4:10, 12:15], pull[20:24, 12:15] = 2.0, -1.0
    return Explanation(model, "7", 0.93, glyph, pull, pull, **changes)


NEAR = tuple(Neighbour(at, np.full((28, 28), 40 * at, np.uint8), str(at), 1.5 + at) for at in range(5))


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


# --- files ---


@pytest.mark.parametrize("key", ["confusion", "sweep", "why"])
def test_pictures_are_saved_as_png_and_svg(panel: ComparePanel, qtbot: QtBot, tmp_path: Path, key: str) -> None:
    press(panel, qtbot, "compare-page-breaks")
    sweep(panel)
    panel.reasons.why.show_drawing(True)
    panel.reasons.why.show_explanations([explanation("padnet", neighbours=NEAR)])
    press(panel, qtbot, {"sweep": "compare-page-breaks", "why": "compare-page-why"}.get(key, "compare-page-confusion"))
    shown = {
        "confusion": lambda: panel.details.confusion.view,
        "sweep": panel.reasons.robustness.picture,
        "why": panel.reasons.why.picture,
    }[key]
    saved, failed = heard(panel.exports.saved), heard(panel.exports.failed)
    for name in ("it.png", "it.svg"):
        panel.exports.save_picture(shown, "A title & more", tmp_path / name)
    assert saved == [("it.png",), ("it.svg",)] and failed == []
    widget = shown()
    assert widget is not None and QImage(str(tmp_path / "it.png")).width() == 2 * widget.width()
    drawn = xml.dom.minidom.parse(str(tmp_path / "it.svg"))  # noqa: S318  # our own
    assert drawn.getElementsByTagName("title")[0].firstChild.data == "A title & more"


def test_the_saved_sweep_names_every_line_however_small_the_page_is(panel: ComparePanel, qtbot: QtBot) -> None:
    panel.show_models([*bundled(), *(card("cnn-5x5", f"seed{at}") for at in range(20))])
    press(panel, qtbot, "compare-page-breaks")
    sweep(panel)
    panel.reasons.robustness.show_curves([curve(f"seed{at}", 0, 30) for at in range(20)])
    picture = panel.reasons.robustness.picture()
    assert picture is not None
    assert not picture.isVisible()
    picture.grab()  # lays it out, as painting it into a file does
    names = part(picture, "sweep-picture-models", QTableWidget)
    shown = {names.item(row, 0).text() for row in range(names.rowCount())}
    assert shown == {"padnet", "cnn-5x5", *(f"seed{at}" for at in range(20))}
    assert names.verticalScrollBar().maximum() == 0


def test_what_cannot_be_saved_is_said_and_leaves_nothing(panel: ComparePanel, tmp_path: Path) -> None:
    saved, failed = heard(panel.exports.saved), heard(panel.exports.failed)
    panel.exports.save_picture(panel.reasons.robustness.picture, "x", tmp_path / "x.png")  # no sweep yet
    panel.exports.save_picture(panel.details.confusion.picture, "x", tmp_path / "x.png")  # nothing counted yet
    panel.exports.save_picture(lambda: panel.details.confusion.view, "x", tmp_path / "x.bmp")
    (tmp_path / "file").write_text("no folder")
    panel.exports.save_table(tmp_path / "file" / "x.csv")
    assert len(failed) == 4 and saved == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_the_table_is_saved_by_the_names_end(panel: ComparePanel, tmp_path: Path) -> None:
    for name in ("x.csv", "x.md"):
        panel.exports.save_table(tmp_path / name)
    assert (tmp_path / "x.csv").read_text().startswith("id,name,bundled")
    assert (tmp_path / "x.md").read_text().startswith("| Model |")


def test_the_menu_offers_what_can_be_saved(panel: ComparePanel) -> None:
    keys = ("save-table", "save-report", "save-confusion", "save-plane", "save-sweep", "save-why")
    assert all(panel.findChild(QAction, f"compare-{key}-action") is not None for key in keys)
