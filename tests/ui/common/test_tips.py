"""Long tooltips are wrapped to one readable width, plain ones and rich ones."""

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip
from pytestqt.qtbot import QtBot

from digitpad.ui.common import tips, wheel

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab
LONG = "Shows only the selected models, and only the figures and settings in which they differ & more <b>"


def test_a_long_tooltip_has_lines_of_one_width_and_keeps_its_words(qtbot: QtBot, qapp: QApplication) -> None:
    """31: narrow columns of three words on Train, lines of 800 pixels on Compare."""
    wheel.guard(qapp)
    label = QLabel("here")
    qtbot.addWidget(label)
    label.setToolTip(LONG)
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), QPoint(1, 1)))
    assert QToolTip.text() == tips.wrapped(LONG)
    assert "width=" in QToolTip.text() and "differ &amp; more &lt;b&gt;" in QToolTip.text()
    QToolTip.hideText()


def test_a_rich_tooltip_stays_rich_and_a_short_one_is_left_to_qt(qtbot: QtBot) -> None:
    label = QLabel("here")
    qtbot.addWidget(label)
    tips.show_tip(label, "One.", "Two.")
    assert "<p>One.</p><p>Two.</p>" in tips.wrapped(label.toolTip())
    assert not tips.show_wrapped(label, QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), QPoint(1, 1)))
