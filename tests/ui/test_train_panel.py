"""The training panel as its user meets it: found by object names, fed with a run's real news, watched for wishes."""

import math
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QProgressBar,
    QSpinBox,
    QTableView,
    QWidget,
)

from digitpad.jobs.job import Outcome
from digitpad.learn.recipes import RECIPES
from digitpad.records import DIGITS, Card, EpochDone, Plan, Preparing, RunDone, RunStarted, SnapshotTaken, StepDone
from digitpad.ui.common.theme import DARK, LIGHT
from digitpad.ui.train.redraws import LONGEST_MS, SHORTEST_MS, rest_ms
from digitpad.ui.train.train_panel import TrainPanel

PLAN = RECIPES["mlp-256-128"]
SPE = 20  # steps per epoch of the runs in these tests


@pytest.fixture
def panel(qtbot) -> TrainPanel:
    panel = TrainPanel()
    qtbot.addWidget(panel)
    panel.resize(1000, 760)
    panel.show()
    qtbot.waitUntil(lambda: panel.findChild(pg.PlotWidget, "train-accuracy-chart") is not None)
    return panel


def started(run: str = "one", plan: Plan = PLAN, first: int = 1) -> RunStarted:
    return RunStarted(run, plan, DIGITS, 235_146, SPE * 64, 500, SPE, first, "cpu", 1)


def epoch_of(number: int, loss: float = 1.0) -> Iterator[object]:
    """One epoch's news."""
    for step in range((number - 1) * SPE + 1, number * SPE + 1):
        yield StepDone(number, step, PLAN.epochs * SPE, loss * math.exp(-step / 50), 0.001, 6400.0)
    yield EpochDone(number, PLAN.epochs, loss / number, 0.8 + number / 100, loss / number, 0.9, 2.0, 0.001, 6400.0)


def press(qtbot, panel: TrainPanel, name: str) -> None:
    qtbot.mouseClick(panel.findChild(QAbstractButton, name), Qt.MouseButton.LeftButton)


def enabled(panel: TrainPanel) -> dict[str, bool]:
    return {
        name: panel.findChild(QWidget, f"train-{name}").isEnabled() for name in ("start", "pause", "stop", "recipe")
    }


def lines(panel: TrainPanel, chart: str) -> dict[int, list[float]]:
    """The y values of a chart's lines, in the order of the legend."""
    items = panel.findChild(pg.PlotWidget, f"train-{chart}-chart").getPlotItem().listDataItems()
    here = {place: [] if item.yData is None else item.yData.tolist() for place, item in enumerate(items)}
    return {place: values for place, values in here.items() if values}


def table(panel: TrainPanel) -> list[list[str]]:
    model = panel.findChild(QTableView, "train-epoch-table").model()
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]


def status(panel: TrainPanel) -> str:
    return panel.findChild(QLabel, "train-status").text()


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


def test_an_empty_panel_says_where_the_curves_will_be(panel) -> None:
    hint = panel.findChild(QLabel, "train-loss-chart-hint")
    assert hint.isVisible()
    assert "Press Start" in hint.text()
    assert enabled(panel) == {"start": True, "pause": False, "stop": False, "recipe": True}


def test_a_run_from_start_to_end(qtbot, panel) -> None:
    with qtbot.waitSignal(panel.start_wanted) as wish:
        press(qtbot, panel, "train-start")
    assert wish.args == [PLAN]
    assert enabled(panel) == {"start": False, "pause": False, "stop": True, "recipe": False}
    panel.show_events([Preparing("Loading torch")])
    assert status(panel) == "Loading torch"
    panel.show_events([started(), *epoch_of(1), *epoch_of(2)])
    qtbot.waitUntil(lambda: len(table(panel)) == 2)
    assert enabled(panel) == {"start": False, "pause": True, "stop": True, "recipe": False}
    loss = lines(panel, "loss")
    assert loss[0] == pytest.approx([math.exp(-step / 50) for step in range(1, 2 * SPE + 1)])
    assert len(loss[1]) == 2 * SPE
    assert (loss[2], loss[3]) == ([1.0, 0.5], [1.0, 0.5])
    assert lines(panel, "accuracy") == {0: pytest.approx([81, 82]), 1: pytest.approx([90, 90])}
    assert table(panel)[1] == ["2", "0.5000", "82.00 %", "", "", "0.5000", "90.00 %", "2.0 s", "6,400/s"]
    words = panel.findChild(QProgressBar, "train-progress").text()
    assert words == "epoch 3/5 - 40 % - 0:06 left - 6,400 digits/s"
    assert not panel.findChild(QLabel, "train-loss-chart-hint").isVisible()
    card = Card("mine", PLAN, DIGITS, 1, "weights", 1)
    panel.show_events([SnapshotTaken(card, {}), *epoch_of(3), *epoch_of(4), *epoch_of(5), RunDone(card)])
    panel.show_outcome(Outcome("succeeded"))
    assert "Kept as" in status(panel)
    assert panel.findChild(QProgressBar, "train-progress").text() == "epoch 5/5 - 100 %"
    assert len(table(panel)) == 5
    assert enabled(panel) == {"start": True, "pause": False, "stop": False, "recipe": True}


