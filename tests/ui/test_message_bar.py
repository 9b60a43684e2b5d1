"""The message bar: one message at a time, errors stay, good news goes, nothing under it moves."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from digitpad.ui.common import message_bar
from digitpad.ui.common.message_bar import GOOD, INFO, Message, MessageBar
from tests.ui.shown import shown


@pytest.fixture
def page(qtbot):
    return shown(qtbot, QWidget(), 700, 500)


@pytest.fixture
def bar(page):
    return MessageBar(page)


def text(bar: MessageBar) -> str:
    return bar.findChild(QLabel, "message-text").text()


def test_a_message_says_what_happened_and_what_to_do(bar):
    bar.say(Message("The file is broken.", "Choose another."))
    assert bar.isVisible()
    assert text(bar) == "The file is broken."
    assert bar.findChild(QLabel, "message-hint").text() == "Choose another."
    assert bar.accessibleName() == "The file is broken. Choose another."
    QTest.mouseClick(bar.findChild(QToolButton, "message-close"), Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_further_messages_wait_and_are_counted(bar):
    for number in range(3):
        bar.say(Message(f"Error {number}."))
    assert text(bar) == "Error 0."
    assert bar.findChild(QLabel, "message-count").text() == "2 more"
    bar.show_next()
    assert text(bar) == "Error 1."
    bar.show_next()
    assert text(bar) == "Error 2."
    assert not bar.findChild(QLabel, "message-count").isVisible()
    bar.show_next()
    assert not bar.isVisible()


def test_the_same_message_is_not_repeated(bar):
    for _ in range(5):
        bar.say(Message("The disk is full."))
    bar.say(Message("Another."))
    bar.say(Message("Another."))
    assert bar.findChild(QLabel, "message-count").text() == "1 more"


def test_a_disk_that_complains_without_end_does_not_fill_the_memory(bar):
    for number in range(1000):
        bar.say(Message(f"Error {number}."))
    assert bar.findChild(QLabel, "message-count").text() == f"{message_bar.MOST_WAITING} more"


def test_good_news_goes_by_itself_and_an_error_stays(qtbot, bar, monkeypatch):
    monkeypatch.setattr(message_bar, "STAY_MS", 30)
    bar.say(Message("Saved.", kind=GOOD))
    qtbot.waitUntil(lambda: not bar.isVisible())
    bar.say(Message("Broken."))
    with pytest.raises(qtbot.TimeoutError):
        qtbot.waitUntil(lambda: not bar.isVisible(), timeout=150)


def test_news_in_passing_makes_room_for_what_comes(bar):
    bar.say(Message("Saved.", kind=GOOD))
    bar.say(Message("Broken."))
    assert text(bar) == "Broken."


def test_what_has_a_button_waits_for_it(qtbot, bar):
    token = object()
    bar.say(Message("The model is deleted.", kind=INFO, action="Undo", token=token))
    bar.say(Message("Broken."))
    assert text(bar) == "The model is deleted."
    with qtbot.waitSignal(bar.acted) as told:
        QTest.mouseClick(bar.findChild(QPushButton, "message-action"), Qt.MouseButton.LeftButton)
    assert told.args == [token]
    assert text(bar) == "Broken."
    assert not bar.findChild(QPushButton, "message-action").isVisible()


@pytest.mark.parametrize("width", [360, 700, 1600])
def test_it_lies_at_the_bottom_and_shows_all_its_words(page, bar, width):
    long = "The model mlp-256-128 was trained on a set that is not here, so that nothing can be measured. " * 2
    bar.say(Message(long, "Put the set into the data folder, or name its folder in DIGITPAD_DATA."))
    page.resize(width, 500)
    label = bar.findChild(QLabel, "message-text")
    assert page.rect().contains(bar.geometry())
    assert page.rect().bottom() - bar.geometry().bottom() < 20
    assert label.height() >= label.heightForWidth(label.width())


def test_the_words_keep_their_room_when_the_count_of_further_messages_takes_some_of_it(bar):
    """A line that fits beside nothing may need two beside "1 more"; of so many lengths some do."""
    label = bar.findChild(QLabel, "message-text")
    for count in range(5, 60):
        bar.say(Message("word " * count))
        bar.say(Message("Another one."))
        bar.layout().activate()
        assert label.height() >= label.heightForWidth(label.width())
        assert bar.rect().contains(label.geometry())
        bar.show_next()
        bar.show_next()
