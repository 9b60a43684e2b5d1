"""The plane of accuracy against cost: the front, clicks, the point under the mouse, zoom, what covers what."""

import dataclasses
from itertools import combinations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.common.theme import DARK, dress
from digitpad.ui.compare.compare_panel import ComparePanel
from digitpad.ui.compare.pareto.pareto_chart import ParetoChart
from tests.ui.common.mouse import point_at
from tests.ui.compare.cards import bundled
from tests.ui.compare.parts import part, press


@pytest.fixture
def chart(panel: ComparePanel, qtbot: QtBot) -> ParetoChart:
    press(panel, qtbot, "compare-view-plane")
    found: ParetoChart = part(panel, "compare-plane", ParetoChart)
    qtbot.waitUntil(found.isVisible)
    QApplication.processEvents()  # a chart that gets its size only later shows another part then
    return found


def names(chart: ParetoChart) -> list[pg.TextItem]:
    """The models' names as they stand on the plane."""
    return [item for item in chart.scene().items() if isinstance(item, pg.TextItem)]


def by(panel: ComparePanel, key: str) -> None:
    combo = part(panel, "compare-plane-cost", QComboBox)
    combo.setCurrentIndex(combo.findData(key))


def test_the_front_is_marked(panel: ComparePanel, chart: ParetoChart) -> None:
    by(panel, "parameters")
    assert chart.front == ["cnn-5x5", "padnet"]
    by(panel, "training")
    assert chart.front == ["mlp-256-128", "cnn-5x5", "padnet"]


def test_a_click_on_a_point_selects_its_model(panel: ComparePanel, chart: ParetoChart, qtbot: QtBot) -> None:
    by(panel, "parameters")
    with qtbot.waitSignal(panel.models.table.current_changed) as told:
        qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=chart.place("mlp-512").toPoint())
    assert told.args == ["mlp-512"]


def test_the_point_under_the_mouse_is_said(panel: ComparePanel, chart: ParetoChart, qtbot: QtBot) -> None:
    by(panel, "parameters")
    words = part(panel, "compare-plane-words", QLabel)

    point_at(
        qtbot,
        chart.viewport(),
        lambda: chart.place("cnn-5x5"),
        lambda: words.text().startswith("cnn-5x5: 99.11 %"),
    )
    assert "99 k" in words.text()
    assert "No model is better at lower cost" in words.text()
    point_at(qtbot, chart.viewport(), lambda: QPointF(2, 2), lambda: words.text().startswith("Dashed"))


def range_of(chart: ParetoChart) -> list[list[float]]:
    found: list[list[float]] = chart.getPlotItem().getViewBox().viewRange()
    return found


def wheel(chart: ParetoChart, place: QPoint, angle: int) -> None:
    event = QWheelEvent(
        QPointF(place), QPointF(chart.viewport().mapToGlobal(place)), QPoint(), QPoint(0, angle),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(chart.viewport(), event)


def test_the_wheel_zooms_to_where_the_mouse_is_and_fit_shows_all_again(
    panel: ComparePanel, chart: ParetoChart, qtbot: QtBot
) -> None:
    by(panel, "parameters")
    fit = part(panel, "compare-plane-fit", QPushButton)
    whole, place = range_of(chart), chart.place("cnn-5x5")
    assert not fit.isEnabled()
    wheel(chart, place.toPoint(), 480)
    near = range_of(chart)
    assert all(whole[at][0] < near[at][0] < near[at][1] < whole[at][1] for at in (0, 1))
    assert (chart.place("cnn-5x5") - place).manhattanLength() < 4, "the point under the mouse stays there"
    panel.show_scores([])
    assert range_of(chart) == near, "news changes nothing in what the user looks at"
    qtbot.mouseClick(fit, Qt.MouseButton.LeftButton)
    assert np.allclose(range_of(chart), whole) and not fit.isEnabled()


def test_a_drag_moves_the_plane_and_a_double_click_shows_all_again(
    panel: ComparePanel, chart: ParetoChart, qtbot: QtBot
) -> None:
    by(panel, "parameters")
    whole, place = range_of(chart), QPoint(chart.width() // 2, chart.height() // 3)
    view = chart.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=place)

    def moved() -> bool:
        """pyqtgraph passes over moves that follow each other too fast."""
        steps.append(1)
        for at in (QPoint(10 + len(steps) % 2, 8), QPoint(40 + len(steps) % 2, 20)):
            _send_move(view, place + at)
        return range_of(chart)[0][0] < whole[0][0]

    steps: list[int] = []
    qtbot.waitUntil(moved)  # the picture follows the hand
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place + QPoint(40, 20))
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(chart.width() - 30, chart.height() // 2))
    assert np.allclose(range_of(chart), whole)


def _send_move(widget: QWidget, place: QPoint) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), QPointF(widget.mapToGlobal(place)),
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_models_that_lie_on_each_other_are_counted_and_every_click_means_the_next(
    panel: ComparePanel, chart: ParetoChart, qtbot: QtBot
) -> None:
    first = bundled()[0]
    twins = [dataclasses.replace(first, id=f"twin-{at}", title="", bundled=False) for at in (1, 2)]
    panel.show_models([*bundled(), *twins])
    by(panel, "parameters")
    assert len(chart.stack_of("twin-1")) == 3
    assert any(name.toPlainText().endswith("+2") for name in names(chart))
    told = []
    panel.models.table.current_changed.connect(told.append)
    for count in (1, 2, 3):
        qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=chart.place("twin-1").toPoint())
        assert len(told) == count
    assert set(told) == {first.id, "twin-1", "twin-2"}


def test_thirty_names_never_cover_each_other(panel: ComparePanel, chart: ParetoChart) -> None:
    first = bundled()[0]
    many = [
        dataclasses.replace(first, id=f"model-{at}", title=f"A model with a name {at}", parameters=1000 + 37 * at**2)
        for at in range(30)
    ]
    panel.show_models(many)
    by(panel, "parameters")
    boxes = [name.mapRectToScene(name.boundingRect()).adjusted(1, 1, -1, -1) for name in names(chart)]
    assert boxes and not any(one.intersects(other) for one, other in combinations(boxes, 2))
    points = [point for model in (each.id for each in many) for point in chart.stack_of(model)]
    assert {point.model for point in points} == {each.id for each in many}


def test_times_that_nobody_measured_can_be_measured(panel: ComparePanel, chart: ParetoChart, qtbot: QtBot) -> None:
    by(panel, "milliseconds")
    assert "time of a prediction" in part(panel, "compare-plane-reason", QLabel).text()
    with qtbot.waitSignal(panel.times_requested) as told:
        press(panel, qtbot, "compare-plane-times")
    assert set(told.args[0]) == {each.id for each in bundled()}
    panel.show_evaluated([], {each.id: 0.1 * at for at, each in enumerate(bundled(), 1)})
    assert not part(panel, "compare-plane-times").isVisible()
    assert chart.isVisible()


def test_the_plane_takes_another_theme_and_an_empty_library(panel: ComparePanel, chart: ParetoChart) -> None:
    dress(DARK)
    assert chart.backgroundBrush().color().name() == DARK.panel
    panel.show_models([])
    assert part(panel, "compare-empty", QLabel).isVisible()
