"""Numbers typed key by key, in every language: what is meant is taken, what is no number is said, never guessed."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.common.number_fields import Number, Rate, Whole
from digitpad.ui.common.typed_numbers import Misread, read, shown
from tests.ui.common.shown import shown as on_screen

LANGUAGES = ["C", "en_US", "de_DE", "fr_FR", "zh_CN", "ar_EG", "hi_IN", "fa_IR", "de_CH"]
MEANT = [
    ("1e-3", 0.001), ("5e-4", 0.0005), (".001", 0.001), ("0.002", 0.002), ("0,002", 0.002), ("1E-3", 0.001),
    (",5", 0.5), ("0.01", 0.01), ("0,01", 0.01), ("5.", 5.0), (" 0.25 ", 0.25), ("+2", 2.0), ("1e0", 1.0),
    ("\u0660\u066b\u0665", 0.5), ("\uff10\uff0e\uff15", 0.5),
]  # fmt: skip
NONSENSE = [
    "",
    "abc",
    "1.000,5",
    "1,000.5",
    "1e",
    "e-3",
    "0x10",
    "1_0",
    "--1",
    "1 000",
    "nan",
    "inf",
    "1.2.3",
    ".",
    "1e-",
    "10\N{SUPERSCRIPT TWO}",
    "\N{CIRCLED DIGIT ONE}",
]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest):
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


class Page(QWidget):
    """A page with each kind of field, and another widget to go to."""

    def __init__(self) -> None:
        super().__init__()
        self.rate, self.share, self.shift = Rate(1e-8, 100), Number(0, 0.9, 0.05), Number(0, 6, 0.5, " px")
        self.whole, self.patience, self.other = Whole(1, 10_000, 32), Whole(0, 1000), QLineEdit()
        self.patience.setSpecialValueText("never")
        self.patience.setSuffix(" epochs")
        column = QVBoxLayout(self)
        for name in ("rate", "share", "shift", "whole", "patience", "other"):
            field = getattr(self, name)
            field.setObjectName(name)
            column.addWidget(field)
        self.rate.setValue(0.001)
        self.whole.setValue(64)

    def type(self, field: QAbstractSpinBox, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """Selects all and types, key by key."""
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        for letter in text:
            key = Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(field, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter))
        QTest.keyClick(field, end)

    def said(self, field: QAbstractSpinBox) -> str:
        """What stands beside the field."""
        note = self.findChild(QLabel, f"{field.objectName()}-problem")
        return note.text() if note is not None and note.isVisible() else ""


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    made = on_screen(qtbot, Page(), 400, 400)
    made.activateWindow()
    return made


def test_a_number_typed_key_by_key_is_that_number_in_every_language(language, page) -> None:
    for text, meant in MEANT:
        page.type(page.rate, text)
        assert page.rate.value() == meant, text
        assert page.said(page.rate) == ""
        assert re.fullmatch(r"[0-9.e-]+", page.rate.text()), "Latin digits and a point, in every language"


def test_a_number_that_is_pasted_is_taken(language, page) -> None:
    for text, meant in (("1e-3", 0.001), ("0,002", 0.002), ("0.002\n", 0.002), (" .5", 0.5)):
        QGuiApplication.clipboard().setText(text)
        page.rate.setFocus()
        page.rate.selectAll()
        QTest.keyClick(page.rate, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(page.rate, Qt.Key.Key_Tab)
        assert page.rate.value() == meant, text


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_what_is_no_number_is_said_and_never_guessed(page, end) -> None:
    for text in NONSENSE:
        page.rate.setValue(0.001)
        nonsense_is_said(page, text, end)


def nonsense_is_said(page: Page, text: str, end: Qt.Key) -> None:
    told: list[float] = []
    page.rate.valueChanged.connect(told.append)
    page.type(page.rate, text, end)
    assert page.rate.value() == 0.001
    assert page.rate.lineEdit().text() == text, "what was typed stays, to be mended"
    assert "number" in page.said(page.rate)
    assert page.rate.problem == page.said(page.rate) == page.rate.accessibleDescription()
    assert told == []
    page.type(page.rate, "0.5")
    assert (page.rate.value(), page.said(page.rate), page.rate.problem) == (0.5, "", "")


OUT_OF_RANGE = [
    ("rate", "500", "500 is too large: the most is 100."), ("rate", "0", "0 is too small: the least is 1e-8."),
    ("rate", "1e999", "1e999 is too large: the most is 100."), ("rate", "1e-999", "1e-999 is too small"),
    ("rate", "-1", "-1 is too small"), ("share", "0,95", "0,95 is too large: the most is 0.9."),
    ("share", "1e-999", "too small"), ("whole", "99999999999999999999", "too large: the most is 10000."),
    ("whole", "0", "0 is too small: the least is 1."), ("whole", "2.5", "not a whole number"),
    ("whole", "1.000", "not a whole number"), ("shift", "7 px", "7 px is too large: the most is 6."),
    ("patience", "-2", "-2 is too small: the least is 0."),
]  # fmt: skip


def test_what_is_out_of_range_is_said_and_never_clipped(language, page) -> None:
    for name, text, wanted in OUT_OF_RANGE:
        field = getattr(page, name)
        before = field.value()
        page.type(field, text)
        assert wanted in page.said(field)
        assert field.value() == before


def test_whole_numbers_units_and_words(language, page) -> None:
    page.type(page.whole, "1e3")
    assert page.whole.value() == 1000
    assert page.whole.text() == "1000"
    page.type(page.shift, "2,5")
    assert (page.shift.value(), page.shift.text()) == (2.5, "2.5 px")
    page.type(page.shift, "3 px")
    assert page.shift.value() == 3
    page.type(page.patience, "7")
    assert (page.patience.value(), page.patience.text()) == (7, "7 epochs")
    page.type(page.patience, "never")
    assert (page.patience.value(), page.patience.text()) == (0, "never")
    page.type(page.patience, "now and then")
    assert "not a number" in page.said(page.patience)
    assert "now and then" in page.patience.text()
    page.type(page.patience, "0")
    assert (page.patience.text(), page.said(page.patience)) == ("never", "")


def test_escape_the_arrows_and_a_new_value_put_away_what_cannot_be_read(page) -> None:
    page.type(page.rate, "abc")
    QTest.keyClick(page.rate, Qt.Key.Key_Escape)
    assert (page.rate.text(), page.said(page.rate)) == ("0.001", "")
    page.type(page.rate, "abc")
    page.rate.setValue(0.001)
    assert (page.rate.text(), page.said(page.rate)) == ("0.001", "")
    page.type(page.rate, "abc")
    page.rate.stepUp()
    assert (page.rate.value(), page.said(page.rate) != "") == (0.001, True), "an arrow does not guess either"
    page.rate.setValue(0.5)
    page.rate.selectAll()
    QTest.keyClicks(page.rate, "2")
    QTest.keyClick(page.rate, Qt.Key.Key_Up)
    assert page.rate.value() == 5, "what was typed counts before the arrow does"


def test_the_sentence_takes_no_room_and_no_click_and_goes_with_its_field(page) -> None:
    places = [child.geometry() for child in (page.rate, page.share, page.other)]
    page.type(page.rate, "abc")
    note = page.findChild(QLabel, "rate-problem")
    assert [child.geometry() for child in (page.rate, page.share, page.other)] == places
    assert page.rect().contains(note.geometry())
    assert page.childAt(page.share.geometry().center()) is not note
    page.rate.hide()
    assert not note.isVisible()
    page.rate.show()
    assert (page.rate.text(), page.said(page.rate)) == ("0.001", "")


@given(st.just(0.0) | st.floats(1e-300, 1e308) | st.floats(-1e308, -1e-300))
def test_every_number_shown_reads_back_as_itself(value: float) -> None:
    assert read(shown(value), -1.8e308, 1.8e308) == value
    assert read(shown(value).replace(".", ","), -1.8e308, 1.8e308) == value


@given(st.text(max_size=30))
def test_any_text_is_a_number_in_range_or_a_sentence(text: str) -> None:
    found = read(text, 0, 1)
    if isinstance(found, Misread):
        assert found.sentence.endswith(".")
        assert "\n" not in found.sentence
    else:
        assert 0 <= found <= 1


@given(st.just(0.0) | st.floats(1e-300, 0.9))
def test_a_field_keeps_every_digit_of_its_value(value: float) -> None:
    field = Number(0, 0.9, 0.05)
    field.setValue(value)
    assert field.value() == value
    field.deleteLater()


def test_the_sentences_of_neighbours_lie_neither_over_each_other_nor_over_a_wrong_field(page) -> None:
    fields = [page.rate, page.share, page.shift, page.whole]
    for wrong in ((0, 1), (1, 0), (2, 3), (0, 1, 2, 3)):
        for at in wrong:
            page.type(fields[at], "nonsense")
        notes = [page.findChild(QLabel, f"{fields[at].objectName()}-problem") for at in wrong]
        assert all(note.isVisible() and page.rect().contains(note.geometry()) for note in notes)
        boxes = [note.geometry() for note in notes]
        boxes += [fields[at].geometry() for at in wrong if len(wrong) < 4]  # for four there is no room beside them
        for one, other in combinations(boxes, 2):
            assert not one.intersects(other), (wrong, boxes)
        for at in wrong:
            page.type(fields[at], "0.5" if at < 3 else "5")
