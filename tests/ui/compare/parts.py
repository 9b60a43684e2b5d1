"""The parts of the comparison panel as its user finds and uses them."""

from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QTableView, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.common import confusion_picture
from digitpad.ui.common.confusion_view import ConfusionView
from digitpad.ui.compare.compare_panel import ComparePanel
from digitpad.ui.compare.table.table_view import TableView


def part(panel: QWidget, name: str, kind: Any = QWidget) -> Any:
    """What has this object name; it must be there."""
    found = panel.findChild(kind, name)
    assert found is not None, name
    return found


def press(panel: QWidget, qtbot: QtBot, name: str) -> None:
    qtbot.mouseClick(part(panel, name, QAbstractButton), Qt.MouseButton.LeftButton)


def act(panel: ComparePanel, key: str) -> QAction:
    """An entry of the menu of what can be done."""
    found: QAction = part(panel, f"compare-{key}-action", QAction)
    return found


def heard(signal: Any) -> list[tuple[Any, ...]]:
    """Everything that the signal tells from now on."""
    news: list[tuple[Any, ...]] = []
    signal.connect(lambda *values: news.append(values))
    return news


def table(panel: ComparePanel) -> QTableView:
    found: QTableView = part(panel, "compare-table", QTableView)
    return found


def cell_center(view: ConfusionView, true: int, said: int) -> QPointF:
    """The middle of a cell, in the view's pixels."""
    assert view.matrix is not None
    place = confusion_picture.layout(view.width(), view.height(), view.matrix, view.label_font())
    return place.cell_box((true, said)).center()


def titles(panel: ComparePanel) -> list[str]:
    model = table(panel).model()
    return [str(model.headerData(at, Qt.Orientation.Horizontal)) for at in range(model.columnCount())]


def column(panel: ComparePanel, title: str) -> list[str]:
    """What stands under a title, from the top."""
    model, at = table(panel).model(), titles(panel).index(title)
    return [str(model.index(row, at).data()) for row in range(model.rowCount())]


def names(panel: ComparePanel) -> list[str]:
    return column(panel, "Model")


def current(panel: ComparePanel) -> str:
    return str(table(panel).currentIndex().siblingAtColumn(0).data())


def click_row(panel: ComparePanel, qtbot: QtBot, name: str, keys: Any = Qt.KeyboardModifier.NoModifier) -> None:
    index = table(panel).model().index(names(panel).index(name), 0)
    place = table(panel).visualRect(index).center()
    qtbot.mouseClick(table(panel).viewport(), Qt.MouseButton.LeftButton, keys, place)


def choose(panel: ComparePanel, *models: str) -> None:
    """Selects these models in the table; the first is current."""
    part(panel, "compare-table", TableView).select(models[0], models)


def choose_set(panel: ComparePanel, on: str) -> None:
    combo = part(panel, "compare-on", QComboBox)
    combo.setCurrentIndex(combo.findData(on))
