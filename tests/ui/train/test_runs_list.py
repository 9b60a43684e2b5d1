"""Earlier runs behind the current one: laid there, recoloured, renamed, named in the legends, never in its way."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTreeWidget

from digitpad.core.records import Outcome, StepDone
from tests.ui.train.parts import chart, curves, legend, press, shown
from tests.ui.train.run_events import SPE, card_of, epoch_of, started


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
    with qtbot.waitSignal(panel.rename_requested) as wish:
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


def test_the_hidden_head_of_the_list_cannot_be_dragged(qtbot, panel) -> None:
    panel.show_models([card_of("first")])
    header = panel.findChild(QTreeWidget, "train-runs-list").header()
    for section in range(header.count()):
        header.setSectionResizeMode(section, header.ResizeMode.Interactive)
        header.resizeSection(section, 0 if section else 50)  # Qt warns where it is to paint an empty one as it moves
    header.show()
    at = QPoint(header.sectionViewportPosition(header.count() - 1), 1)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    for x in (at.x() + 30, at.x() + 60, 5):
        QTest.mouseMove(header.viewport(), QPoint(x, 1))
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 1))
    assert [header.visualIndex(at) for at in range(header.count())] == [0, 1, 2]
    assert not header.sectionsMovable()
