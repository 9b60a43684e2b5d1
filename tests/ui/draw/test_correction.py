"""A wrong answer is put right by one click or one key, and only where it is a drawing's."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from digitpad.core.records import DIGITS, Answer, DigitRead, Reading
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.ui.draw.correction_line import CorrectionLine
from digitpad.ui.draw.drawings_dialog import DrawingsDialog, RelabelRequest
from digitpad.ui.draw.pad_panel import PadPanel
from tests.ui.common.shown import shown
from tests.ui.draw.mouse_strokes import LEFT

ONE = Answer(1, 0.9, (0.0, 0.9, *[0.0125] * 8), 1)


@pytest.fixture
def kept(pad: PadPanel) -> list[str]:
    """The labels under which the pad asks to keep what lies on it."""
    told: list[str] = []
    pad.keep_requested.connect(told.append)
    return told


def click(pad: PadPanel, number: int) -> None:
    bars = pad.answer_view.bars
    QTest.mouseClick(bars, LEFT, pos=QPoint(bars.width() // 2, bars.height() * (2 * number + 1) // 20))


def test_a_click_on_a_bar_or_its_digit_typed_keeps_the_drawing_as_that(pad: PadPanel, kept: list[str]) -> None:
    click(pad, 4)
    QTest.keyClick(pad.canvas, Qt.Key.Key_4)
    assert kept == [], "nothing is drawn"
    pad.set_ink(Ink.from_strokes([[(1, 1), (1, 9)]]))
    pad.show_answer(ONE)
    click(pad, 4)
    QTest.keyClick(pad.canvas, Qt.Key.Key_7)
    QTest.keyClick(pad.canvas, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(pad.canvas, Qt.Key.Key_X)
    assert kept == ["4", "7"]
    assert "Click a bar" in pad.answer_view.bars.accessibleDescription()


def test_bars_of_several_digits_are_no_labels(pad: PadPanel, kept: list[str]) -> None:
    pad.set_ink(Ink.from_strokes([[(1, 1), (1, 9)]]))
    pad.show_reading(Reading(tuple(DigitRead(ONE, (0, 0, 1, 1), (at,)) for at in range(2)), "11", 0.8))
    click(pad, 4)
    assert kept == []
    assert not pad.findChild(QAbstractButton, "pad-correct").isEnabled()


def test_names_of_any_classes_are_labels(pad: PadPanel, kept: list[str]) -> None:
    pad.set_ink(Ink.from_strokes([[(1, 1), (1, 9)]]))
    pad.show_classes(("a", "Ankle boot", *DIGITS[:8]))
    click(pad, 1)
    QTest.keyClick(pad.canvas, Qt.Key.Key_A)
    QTest.keyClick(pad.canvas, Qt.Key.Key_9)
    assert kept == ["Ankle boot", "a"]


def test_an_offer_takes_the_place_of_the_correction_and_gives_it_back(qtbot) -> None:
    line = shown(qtbot, CorrectionLine(), 400, 24)
    words, correct, teach, later = (
        line.findChild(kind, name)
        for kind, name in ((QLabel, "pad-offer"), *((QAbstractButton, f"pad-{name}")
                           for name in ("correct", "teach", "teach-later")))
    )  # fmt: skip
    assert correct.isVisible() and not correct.isEnabled()
    line.show_offer(12)
    assert words.text() == "Learn from your 12 drawings?"
    with qtbot.waitSignal(line.teach_requested):
        teach.click()
    with qtbot.waitSignal(line.declined):
        later.click()
    line.show_offer(0)
    line.show_correctable(True)
    assert not teach.isVisible() and words.text() == ""
    with qtbot.waitSignal(line.label_requested):
        correct.click()


def test_selected_drawings_get_another_label(qtbot) -> None:
    box = DrawingsDialog()
    qtbot.addWidget(box)
    ink = Ink.from_strokes([[(1, 1), (1, 9)]])
    box.show_drawings([Drawing(ink, "1", "a"), Drawing(ink, "2", "b")])
    button = box.findChild(QAbstractButton, "mine-relabel")
    assert not button.isEnabled()
    box.list.selectAll()
    assert button.isEnabled()
    with qtbot.waitSignal(box.relabel_requested) as told:
        box.findChild(QAbstractButton, "mine-label-7").click()
    assert told.args == [RelabelRequest(names=("b", "a"), word="7")]


def test_a_digit_typed_where_nothing_is_drawn_asks_for_a_test_digit(pad: PadPanel, kept: list[str]) -> None:
    """6: the canvas could not be drawn on by keyboard."""
    asked: list[str] = []
    pad.sample_requested.connect(asked.append)
    QTest.keyClick(pad.canvas, Qt.Key.Key_4)
    QTest.keyClick(pad.canvas, Qt.Key.Key_X)
    pad.set_ink(Ink.from_strokes([[(1, 1), (1, 9)]]))
    pad.show_answer(ONE)
    QTest.keyClick(pad.canvas, Qt.Key.Key_7)
    assert asked == ["4"] and kept == ["7"]
