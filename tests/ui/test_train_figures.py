"""Charts that can be read off, compared and saved; interrupted runs; steps; a look inside: as the user meets them."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QProgressBar, QSlider, QTreeWidget, QWidget

from digitpad.jobs.job import Outcome
from digitpad.learn.recipes import RECIPES
from digitpad.records import DIGITS, Answer, Card, EpochDone, EpochInsight, RunStarted, SnapshotTaken, StepDone
from digitpad.ui.common.theme import DARK, LIGHT
from digitpad.ui.train.look_inside import PAST
from digitpad.ui.train.train_panel import TrainPanel
from digitpad.ui.train.waiting_runs import WaitingRun

PLAN = replace(RECIPES["mlp-256-128"], epochs=5)
SPE = 20


@pytest.fixture
def panel(qtbot) -> TrainPanel:
    panel = TrainPanel()
    qtbot.addWidget(panel)
    panel.resize(1000, 760)
    panel.show()
    qtbot.waitUntil(lambda: panel.findChild(pg.PlotWidget, "train-accuracy-chart") is not None)
    return panel


def started(run: str = "one", **values: object) -> RunStarted:
    made = RunStarted(run, PLAN, DIGITS, 235_146, SPE * 64, 500, SPE, 1, "cpu", 1)
    return replace(made, **values)  # type: ignore[arg-type]


def done(number: int, test: float = 0.9, validation: float | None = None) -> EpochDone:
    return EpochDone(number, 5, 1 / number, 0.9, 1 / number, test, 2.0, 0.001, 640.0, validation, validation and 0.9)


def epoch_of(number: int, validation: float | None = None) -> Iterator[object]:
    for step in range((number - 1) * SPE + 1, number * SPE + 1):
        yield StepDone(number, step, 5 * SPE, math.exp(-step / 50), 0.001, 6400.0, 2.0 + step / 10)
    yield done(number, validation=validation)


def test_another_theme_leaves_the_axes_as_they_were(panel) -> None:
    panel.show_events([started(), *epoch_of(1), *epoch_of(2), *epoch_of(3)])
    panel._draw()
    chart = panel.findChild(pg.PlotWidget, "train-loss-chart")
    chart.setYRange(0.0, 0.5)
    axis = chart.getPlotItem().getAxis("left")
    for theme in (DARK, LIGHT):
        panel.apply_theme(theme)
        assert axis.label.isVisible() and axis.autoSIPrefixScale == 1.0, "0.5 is 0.5, not 500"


def inside_of(number: int) -> list[object]:
    """What the trainer tells after an epoch, the weights named after it."""
    card = Card("running", PLAN, DIGITS, 1, "", 4, epochs_done=number)
    weights = {"a": np.full((3, 3), number, np.float32), "steps": np.array(number)}
    confusion = np.eye(10, dtype=np.int64) * 40
    confusion[4, 9] = number
    filters = np.full((16, 5, 5), number, np.float16)
    wrong = np.zeros((2, 28, 28), np.uint8)
    insight = EpochInsight(number, filters, wrong, np.array([4, 7]), np.array([9, 10]), np.array([1.0, 0.5]), confusion)
    return [SnapshotTaken(card, weights), insight]


def card_of(name: str, tests: Sequence[float] = (0.8, 0.85)) -> Card:
    history = tuple(done(number, test) for number, test in enumerate(tests, 1))
    return Card(name, PLAN, DIGITS, 1, "w", 1, history=history, created=f"2026-01-0{len(tests)}")


def press(qtbot, panel: TrainPanel, name: str) -> None:
    qtbot.mouseClick(panel.findChild(QAbstractButton, name), Qt.MouseButton.LeftButton)


def shown(panel: TrainPanel, run: list[object]) -> None:
    panel.show_events(run)
    panel._draw()


def chart(panel: TrainPanel, name: str) -> pg.PlotWidget:
    return panel.findChild(pg.PlotWidget, f"train-{name}-chart")


def curves(panel: TrainPanel, name: str) -> list[list[float]]:
    items = chart(panel, name).getPlotItem().listDataItems()
    return [item.yData.tolist() for item in items if item.yData is not None and len(item.yData)]


def legend(panel: TrainPanel, name: str) -> str:
    return panel.findChild(QLabel, f"train-{name}-chart-legend").text().replace("&nbsp;", " ")


def test_pointing_at_a_chart_reads_all_curves_off_at_that_epoch(panel) -> None:
    shown(panel, [started(), *epoch_of(1), *epoch_of(2)])
    loss = chart(panel, "loss")
    box = loss.getPlotItem().getViewBox()
    at = loss.mapFromScene(box.mapViewToScene(pg.Point(1.0, 0.5)))
    QTest.mouseMove(loss.viewport(), at)
    assert "train <b>1.000</b>" in legend(panel, "loss")
    assert f"batch <b>{math.exp(-SPE / 50):.3f}</b>" in legend(panel, "loss")
    assert "at epoch 1.0" in legend(panel, "accuracy")
    assert "test <b>90.00 %</b>" in legend(panel, "accuracy")
    loss.hovered.emit(math.nan)  # the pointer leaves
    assert "train <b>0.500</b>" in legend(panel, "loss")
    assert "at epoch" not in legend(panel, "loss")


def test_a_logarithmic_axis_shows_the_same_run_and_back(qtbot, panel) -> None:
    shown(panel, [started(), *epoch_of(1)])
    linear = chart(panel, "loss").viewRange()
    press(qtbot, panel, "train-log")
    low, high = chart(panel, "loss").viewRange()[1]
    assert low < math.log10(math.exp(-SPE / 50)) < math.log10(1.0) < high
    press(qtbot, panel, "train-log")
    assert chart(panel, "loss").viewRange() == linear


def test_a_zoomed_chart_offers_the_whole_run_again(qtbot, panel) -> None:
    shown(panel, [started(), *epoch_of(1)])
    reset = panel.findChild(QAbstractButton, "train-loss-chart-reset")
    assert reset.isHidden()
    whole = chart(panel, "loss").viewRange()
    chart(panel, "loss").getViewBox().scaleBy((0.1, 0.1))
    chart(panel, "loss").getViewBox().sigRangeChangedManually.emit([True, True])  # what the wheel emits
    assert reset.isVisible()
    press(qtbot, panel, "train-loss-chart-reset")
    assert chart(panel, "loss").viewRange() == whole
    assert reset.isHidden()


def test_the_third_chart_shows_rate_and_gradient(qtbot, panel) -> None:
    shown(panel, [started(), *epoch_of(1)])
    press(qtbot, panel, "train-steps")
    rate, norm, smooth = curves(panel, "steps")
    assert rate == [0.001] * SPE
    assert norm == pytest.approx([2.0 + step / 10 for step in range(1, SPE + 1)])
    assert len(smooth) == SPE
    press(qtbot, panel, "train-steps")
    assert not chart(panel, "steps").isVisible()


def test_the_best_epoch_on_held_out_pictures_is_marked(panel) -> None:
    run = [started(), *epoch_of(1, 0.5), *epoch_of(2, 0.3), *epoch_of(3, 0.4)]
    shown(panel, run)
    marks = [item.value() for item in chart(panel, "loss").getPlotItem().items if isinstance(item, pg.InfiniteLine)]
    assert marks == [2]
    assert "validation <b>0.400</b>" in legend(panel, "loss")
    shown(panel, [started("two"), *epoch_of(1)])
    assert not [item for item in chart(panel, "loss").getPlotItem().items if isinstance(item, pg.InfiniteLine)]
    assert "validation" not in legend(panel, "loss")


def test_earlier_runs_are_laid_behind_toggled_recoloured_and_renamed(qtbot, panel) -> None:
    panel.show_models([card_of("first"), card_of("second", (0.7, 0.75, 0.8))])
    press(qtbot, panel, "train-runs")
    tree = panel.findChild(QTreeWidget, "train-runs-list")
    assert [tree.topLevelItem(row).text(0) for row in range(2)] == ["second", "first"]
    tree.topLevelItem(1).setCheckState(0, Qt.CheckState.Checked)
    assert curves(panel, "accuracy") == [pytest.approx([80, 85])]
    pens = [item.opts["pen"].color().name() for item in chart(panel, "accuracy").getPlotItem().listDataItems()]
    tree.itemClicked.emit(tree.topLevelItem(1), 1)
    after = [item.opts["pen"].color().name() for item in chart(panel, "accuracy").getPlotItem().listDataItems()]
    assert pens[-1] != after[-1]
    with qtbot.waitSignal(panel.rename_wanted) as wish:
        tree.topLevelItem(1).setText(0, "my first")
    assert wish.args == ["first", "my first"]
    shown(panel, [started(), *epoch_of(1)])
    assert curves(panel, "accuracy")[-1] == pytest.approx([80, 85])
    tree.topLevelItem(1).setCheckState(0, Qt.CheckState.Unchecked)
    assert len(curves(panel, "accuracy")) == 2


def test_only_an_earlier_runs_name_can_be_written_over_and_within_its_row(qtbot, panel) -> None:
    panel.show_models([card_of("first"), card_of("second", (0.7, 0.75, 0.8))])
    press(qtbot, panel, "train-runs")
    tree = panel.findChild(QTreeWidget, "train-runs-list")
    last = tree.topLevelItem(1)
    for column in (2, 1, 0):
        at = tree.visualRect(tree.indexFromItem(last, column)).center()
        qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
        editors = tree.viewport().findChildren(QLineEdit)
        assert len(editors) == (1 if column == 0 else 0)
    assert tree.visualItemRect(last).contains(editors[0].geometry())


def test_the_legends_name_the_earlier_runs_behind_the_curves(qtbot, panel) -> None:
    panel.show_models(
        [card_of("a <b> & c"), card_of("with a name that nobody would read to its end", (0.7, 0.75, 0.8))]
    )
    tree = panel.findChild(QTreeWidget, "train-runs-list")
    for row in range(2):
        tree.topLevelItem(row).setCheckState(0, Qt.CheckState.Checked)
    for name in ("loss", "accuracy"):
        assert "a &lt;b&gt; &amp; c" in legend(panel, name)
        assert "with a name that nobody\u2026" in legend(panel, name)
    tree.topLevelItem(1).setCheckState(0, Qt.CheckState.Unchecked)
    assert "&amp;" not in legend(panel, "accuracy")


def test_earlier_runs_do_not_press_a_young_run_out_of_sight(qtbot, panel) -> None:
    panel.show_models([card_of("first")])  # its losses: 1 and 0.5
    panel.findChild(QTreeWidget, "train-runs-list").topLevelItem(0).setCheckState(0, Qt.CheckState.Checked)
    shown(panel, [started(), *(StepDone(1, step, 5 * SPE, 9.0, 0.001, 6400.0, 2.0) for step in range(1, 6))])
    low, high = chart(panel, "loss").getViewBox().viewRange()[1]
    assert low == 0
    assert high > 9.0


def test_a_run_that_left_no_model_can_be_compared_with_too(qtbot, panel) -> None:
    shown(panel, [started("lost"), *epoch_of(1), *epoch_of(2)])
    panel.show_outcome(Outcome("failed", "It exploded."))
    press(qtbot, panel, "train-start")
    press(qtbot, panel, "train-runs")
    tree = panel.findChild(QTreeWidget, "train-runs-list")
    assert tree.topLevelItemCount() == 1
    tree.topLevelItem(0).setText(0, "too fast")
    tree.topLevelItem(0).setCheckState(0, Qt.CheckState.Checked)
    assert tree.topLevelItem(0).text(0) == "too fast"
    assert curves(panel, "accuracy") == [pytest.approx([90, 90])]


def test_a_resumed_run_shows_the_epochs_behind_it(panel) -> None:
    shown(panel, [started(first_epoch=3, history=(done(1), done(2))), *epoch_of(3)])
    assert curves(panel, "accuracy")[0] == pytest.approx([90, 90, 90])


def test_the_figures_are_exported_as_a_table(qtbot, panel) -> None:
    shown(panel, [started(), *epoch_of(1), *epoch_of(2, 0.4)])
    with qtbot.waitSignal(panel.export_wanted) as wish:
        panel.findChild(QAction, "train-export-csv").trigger()
    kind, content = wish.args
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert kind == "csv"
    assert len(rows) == 2 * SPE + 2
    assert float(rows[0]["batch_loss"]) == pytest.approx(math.exp(-1 / 50))
    assert (rows[0]["test_loss"], rows[0]["gradient_norm"]) == ("", "2.1")
    last = rows[-1]
    assert (last["epoch"], last["test_loss"], last["validation_loss"], last["batch_loss"]) == ("2.0", "0.5", "0.4", "")


def test_the_charts_are_exported_as_pictures(qtbot, panel) -> None:
    shown(panel, [started(), *epoch_of(1), *epoch_of(2)])
    with qtbot.waitSignal(panel.export_wanted) as wish:
        panel.findChild(QAction, "train-export-png").trigger()
    picture = QImage.fromData(wish.args[1])
    assert picture.width() > 1000
    with qtbot.waitSignal(panel.export_wanted) as wish:
        panel.findChild(QAction, "train-export-svg").trigger()
    text = wish.args[1].decode()
    assert text.startswith("<?xml")
    assert text.count("<polyline") > 10
    assert "Accuracy" in text


def test_no_curve_of_a_drawing_leaves_its_chart(qtbot, panel) -> None:
    shown(panel, [started(), *epoch_of(1), *epoch_of(2), *epoch_of(3)])
    chart(panel, "loss").setYRange(0.4, 0.6)  # much of every curve lies above or below
    before = panel._figures.charts.grab().toImage()
    with qtbot.waitSignal(panel.export_wanted) as wish:
        panel.findChild(QAction, "train-export-svg").trigger()
    page = ET.fromstring(wish.args[1].decode())  # noqa: S314  # made here
    insets = [part for part in page if part.tag.endswith("}svg")]
    assert [inset.get("overflow") for inset in insets] == ["hidden", "hidden"]
    for inset, name in zip(insets, ("loss", "accuracy"), strict=True):
        assert LIGHT.series[1] in strokes(inset), "the curve is in a picture of its own"
        plot = chart(panel, name)
        assert float(inset.get("height", 0)) == pytest.approx(plot.getViewBox().height(), abs=1)
        assert float(inset.get("y", 0)) >= plot.mapTo(panel._figures.charts, QPoint()).y()
        page.remove(inset)
    assert not {LIGHT.series[0], LIGHT.series[1], LIGHT.series[2]} & strokes(page)
    assert panel._figures.charts.grab().toImage() == before, "the window shows what it showed"


def strokes(page: ET.Element) -> set[str]:
    """The colours of the lines that go through more points than two."""
    groups = [group for group in page.iter() if any(part.tag.endswith(("}polyline", "}path")) for part in group)]
    return {group.get("stroke", "") for group in groups}


def test_there_is_nothing_to_export_before_a_run(panel) -> None:
    assert not panel.findChild(QAbstractButton, "train-export").isEnabled()


def test_an_interrupted_run_can_be_continued_or_discarded(qtbot, panel) -> None:
    assert not panel.findChild(QWidget, "train-waiting").isVisible()
    panel.show_waiting([WaitingRun("padnet", 7, 24, "begun 2 hours ago"), WaitingRun("old", 1, 3)])
    first = panel.findChild(QAbstractButton, "train-continue")
    assert first.text() == "Continue padnet, epoch 7 of 24"
    with qtbot.waitSignal(panel.discard_wanted) as wish:
        press(qtbot, panel, "train-discard-2")
    assert wish.args == ["old"]
    with qtbot.waitSignal(panel.continue_wanted) as wish:
        press(qtbot, panel, "train-continue")
    assert wish.args == ["padnet"]
    assert not first.isVisible(), "while a run is under way nothing else is offered"
    panel.show_waiting([])
    panel.show_outcome(Outcome("stopped"))
    assert not panel.findChild(QWidget, "train-waiting").isVisible()


def test_one_batch_or_one_epoch_at_a_time(qtbot, panel) -> None:
    step = panel.findChild(QAbstractButton, "train-step")
    assert not step.isEnabled()
    shown(panel, [started(), *epoch_of(1)])
    for name, epoch in (("train-step-batch", False), ("train-step-epoch", True)):
        with qtbot.waitSignal(panel.step_wanted) as wish:
            panel.findChild(QAction, name).trigger()
        assert wish.args == [epoch]
        assert panel.findChild(QAbstractButton, "train-pause").text() == "Resume"
    assert "step by step" in panel.findChild(QProgressBar, "train-progress").text()
    with qtbot.waitSignal(panel.resume_wanted):
        press(qtbot, panel, "train-pause")


def inside(qtbot, panel: TrainPanel, epochs: int = 3) -> QSlider:
    run = [started()]
    for number in range(1, epochs + 1):
        run += [*epoch_of(number), *inside_of(number)]
    shown(panel, run)
    press(qtbot, panel, "train-view-inside")
    return panel.findChild(QSlider, "train-epoch-slider")


def test_a_look_inside_shows_filters_mistakes_and_confusion(qtbot, panel) -> None:
    slider = inside(qtbot, panel)
    assert not chart(panel, "loss").isVisible()
    assert (slider.value(), slider.maximum()) == (2, 2)
    assert panel.findChild(QWidget, "train-filters").count == 16
    assert panel.findChild(QWidget, "train-mistakes").words == ["4 \u2192 9", "7 \u2192 \u2205"]
    assert panel.findChild(QWidget, "train-matrix").counts[4, 9] == 3
    press(qtbot, panel, "train-view-curves")
    assert chart(panel, "loss").isVisible()


def test_scrubbing_goes_back_to_an_epochs_net(qtbot, panel) -> None:
    slider = inside(qtbot, panel)
    with qtbot.waitSignal(panel.moment_wanted) as wish:
        slider.setValue(0)
    moment = wish.args[0]
    assert moment.card.id == PAST
    assert moment.weights["a"].dtype == np.float32 and (moment.weights["a"] == 1).all()
    assert moment.weights["steps"] == 1
    assert panel.findChild(QWidget, "train-matrix").counts[4, 9] == 1
    assert panel.findChild(QLabel, "train-epoch-shown").text() == "1 of 3"
    shown(panel, [*epoch_of(4), *inside_of(4)])
    assert panel.findChild(QLabel, "train-epoch-shown").text() == "1 of 4", "who looks back is not pulled away"
    slider.setValue(slider.maximum())
    shown(panel, [*epoch_of(5), *inside_of(5)])
    assert panel.findChild(QLabel, "train-epoch-shown").text() == "5 of 5, newest"


def test_the_bars_are_of_this_drawing_at_this_epoch(qtbot, panel) -> None:
    inside(qtbot, panel)
    bars = panel.findChild(QWidget, "train-bars")
    panel.show_answer(Answer(3, 0.7, (0.0, 0.1, 0.2, 0.7, 0, 0, 0, 0, 0, 0), nearest=3))
    assert [row.best for row in bars.rows].index(True) == 3
    panel.show_answer(None)
    assert not any(row.share for row in bars.rows)


def test_a_new_run_shows_nothing_of_the_old_ones_inside(qtbot, panel) -> None:
    slider = inside(qtbot, panel)
    panel.show_outcome(Outcome("stopped"))
    press(qtbot, panel, "train-start")
    shown(panel, inside_of(3))  # late, of a run that is over
    assert (slider.maximum(), slider.isEnabled()) == (0, False)
    assert panel.findChild(QWidget, "train-filters").count == 0
    assert panel.findChild(QLabel, "train-epoch-shown").text() == "no epoch yet"


def test_what_the_curves_say_stands_under_them(panel) -> None:
    said = panel.findChild(QLabel, "train-diagnosis")
    assert not said.isVisible()
    shown(panel, [started(), *epoch_of(1), replace(done(2), train_accuracy=0.919)])
    assert said.text() == "Train accuracy is 1.9 points above test: it starts to learn by heart."


def test_another_try_starts_with_what_is_to_be_changed(qtbot, panel) -> None:
    plan = replace(RECIPES["mlp-512"], learning_rate=0.001)
    with qtbot.waitSignals([panel.start_wanted, panel.plan_changed]):
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


@pytest.mark.parametrize("width", [560, 700, 1150])
def test_the_figures_fit_their_place(qtbot, panel, width) -> None:
    panel.resize(width, 640)
    shown(panel, [started(), *epoch_of(1), *inside_of(1)])
    press(qtbot, panel, "train-steps")
    press(qtbot, panel, "train-view-inside")
    assert panel.minimumSizeHint().width() <= 560
    for name in ("filters", "mistakes", "matrix", "bars", "epoch-slider"):
        widget = panel.findChild(QWidget, f"train-{name}")
        corner = widget.mapTo(panel, QPoint(widget.width(), widget.height()))
        assert corner.x() <= panel.width() and corner.y() <= panel.height(), name