def test_pause_becomes_resume_and_back(qtbot, panel) -> None:
    pause = panel.findChild(QAbstractButton, "train-pause")
    panel.show_events([started(), *epoch_of(1)])
    with qtbot.waitSignal(panel.pause_wanted):
        press(qtbot, panel, "train-pause")
    assert pause.text() == "Resume"
    assert "paused" in panel.findChild(QProgressBar, "train-progress").text()
    with qtbot.waitSignal(panel.resume_wanted):
        press(qtbot, panel, "train-pause")
    assert pause.text() == "Pause"


def test_stop_asks_once_and_waits_for_the_end(qtbot, panel) -> None:
    panel.show_events([started(), *epoch_of(1)])
    with qtbot.waitSignal(panel.stop_wanted):
        press(qtbot, panel, "train-stop")
    assert enabled(panel) == {"start": False, "pause": False, "stop": False, "recipe": False}
    panel.show_outcome(Outcome("stopped"))
    assert enabled(panel)["start"]
    assert "Stopping" not in status(panel)


def test_a_run_that_failed_says_why_in_the_panel(panel) -> None:
    panel.show_events([started(), *epoch_of(1)])
    panel.show_outcome(Outcome("failed", "The loss is no longer a number.", "Try a smaller learning rate."))
    assert status(panel) == "The loss is no longer a number. Try a smaller learning rate."
    assert panel.findChild(QLabel, "train-status").property("role") == "bad"
    assert enabled(panel)["start"]


def test_a_run_that_failed_before_it_began_is_not_getting_ready_for_ever(qtbot, panel) -> None:
    press(qtbot, panel, "train-start")
    panel.show_events([Preparing("Loading torch")])
    panel.show_outcome(Outcome("failed", "The run one could not be written."))
    assert status(panel) == "The run one could not be written."
    assert panel.findChild(QProgressBar, "train-progress").text() == ""
    assert panel.findChild(QLabel, "train-loss-chart-hint").text().startswith("Press Start")


def test_nothing_of_an_old_run_reaches_a_new_runs_chart(qtbot, panel) -> None:
    panel.show_events([started("old"), *epoch_of(1, loss=9.0)])
    panel.show_outcome(Outcome("stopped"))
    panel.show_events(list(epoch_of(2, loss=9.0)))  # late: its run is over
    press(qtbot, panel, "train-start")
    panel.show_events(list(epoch_of(3, loss=9.0)))  # later still: the new run has not begun
    panel.show_events([started("new"), *epoch_of(1, loss=1.0)])
    qtbot.waitUntil(lambda: len(table(panel)) == 1)
    assert max(lines(panel, "loss")[0]) < 1
    assert lines(panel, "loss")[3] == [1.0]


def test_a_resumed_run_keeps_its_curve_up_to_where_it_goes_on(qtbot, panel) -> None:
    panel.show_events([started("one"), *epoch_of(1), *epoch_of(2)])
    panel.show_outcome(Outcome("stopped"))
    panel.show_events([started("one", first=2), *epoch_of(2, loss=4.0)])
    qtbot.waitUntil(lambda: lines(panel, "loss")[3] == [1.0, 2.0])


