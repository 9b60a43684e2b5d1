"""What the comparison panel saves, and what it says where it cannot."""

import csv
import xml.dom.minidom
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QFileDialog, QTableWidget
from pytestqt.qtbot import QtBot

from digitpad.evaluation.robustness import Perturbation, RobustnessCurve
from digitpad.ink.perturb import TRANSFORMS
from digitpad.ui.compare.compare_panel import ComparePanel
from tests.ui.compare.cards import bundled, card, confusion, score_row
from tests.ui.compare.drawing_results import NEAR, curve, explanation, sweep
from tests.ui.compare.parts import act, heard, part, press


def bend(panel: ComparePanel) -> None:
    """A sweep over rotation in which padnet reads a seven throughout, and cnn-5x5 a one."""
    steps = len(TRANSFORMS["rotation"].amounts)
    table = np.full((steps, 10), 0.01)
    table[:, 7] = 0.91
    other = np.full((steps, 10), 0.01)
    other[:, 1] = 0.91
    panel.reasons.robustness.show_drawing(True, 7)
    panel.reasons.robustness.show_perturbation(Perturbation("rotation", True, np.zeros((steps, 28, 28), np.float32)))
    panel.reasons.robustness.show_curves([RobustnessCurve("padnet", table), RobustnessCurve("cnn-5x5", other)])


def dialog(panel: ComparePanel) -> QFileDialog:
    found: QFileDialog = part(panel, "compare-save-dialog", QFileDialog)
    return found


def saved_as(panel: ComparePanel, qtbot: QtBot, path: Path) -> None:
    """Confirms the dialog that is open with this file name, as the user does."""
    asked = dialog(panel)
    gone: list[bool] = []
    asked.destroyed.connect(lambda: gone.append(True))
    asked.fileSelected.emit(str(path))
    asked.close()
    qtbot.waitUntil(lambda: bool(gone))


def test_a_sweep_is_saved_as_figures(panel: ComparePanel, qtbot: QtBot, tmp_path: Path) -> None:
    press(panel, qtbot, "compare-page-breaks")
    bend(panel)
    act(panel, "save-sweep").trigger()
    assert any("csv" in each for each in dialog(panel).nameFilters())
    saved_as(panel, qtbot, tmp_path / "sweep.csv")
    rows = list(csv.reader((tmp_path / "sweep.csv").read_text().splitlines()))
    heads = ["cnn-5x5: probability of 7", "cnn-5x5: predicted", "padnet: probability of 7", "padnet: predicted"]
    assert sorted(rows[0][1:]) == sorted(heads) and rows[0][0] == "Rotation (°)"
    assert len(rows) == 1 + len(TRANSFORMS["rotation"].amounts)
    one = dict(zip(rows[0], rows[1], strict=True))
    assert (one["padnet: probability of 7"], one["padnet: predicted"], one["cnn-5x5: predicted"]) == ("0.91", "7", "1")


def test_a_confusion_matrix_is_saved_as_figures(panel: ComparePanel, qtbot: QtBot, tmp_path: Path) -> None:
    panel.show_scores([score_row(bundled()[0], confusion=confusion(wrong=12))])
    act(panel, "save-confusion").trigger()
    saved_as(panel, qtbot, tmp_path / "confusion.csv")
    rows = list(csv.reader((tmp_path / "confusion.csv").read_text().splitlines()))
    assert rows[0][1:] == [str(digit) for digit in range(10)]
    assert rows[2][0] == "1" and rows[2][8] == "12", "ones that were taken for sevens"


@pytest.mark.parametrize("key", ["save-table", "save-report"])
def test_no_folder_is_made_of_a_slip_of_the_pen(panel: ComparePanel, qtbot: QtBot, tmp_path: Path, key: str) -> None:
    failed, wanted = heard(panel.exports.failed), heard(panel.exports.report_requested)
    act(panel, key).trigger()
    saved_as(panel, qtbot, tmp_path / "nowhere" / "it.csv")
    ((sentence, hint),) = failed
    assert str(tmp_path / "nowhere") in sentence and "no folder" in sentence and hint
    assert wanted == [] and list(tmp_path.iterdir()) == []


def test_the_next_dialog_begins_where_the_last_file_went(panel: ComparePanel, qtbot: QtBot, tmp_path: Path) -> None:
    told = heard(panel.exports.last.changed)
    act(panel, "save-table").trigger()
    saved_as(panel, qtbot, tmp_path / "models.csv")
    assert told == [(str(tmp_path),)]
    act(panel, "save-report").trigger()
    assert Path(dialog(panel).directory().absolutePath()) == tmp_path
    dialog(panel).close()


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
    assert saved == [(tmp_path / "it.png",), (tmp_path / "it.svg",)] and failed == []
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
