"""The charts as their user meets them: read off, zoomed, marked, on another axis, in another theme."""

import math
from dataclasses import replace

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from digitpad.ui.common.theme import DARK, LIGHT, dress
from tests.ui.common.mouse import point_at
from tests.ui.train.parts import chart, curves, legend, press, shown, table
from tests.ui.train.run_events import SPE, done, epoch_of, inside_of, started


def test_another_theme_leaves_the_axes_as_they_were(panel) -> None:
    shown(panel, [started(), *epoch_of(1), *epoch_of(2), *epoch_of(3)])
    chart = panel.findChild(pg.PlotWidget, "train-loss-chart")
    chart.setYRange(0.0, 0.5)
    axis = chart.getPlotItem().getAxis("left")
    for theme in (DARK, LIGHT):
        dress(theme)
        assert axis.label.isVisible() and axis.autoSIPrefixScale == 1.0, "0.5 is 0.5, not 500"


def test_pointing_at_a_chart_reads_all_curves_off_at_that_epoch(qtbot, panel) -> None:
    shown(panel, [started(), *epoch_of(1), *epoch_of(2)])
    loss = chart(panel, "loss")
    box = loss.getPlotItem().getViewBox()
    point_at(
        qtbot,
        loss.viewport(),
        lambda: loss.mapFromScene(box.mapViewToScene(pg.Point(1.0, 0.5))).toPointF(),
        lambda: "at epoch 1.0" in legend(panel, "accuracy"),
    )
    assert "train <b>1.000</b>" in legend(panel, "loss")
    assert f"batch <b>{math.exp(-SPE / 50):.3f}</b>" in legend(panel, "loss")
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


def test_a_resumed_run_shows_the_epochs_behind_it(panel) -> None:
    shown(panel, [started(first_epoch=3, history=(done(1), done(2))), *epoch_of(3)])
    assert curves(panel, "accuracy")[0] == pytest.approx([81, 82, 83])


def test_what_the_curves_say_stands_under_them(panel) -> None:
    said = panel.findChild(QLabel, "train-diagnosis")
    assert not said.isVisible()
    shown(panel, [started(), *epoch_of(1), replace(done(2), train_accuracy=0.919)])
    assert said.text() == "Training accuracy is 1.9 points above test accuracy: the network is starting to overfit."


def test_a_second_line_under_the_curves_counts_for_the_height_and_cuts_no_chart(qtbot, panel) -> None:
    """At 800x600 the words lay over the charts' axes: Qt had counted one line, and the page scrolled too little."""
    shown(panel, [started(), *epoch_of(1), replace(done(2), train_accuracy=0.919)])
    said, card = panel.findChild(QLabel, "train-diagnosis"), chart(panel, "loss").parentWidget()
    one_line = said.height()
    panel.resize(600, 640)
    qtbot.waitUntil(lambda: said.width() < 600)
    said.setText(" ".join([said.text()] * 3))
    qtbot.waitUntil(lambda: said.height() >= 2 * one_line)
    panel.resize(600, panel.minimumSizeHint().height())
    qtbot.waitUntil(lambda: panel.height() == panel.minimumSizeHint().height())
    assert card.geometry().bottom() < panel.charts.height()
    assert card.mapTo(panel, QPoint(0, card.height())).y() <= said.mapTo(panel, QPoint()).y()


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


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_charts_follow_the_theme(qtbot, panel, theme) -> None:
    panel.show_events([started(), *epoch_of(1)])
    dress(theme)
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


def test_arrow_keys_read_the_curves_off_epoch_by_epoch(panel) -> None:
    """6: charts had a name and no content; 5: nothing in them was reached by keys."""
    shown(panel, [started(), *epoch_of(1), *epoch_of(2), *epoch_of(3)])
    loss = chart(panel, "loss")
    assert "train" in loss.accessibleDescription() and "at epoch" not in loss.accessibleDescription()
    for key, epoch in ((Qt.Key.Key_Left, 3), (Qt.Key.Key_Left, 2), (Qt.Key.Key_Home, 1), (Qt.Key.Key_Left, 1),
                       (Qt.Key.Key_Right, 2), (Qt.Key.Key_End, 3), (Qt.Key.Key_Right, 3)):  # fmt: skip
        QTest.keyClick(loss, key)
        assert loss.accessibleDescription().startswith(f"at epoch {epoch}.00"), key
    assert "at epoch" in legend(panel, "accuracy")
    QTest.keyClick(loss, Qt.Key.Key_Escape)
    assert "at epoch" not in loss.accessibleDescription() and "at epoch" not in legend(panel, "loss")


def test_a_low_chart_has_a_short_name_at_its_axis(panel) -> None:
    loss = chart(panel, "loss")
    axis = loss.getPlotItem().getAxis("left")
    for height, name in ((130, "loss"), (300, "loss (lower is better)")):
        loss.resize(400, height)
        loss.grab()
        assert axis.labelText == name
        inside = axis.label.mapRectToParent(axis.label.boundingRect())
        assert inside.top() >= 0 and inside.bottom() <= axis.height()
