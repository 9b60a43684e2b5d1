"""The wheel over a control that nobody clicked changes nothing, anywhere in the window; the page scrolls instead."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QSlider,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from digitpad.ui.common import wheel
from tests.ui.common.shown import shown

pytest_plugins = ["tests.journeys.windows"]
KINDS = (QComboBox, QAbstractSpinBox, QAbstractSlider, QTabBar)


def turn(widget: QWidget, angle: int) -> None:
    """The wheel over a widget, as the window system tells of it; one that is out of sight hears of it itself."""
    window, at = widget.window(), QPointF(widget.mapTo(widget.window(), widget.rect().center()))
    if widget.isVisible() and not widget.visibleRegion().isEmpty():
        QTest.wheelEvent(window.windowHandle(), at, QPoint(0, angle))
        return
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place, QPointF(widget.mapToGlobal(place.toPoint())), QPoint(0, angle), QPoint(0, angle),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def state(widget: QWidget) -> object:
    return widget.currentIndex() if isinstance(widget, QComboBox | QTabBar) else widget.value()  # type: ignore[attr-defined]


def test_no_control_of_the_window_turns_by_the_wheel_alone(open_window) -> None:
    window = open_window(ready=False)
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        window.train.findChild(QAbstractButton, "train-settings").setChecked(True)
        window.pad.canvas.setFocus()
        QApplication.processEvents()
        children = window.findChildren(QWidget)
        controls = [child for child in children if isinstance(child, KINDS) and not isinstance(child, QScrollBar)]
        assert len(controls) > 20
        before = [state(control) for control in controls]
        for control in controls:
            turn(control, 120)
            turn(control, -240)
        assert [state(control) for control in controls] == before
        assert window.pad.canvas.hasFocus() or not window.isActiveWindow()
        assert not [c for c in controls if c.isVisible() and c.focusPolicy() == Qt.FocusPolicy.WheelFocus]


def test_a_control_that_has_the_focus_turns_and_one_without_lets_the_page_scroll(qtbot, qapp) -> None:
    wheel.guard(qapp)
    wheel.guard(qapp)  # twice does no harm
    page, column = QWidget(), QVBoxLayout()
    page.setLayout(column)
    slider, other = QSlider(Qt.Orientation.Horizontal), QLineEdit()
    for widget in (other, slider):
        widget.setFixedHeight(30)
        column.addWidget(widget)
    slider.setValue(50)
    column.addStretch()
    page.setFixedHeight(2000)
    area = QScrollArea()
    area.setWidget(page)
    shown(qtbot, area, 200, 200)
    area.activateWindow()
    other.setFocus()
    turn(slider, -120)
    assert slider.value() == 50
    assert area.verticalScrollBar().value() > 0
    slider.setFocus()
    area.ensureWidgetVisible(slider)
    at = area.verticalScrollBar().value()
    turn(slider, 120)
    assert slider.value() > 50
    assert area.verticalScrollBar().value() == at
