"""The training panel before and beside a run: its names, settings and plans, its size, and what it does not load."""

import subprocess
import sys
from dataclasses import replace

import pytest
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


@pytest.mark.parametrize(("width", "settings", "figures"), [(1040, True, True), (600, True, False)])
def test_settings_stand_beside_the_charts_or_in_their_place(qtbot, panel, width, settings, figures) -> None:
    panel.resize(width, 700)
    press(qtbot, panel, "train-settings")
    assert panel.findChild(QWidget, "train-batch-size").isVisible() is settings
    assert panel.findChild(QWidget, "train-loss-chart").isVisible() is figures
    press(qtbot, panel, "train-start")
    assert panel.findChild(QWidget, "train-loss-chart").isVisible()


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
    assert wish.args == [plan]


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
