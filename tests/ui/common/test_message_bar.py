"""The message bar: it keeps to its strip, shows all its words on demand, and lets good news go by itself."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QToolButton, QWidget

from digitpad.ui.common import message_bar
from digitpad.ui.common.message_bar import STRIP, MessageBar
from digitpad.ui.common.messages import GOOD, INFO, PAD, TRAIN, Message, Messages
from tests.ui.common.shown import shown

LONG = "The model mlp-256-128 was trained on a set that is not here, so that nothing can be measured. " * 2


@pytest.fixture
def page(qtbot):
    return shown(qtbot, QWidget(), 700, 500)


@pytest.fixture
def messages(page):
    return Messages(page)


@pytest.fixture
def bar(page, messages):
    made = MessageBar(messages, page, (PAD,))
    made.set_spot(QRect(20, 0, 440, STRIP))
    return made


def text(bar: MessageBar) -> str:
    return bar.findChild(QLabel, "message-text").text()


def test_a_message_says_what_happened_and_what_to_do(bar, messages):
    messages.say(Message("The file is broken.", "Choose another."))
    assert bar.isVisible()
    assert text(bar) == "The file is broken."
    assert bar.findChild(QLabel, "message-hint").text() == "Choose another."
    assert bar.accessibleName() == "The file is broken. Choose another."
    QTest.mouseClick(bar.findChild(QToolButton, "message-close"), Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_the_newest_is_shown_and_the_others_are_counted(bar, messages):
    for number in range(3):
        messages.say(Message(f"Error {number}."))
    messages.say(Message("Of another place.", place=TRAIN))
    count = bar.findChild(QLabel, "message-count")
    assert (text(bar), count.text()) == ("Error 2.", "2 earlier")
    messages.close(messages.message)  # of all places
    QTest.mouseClick(bar.findChild(QToolButton, "message-close"), Qt.MouseButton.LeftButton)
    assert (text(bar), count.text()) == ("Error 1.", "1 earlier")
    messages.close(messages.message)
    assert text(bar) == "Error 0."
    assert not count.isVisible()


def test_good_news_goes_by_itself_and_an_error_stays(qtbot, bar, messages, monkeypatch):
    monkeypatch.setattr(message_bar, "STAY_MS", 30)
    messages.say(Message("Saved.", kind=GOOD))
    qtbot.waitUntil(lambda: not bar.isVisible())
    messages.say(Message("Broken."))
    with pytest.raises(qtbot.TimeoutError):
        qtbot.waitUntil(lambda: not bar.isVisible(), timeout=150)


def test_its_button_is_told_and_closes_it(qtbot, bar, messages):
    told: list[str] = []
    messages.say(Message("The model is deleted.", kind=INFO, action="Undo", act=lambda: told.append("back")))
    QTest.mouseClick(bar.findChild(QPushButton, "message-action"), Qt.MouseButton.LeftButton)
    assert told == ["back"]
    assert not bar.isVisible()


@pytest.mark.parametrize("width", [240, 440, 900])
@pytest.mark.parametrize("action", ["", "Try again with learning rate 0.001"])
def test_it_keeps_to_its_strip_and_opens_to_all_its_words(page, bar, messages, width, action):
    spot = QRect(20, 0, width, STRIP)
    bar.set_spot(spot)
    messages.say(Message("Saved.", "Somewhere.", action=action))
    messages.say(Message(LONG, "Put the set into the data folder, or name its folder.", action=action))
    more = bar.findChild(QAbstractButton, "message-more")
    label = bar.findChild(QLabel, "message-text")
    bar.layout().activate()
    assert bar.geometry() == spot
    assert more.isVisible()
    assert text(bar).endswith("\u2026")
    assert label.heightForWidth(label.width()) <= STRIP
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    bar.layout().activate()
    assert (text(bar), more.text()) == (LONG, "Less")
    assert label.height() >= label.heightForWidth(label.width())
    assert bar.geometry().topLeft() == spot.topLeft()
    assert bar.height() > STRIP
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert bar.geometry() == spot


def test_of_many_lengths_none_is_cut_off(bar, messages):
    label = bar.findChild(QLabel, "message-text")
    for count in range(1, 40):
        messages.say(Message("word " * count))
        bar.layout().activate()
        assert bar.height() == STRIP
        assert label.height() >= label.heightForWidth(label.width()), count
        assert bar.rect().contains(label.geometry())
