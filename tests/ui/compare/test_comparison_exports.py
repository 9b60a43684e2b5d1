"""What the comparison panel saves, and what it says where it cannot."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from digitpad.evaluation.robustness import Perturbation, RobustnessCurve
from digitpad.ink.perturb import TRANSFORMS
from digitpad.ui.compare.compare_panel import ComparePanel
from tests.ui.compare.cards import bundled, confusion, score_row
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
