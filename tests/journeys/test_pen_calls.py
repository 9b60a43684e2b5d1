"""From a pen move to the bars that show its answer: few calls of digitpad's own, so that one can follow them."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.journeys.pen_calls import Calls, between
from tests.journeys.windows import MODEL, SEVEN, at_rest, choose, controller, wait_ready

pytest_plugins = ["tests.journeys.windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab

# The most calls of each stretch: from the pen to the thread, on the thread, from its answer to the bars.
TO_THE_THREAD, ON_THE_THREAD, TO_THE_BARS = 24, 58, 32


def test_a_move_takes_few_calls_to_the_bars_and_nobody_asks_the_pad_back(qtbot, open_window) -> None:
    window = open_window(ready=False)
    calls = Calls(controller(window).inference)
    wait_ready(qtbot, window)
    choose(window, MODEL)
    canvas = window.pad.canvas
    points = [QPoint(round(x * canvas.width()), round(y * canvas.height())) for x, y in SEVEN[:5]]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        at_rest(qtbot, window)
        calls.move(canvas, point, qtbot.waitUntil)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])
    at_rest(qtbot, window)
    calls.end()
    asked = between(calls.window, "pointer_input:PointerInput.mouseMoveEvent", "inference_thread:InferenceThread._put")
    shown = between(calls.window, "pad_controller:PadController._answered", "bars:Bars._show")
    done = between(
        calls.inference, "inference_thread:InferenceThread._answer", "inference_thread:InferenceThread._step"
    )
    assert asked.count("canvas:Canvas.ink") == 1
    after = asked[asked.index("pad_controller:PadController._changed") :]
    assert not [name for name in after if name.split(":")[0] in ("pad_panel", "canvas", "inspector", "model_box")]
    assert len(asked) <= TO_THE_THREAD, asked
    assert len(shown) <= TO_THE_BARS, shown
    assert len(done) <= ON_THE_THREAD, done
