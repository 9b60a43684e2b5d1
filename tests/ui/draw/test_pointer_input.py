"""Stylus and fingers on the real canvas: what they draw, and which events are left out."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.ink.ink import Ink
from digitpad.ui.draw.canvas import Canvas
from tests.ui.draw.mouse_strokes import LEFT, NONE, PLAIN, SEVEN, draw, strokes


def tablet(
    canvas: Canvas, kind: QEvent.Type, at: tuple[float, float], held: Qt.MouseButton, eraser: bool = False
) -> bool:
    pointer = QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen
    device = QPointingDevice(
        "stylus", 7, QInputDevice.DeviceType.Stylus, pointer, QInputDevice.Capability.Position, 1, 1
    )
    button = NONE if kind == QEvent.Type.TabletMove else LEFT
    pos = QPointF(*at)
    event = QTabletEvent(kind, device, pos, pos, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, PLAIN, button, held)
    event.ignore()
    QApplication.sendEvent(canvas, event)
    return event.isAccepted()


def test_the_stylus_draws_and_the_mouse_events_made_of_it_are_left_out(canvas: Canvas) -> None:
    assert tablet(canvas, QEvent.Type.TabletPress, (30.5, 40.5), LEFT)
    QTest.mousePress(canvas, LEFT, PLAIN, QPoint(30, 40))
    assert tablet(canvas, QEvent.Type.TabletMove, (60.25, 80.5), LEFT)
    QTest.mouseMove(canvas, QPoint(60, 80))
    assert tablet(canvas, QEvent.Type.TabletRelease, (90.0, 120.0), NONE)
    QTest.mouseRelease(canvas, LEFT, PLAIN, QPoint(90, 120))
    assert strokes(canvas.ink) == [[[30.5, 40.5], [60.25, 80.5], [90.0, 120.0]]]


def test_a_hovering_stylus_draws_nothing(canvas: Canvas) -> None:
    tablet(canvas, QEvent.Type.TabletMove, (30, 40), NONE)
    assert not canvas.ink


def test_the_other_end_of_the_stylus_erases(canvas: Canvas) -> None:
    draw(canvas, SEVEN)
    tablet(canvas, QEvent.Type.TabletPress, (120, 61), LEFT, eraser=True)
    tablet(canvas, QEvent.Type.TabletRelease, (120, 61), NONE, eraser=True)
    assert not canvas.ink
    canvas.undo()
    assert len(canvas.ink.strokes) == 1


@pytest.fixture
def screen(qapp: QApplication) -> QPointingDevice:
    return QTest.createTouchDevice()


def test_the_first_finger_draws_and_a_second_one_does_not_disturb(canvas: Canvas, screen: QPointingDevice) -> None:
    QTest.touchEvent(canvas, screen, False).press(3, QPoint(30, 40), canvas).commit()
    QTest.touchEvent(canvas, screen, False).move(3, QPoint(50, 60), canvas).press(4, QPoint(200, 200), canvas).commit()
    QTest.touchEvent(canvas, screen, False).move(3, QPoint(70, 80), canvas).release(4, QPoint(9, 9), canvas).commit()
    QTest.touchEvent(canvas, screen, False).release(3, QPoint(90, 100), canvas).commit()
    assert strokes(canvas.ink) == [[[30.0, 40.0], [50.0, 60.0], [70.0, 80.0], [90.0, 100.0]]]


def test_a_second_touch_is_a_second_stroke(canvas: Canvas, screen: QPointingDevice) -> None:
    for x in (50, 150):
        QTest.touchEvent(canvas, screen, False).press(0, QPoint(x, 40), canvas).commit()
        QTest.touchEvent(canvas, screen, False).release(0, QPoint(x, 200), canvas).commit()
    assert strokes(canvas.ink) == [[[50.0, 40.0], [50.0, 200.0]], [[150.0, 40.0], [150.0, 200.0]]]


def test_a_cancelled_touch_leaves_nothing(canvas: Canvas, screen: QPointingDevice, heard: list[Ink]) -> None:
    QTest.touchEvent(canvas, screen, False).press(1, QPoint(30, 40), canvas).commit()
    QTest.touchEvent(canvas, screen, False).move(1, QPoint(50, 60), canvas).commit()
    assert len(canvas.ink.strokes) == 1
    QApplication.sendEvent(canvas, QTouchEvent(QEvent.Type.TouchCancel, screen, PLAIN, []))
    assert not canvas.ink
    assert not heard[-1]
    QTest.touchEvent(canvas, screen, False).release(1, QPoint(50, 60), canvas).commit()
    draw(canvas, SEVEN)
    assert [len(stroke) for stroke in canvas.ink.strokes] == [5]
