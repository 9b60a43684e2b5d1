"""Whole numbers, the threshold, the steps to the glyph and kept drawings, on the pad and without torch."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, Answer, Card, DigitRead, Reading, Refusal
from digitpad.ink.files import Drawing
from digitpad.ink.glyph import Screen, Switches, steps
from digitpad.ink.ink import Ink
from digitpad.ui.draw import answer_text, marks
from digitpad.ui.draw.document import CanvasView
from digitpad.ui.draw.drawings_dialog import DrawingsDialog
from digitpad.ui.draw.pad_panel import PadPanel
from digitpad.ui.draw.threshold import stops

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab
LEFT = Qt.MouseButton.LeftButton
CARD = Card("padnet", RECIPES["padnet"], DIGITS, 1, "w", 1, reject=True, threshold=0.94)
MEASURED = replace(CARD, tradeoff=((0.0, 1.0, 1.0), (0.5, 0.999, 0.03), (0.94, 0.99, 0.004), (0.99, 0.92, 0.0)))
SEVEN = Ink.from_strokes([[(20, 20), (80, 20), (40, 120)]])


def read(digit: int | None, box: tuple[float, float, float, float], sure: float = 0.95) -> DigitRead:
    shares = tuple(sure if n == (digit or 0) else (1 - sure) / 9 for n in range(10))
    return DigitRead(Answer(digit, sure, shares, digit or 0, "" if digit is not None else "not a digit"), box, (0,))


TWENTY = Reading((read(2, (10, 10, 50, 90), 0.98), read(0, (60, 10, 100, 90), 0.9)), "20", 0.882)


@pytest.fixture
def pad(pad: PadPanel) -> PadPanel:
    pad.resize(440, 900)
    return pad


def words(widget: QWidget) -> str:
    """All that is written on it, a line a label."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


# whole numbers


def test_a_number_is_shown_with_each_digits_own_confidence(pad: PadPanel) -> None:
    pad.show_reading(TWENTY)
    assert pad.answer_view.label.text() == "20"
    assert [(row.label, row.text) for row in pad.answer_view.bars.rows] == [("2", "98.0 %"), ("0", "90.0 %")]
    assert pad.answer_view.line.text() == "88.2 % sure of both digits"
    assert [mark.label for mark in pad.canvas.marks] == ["2", "0"]


def test_what_could_not_be_read_of_a_number_is_said(pad: PadPanel) -> None:
    pad.show_reading(Reading((*TWENTY.digits, read(None, (110, 10, 150, 90))), "20?", 0.8))
    assert pad.answer_view.label.text() == "20?"
    assert pad.answer_view.line.text() == "One of the 3 is not a digit"
    assert not pad.answer_view.bars.rows[2].best


def test_one_refused_digit_is_no_number(pad: PadPanel) -> None:
    pad.show_reading(Reading((read(None, (10, 10, 50, 90)),), "?", 0.9))
    assert pad.answer_view.label.text() == ""
    assert "perhaps 0" in pad.answer_view.line.text()


@pytest.mark.parametrize(
    ("digits", "line"),
    [
        ((2, None), "One of the two is not a digit"),
        ((None, None), "Neither is a digit"),
        ((2, 0, 4), "85.7 % sure of all 3 digits"),
        ((2, None, None), "2 of the 3 are not digits"),
        ((None,) * 3, "None of the 3 is a digit"),
    ],
)
def test_how_sure_a_number_is_reads_as_a_sentence(digits: tuple[int | None, ...], line: str) -> None:
    parts = tuple(read(digit, (50.0 * n, 10, 50.0 * n + 40, 90)) for n, digit in enumerate(digits))
    assert answer_text.number_sentence(Reading(parts, "", 0.95 ** len(parts))) == line


def test_a_number_of_one_digit_keeps_its_ten_bars(pad: PadPanel) -> None:
    pad.show_reading(Reading((read(2, (10, 10, 50, 90), 0.91),), "2", 0.91))
    assert [row.label for row in pad.answer_view.bars.rows] == list(DIGITS)
    assert [row.text for row in pad.answer_view.bars.rows if row.best] == ["91.0 %"]
    assert pad.answer_view.line.text() == "91.0 % sure"


