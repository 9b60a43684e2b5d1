"""What the charts show, as files: the figures as a table, the charts as pictures and drawings."""

import csv
import io
import math
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QAbstractButton

from digitpad.ui.common.theme import LIGHT
from digitpad.ui.train.chart_row import ChartRow
from tests.ui.train.parts import chart, shown
from tests.ui.train.run_events import SPE, epoch_of, started


def test_the_figures_are_exported_as_a_table(qtbot, panel) -> None:
    shown(panel, [started(), *epoch_of(1), *epoch_of(2, 0.4)])
    with qtbot.waitSignal(panel.export_requested) as wish:
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
    with qtbot.waitSignal(panel.export_requested) as wish:
        panel.findChild(QAction, "train-export-png").trigger()
    picture = QImage.fromData(wish.args[1])
    assert picture.width() > 1000
    with qtbot.waitSignal(panel.export_requested) as wish:
        panel.findChild(QAction, "train-export-svg").trigger()
    text = wish.args[1].decode()
    assert text.startswith("<?xml")
    assert text.count("<polyline") > 10
    assert "Accuracy" in text


def test_no_curve_of_a_drawing_leaves_its_chart(qtbot, panel) -> None:
    shown(panel, [started(), *epoch_of(1), *epoch_of(2), *epoch_of(3)])
    chart(panel, "loss").setYRange(0.4, 0.6)  # much of every curve lies above or below
    before = panel.findChild(ChartRow).grab().toImage()
    with qtbot.waitSignal(panel.export_requested) as wish:
        panel.findChild(QAction, "train-export-svg").trigger()
    page = ET.fromstring(wish.args[1].decode())  # noqa: S314  # made here
    insets = [part for part in page if part.tag.endswith("}svg")]
    assert [inset.get("overflow") for inset in insets] == ["hidden", "hidden"]
    for inset, name in zip(insets, ("loss", "accuracy"), strict=True):
        assert LIGHT.series[1] in strokes(inset), "the curve is in a picture of its own"
        plot = chart(panel, name)
        assert float(inset.get("height", 0)) == pytest.approx(plot.getViewBox().height(), abs=1)
        assert float(inset.get("y", 0)) >= plot.mapTo(panel.findChild(ChartRow), QPoint()).y()
        page.remove(inset)
    assert not {LIGHT.series[0], LIGHT.series[1], LIGHT.series[2]} & strokes(page)
    assert panel.findChild(ChartRow).grab().toImage() == before, "the window shows what it showed"


def strokes(page: ET.Element) -> set[str]:
    """The colours of the lines that go through more points than two."""
    groups = [group for group in page.iter() if any(part.tag.endswith(("}polyline", "}path")) for part in group)]
    return {group.get("stroke", "") for group in groups}


def test_there_is_nothing_to_export_before_a_run(panel) -> None:
    assert not panel.findChild(QAbstractButton, "train-export").isEnabled()
