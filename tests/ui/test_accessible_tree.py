"""What a screen reader hears of the window: every control named, nothing that is content called a filler."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from digitpad.core.records import DIGITS, Answer
from digitpad.ui.common import accessible_roles
from digitpad.ui.main_window import MainWindow
from tests.ui.compare.cards import bundled

Role, Text = QAccessible.Role, QAccessible.Text
FILLER = (Role.Client, Role.NoRole, Role.Border, Role.Pane)
SEVEN = Answer(
    digit=7, confidence=0.91, probabilities=(0.0,) * 6 + (0.0895, 0.91, 0.0005, 0.0), classes=DIGITS, nearest=7
)


@pytest.fixture
def window(bare_window: MainWindow) -> MainWindow:
    accessible_roles.install()
    bare_window.compare.show_models(bundled())
    bare_window.show()
    bare_window.train.charts.make()
    return bare_window


def heard(widget: QWidget, kind: QAccessible.Text = Text.Name) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(kind)


def test_every_control_has_a_name_and_no_content_is_a_filler(window: MainWindow) -> None:
    """6: canvas, bars, glyph, charts and matrix had the role "filler", which screen readers skip."""
    ours = [each for each in window.findChildren(QWidget) if type(each).__module__.startswith("digitpad.")]
    wrong = []
    for widget in ours:
        stop = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        role = QAccessible.queryAccessibleInterface(widget).role()
        content = getattr(widget, "accessible_role", None) is not None
        if (stop or content) and not (heard(widget).strip() and role not in FILLER):
            wrong.append((type(widget).__name__, widget.objectName(), heard(widget), role.name))
    assert not wrong, str(wrong)


def test_no_two_controls_have_one_object_name(window: MainWindow) -> None:
    """They are found by it; a row of a list may repeat."""
    names = Counter(one.objectName() for one in window.findChildren(QWidget))
    assert {name for name, count in names.items() if count > 1 and not name.startswith("qt_")} <= {"", "why-row"}


@pytest.mark.parametrize(
    ("name", "role"),
    [("pad-canvas", Role.Canvas), ("pad-bars", Role.Chart), ("pad-glyph", Role.Graphic),
     ("train-loss-chart", Role.Chart), ("compare-confusion", Role.Chart), ("train-matrix", Role.Chart)],
)  # fmt: skip
def test_pictures_and_charts_say_what_they_are(window: MainWindow, name: str, role: QAccessible.Role) -> None:
    """6"""
    assert QAccessible.queryAccessibleInterface(window.findChild(QWidget, name)).role() == role


def test_the_bars_are_told_the_likeliest_first(window: MainWindow) -> None:
    """6: the pad's probabilities were only painted."""
    bars = window.pad.answer_view.bars
    bars.show_answer(SEVEN)
    assert heard(bars, Text.Description) == "7: 91.0 %, 6: 8.9 %."
    bars.show_answer(None)
    assert heard(bars, Text.Description) == "No prediction yet."
