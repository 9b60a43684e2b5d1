"""The training panel before and beside a run: its names, settings and plans, its size, and what it does not load."""

import subprocess
import sys
from dataclasses import replace

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QProgressBar, QSpinBox, QWidget

from digitpad.core.recipes import RECIPES
from digitpad.ui.train.train_panel import TrainPanel
from tests.ui.train.parts import press


def test_every_control_has_its_name_a_tooltip_and_the_recipes_their_ids(panel) -> None:
    recipe = panel.findChild(QComboBox, "train-recipe")
    assert {recipe.itemData(row) for row in range(recipe.count())} == set(RECIPES)
    assert isinstance(panel.findChild(QSpinBox, "train-epochs"), QSpinBox)
    assert isinstance(panel.findChild(QProgressBar, "train-progress"), QProgressBar)
    for name in ("recipe", "epochs", "start", "pause", "step", "stop", "view-curves", "view-inside", "log", "steps",
                 "runs", "export", "validation", "patience", "settings", "reset", "progress", "learning-rate",
                 "momentum", "weight-decay", "batch-size", "schedule", "label-smoothing", "augmentation", "rotate",
                 "shift", "scale", "shear", "elastic", "stroke", "erase", "seed", "device", "dataset",
                 "architecture", "input", "optimizer", "average", "rate"):  # fmt: skip
        assert len(panel.findChild(QWidget, f"train-{name}").toolTip()) > 20, name


def test_the_charts_can_be_found_before_the_window_is_shown(qtbot) -> None:
    panel = TrainPanel()
    qtbot.addWidget(panel)
    for name in ("train-loss-chart", "train-accuracy-chart"):
        assert len(panel.findChildren(QWidget, name)) == 1


@pytest.mark.parametrize(("width", "beside"), [(1244, True), (984, True), (824, True), (600, False)])
def test_settings_stand_beside_the_charts_or_lead_back_to_them(qtbot, panel, width, beside) -> None:
    """Usability 13: at the window's first size (here 824) settings took the charts' place, and nothing led back."""
    panel.resize(width, 711)
    batch, loss, back = (
        panel.findChild(QWidget, name) for name in ("train-batch-size", "train-loss-chart", "train-to-charts")
    )
    seen = lambda: (batch.isVisible(), loss.isVisible(), back.isVisible())  # noqa: E731
    assert seen() == (False, True, False)
    press(qtbot, panel, "train-settings")
    assert seen() == (True, beside, not beside)
    if not beside:
        press(qtbot, panel, "train-to-charts")
        assert seen() == (False, True, False)
        press(qtbot, panel, "train-settings")
    qtbot.keyClick(batch, Qt.Key.Key_Escape)
    assert seen() == (False, True, False), "Esc goes back too"
    press(qtbot, panel, "train-settings")
    press(qtbot, panel, "train-start")
    assert seen() == (beside, True, False), "where there is room, Start leaves the settings open"


def test_charts_and_settings_are_whole_at_the_windows_first_size(qtbot, panel) -> None:
    """Usability 13"""
    panel.resize(824, 711)
    press(qtbot, panel, "train-settings")
    buttons = [panel.findChild(QWidget, f"train-{name}") for name in
               ("view-curves", "view-inside", "log", "steps", "runs", "export")]  # fmt: skip
    for each in buttons:
        assert each.width() >= each.sizeHint().width(), each.objectName()
    for name in ("loss", "accuracy"):
        plot = panel.findChild(pg.PlotWidget, f"train-{name}-chart").plot_area
        assert plot.width() > 150 and plot.height() > 50, name
    assert panel.minimumSizeHint().height() <= panel.height()


def test_the_panel_fits_a_small_place(panel) -> None:
    least = panel.minimumSizeHint()
    assert least.width() <= 560
    assert least.height() <= 600


def test_the_panel_needs_neither_torch_nor_pyqtgraph_before_it_is_shown() -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from digitpad.ui.train.train_panel import TrainPanel; TrainPanel();"
        "print([name for name in ('torch', 'pyqtgraph') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_changed_plan_from_last_time_is_shown_and_started(qtbot, panel) -> None:
    plan = replace(RECIPES["mlp-512"], epochs=3, seed=7)
    panel.show_plans({"mlp-512": plan}, "mlp-512")
    assert panel.plan() == plan
    with qtbot.waitSignal(panel.start_requested) as wish:
        press(qtbot, panel, "train-start")
    assert wish.args == [plan, ""]


def test_another_try_starts_with_what_is_to_be_changed(qtbot, panel) -> None:
    plan = replace(RECIPES["mlp-512"], learning_rate=0.001)
    with qtbot.waitSignals([panel.start_requested, panel.plan_changed]):
        panel.start(plan)
    assert panel.plan() == plan


def test_holding_nothing_out_takes_patience_away(qtbot, panel) -> None:
    press(qtbot, panel, "train-settings")
    share, patience = (panel.findChild(QWidget, f"train-{name}") for name in ("validation", "patience"))
    assert not patience.isEnabled()
    share.setValue(0.1)
    patience.setValue(3)
    assert (panel.plan().validation, panel.plan().patience) == (0.1, 3)
    share.setValue(0)
    assert (panel.plan().validation, panel.plan().patience) == (0.0, 0)
    assert not patience.isEnabled()