def test_changing_the_rate_of_a_run_is_wished_for_and_marked(qtbot, panel) -> None:
    panel.show_events([started(), *epoch_of(1)])
    rate = panel.findChild(QWidget, "train-rate")
    assert rate.isVisible()
    with qtbot.waitSignal(panel.learning_rate_wanted) as wish:
        rate.setValue(0.0005)
    assert wish.args == [0.0005]
    marks = panel.findChild(pg.PlotWidget, "train-loss-chart").getPlotItem().items
    assert [item.value() for item in marks if isinstance(item, pg.InfiniteLine)] == [1.0]
    assert panel.plan() == PLAN  # the next run starts as before
    panel.show_events([started("two"), *epoch_of(1)])
    assert not [item for item in marks if isinstance(item, pg.InfiniteLine)]


@pytest.mark.parametrize("rate", [0.00087237456, 0.0123456, 1.23456e-5, 0.1])
def test_the_rate_of_a_schedule_can_be_read_whole(panel, rate) -> None:
    step = next(event for event in epoch_of(1) if isinstance(event, StepDone))
    panel.show_events([started(), replace(step, learning_rate=rate)])
    panel._draw()
    field = panel.findChild(QDoubleSpinBox, "train-rate")
    shown = field.lineEdit()
    assert field.value() == pytest.approx(rate, rel=0.005)
    assert shown.fontMetrics().horizontalAdvance(shown.text()) <= shown.contentsRect().width() - 2


def test_what_comes_while_the_panel_is_out_of_sight_is_there_when_it_is_seen(qtbot, panel) -> None:
    panel.hide()
    panel.show_events([started(), *epoch_of(1)])
    panel.show()
    qtbot.waitUntil(lambda: len(table(panel)) == 1)
    assert len(lines(panel, "loss")[0]) == SPE


def test_charts_are_redrawn_fifteen_times_a_second_at_most(qtbot, panel) -> None:
    drawn: list[int] = []
    draw = panel._figures.draw
    panel._figures.draw = lambda run: (drawn.append(1), draw(run))
    panel.show_events([started()])
    for event in epoch_of(1):
        panel.show_events([event])
    qtbot.waitUntil(lambda: len(table(panel)) == 1)
    assert len(drawn) == 1


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_charts_follow_the_theme(qtbot, panel, theme) -> None:
    panel.show_events([started(), *epoch_of(1)])
    panel.apply_theme(theme)
    chart = panel.findChild(pg.PlotWidget, "train-loss-chart")
    assert chart.backgroundBrush().color().name() == theme.panel
    pens = [item.opts["pen"].color().name() for item in chart.getPlotItem().listDataItems()]
    assert pens == [theme.series[0], theme.series[0], theme.series[2], theme.series[1], theme.series[3]]


def test_zooming_stays_until_a_double_click(qtbot, panel) -> None:
    panel.show_events([started(), *epoch_of(1)])
    chart = panel.findChild(pg.PlotWidget, "train-loss-chart")
    qtbot.waitUntil(lambda: len(table(panel)) == 1)
    chart.getViewBox().scaleBy((0.1, 0.1))
    chart.getViewBox().sigRangeChangedManually.emit([True, True])  # what the wheel emits
    zoomed = chart.viewRange()
    panel.show_events(list(epoch_of(2)))
    qtbot.waitUntil(lambda: len(table(panel)) == 2)
    assert chart.viewRange() == zoomed
    qtbot.mouseDClick(chart.viewport(), Qt.MouseButton.LeftButton)
    assert chart.viewRange()[0] == pytest.approx([-0.06, 3.06])


def test_busy_words_never_cover_what_a_run_says(panel) -> None:
    panel.show_busy("Loading torch")
    assert status(panel) == "Loading torch"
    panel.show_busy("")
    assert status(panel) == ""
    panel.show_events([started()])
    panel.show_busy("Reading the library")
    assert "235,146 weights" in status(panel)
    panel.show_outcome(Outcome("succeeded"))
    panel.show_busy("Loading models")
    assert status(panel) == "The run has ended."


@pytest.mark.parametrize(
    ("milliseconds", "rest"), [(0, SHORTEST_MS), (1, SHORTEST_MS), (6, 200), (9, 300), (90, LONGEST_MS)]
)
def test_the_longer_a_drawing_takes_the_longer_the_next_one_waits(milliseconds: float, rest: int) -> None:
    assert rest_ms(milliseconds / 1000) == rest


@pytest.mark.parametrize(("width", "settings", "figures"), [(1000, True, True), (600, True, False)])
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
    with qtbot.waitSignal(panel.start_wanted) as wish:
        press(qtbot, panel, "train-start")
    assert wish.args == [plan]