def test_what_the_model_sees_of_a_number_says_which_digit_it_is(pad: PadPanel) -> None:
    def words() -> tuple[str, str, str]:
        title, caption = (pad.findChild(QLabel, name) for name in ("pad-inspector-title", "pad-glyph-caption"))
        return title.text(), caption.text(), pad.answer_view.glyph.accessibleName()

    plain = ("What the model sees",) * 3
    assert words() == plain
    pad.show_reading(TWENTY, 1)
    assert words() == ("What the model sees: digit 2 of 2", "Digit 2 of 2", "What the model sees: digit 2 of 2")
    pad.show_reading(TWENTY, 0)
    assert words()[0] == "What the model sees: digit 1 of 2"
    pad.show_reading(Reading(TWENTY.digits[:1], "2", 0.98))
    assert words() == plain
    pad.show_reading(TWENTY, 1)
    pad.show_answer(None)
    assert words() == plain


# two digits on a pad that reads one


def test_two_digits_are_asked_about_and_read_at_a_click_or_key(pad: PadPanel, qtbot: QtBot) -> None:
    two = Answer(None, 0.997, (0.0,) * 4 + (0.997,) + (0.0006,) * 5, 4, Refusal.SEVERAL, several=2)
    line, view = pad.answer_view.line, pad.answer_view
    wanted: list[bool] = []
    pad.numbers_requested.connect(wanted.append)
    pad.show_answer(two)
    assert view.label.text() == "", "it is no four"
    assert line.accessibleName() == "Two digits? Read them as a number"
    assert view.label.accessibleDescription() == "Two digits? Read them as a number"
    assert {row.share for row in view.bars.rows} == {0.0}, "nor is a four likely"
    assert line.heightForWidth(line.width()) <= line.height(), "all of it can be read"
    pad.activateWindow()
    line.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert wanted == [True] and pad.tools.numbers.isChecked()
    pad.show_reading(TWENTY)
    assert line.text() == "88.2 % sure of both digits" and line.focusPolicy() == Qt.FocusPolicy.NoFocus
    pad.tools.numbers.click()
    pad.show_answer(replace(two, several=3))
    assert line.accessibleName() == "Several digits? Read them as a number"
    assert line.heightForWidth(line.width()) <= line.height()
    QTest.mouseClick(line, LEFT, pos=QPoint(line.width() // 2, 25))
    assert wanted == [True, False, True]


def test_the_frames_go_with_the_drawing(pad: PadPanel) -> None:
    pad.set_ink(SEVEN)
    pad.show_reading(TWENTY)
    pad.clear()
    assert pad.canvas.marks == ()
    assert len(pad.answer_view.bars.rows) == 10, "the bars name the classes again"


def test_of_a_long_number_the_last_ten_digits_have_a_bar() -> None:
    rows = answer_text.number_rows(Reading(tuple(read(n % 10, (n, 0, n + 1, 1)) for n in range(14)), "", 0.5))
    assert [row.label for row in rows] == list("4567890123")


def test_frames_keep_their_place_on_the_page_when_the_canvas_grows() -> None:
    found = marks.marks(TWENTY)
    view = CanvasView(2.0, 5.0, 7.0)
    on_page = marks.moved(found, view, to_page=True)
    assert on_page[0].box == (2.5, 1.5, 22.5, 41.5)
    assert marks.moved(on_page, view, to_page=False) == found


@pytest.mark.parametrize("count", [1, 3, 12])
def test_frames_are_painted_within_the_canvas_for_any_number(pad: PadPanel, count: int) -> None:
    width = pad.canvas.width() / count
    digits = tuple(read(n % 10, (n * width + 2, 0, (n + 1) * width - 2, 30)) for n in range(count))
    plain = pad.canvas.grab().toImage()
    pad.show_reading(Reading(digits, "1" * count, 0.5))
    assert pad.canvas.grab().toImage() != plain


def test_the_switch_for_numbers_tells_the_user_and_not_the_memory(pad: PadPanel) -> None:
    told: list[bool] = []
    pad.numbers_requested.connect(told.append)
    pad.show_numbers(True)
    assert told == [] and pad.tools.numbers.isChecked()
    QTest.mouseClick(pad.tools.numbers, LEFT)
    assert told == [False]


# the threshold


def test_the_threshold_shows_what_it_costs_and_brings(pad: PadPanel) -> None:
    told: list[object] = []
    pad.threshold_requested.connect(told.append)
    pad.show_card(MEASURED)
    assert pad.threshold.figures == ("99.0 %", "0.4 %")
    assert not pad.threshold.own.isEnabled()
    pad.threshold.slider.setValue(1)
    assert told == [0.5]
    assert pad.threshold.figures == ("99.9 %", "3.0 %")
    pad.threshold.own.click()
    assert told == [0.5, None]
    assert pad.threshold.figures == ("99.0 %", "0.4 %")


def test_a_remembered_threshold_is_shown_and_not_told(pad: PadPanel) -> None:
    told: list[object] = []
    pad.threshold_requested.connect(told.append)
    pad.threshold.show_threshold(0.98)
    pad.show_card(MEASURED)
    assert told == []
    assert pad.threshold.slider.value() == 3
    assert "98 %" in words(pad.threshold.popover)


def test_without_figures_the_slider_still_works_and_says_so(pad: PadPanel) -> None:
    pad.show_card(replace(CARD, threshold=0.37))
    assert 0.37 in [stop.threshold for stop in stops(replace(CARD, threshold=0.37))]
    assert pad.threshold.figures == ("\u2013", "\u2013")
    assert "not known" in words(pad.threshold.popover)


def test_popovers_open_within_the_screen_and_close(pad: PadPanel) -> None:
    for button in (pad.threshold, pad.tools.keep):
        QTest.mouseClick(button, LEFT)
        assert button.popover.isVisible()
        assert pad.screen().availableGeometry().contains(button.popover.geometry())
        button.popover.close()


# the steps


def test_the_inspector_shows_every_step_and_tells_of_its_switches(pad: PadPanel) -> None:
    told: list[object] = []
    shown: list[bool] = []
    pad.inspector.switches_changed.connect(told.append)
    pad.inspector_requested.connect(shown.append)
    QTest.mouseClick(pad.tools.steps, LEFT)
    assert pad.inspector.isVisible() and not pad.answer_view.glyph.isVisible()
    pad.findChild(QToolButton, "pad-switch-fit").click()
    pad.findChild(QToolButton, "pad-switch-centre").click()
    assert told == [Switches(fit=False), Switches(fit=False, centre=False)]
    QTest.mouseClick(pad.tools.steps, LEFT)
    assert told[-1] == Switches(), "hidden switches are never left off"
    assert shown == [True, False]
    assert not pad.inspector.isVisible() and pad.answer_view.glyph.isVisible()


def test_each_steps_picture_follows_the_drawing(pad: PadPanel) -> None:
    pad.show_inspector(True)
    names = ("ink", "fit", "pen", "centre", "given")

    def pictures() -> list[object]:
        return [pad.findChild(QWidget, f"pad-step-{name}").grab().toImage() for name in names]

    empty = pictures()
    way = steps(SEVEN)
    pad.inspector.show_steps(way, Screen(400, 300, 20), way.centred)
    drawn = pictures()
    assert all(one != other for one, other in zip(empty, drawn, strict=True))
    pad.inspector.show_steps(None, None, None)
    assert pictures() == empty
    pad.inspector.show_steps(None, None, np.ones((28, 28), np.float32))
    assert [one != other for one, other in zip(empty, pictures(), strict=True)] == [False] * 4 + [True]


def test_the_values_that_the_model_gets_are_named(pad: PadPanel) -> None:
    pad.show_card(CARD)
    assert "values 0 to 1" in words(pad.inspector)
    pad.show_card(replace(CARD, plan=RECIPES["mlp-256-128"]))
    assert "values \u22120.42 to 2.82" in words(pad.inspector)


# drawings of one's own


def test_a_drawing_is_kept_under_the_label_that_is_pressed(pad: PadPanel) -> None:
    told: list[str] = []
    pad.keep_requested.connect(told.append)
    assert not pad.tools.keep.popover.labels["7"].isEnabled(), "there is nothing to keep yet"
    pad.set_ink(SEVEN)
    for label in ("7", "not a digit"):
        pad.tools.keep.open()
        QTest.mouseClick(pad.tools.keep.popover.labels[label], LEFT)
        assert not pad.tools.keep.popover.isVisible()
    assert told == ["7", "not a digit"]


def test_kept_drawings_are_listed_newest_first_opened_and_deleted(qtbot: QtBot) -> None:
    box = DrawingsDialog()
    qtbot.addWidget(box)
    opened: list[Drawing] = []
    deleted: list[list[str]] = []
    box.open_requested.connect(opened.append)
    box.delete_requested.connect(deleted.append)
    box.show_drawings([Drawing(SEVEN, "7", "a"), Drawing(SEVEN, "1", "b"), Drawing(SEVEN, "7", "c")])
    assert [box.list.item(n).text() for n in range(3)] == ["7", "1", "7"]
    assert "3 drawings: 1 \u00d7 1, 2 \u00d7 7." in words(box)
    assert not box.open_button.isEnabled() and not box.delete_button.isEnabled()
    box.list.item(1).setSelected(True)
    box.open_button.click()
    assert [drawing.key_id for drawing in opened] == ["b"]
    box.list.item(0).setSelected(True)
    assert not box.open_button.isEnabled()
    box.delete_button.click()
    assert [sorted(names) for names in deleted] == [["b", "c"]]
    box.show_drawings([])
    assert "No drawings kept yet" in words(box)
