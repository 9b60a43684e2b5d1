"""The sweeps in the comparison: the settings in a table, as curves with bands, and every run as a line."""

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.compare.sweeps.sweeps_page import SweepsPage
from tests.analysis.test_sweep_results import SWEEP, cards_of


@pytest.fixture
def page(qtbot: QtBot) -> SweepsPage:
    made = SweepsPage()
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    return made


def cells(page: SweepsPage) -> list[list[str]]:
    table = page.findChild(QTableWidget, "sweeps-table")
    return [[table.item(row, column).text() for column in range(5)] for row in range(table.rowCount())]


def test_a_home_without_sweeps_says_what_one_is_and_offers_it(page: SweepsPage, qtbot: QtBot) -> None:
    assert "every combination" in page.findChild(QLabel, "sweeps-line").text()
    with qtbot.waitSignal(page.sweep_requested):
        page.findChild(QPushButton, "sweeps-new").click()


def test_settings_stand_in_a_table_with_mean_deviation_and_verdict(page: SweepsPage) -> None:
    page.show_sweeps([SWEEP], list(cards_of().values()))
    first, best, last = cells(page)
    assert first[:4] == ["learning rate 0.001", "4", "95.67 %", "0.54 %"] and "significant" in first[4]
    assert best[4] == "best mean" and "may be chance" in last[4]
    assert (
        "All 12 runs are there. Best mean: 97.17 % with learning rate 0.01."
        in page.findChild(QLabel, "sweeps-line").text()
    )


def test_runs_appear_as_they_end(page: SweepsPage) -> None:
    cards = list(cards_of().values())
    page.show_sweeps([SWEEP], cards[:2])
    assert len(cells(page)) == 1 and "2 of 12 runs" in page.findChild(QLabel, "sweeps-line").text()
    page.show_sweeps([SWEEP], cards)
    assert len(cells(page)) == 3
    assert page.findChild(QComboBox, "sweeps-choice").currentData() == "rates"


def test_curves_and_lines_are_drawn_when_they_are_asked_for(page: SweepsPage, qtbot: QtBot) -> None:
    page.show_sweeps([SWEEP], list(cards_of().values()))
    assert page.findChild(QWidget, "sweeps-chart") is None, "pyqtgraph is loaded when it is needed"
    page.findChild(QPushButton, "sweeps-view-curves").click()
    chart = page.findChild(QWidget, "sweeps-chart")
    assert chart.isVisible()
    lines = [item for item in chart.getPlotItem().listDataItems() if item.opts.get("name")]
    assert [list(line.getData()[0]) for line in lines] == [[1, 2]] * 3
    assert lines[0].getData()[1][1] == pytest.approx(95.675)
    page.findChild(QPushButton, "sweeps-view-parallel").click()
    picture = page.findChild(QWidget, "sweeps-parallel")
    assert picture.isVisible() and not picture.grab().isNull()
